"""The day of all units on one screen: who has not reported, what is to be confirmed, what is confirmed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from fugong.kit import clock, masks
from fugong.kit.actor import Actor
from fugong.kit.desk import Column
from fugong.kit.ids import uuid7
from fugong.registry.models import Unit
from fugong.registry.services import units as registry_services
from fugong.reporting.desks.asked import keys
from fugong.reporting.desks.ledger import absent
from fugong.reporting.desks.tables import heads, lines
from fugong.reporting.models import DailyReport
from fugong.reporting.rules.daily import is_late
from fugong.reporting.selectors import daily
from fugong.reporting.selectors.moments import a_day, spoken
from fugong.reporting.services import daily as services
from fugong.reporting.services import reminders

C = Column
LARGEST = 500
TABS = {"missing": gettext_lazy("Not reported"), "waiting": gettext_lazy("To confirm"),
        "confirmed": gettext_lazy("Confirmed")}
TONES = {"cases": "stop", "abnormal": "check", "late": "check", "normal": "pass"}
MISSING = (
    C("name", link=True), C("grid", value=lambda unit: unit.grid),
    C("officer", gettext_lazy("grid officer"), lambda unit: unit.grid and unit.grid.officer),
    C("contact_name"), C("contact_phone", value=lambda unit: masks.phone(unit.contact_phone)),
    C("last_day", gettext_lazy("last reported for")),
    C("last_on_post", gettext_lazy("on post then"), number=True), C("staff_total", number=True, hidden=True),
)


class Attention:
    """What strikes in a report, in words and tone: cases, abnormal temperatures, lateness."""

    words = {"cases": gettext_lazy("case reported"), "abnormal": gettext_lazy("abnormal temperature"),
             "late": gettext_lazy("late"), "normal": gettext_lazy("normal")}

    @staticmethod
    def of(report: DailyReport) -> str:
        if report.confirmed or report.suspected:
            return "cases"
        if report.abnormal_temperatures:
            return "abnormal"
        return "late" if report.late else "normal"


REPORTED = (
    C("unit", value=lambda r: r.unit, link=True),
    C("attention", gettext_lazy("what strikes"), lambda r: Attention.words[r.attention], tones=TONES),
    C("due", number=True), C("on_post", number=True),
    C("yesterday", gettext_lazy("on post before"), number=True),
    C("newly_returned", number=True), C("absent", gettext_lazy("absent"), absent, number=True),
    C("abnormal_temperatures", number=True), C("isolated_home", number=True), C("isolated_central", number=True),
    C("confirmed", number=True), C("suspected", number=True), C("masks_in_stock", number=True),
    C("submitted_at"), C("recorded_by", hidden=True), C("grid", gettext_lazy("grid"), lambda r: r.unit.grid, hidden=True),
)


def asked_day(request: HttpRequest) -> date:
    """The day in the address; without one, today."""
    text = request.GET.get("day", "")
    return a_day(text) if text else clock.today()


def day(request: HttpRequest) -> HttpResponse:
    """One tab of a day; without a choice the first that has something to do."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    when = asked_day(request)
    missing = daily.missing(actor, when)
    reported = {"waiting": daily.unconfirmed(actor, when), "confirmed": daily.confirmed(actor, when)}
    counts = {"missing": missing.count(), **{name: rows.count() for name, rows in reported.items()}}
    tab, deadline = request.GET.get("tab", ""), daily.deadline(when)
    if tab not in TABS:
        tab = next((name for name in TABS if counts[name]), "missing")
    here = reverse("reporting.day")
    context = _missing(actor, when, missing) if tab == "missing" else _reported(reported[tab])
    return render(request, "reporting/day.html", {
        "title": _("Reports of the day"), "day": when, "deadline": deadline, "tab": tab, "counts": counts,
        "overdue": counts["missing"] and is_late(when, clock.now(), deadline),
        "total": counts["missing"] + counts["waiting"] + counts["confirmed"],
        "reported": counts["waiting"] + counts["confirmed"], "key": str(uuid7()),
        "tabs": [{"label": label, "url": f"{here}?day={when}&tab={name}", "active": name == tab, "count": counts[name]}
                 for name, label in TABS.items()],
        "desk": {"slug": f"{actor.authority}.reporting.day.{tab}"}, "list_url": here,
        "count_label": str(counts[tab]), "bulk_url": reverse("reporting.day.act") + f"?day={when}",
        "bulk_actions": _bulk(actor, tab), "actions": _actions(actor, when, counts["missing"]),
        "filtered": False, "empty": _nothing(tab, when), **context,
    })


def _missing(actor: Actor, when: date, rows: QuerySet[Unit]) -> dict[str, Any]:
    may = actor.can("reporting.daily.submit")

    def url(unit: Unit) -> str:
        return (reverse("reporting.form", kwargs={"unit_id": unit.pk, "day": when.isoformat()}) if may
                else reverse("registry.unit.detail", kwargs={"pk": unit.pk}))

    return _list(Unit, daily.with_last(rows, when)[:LARGEST], MISSING, url)


