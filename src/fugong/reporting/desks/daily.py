"""One daily report on the screen: filled in by the unit's manager, or corrected."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, not_allowed
from fugong.kit.ids import uuid7
from fugong.registry import selectors as registry
from fugong.registry.models import Unit
from fugong.reporting.desks.forms import DailyForm
from fugong.reporting.desks.ledger import story
from fugong.reporting.models import DailyReport
from fugong.reporting.rules import daily as rules
from fugong.reporting.selectors import daily
from fugong.reporting.selectors.moments import a_day, spoken
from fugong.reporting.services import daily as services


def form(request: HttpRequest, unit_id: UUID, day: str) -> HttpResponse:
    """One report: new and pre-filled as the day before, or a correction of what stands."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.can("reporting.daily.submit"):
        raise not_allowed("reporting.daily.submit")
    unit, when = registry.unit(actor, unit_id), a_day(day)
    standing = daily.of_day(actor, unit.pk, when)
    if request.method != "POST":
        start, source = _start(actor, unit, when, standing)
        return _page(request, unit, when, standing, DailyForm(initial=start, correcting=standing is not None), source=source)
    filled = DailyForm(request.POST, correcting=standing is not None)
    if not filled.is_valid():
        return _page(request, unit, when, standing, filled, status=422)
    sent = request.POST.get("_version", "")
    try:
        report = services.submit(
            actor=actor, unit_id=unit.pk, day=when, values=filled.values(zero="zero" in request.POST),
            revision=int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 6 else 0,
            reason=filled.cleaned_data.get("reason", ""))
    except Refused as refused:
        filled.take(refused.fields)
        if refused.code != "stale" and not refused.fields:
            filled.add_error(None, refused.message)
        return _page(request, unit, when, standing, filled, refused=refused, status=refused.status)
    messages.success(request, _("The report of %(unit)s for %(day)s is in.") % {"unit": unit.name, "day": spoken(when)})
    return HttpResponseRedirect(reverse("reporting.daily.detail", kwargs={"pk": report.pk}))


def _start(
    actor: Actor, unit: Unit, day: date, standing: DailyReport | None
) -> tuple[dict[str, Any], DailyReport | None]:
    """What the form shows first, and the earlier report that it was taken from."""
    if standing is not None:
        return services.shown(standing), None
    yesterday = daily.before(actor, unit.pk, day)
    if yesterday is None:
        return {name: 0 for name in rules.NUMBERS if name not in (*rules.ATTENDANCE, *rules.EXPLICIT)}, None
    return {**rules.carried(services.shown(yesterday)), "difficulties": yesterday.difficulties}, yesterday


def _page(
    request: HttpRequest, unit: Unit, day: date, standing: DailyReport | None, filled: DailyForm, *,
    source: DailyReport | None = None, refused: Refused | None = None, status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    stale = refused is not None and refused.code == "stale"
    revisions = list(daily.chain(actor, unit.pk, day)) if standing else []
    back = reverse("reporting.day") + f"?day={day}"
    return render(request, "reporting/daily_form.html", {
        "title": unit.name, "subtitle": _("Daily report"), "day": day, "deadline": daily.deadline(day),
        "back": {"url": back, "label": _("Reports of the day")}, "cancel_url": back,
        "form": filled, "sections": filled.sections(), "key": str(uuid7()),
        "version": standing.revision if standing else 0, "source": source, "standing": standing,
        "stale": {"rows": _differences(filled, standing)} if stale and standing else None,
        "save_label": _("Save the correction") if standing else _("Report"),
        "also": [{"name": "zero", "value": "1", "label": _("Nothing abnormal: report zero")}],
        "timeline": story(revisions), "draft_slug": f"{actor.authority}.daily.{unit.pk}.{day}",
    }, status=status)


def _differences(filled: DailyForm, standing: DailyReport) -> list[dict[str, Any]]:
    """Field by field what I typed and what now stands, where the two differ."""
    found = []
    for name in rules.NUMBERS:
        mine, theirs = filled.cleaned_data.get(name), getattr(standing, name)
        if mine != theirs:
            found.append({"label": filled[name].label, "name": name, "mine": mine, "mine_text": mine,
                          "theirs": theirs, "theirs_text": theirs})
    return found
