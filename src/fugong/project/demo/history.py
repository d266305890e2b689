"""How the units came to where they stand: operating states and applications, from the first day to the morning."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from fugong.kit import clock
from fugong.project.demo.chance import Chance
from fugong.project.demo.facts import Facts
from fugong.project.demo.model import Action, Application, Desk, Review, State, StateChange, Step, Unit, Violation
from fugong.project.demo.register import Register
from fugong.project.demo.skeleton import Draft

DAY = timedelta(days=1)
START_OF_WORK, START_OF_DEMO = 7, 8
RAN_FOR = {"suspended": (6, 3), "revoked": (5, 2)}
"""Days before the last day on which such a unit started and was stopped."""

STATE_AFTER: dict[Action, State] = {
    "open": "preparing", "submit": "applied", "return": "returned", "start": "verifying", "finish": "verified",
    "approve": "approved", "reject": "rejected", "suspend": "suspended", "revoke": "preparing",
}
RETURN_REASONS = (
    "防控方案未明确隔离室位置，请补充平面图。",
    "返岗人员花名册缺少返岗日期，请补齐后重新提交。",
    "口罩储备不足三天用量，请补充采购凭证。",
    "应急预案未附联系电话，请补充。",
    "食堂错峰用餐安排不明确，请细化到车间班组。",
)
REJECT_REASONS = ("非必要开工项目，现场不具备防控条件，待整改后重新申请。", "隔离室和观察室均未设置，不符合复工条件。")
STOP_REASONS = {
    "suspended": ("现场督查发现测温登记不全，暂停复工，限期整改。", "发现员工聚集用餐，暂停复工，整改后恢复。"),
    "revoked": ("多次督查未整改，撤销复工批准。",),
}
SPECIAL = "民生保障和防疫物资生产单位，经指挥部特批复工。"
VIOLATION = "督查发现未经批准擅自组织生产，当场责令停工并登记。"


@dataclass(frozen=True, slots=True)
class History:
    states: tuple[StateChange, ...]
    applications: tuple[Application, ...]
    violations: tuple[Violation, ...]
    running: dict[str, tuple[date, date | None]]
    """Days of work by credit code: from a day, up to but not including the day of a stop."""


@dataclass(frozen=True, slots=True)
class Course:
    """The way of one application: its steps and reviews, and the operating states that follow from them."""

    steps: list[Step] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    states: list[tuple[datetime, State, str]] = field(default_factory=list)

    def step(self, at: datetime, action: Action, by: str = "", reason: str = "") -> None:
        """Take a step; the unit goes into the state that belongs to it."""
        self.steps.append(Step(at, action, by, reason))
        self.states.append((at, STATE_AFTER[action], reason))


def make_history(facts: Facts, register: Register, chance: Chance) -> History:
    """States, applications and violations of all units, in the register's order."""
    writer = Writer(facts, chance)
    states: list[StateChange] = []
    applications: list[Application] = []
    running: dict[str, tuple[date, date | None]] = {}
    for unit in register.units:
        draft = register.drafts[unit.code]
        course = writer.course(unit, draft)
        first = StateChange(unit.code, clock.at(unit.registered_on), "not_applied", "摸排登记")
        states += [first, *(StateChange(unit.code, at, state, note) for at, state, note in course.states)]
        if course.steps:
            applications.append(
                Application(
                    unit.code, draft.desk or "approved", writer.planned_on(draft), tuple(course.steps),
                    tuple(course.reviews),
                )
            )
        if span := writer.span(draft):
            running[unit.code] = span
    idle = [u for u in register.units if not register.drafts[u.code].started_on and not register.drafts[u.code].desk]
    culprit = chance.fork("violation").pick(idle)
    found = clock.at(facts.as_of - 4 * DAY, 15, 20)
    return History(
        tuple(states), tuple(applications), (Violation(culprit.code, found, max(2, culprit.planned // 3), VIOLATION),), running
    )


class Writer:
    """Writes courses; usernames are those of the authority's accounts."""

    def __init__(self, facts: Facts, chance: Chance) -> None:
        self._facts = facts
        self._chance = chance
        self._morning = clock.at(date(2020, 2, 17), START_OF_DEMO)

    def span(self, draft: Draft) -> tuple[date, date | None] | None:
        """The days on which a unit worked."""
        if draft.started_on:
            return draft.started_on, None
        if draft.desk in RAN_FOR:
            started, stopped = RAN_FOR[draft.desk]
            return self._facts.as_of - started * DAY, self._facts.as_of - stopped * DAY
        return None

    def planned_on(self, draft: Draft) -> date:
        """The day on which the unit wants to start."""
        span = self.span(draft)
        return span[0] if span else self._morning.date() + self._chance.between(1, 5) * DAY

    def course(self, unit: Unit, draft: Draft) -> Course:
        if span := self.span(draft):
            if span[0] <= self._facts.opened_on:
                return Course(states=[(clock.at(span[0], START_OF_WORK), "resumed", SPECIAL)])
            course = self._to_start(span[0])
            if span[1] and draft.desk:
                self._stop(course, draft.desk, span[1])
            return course
        if draft.desk:
            return self._on_desk(draft.desk)
        course = Course()
        if unit.registered_on == self._facts.first_day and self._chance.hit(0.3):
            course.states.append((self._hour(self._facts.as_of - self._chance.between(1, 6) * DAY, 9, 16), "preparing", ""))
        return course

    def _hour(self, day: date, low: int, high: int) -> datetime:
        """A moment of a day from `low` o'clock until before `high` o'clock."""
        return clock.at(day, low) + timedelta(minutes=self._chance.between(0, (high - low) * 60 - 1))

    def _by(self, office: str) -> str:
        return f"{self._facts.prefix}-{office}"

    def _to_start(self, start: date) -> Course:
        """From the application to work, within one to four days."""
        applied = max(self._facts.opened_on, start - self._chance.between(1, 4) * DAY)
        visit = applied + self._chance.between(0, (start - applied).days - 1) * DAY
        submitted, control = self._hour(applied, 9, 11), self._hour(visit, 13, 16)
        course = Course()
        if applied > self._facts.opened_on and self._chance.hit(0.15):
            self._return(course, applied - DAY)
        self._verify(course, [
            submitted, submitted + timedelta(minutes=self._chance.between(20, 90)), control,
            control + timedelta(minutes=self._chance.between(10, 50)),
        ])
        course.step(self._hour(start - DAY, 17, 20), "approve", self._by("approver"))
        course.states.append((clock.at(start, START_OF_WORK), "resumed", ""))
        return course

    def _return(self, course: Course, day: date) -> None:
        """An application that came back on the day it was handed in."""
        self._submit(course, self._hour(day, 9, 12))
        course.step(self._hour(day, 14, 17), "return", self._by("staff"), self._chance.pick(RETURN_REASONS))

    def _submit(self, course: Course, moment: datetime) -> None:
        if not course.steps:
            course.step(moment - timedelta(minutes=25), "open")
        course.step(moment, "submit")

    def _verify(self, course: Course, moments: list[datetime]) -> None:
        """Handed in, visited and, as far as moments go, both reviews (S1-26) and the departments' sign-offs."""
        self._submit(course, moments[0])
        course.step(moments[1], "start", self._by("epidemic"))
        if len(moments) > 2:
            course.reviews.append(Review(moments[2], "epidemic", self._by("epidemic")))
        if len(moments) > 3:
            course.reviews.append(Review(moments[3], "safety", self._by("safety")))
            course.reviews.append(Review(moments[3], "department", self._by("cdc"), "health"))
            course.reviews.append(Review(moments[3], "department", self._by("safety"), "emergency"))
            course.step(moments[3], "finish", self._by("safety"))

    def _stop(self, course: Course, desk: Desk, day: date) -> None:
        action: Action = "suspend" if desk == "suspended" else "revoke"
        course.step(self._hour(day, 9, 11), action, self._by("approver"), self._chance.pick(STOP_REASONS[desk]))

    def _on_desk(self, desk: Desk) -> Course:
        """An application that waits, or has just been decided, on the demo's morning."""
        course = Course()
        if desk == "draft":
            course.step(self._hour(self._back(self._chance.between(1, 4)), 9, 17), "open")
        elif desk == "submitted":
            self._submit(course, self._hour(self._back(1), 13, 18))
        elif desk == "returned":
            self._return(course, self._back(self._chance.between(1, 3)))
        else:
            moments = list(self._three_days())
            self._verify(course, moments[: self._chance.between(2, 3)] if desk == "verifying" else moments[:4])
            if desk == "approved":
                course.step(moments[4], "approve", self._by("approver"))
            if desk == "rejected":
                course.step(moments[4], "reject", self._by("approver"), self._chance.pick(REJECT_REASONS))
        return course

    def _back(self, days: int) -> date:
        """So many days before the demo's morning."""
        return self._morning.date() - days * DAY

    def _three_days(self) -> Iterator[datetime]:
        """Handed in on the third day before the morning, visited from the second, reviewed and decided on the last."""
        first, second, third = self._back(3), self._back(2), self._back(1)
        yield self._hour(first, 9, 17)
        yield self._hour(second, 9, 12)
        yield self._hour(third, 9, 12)
        yield self._hour(third, 13, 16)
        yield self._hour(third, 17, 20)