def _reported(rows: QuerySet[DailyReport]) -> dict[str, Any]:
    found = list(daily.with_yesterday(rows)[:LARGEST])
    for report in found:
        report.attention = Attention.of(report)  # type: ignore[attr-defined]
    found.sort(key=lambda report: list(TONES).index(report.attention))  # type: ignore[attr-defined]
    return _list(DailyReport, found, REPORTED,
                 lambda report: reverse("reporting.daily.detail", kwargs={"pk": report.pk}))


def _list(model: Any, rows: Any, columns: tuple[Column, ...], url_of: Callable[[Any], str]) -> dict[str, Any]:
    shown = lines(rows, columns, url_of)
    notes = [_("Only the first %(n)s are shown.") % {"n": LARGEST}] if len(shown) == LARGEST else []
    return {"columns": heads(model, columns), "rows": shown, "notes": notes}


def _bulk(actor: Actor, tab: str) -> list[dict[str, Any]]:
    """What may be done with the chosen rows of a tab."""
    if not actor.can("reporting.daily.confirm"):
        return []
    if tab == "waiting":
        return [{"code": "confirm", "label": _("Confirm {n}"), "confirm": _("Confirm {n} reports as they stand?")}]
    if tab == "missing":
        return [{"code": "carry_over", "label": _("Report {n} as before"), "confirm": _(
            "Report {n} units as on their last day, with no abnormal temperature and no case? "
            "Do this only after you asked them.")}]
    return []


def _actions(actor: Actor, when: date, missing: int) -> list[dict[str, Any]]:
    found = []
    if missing and actor.can("reporting.daily.remind"):
        found.append({"label": _("Remind %(n)s units") % {"n": missing}, "icon": "bell", "method": "post",
                      "url": reverse("reporting.day.remind") + f"?day={when}",
                      "confirm": _("Send a reminder to the %(n)s units that have not reported?") % {"n": missing}})
    if missing and actor.can("registry.unit.reveal"):
        found.append({"label": _("Call list"), "icon": "phone", "method": "post",
                      "url": reverse("reporting.day.calls") + f"?day={when}"})
    return found


def _nothing(tab: str, when: date) -> dict[str, Any]:
    texts = {"missing": _("Every unit in operation has reported for %(day)s."),
             "waiting": _("No report of %(day)s waits for confirmation."),
             "confirmed": _("No report of %(day)s is confirmed yet.")}
    return {"title": _("Nothing here"), "text": texts[tab] % {"day": spoken(when)}, "url": None, "label": ""}


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Confirm, or report as before, the chosen rows."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    when, chosen = asked_day(request), keys(request.POST.getlist("id"))
    if request.POST.get("action") == "carry_over":
        done = services.carry_over(actor=actor, day=when, unit_ids=chosen)
        said = ngettext("%(n)s unit is reported as before.", "%(n)s units are reported as before.", done)
    else:
        done = services.confirm(actor=actor, day=when, report_ids=chosen)
        said = ngettext("%(n)s report is confirmed.", "%(n)s reports are confirmed.", done)
    messages.success(request, said % {"n": done})
    return HttpResponseRedirect(reverse("reporting.day") + f"?day={when}")


@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """Have everybody who has not reported reminded."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    when = asked_day(request)
    count = reminders.ask(actor=actor, day=when)
    messages.success(request, ngettext("%(n)s unit is being reminded.", "%(n)s units are being reminded.", count)
                     % {"n": count})
    return HttpResponseRedirect(reverse("reporting.day") + f"?day={when}&tab=missing")


@require_POST
def calls(request: HttpRequest) -> HttpResponse:
    """The telephone list of those who have not reported, as an office document. The trail says who took it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    when = asked_day(request)
    rows = list(daily.missing(actor, when)[:LARGEST])
    phones = registry_services.reveal_phones(
        actor=actor, units=rows, reason=_("Call list of daily reports %(day)s") % {"day": spoken(when)})
    columns = [_("unit name"), _("grid"), _("contact"), _("contact phone"), _("grid officer"), _("answer")]
    return render(request, "kit/print.html", {
        "title": _("Units that have not reported for %(day)s") % {"day": spoken(when)}, "as_of": clock.now(),
        "authority_name": request.authority.name, "made_at": clock.now(), "made_by": actor.label,  # type: ignore[attr-defined]
        "checked_by": "", "count_label": str(len(rows)), "columns": [{"label": name} for name in columns],
        "rows": [{"cells": [{"text": str(text or "")} for text in (
            unit.name, unit.grid, unit.contact_name, phones[unit.pk], unit.grid and unit.grid.officer, "")]}
            for unit in rows],
        "back_url": reverse("reporting.day") + f"?day={when}&tab=missing",
    })
