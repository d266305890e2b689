"""The ledger of daily reports: list, one report with all its revisions, print, export."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.kit.actor import Actor
from fugong.kit.desk import Action, Column, Desk, Panel, Tab
from fugong.registry.models import Unit
from fugong.reporting.models import DailyReport
from fugong.reporting.rules import daily as rules
from fugong.reporting.selectors import daily

C = Column


def absent(report: DailyReport) -> int:
    return report.due - report.on_post


def standing(report: DailyReport) -> str:
    """Where a revision stands: withdrawn, confirmed, or waiting for it."""
    if report.withdrawn_at is not None:
        return _("corrected since")
    return _("confirmed") if getattr(report, "confirmation", None) else _("not confirmed yet")


def actions(actor: Actor, report: DailyReport) -> list[Action]:
    """Correct it, where that may be done."""
    if report.withdrawn_at is not None or not actor.can("reporting.daily.submit"):
        return []
    url = reverse("reporting.form", kwargs={"unit_id": report.unit_id, "day": report.day.isoformat()})
    return [Action(_("Correct the report"), url, icon="edit")]


def parts(actor: Actor, report: DailyReport) -> dict[str, Any]:
    """How the report came to be what it is."""
    return {"timeline": story(list(daily.chain(actor, report.unit_id, report.day)))}


def story(revisions: list[DailyReport]) -> list[dict[str, Any]]:
    """The revisions of a report as lines of a story, latest first, each with what it changed and why."""
    return [_told(one, older) for one, older in zip(revisions, [*revisions[1:], None], strict=False)]


def _told(report: DailyReport, older: DailyReport | None) -> dict[str, Any]:
    confirmed = getattr(report, "confirmation", None)
    details = [report.reason, *(_changes(older, report) if older else ())]
    if report.on_behalf_of:
        details.append(_("reported for %(who)s") % {"who": report.on_behalf_of})
    if confirmed:
        details.append(_("confirmed by %(who)s") % {"who": confirmed.confirmed_by})
    return {"at": report.submitted_at, "who": report.recorded_by, "detail": "\n".join(filter(None, details)),
            "text": _("Correction %(n)s") % {"n": report.revision - 1} if older else _("Reported"),
            "tone": "idle" if report.withdrawn_at else "pass" if confirmed else "info"}


def _changes(older: DailyReport, newer: DailyReport) -> list[str]:
    return [f"{DailyReport._meta.get_field(name).verbose_name} {getattr(older, name)} → {getattr(newer, name)}"  # type: ignore[union-attr]
            for name in rules.NUMBERS if getattr(older, name) != getattr(newer, name)]


LEDGER = Desk(
    code="reporting.daily", path="daily", model=DailyReport, title=gettext_lazy("Daily reports"),
    noun=gettext_lazy("daily report"), door="resumption", place=41, rows=daily.reports, read="reporting.daily.read",
    order=("-day", "unit__name_sort", "id"), search=True, search_in="unit__",
    reads=("unit__name", "unit__grid__name"), filters=("day", "zero", "late"),
    export="reporting.daily.export",
    columns=(
        C("unit", value=lambda r: r.unit, sort="unit__name_sort", link=True), C("day", sort="day"),
        C("due", number=True), C("on_post", sort="on_post", number=True), C("newly_returned", number=True),
        C("absent", gettext_lazy("absent"), absent, number=True),
        C("abnormal_temperatures", sort="abnormal_temperatures", number=True),
        C("isolated_central", number=True, hidden=True), C("isolated_home", number=True),
        C("confirmed", number=True), C("suspected", number=True), C("masks_in_stock", number=True),
        C("late"), C("submitted_at", sort="submitted_at"),
        C("grid", gettext_lazy("grid"), lambda r: r.unit.grid, hidden=True), C("zero", hidden=True),
        *(C(name, number=True, hidden=True) for name in (*rules.REASONS, "released", "advised_to_stay",
                                                        "disinfections", "masks_used", "material_days")),
        C("difficulties", hidden=True), C("recorded_by", hidden=True), C("revision", hidden=True, number=True),
    ),
    panels=(
        Panel(gettext_lazy("Attendance"), (C("due"), C("on_post"), C("newly_returned"),
                                           C("absent", gettext_lazy("absent"), absent))),
        Panel(gettext_lazy("Reasons of absence"), tuple(C(name) for name in rules.REASONS)),
        Panel(gettext_lazy("Health"), (*(C(name) for name in rules.HEALTH), C("advised_to_stay"), C("zero"))),
        Panel(gettext_lazy("Control and supplies"), (*(C(name) for name in rules.SUPPLIES), C("difficulties"))),
        Panel(gettext_lazy("How it was reported"), (C("submitted_at"), C("recorded_by"),
                                                    C("on_behalf_of", gettext_lazy("reported for")), C("late"),
                                                    C("revision"), C("reason"),
                                                    C("standing", gettext_lazy("standing"), standing))),
    ),
    actions=actions, parts=parts,
    empty=gettext_lazy("No daily reports yet. Units in operation report every day before the deadline."),
)


def unit_tabs(actor: Actor, unit: Unit) -> list[Tab]:
    """The page of a unit leads to its reports."""
    if not actor.can("reporting.daily.read"):
        return []
    return [Tab(_("Daily reports"), f"{LEDGER.url('list')}?{urlencode({'q': unit.name})}")]
