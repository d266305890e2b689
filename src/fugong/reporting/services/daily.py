"""Daily reports: submitted, corrected, carried over, confirmed. A correction adds a revision and changes no row."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid, not_allowed, stale
from fugong.kit.events import publish
from fugong.kit.text import normal
from fugong.registry.models import Unit
from fugong.registry.services.units import lock
from fugong.reporting.events import DailyReportsCarriedOver, DailyReportsConfirmed, DailyReportSubmitted
from fugong.reporting.models import Confirmation, DailyReport
from fugong.reporting.rules import daily as rules
from fugong.reporting.selectors import daily as selectors
from fugong.reporting.services.wording import said


def shown(report: DailyReport) -> dict[str, Any]:
    """What a report says, as the trail and a comparison show it."""
    return {**{name: getattr(report, name) for name in rules.NUMBERS},
            "difficulties": report.difficulties, "zero": report.zero}


def check(unit: Unit, day: date, numbers: rules.Numbers, *, zero: bool = False) -> None:
    """Refuse a report that does not fit, with every field named at once."""
    if day > clock.today():
        raise invalid({"day": _("This day is still to come.")})
    if day < unit.registered_on:
        raise invalid({"day": _("The unit was not registered yet on this day.")})
    if found := rules.misfits(numbers, unit.staff_total, zero=zero):
        raise invalid({misfit.field: said(misfit) for misfit in found})


@transaction.atomic
def submit(
    *, actor: Actor, unit_id: UUID | str, day: date, values: Mapping[str, Any], revision: int = 0, reason: str = "",
    on_behalf_of: str = "",
) -> DailyReport:
    """Report for a unit and a day, or correct what was reported.

    values: the numbers by field name, `difficulties`, `zero` (somebody says explicitly that there was no abnormal
    temperature and no case; the numbers for that may then be left out). revision: the one that is corrected, 0 for a
    first report; another one standing by now is refused and told. A correction needs a reason.
    """
    if not actor.can("reporting.daily.submit"):
        raise not_allowed("reporting.daily.submit")
    unit = lock(actor, unit_id)
    report = _revise(actor, unit, day, values, revision, normal(reason)[:200], normal(on_behalf_of)[:100])
    publish(actor, DailyReportSubmitted(str(report.pk), str(unit.pk), day, report.revision))
    return report


def _revise(
    actor: Actor, unit: Unit, day: date, values: Mapping[str, Any], revision: int, reason: str, on_behalf_of: str
) -> DailyReport:
    """Check, withdraw the revision that stood, add the next one. The unit is locked."""
    standing = DailyReport.objects.filter(unit=unit, day=day, withdrawn_at=None).first()
    if (standing.revision if standing else 0) != revision:
        raise _overtaken(standing)
    zero = bool(values.get("zero"))
    numbers = {**(dict.fromkeys(rules.EXPLICIT, 0) if zero else {}),
               **{name: values[name] for name in rules.NUMBERS if values.get(name) is not None}}
    check(unit, day, {**_zeros(), **numbers}, zero=zero)
    if standing and not reason:
        raise invalid({"reason": _("Say why the report is corrected.")})
    now, recorded = clock.now(), clock.real_now()
    if standing:
        DailyReport.objects.filter(pk=standing.pk).update(withdrawn_at=recorded)
    report = DailyReport(
        unit=unit, day=day, **numbers, difficulties=str(values.get("difficulties") or "").strip()[:1000], zero=zero,
        late=standing.late if standing else rules.is_late(day, now, selectors.deadline(day)), submitted_at=now,
        revision=revision + 1, reason=reason, recorded_at=recorded, recorded_by=actor.label[:100],
        source=actor.source, on_behalf_of=on_behalf_of)
    report.save(force_insert=True)
    before = shown(standing) if standing else {}
    audit.record(actor, "reporting.daily.corrected" if standing else "reporting.daily.submitted", report, {
        "reason": reason, "on_behalf_of": report.on_behalf_of,
        "values": {name: [before.get(name), value] for name, value in shown(report).items()
                   if before.get(name) != value}})
    return report


def _zeros() -> dict[str, int]:
    """Numbers that count as none when they are not given; attendance and what is said explicitly do not."""
    given = {*rules.ATTENDANCE, *rules.EXPLICIT, *rules.OPTIONAL} - {"newly_returned"}
    return {name: 0 for name in rules.NUMBERS if name not in given}


def _overtaken(standing: DailyReport | None) -> Refused:
    if standing is None:
        return stale({"revision": 0})
    return stale({**shown(standing), "revision": standing.revision, "recorded_by": standing.recorded_by})


@transaction.atomic
def carry_over(*, actor: Actor, day: date, unit_ids: Sequence[UUID | str], on_behalf_of: str = "") -> int:
    """Report for several units as on the day before, with no abnormal temperature and no case. Returns how many.

    For an officer who asked them by telephone. Units that have reported by now or have nothing to carry over are left
    as they are.
    """
    if not actor.can("reporting.daily.confirm"):
        raise not_allowed("reporting.daily.confirm")
    done = 0
    for unit_id in selectors.missing(actor, day).filter(pk__in=unit_ids).order_by("pk").values_list("pk", flat=True):
        unit = lock(actor, unit_id)
        yesterday = selectors.before(actor, unit_id, day)
        if yesterday is None or selectors.of_day(actor, unit_id, day):
            continue
        values = {**rules.carried(shown(yesterday)), "difficulties": yesterday.difficulties, "zero": True}
        _revise(actor, unit, day, values, 0, "", (on_behalf_of or unit.name)[:100])
        done += 1
    publish(actor, DailyReportsCarriedOver(day, done))
    return done


@transaction.atomic
def confirm(*, actor: Actor, day: date, report_ids: Sequence[UUID | str]) -> int:
    """Stand by the reports of several units for a day, as they are now. Returns how many were confirmed newly."""
    if not actor.can("reporting.daily.confirm"):
        raise not_allowed("reporting.daily.confirm")
    chosen = list(selectors.unconfirmed(actor, day).filter(pk__in=report_ids).select_for_update(of=("self",)))
    Confirmation.objects.bulk_create([
        Confirmation(report=report, confirmed_at=clock.now(), confirmed_by=actor.label[:100], actor_id=actor.id)
        for report in chosen], ignore_conflicts=True)
    audit.record_many(actor, "reporting.daily.confirmed", "reporting.dailyreport",
                      [(report.pk, str(report), {"revision": report.revision}) for report in chosen])
    if chosen:
        publish(actor, DailyReportsConfirmed(day, len(chosen)))
    return len(chosen)


@transaction.atomic
def load(*, actor: Actor, rows: Iterable[Mapping[str, Any]]) -> int:
    """Enter past reports in bulk, as they were first made: the first load of an authority's past.

    rows: unit_id, day, submitted_at, the numbers by field name, `difficulties`, `recorded_by`. A row without any case
    or abnormal temperature is an explicit zero. The database refuses what does not fit together.
    """
    if not actor.can("reporting.daily.submit"):
        raise not_allowed("reporting.daily.submit")
    limits: dict[date, Any] = {}
    made = []
    for row in rows:
        values = {**dict.fromkeys(rules.EXPLICIT, 0), "recorded_by": actor.label[:100], **row}
        limit = limits.setdefault(values["day"], selectors.deadline(values["day"]))
        made.append(DailyReport(
            **values, zero=not any(values[name] for name in rules.EXPLICIT), source=actor.source,
            late=rules.is_late(values["day"], values["submitted_at"], limit)))
    DailyReport.objects.bulk_create(made, batch_size=2000)
    audit.record(actor, "reporting.daily.loaded", None, {"rows": len(made)})
    return len(made)
