"""Grids, officers, units with their duties and operating states."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from fugong.exchange.rules import divisions
from fugong.project.demo.loading import rosters
from fugong.project.demo.loading.stage import Stage
from fugong.project.demo.model import Grid, Person, StateChange, Unit
from fugong.project.demo.offices import HEADQUARTERS, INDUSTRY
from fugong.registry import models
from fugong.registry.services import duties, grids, plans, states, units

MECHANISM = (
    ("leadership", "leader"), ("publicity", "guide"), ("communication", "liaison"), ("bulletin", "staff"),
    ("warning", "epidemic"),
)
"""The five parts of the joint mechanism (S1-01) and the offices that own them."""


DUTIES = {
    "park": "统筹本单位疫情防控和有序复工",
    "township": "落实属地责任，做好人员摸排和联防联控",
    "department": "指导防控方案和安全生产，协调解决困难",
    "leader": "联点负责，复工前逐一核实、复工后全程督查指导",
    "unit": "落实主体责任，执行测温、消毒、登记和报告制度",
}


def load(stage: Stage) -> None:
    """The register as it grew: most units on the first day, some later."""
    officers = Officers(stage)
    for number, grid in enumerate(stage.cast.grids, start=1):
        _save_grid(stage, officers, number, grid)
    plans.save_plan(actor=stage.actor("staff"), name=f"{stage.cast.name}平面图", data=plans.packed(stage.cast.plan))
    rosters.load(stage)
    duties.load_duties(actor=stage.actor("staff"), rows=[_duties(stage, officers, unit) for unit in stage.cast.units])
    _responsibilities(stage)
    _members(stage)
    _mechanism(stage, officers)
    staff = stage.actor("staff")
    states.load_history(actor=staff, rows=_history(stage))


class Officers:
    """Responsible officers, entered the first time that somebody names them."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._made: dict[str, models.Officer] = {}
        self._accounts = {user.person: user for user in stage.cast.users}
        self._departments = [department.name for department in stage.cast.departments]

    def get(self, person: Person, title: str, level: str = "staff") -> models.Officer:
        if person.phone not in self._made:
            account = self._accounts.get(person)
            self._made[person.phone] = grids.save_officer(actor=self._stage.actor("staff"), values={
                "name": person.name, "title": title, "level": level, "phone": person.phone,
                "department": account.department if account else self._department(title, level),
                "user_id": self._stage.users[account.username].pk if account else None,
            })
        return self._made[person.phone]

    def _department(self, title: str, level: str) -> str:
        """Grids and leaders belong to the headquarters, liaisons to industry; who links a unit comes from anywhere."""
        if level == "leader" or title in ("网格员", "副网格员"):
            return self._departments[HEADQUARTERS]
        return self._departments[INDUSTRY if title == "驻企联络员" else len(self._made) % len(self._departments)]


def _save_grid(stage: Stage, officers: Officers, number: int, grid: Grid) -> None:
    grids.save_grid(actor=stage.actor("staff"), values={
        "code": f"G{number:02}", "name": grid.name, "township": grid.township,
        "officer": officers.get(grid.officer, "网格员"), "deputy": officers.get(grid.deputy, "副网格员"),
        "outline": {"type": "Polygon", "coordinates": [grid.ring]},
    })


def _duties(
    stage: Stage, officers: Officers, unit: Unit
) -> tuple[models.Unit, models.Officer, list[models.Officer]]:
    """A unit with its link point, a leader for key units, and its liaison."""
    link = officers.get(unit.link_person, unit.link_title, "leader" if unit.key_unit else "staff")
    return stage.units[unit.code], link, [officers.get(unit.liaison, "驻企联络员")]


def _responsibilities(stage: Stage) -> None:
    """The matrix of the key units; the unit's own letter is signed where it works."""
    actor, leader = stage.actor("staff"), stage.user("leader").person
    officers = {grid.name: grid.officer.name for grid in stage.cast.grids}
    working = {change.unit for change in stage.cast.states if change.state == "resumed"}
    for unit in stage.cast.units:
        bearers = (
            ("park", stage.cast.name, leader.name), ("township", divisions.divisions()[unit.township].name, officers[unit.grid]),
            ("department", stage.cast.departments[INDUSTRY].name, unit.liaison.name),
            ("leader", unit.link_title, unit.link_person.name), ("unit", unit.name, unit.control_leader.name),
        )
        for bearer, organisation, person in bearers if unit.key_unit else ():
            line = duties.assign_responsibility(
                actor=actor, unit_id=stage.units[unit.code].pk, bearer=bearer, organisation=organisation, person=person,
                duty=DUTIES[bearer])
            if bearer == "unit" and unit.code in working:
                duties.sign_letter(actor=actor, responsibility_id=line.pk, version=line.version, signer=person)


def _members(stage: Stage) -> None:
    for row in stage.cast.users:
        if row.unit:
            units.add_member(
                actor=stage.actor("staff"), unit=stage.units[row.unit], user_id=stage.users[row.username].pk,
                label=row.person.name)


def _mechanism(stage: Stage, officers: Officers) -> None:
    """Phases of the emergency and the owners of the five parts."""
    actor = stage.actor("staff")
    for phase in stage.cast.phases:
        duties.save_phase(actor=actor, values={"day": phase.starts_on, "name": phase.name_zh})
    for part, office in MECHANISM:
        row = stage.user(office)
        level = "leader" if office == "leader" else "staff"
        duties.set_mechanism_owner(actor=actor, part=part, officer=officers.get(row.person, row.title, level))


def _history(stage: Stage) -> Iterator[tuple[UUID, str, datetime, datetime | None, str]]:
    """The states after the first, which came with the registration, each until the next."""
    changes = stage.cast.states
    for change, following in zip(changes, [*changes[1:], None], strict=True):
        if change.state != "not_applied":
            yield stage.units[change.unit].pk, change.state, change.at, _end(change, following), change.note


def _end(change: StateChange, following: StateChange | None) -> datetime | None:
    return following.at if following and following.unit == change.unit else None
