"""The register of a demo authority: grids, liaisons and units with names, people and places."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fugong.exchange.rules import divisions
from fugong.exchange.rules.industries import is_industrial
from fugong.project.demo.chance import Chance
from fugong.project.demo.companies import TRADES, Companies
from fugong.project.demo.facts import Facts
from fugong.project.demo.land import Point
from fugong.project.demo.model import Grid, Person, Unit
from fugong.project.demo.people import People
from fugong.project.demo.skeleton import Draft, skeleton
from fugong.project.demo.staffing import Staff, staffing

LIAISONS = 24
CADRES = 16
ABOVE_SCALE_REVENUE = 2000
LAST_OF_BATCH_A = date(2020, 2, 8)


@dataclass(frozen=True, slots=True)
class Register:
    """Grids and units; `drafts` and `staff` by credit code say what history has to lead up to."""

    grids: tuple[Grid, ...]
    liaisons: tuple[Person, ...]
    units: tuple[Unit, ...]
    drafts: dict[str, Draft]
    staff: dict[str, Staff]


@dataclass(frozen=True, slots=True)
class Offices:
    """Those who look after units: liaisons, leaders for key units, cadres for the others."""

    liaisons: tuple[Person, ...]
    leaders: tuple[tuple[Person, str], ...]
    cadres: tuple[Person, ...]


def make_register(facts: Facts, chance: Chance, people: People) -> Register:
    grids, offices = make_grids(facts, people), make_offices(facts, people)
    drafts = skeleton(facts, chance.fork("skeleton"))
    staff = staffing(facts, drafts, chance.fork("staff"))
    keys = _key_places(facts, drafts, staff)
    points = _points(facts, drafts, chance.fork("points"))
    clerk = Clerk(facts, chance.fork("units"), people, grids, offices)
    units = tuple(
        clerk.enter(draft, staff[place], points[place], key=place in keys) for place, draft in enumerate(drafts)
    )
    return Register(
        grids, offices.liaisons, units,
        {unit.code: draft for unit, draft in zip(units, drafts, strict=True)},
        {unit.code: one for unit, one in zip(units, staff, strict=True)},
    )


def make_grids(facts: Facts, people: People) -> tuple[Grid, ...]:
    return tuple(
        Grid(name, township, people.officer(), people.officer(), facts.land.ring(cell))
        for cell, (name, township) in enumerate(facts.grids)
    )


def make_offices(facts: Facts, people: People) -> Offices:
    return Offices(
        tuple(people.officer() for _ in range(LIAISONS)),
        tuple((people.officer(), title) for title in facts.link_titles),
        tuple(people.officer() for _ in range(CADRES)),
    )


def _key_places(facts: Facts, drafts: list[Draft], staff: list[Staff]) -> set[int]:
    """The named units and the largest others, by headcount (S4-42)."""
    order = sorted(range(len(drafts)), key=lambda p: (drafts[p].named is None, not drafts[p].above_scale, -staff[p].total))
    return set(order[: facts.key_units])


def _points(facts: Facts, drafts: list[Draft], chance: Chance) -> dict[int, Point]:
    cells: dict[int, list[int]] = defaultdict(list)
    for place, draft in enumerate(drafts):
        cells[draft.cell].append(place)
    return {
        place: point
        for cell, places in cells.items()
        for place, point in zip(places, facts.land.places(cell, len(places), chance), strict=True)
    }


class Clerk:
    """Turns drafts into units."""

    def __init__(
        self, facts: Facts, chance: Chance, people: People, grids: tuple[Grid, ...], offices: Offices
    ) -> None:
        self._facts = facts
        self._chance = chance
        self._people = people
        self._grids = grids
        self._offices = offices
        self._companies = Companies(chance.fork("names"), facts.places, facts.code_serial)

    def enter(self, draft: Draft, staff: Staff, point: Point, *, key: bool) -> Unit:
        grid = self._grids[draft.cell]
        name, short_name = self._names(draft)
        link_person, link_title = self._link(key)
        return Unit(
            code=self._companies.code(grid.township[:6]),
            name=name, short_name=short_name, kind=draft.kind, industry=draft.division,
            above_scale=draft.above_scale, key_unit=key,
            key_project=draft.kind == "site" and self._chance.hit(0.4),
            address=self._address(draft, grid), township=grid.township,
            longitude=point[0], latitude=point[1], grid=grid.name,
            legal_person=Person(self._people.name()),
            control_leader=self._people.somebody(), contact=self._people.somebody(),
            staff_total=staff.total, planned=staff.planned, origins=staff.origins,
            closed_management=bool(draft.started_on) and (key or self._chance.hit(0.5)),
            revenue=self._revenue(draft, staff),
            batch=_batch(draft, key),
            registered_on=draft.joined_on or self._facts.first_day,
            link_person=link_person, link_title=link_title,
            liaison=self._chance.pick(self._offices.liaisons),
            advised_to_stay=staff.origins[3] if self._facts.advised_to_stay else 0,
        )

    def _names(self, draft: Draft) -> tuple[str, str]:
        if draft.named:
            return draft.named.name, draft.named.short_name
        return self._companies.site_name() if draft.kind == "site" else self._companies.name(TRADES[draft.division])

    def _address(self, draft: Draft, grid: Grid) -> str:
        """City, county, township, an invented road and a number."""
        place = "".join(division.name for division in divisions.path(grid.township)[1:])
        return f"{place}{self._facts.land.road(draft.cell, self._chance)}{self._chance.between(1, 299)}号"

    def _link(self, key: bool) -> tuple[Person, str]:
        """Leaders for key units (S4-27), cadres for the others."""
        return self._chance.pick(self._offices.leaders) if key else (self._chance.pick(self._offices.cadres), "联点干部")

    def _revenue(self, draft: Draft, staff: Staff) -> int:
        per_head = 40 if draft.kind == "site" else TRADES[draft.division].revenue_per_head
        revenue = round(staff.total * per_head * (0.6 + 0.7 * self._chance.real()))
        if draft.above_scale:
            return max(ABOVE_SCALE_REVENUE, revenue)
        return min(ABOVE_SCALE_REVENUE - 10, revenue) if is_industrial(draft.division) else revenue


def _batch(draft: Draft, key: bool) -> Literal["A", "B", "C"]:
    """The three batches of S3-10: at once, soon (key units), when conditions are met."""
    if draft.started_on and draft.started_on <= LAST_OF_BATCH_A:
        return "A"
    return "B" if key else "C"
