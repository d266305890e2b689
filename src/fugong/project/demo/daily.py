"""Daily reports: what each unit reported from the day it started, or from its application as explicit zeros."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from fugong.kit import clock
from fugong.project.demo.chance import Chance, apportion
from fugong.project.demo.facts import Facts
from fugong.project.demo.history import History
from fugong.project.demo.model import ABSENCE_REASONS, DailyReport, Desk, Unit
from fugong.project.demo.register import Register
from fugong.project.demo.staffing import Staff

DAY = timedelta(days=1)
NOT_REPORTED = 0.04
LATE = 0.03
REPORTING_DESKS: frozenset[Desk | None] = frozenset({"submitted", "verifying", "verified", "approved"})

# How often each reason keeps workers away, in the order of ABSENCE_REASONS.
REASON_WEIGHTS = (0.16, 0.22, 0.07, 0.10, 0.06, 0.08, 0.31)

DIFFICULTIES = (
    "外地员工因封村封路未能返岗，生产线用工缺口较大。",
    "部分返岗员工仍在隔离观察期，班组无法满员。",
    "上游配套企业尚未复工，关键零部件库存只能维持数日。",
    "原料供应地未放开，采购周期延长。",
    "货车在高速路口滞留，成品发运困难。",
    "外省司机返程需隔离，运力不足。",
    "客户推迟提货，订单交付时间需重新协商。",
    "流动资金紧张，希望协调银行续贷。",
    "施工许可手续办理窗口暂未开放。",
    "口罩和额温枪采购渠道少，储备不足一周。",
)

SCREENED_BY = date(2020, 2, 2)
"""By then all units were asked for workers from Hubei (S2-05), who were advised to stay where they were."""


def make_reports(facts: Facts, register: Register, history: History, chance: Chance) -> tuple[DailyReport, ...]:
    """Reports in the order of days, then of the register."""
    found: list[DailyReport] = []
    applied = {application.unit: application.steps[-1].at.date() for application in history.applications}
    for unit in register.units:
        writer = UnitWriter(facts, unit, chance.fork(unit.code))
        span = history.running.get(unit.code)
        own: list[DailyReport] = []
        if span:
            own += writer.running(register.staff[unit.code], span)
        elif register.drafts[unit.code].desk in REPORTING_DESKS:
            own += writer.waiting(applied[unit.code])
        found += writer.screened(own) if unit.advised_to_stay else own
    return tuple(sorted(found, key=lambda report: report.day))


@dataclass(frozen=True, slots=True)
class Ramp:
    """How a work force grows: from a share of `final` on the first day to all of it on the last of `days`."""

    final: int
    share: float
    days: int

    def on(self, day: int) -> int:
        progress = 1.0 if self.days == 0 else (day / self.days) ** 0.6
        return math.ceil(self.final * (self.share + (1 - self.share) * progress) - 1e-9)


class UnitWriter:
    """Writes the reports of one unit."""

    def __init__(self, facts: Facts, unit: Unit, chance: Chance) -> None:
        self._facts = facts
        self._unit = unit
        self._chance = chance
        self._difficulty = chance.pick(DIFFICULTIES) if chance.hit(0.3) else ""

    def running(self, staff: Staff, span: tuple[date, date | None]) -> Iterator[DailyReport]:
        """One report a day while the unit works; some are missing, but none of a key unit or of the last day."""
        chance = self._chance
        start, stop = span
        last = stop - DAY if stop else self._facts.as_of
        final = staff.on_post or math.ceil(staff.planned * 0.7)
        ramp = Ramp(final, 0.45 + 0.4 * chance.real(), (last - start).days)
        masks_a_head = 2 if chance.hit(0.3) else 1
        stock = final * masks_a_head * chance.between(4, 12)
        material = chance.between(6, 28)
        before = 0
        for number in range((last - start).days + 1):
            day = start + number * DAY
            on_post = ramp.on(number)
            used = on_post * masks_a_head
            stock += final * masks_a_head * chance.between(5, 9) if stock < 4 * used else 0
            stock -= used
            material = material - 1 if material > 3 and chance.hit(0.85) else chance.between(6, 20)
            missing = chance.hit(NOT_REPORTED) and not self._unit.key_unit and not (day == last and not stop)
            if not missing:
                yield self._report(staff, day, on_post, on_post - before, used, stock, material)
            before = on_post

    def _report(
        self, staff: Staff, day: date, on_post: int, new: int, used: int, stock: int, material: int
    ) -> DailyReport:
        chance = self._chance
        due = min(staff.total, max(on_post, staff.planned - chance.between(0, 1 + staff.planned // 20)))
        abnormal = 1 if on_post > 20 and chance.hit(0.012) else 0
        abroad = staff.origins[2] + staff.origins[3]
        return DailyReport(
            unit=self._unit.code, day=day, submitted_at=self._moment(day),
            due=due, on_post=on_post, newly_returned=new, absences=self._absences(due - on_post),
            abnormal_temperature=abnormal,
            isolated=min(due - on_post, abnormal + math.floor(abroad * 0.2 * chance.real())),
            disinfections=chance.between(2, 4), masks_used=used, masks_in_stock=stock, material_days=material,
            difficulty=self._difficulty if chance.hit(0.7) else "",
        )

    def _absences(self, absent: int) -> tuple[int, ...]:
        weights = [weight * (0.3 + self._chance.real()) for weight in REASON_WEIGHTS]
        return tuple(apportion(absent, weights))

    def waiting(self, since: date) -> Iterator[DailyReport]:
        """Explicit zeros from the day of the application on (零报告)."""
        stock = self._unit.planned * self._chance.between(3, 10)
        material = self._chance.between(6, 28)
        for number in range((self._facts.as_of - since).days + 1):
            day = since + number * DAY
            if not self._chance.hit(2 * NOT_REPORTED):
                yield self._zero(day, stock, material)

    def _zero(self, day: date, stock: int, material: int) -> DailyReport:
        return DailyReport(
            self._unit.code, day, self._moment(day), 0, 0, 0, (0,) * len(ABSENCE_REASONS), 0, 0,
            self._chance.between(0, 1), 0, stock, material,
        )

    def screened(self, own: list[DailyReport]) -> list[DailyReport]:
        """The reports of a unit with workers in Hubei: that many advised to stay, said from the screening on."""
        day = max(SCREENED_BY, self._unit.registered_on)
        if all(report.day != day for report in own):
            own = sorted([*own, self._zero(day, 0, 0)], key=lambda report: report.day)
        return [
            replace(report, advised_to_stay=self._unit.advised_to_stay) if report.day >= day else report for report in own
        ]

    def _moment(self, day: date) -> datetime:
        """Within the hours in which reports come; a few come late."""
        (from_hour, from_minute), (to_hour, to_minute) = self._facts.report_time
        start, end = clock.at(day, from_hour, from_minute), clock.at(day, to_hour, to_minute)
        minutes = int((end - start).total_seconds()) // 60
        late = self._chance.between(20, 120) if day < self._facts.as_of and self._chance.hit(LATE) else 0
        return start + timedelta(minutes=self._chance.between(0, minutes) + late)
