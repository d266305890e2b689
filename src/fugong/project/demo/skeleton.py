"""Which units there are, which are above scale, which started when, and what lies on the desks for the others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from fugong.exchange.rules.industries import is_industrial
from fugong.project.demo.chance import Chance
from fugong.project.demo.facts import Facts, NamedUnit
from fugong.project.demo.model import Desk, Kind

ESSENTIAL = ("46", "45", "44", "27", "13", "59", "55", "14", "26")
"""Trades that start first (batch A of S3-10): water, gas, power, medicine, food, storage, port, disinfectant."""

BUILDING_TRADES = ("47", "48")


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit before it has a name. `desk` is the state of its application when it has not started."""

    kind: Kind
    division: str
    cell: int
    named: NamedUnit | None = None
    above_scale: bool = False
    started_on: date | None = None
    desk: Desk | None = None
    joined_on: date | None = None


def skeleton(facts: Facts, chance: Chance) -> list[Draft]:
    """All units of an authority, in an order that says nothing."""
    drafts = chance.fork("order").shuffled(_kinds(facts, chance.fork("kinds")))
    drafts = _with_scale(facts, drafts, chance.fork("scale"))
    drafts = _with_starts(facts, drafts, chance.fork("starts"))
    return _with_desks(facts, drafts, chance.fork("desks"))


def _kinds(facts: Facts, chance: Chance) -> list[Draft]:
    left = dict(facts.mix)
    for named in facts.named:
        left[named.division] -= 1
    cells = range(len(facts.grids))
    return [
        *(Draft("enterprise", n.division, n.cell, named=n, above_scale=True, started_on=n.resumed_on) for n in facts.named),
        *(Draft("enterprise", division, chance.pick(cells)) for division, count in left.items() for _ in range(count)),
        *(Draft("site", chance.pick(BUILDING_TRADES), chance.pick(cells)) for _ in range(facts.sites)),
    ]


def _with_scale(facts: Facts, drafts: list[Draft], chance: Chance) -> list[Draft]:
    """Mark the above-scale industrial enterprises; the named ones are."""
    able = [p for p, d in enumerate(drafts) if d.kind == "enterprise" and d.named is None and is_industrial(d.division)]
    chosen = set(chance.sample(able, facts.above_scale - len(facts.named)))
    return [replace(d, above_scale=d.above_scale or p in chosen) for p, d in enumerate(drafts)]


def _with_starts(facts: Facts, drafts: list[Draft], chance: Chance) -> list[Draft]:
    """Give days of resumption: named units have theirs, sites theirs, the others go essential trades first."""
    rest = [place for place, draft in enumerate(drafts) if draft.started_on is None]
    large = [place for place in rest if drafts[place].above_scale]
    small = [place for place in rest if not drafts[place].above_scale and drafts[place].kind == "enterprise"]
    sites = [place for place in rest if drafts[place].kind == "site"]
    starting = [
        *_first(drafts, large, facts.above_scale_resumed - len(facts.named), chance),
        *_first(drafts, small, facts.resumed - facts.resumed_sites - facts.above_scale_resumed, chance),
    ]
    starting.sort(key=lambda place: (_urgency(drafts[place]), place))
    days = _days(facts.resumed_by_day)
    for day in [*(named.resumed_on for named in facts.named), *_days(facts.sites_by_day)]:
        days.remove(day)
    started = dict(zip(starting, days, strict=True))
    started.update(zip(chance.sample(sites, facts.resumed_sites), _days(facts.sites_by_day), strict=True))
    return [replace(draft, started_on=started.get(place, draft.started_on)) for place, draft in enumerate(drafts)]


def _days(counts: Mapping[date, int]) -> list[date]:
    return [day for day in sorted(counts) for _ in range(counts[day])]


def _urgency(draft: Draft) -> int:
    return ESSENTIAL.index(draft.division) if draft.division in ESSENTIAL else len(ESSENTIAL)


def _first(drafts: list[Draft], places: list[int], count: int, chance: Chance) -> list[int]:
    """The utilities and medicine makers among the places, then others by chance."""
    mixed = chance.shuffled(places)
    mixed.sort(key=lambda place: min(_urgency(drafts[place]), ESSENTIAL.index("13")))
    return mixed[:count]


def _with_desks(facts: Facts, drafts: list[Draft], chance: Chance) -> list[Draft]:
    """Give the units that have not started their applications; some of those without one joined later."""
    idle = chance.shuffled([place for place, draft in enumerate(drafts) if draft.started_on is None])
    desks = [state for state, count in facts.desks.items() for _ in range(count)]
    on_desk = dict(zip(idle, desks, strict=False))
    joined = dict(zip(reversed(idle), facts.joined_later, strict=False))
    return [
        replace(draft, desk=on_desk.get(place), joined_on=joined.get(place)) for place, draft in enumerate(drafts)
    ]
