"""Daily reports over the API: sent, corrected, confirmed, called in."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field, StrictInt, create_model

from fugong.kit.actor import Actor
from fugong.kit.desk.api import REFUSALS, version_of
from fugong.reporting.api.days import Day
from fugong.reporting.models import DailyReport
from fugong.reporting.rules import daily as rules
from fugong.reporting.selectors import daily
from fugong.reporting.services import daily as services
from fugong.reporting.services import reminders

router = Router(tags=["reporting.daily"])

_Numbers = create_model("_Numbers", __base__=Schema, **{
    name: (StrictInt | None, Field(None, ge=0, le=rules.LARGEST)) for name in rules.NUMBERS})  # type: ignore[call-overload]


class DailyIn(_Numbers):  # type: ignore[valid-type, misc]
    """A report, or a correction of one (with a reason and, in If-Match, the revision that was read)."""

    difficulties: str = Field("", max_length=1000)
    zero: bool = False
    reason: str = Field("", max_length=200)
    on_behalf_of: str = Field("", max_length=100)


class DailyOut(_Numbers):  # type: ignore[valid-type, misc]
    """One revision of a report."""

    id: UUID
    unit: UUID
    day: date
    difficulties: str
    zero: bool
    late: bool
    submitted_at: datetime
    revision: int
    reason: str
    recorded_by: str
    withdrawn: bool
    confirmed_by: str


class MissingOut(Schema):
    id: UUID
    name: str
    grid: str
    officer: str


class ChosenIn(Schema):
    ids: list[UUID] = Field([], max_length=5000)


class DoneOut(Schema):
    done: int


def who(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def out(report: DailyReport) -> dict[str, Any]:
    """A report as the API gives it."""
    confirmed = getattr(report, "confirmation", None)
    return {
        **services.shown(report), "id": report.pk, "unit": report.unit_id, "day": report.day, "late": report.late,
        "submitted_at": report.submitted_at, "revision": report.revision, "reason": report.reason,
        "recorded_by": report.recorded_by, "withdrawn": report.withdrawn_at is not None,
        "confirmed_by": confirmed.confirmed_by if confirmed else ""}


@router.get("/{day}/missing", response={200: list[MissingOut], **REFUSALS}, operation_id="reporting_daily_missing")
def missing(request: HttpRequest, day: Day) -> Any:
    """The units in operation as of a day that have not reported for it."""
    return [{"id": unit.pk, "name": unit.name, "grid": str(unit.grid or ""),
             "officer": str(unit.grid.officer or "") if unit.grid else ""} for unit in daily.missing(who(request), day)]


@router.get("/{day}/units/{unit_id}", response={200: list[DailyOut], **REFUSALS}, operation_id="reporting_form_read")
def read(request: HttpRequest, day: Day, unit_id: UUID) -> Any:
    """All revisions of a unit's report for a day, latest first."""
    return [out(report) for report in daily.chain(who(request), unit_id, day)]


@router.put("/{day}/units/{unit_id}", response={200: DailyOut, 201: DailyOut, **REFUSALS},
            operation_id="reporting_form_submit")
def submit(request: HttpRequest, response: HttpResponse, day: Day, unit_id: UUID, sent: DailyIn) -> Any:
    """Report for a unit and a day; with If-Match, correct the revision that was read."""
    revision = version_of(request) if request.headers.get("If-Match") else 0
    values = sent.dict(exclude={"reason", "on_behalf_of"})
    report = services.submit(actor=who(request), unit_id=unit_id, day=day, values=values, revision=revision,
                             reason=sent.reason, on_behalf_of=sent.on_behalf_of)
    response["ETag"] = f'"{report.revision}"'
    return (200 if revision else 201), out(report)


@router.post("/{day}/confirmations", response={200: DoneOut, **REFUSALS}, operation_id="reporting_daily_confirm")
def confirm(request: HttpRequest, day: Day, sent: ChosenIn) -> Any:
    """Stand by reports of a day (ids of reports)."""
    return {"done": services.confirm(actor=who(request), day=day, report_ids=sent.ids)}


@router.post("/{day}/carried", response={200: DoneOut, **REFUSALS}, operation_id="reporting_daily_carry")
def carry(request: HttpRequest, day: Day, sent: ChosenIn) -> Any:
    """Report for units (ids of units) as on their last day, with no abnormal temperature and no case."""
    return {"done": services.carry_over(actor=who(request), day=day, unit_ids=sent.ids)}


@router.post("/{day}/reminders", response={200: DoneOut, **REFUSALS}, operation_id="reporting_daily_remind")
def remind(request: HttpRequest, day: Day) -> Any:
    """Have the units that have not reported reminded."""
    return {"done": reminders.ask(actor=who(request), day=day)}
