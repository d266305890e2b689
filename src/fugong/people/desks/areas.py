"""The screens of risk levels: look an area up, and what the authority set itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fugong.accounts import selectors as accounts
from fugong.exchange.rules import areas, divisions
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.desk import Action, Column, Desk, Panel
from fugong.kit.desk.views import need
from fugong.people.models import AreaLevel
from fugong.people.selectors import areas as selectors
from fugong.people.services import areas as services

C = Column
TONES = {"low": "pass", "medium": "check", "high": "stop"}


def known_areas(actor: Actor) -> list[tuple[str, Any]]:
    """Provinces, cities and counties, by code and full name."""
    return sorted((d.code, divisions.full_name(d.code)) for d in divisions.below("") if d.level <= divisions.COUNTY)


def actions(actor: Actor, row: AreaLevel) -> Sequence[Action]:
    """A level that still holds may be ended."""
    if row.held_to is not None or not actor.can(services.EDIT):
        return []
    return [Action(_("End this level"), reverse("people.area.end", kwargs={"pk": row.pk}), method="post",
                   confirm=_("From today on the level worked out from case counts holds again."))]


AREAS = Desk(
    code="people.area", path="risk-levels", model=AreaLevel, title=_("Levels set by us"), noun=_("risk level"), door="control",
    place=31, rows=selectors.said, read=selectors.READ, edit=services.EDIT, order=("-held_from", "-id"), filters=("level",),
    codes={"division": known_areas}, create=services.set_level, key="level_id",
    state=C("level", tones=TONES), actions=actions,
    columns=(C("division", value=str, link=True), C("level", tones=TONES), C("held_from", sort="held_from"), C("held_to"),
             C("reason"), C("recorded_by", hidden=True)),
    fields=((_("Risk level"), ("division", "level", "held_from", "reason")),),
    panels=(Panel(_("Risk level"), (C("division", value=str), C("held_from"), C("held_to", optional=True), C("reason"),
                                    C("recorded_by"))),),
    empty=_("No level was set here. Levels are worked out from case counts until you set one."),
)


def look_up(request: HttpRequest) -> HttpResponse:
    """The levels of areas on a day: those that words find, else those of the own province, the worst first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, selectors.READ)
    words, day = request.GET.get("q", "").strip()[:40], _day(request.GET.get("day", ""))
    if words:
        codes = [found.code for found in divisions.search(words, limit=50) if found.level <= divisions.COUNTY]
    else:
        where = accounts.authority(actor.authority)
        province = (where.division_code if where else "")[:2]
        codes = [code for code in areas.levels() if code[:2] == province]
    found = selectors.levels(actor, codes, day)
    rows = [(code, divisions.full_name(code), known, _words(known)) for code, known in found.items()]
    if not words:
        rows.sort(key=lambda row: (-("low", "medium", "high").index(row[2].level) if row[2] else 1, row[0]))
    return render(request, "people/areas.html", {
        "title": _t("Risk areas"), "words": words, "day": day, "rows": rows, "tones": TONES,
        "counted": areas.covered(), "rules": areas.rules(), "set_url": AREAS.url("new") if actor.can(services.EDIT) else "",
    })


def _day(text: str) -> date:
    try:
        return parse_date(text) or clock.today()
    except ValueError:
        return clock.today()


def _words(known: selectors.Known | None) -> tuple[str, str, str]:
    """Tone, word and explanation of a level."""
    if known is None:
        return "idle", _t("level not known"), _t(
            "No count and no order covers this day. Unknown is not low: ask the disease control centre.")
    label = str(AreaLevel.Level(known.level).label)
    if known.own:
        return TONES[known.level], label, _t("Set by us: %(reason)s") % {"reason": known.reason}
    counted = {"confirmed": known.confirmed, "new": known.new}
    return TONES[known.level], label, _t("When it began: %(confirmed)s confirmed in all, %(new)s new of late") % counted


@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a level that was set here."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, services.EDIT)
    row = services.end_level(actor=actor, level_id=pk, version=AREAS.one(actor, pk).version)
    messages.success(request, _t("The level of %(area)s set here has ended.") % {"area": row})
    return HttpResponseRedirect(f"{reverse('people.areas')}?{urlencode({'q': divisions.path(row.division)[-1].name})}")


def urls() -> list[URLPattern]:
    """Pages beside the desk."""
    return [path("risk-areas/", look_up, name="people.areas"), path("risk-levels/<uuid:pk>/end/", end, name="people.area.end")]
