"""Risk levels of areas (分区分级, 17 February 2020): worked out from confirmed cases by day, under the rule of the day.

The rule, as background part A2 gives it: low without a confirmed case, or without a new one for so many days; high with
more cases in all than a number and a cluster within those days; medium in between. Days and numbers are data
(`risk_rules.csv`), since they changed. Case counts tell of no clusters: so many new cases within the days are taken for
one, which errs on the careful side; who knows better overrides the level.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from fugong.exchange.rules import divisions, files

LOW, MEDIUM, HIGH = "low", "medium", "high"


@dataclass(frozen=True, slots=True)
class Rule:
    """One edition of the rule: in force from a day on.

    window: days without a new case after which an area is low; above: confirmed cases in all that high needs more than;
    cluster: new cases within the window that count as a cluster.
    """

    code: str
    valid_from: date
    window: int
    above: int
    cluster: int
    source: str


@dataclass(frozen=True, slots=True)
class Span:
    """A level that held from a day up to, not with, another, and the counts of its first day."""

    level: str
    held_from: date
    held_to: date
    confirmed: int
    new: int
    rule: str


@dataclass(frozen=True, slots=True)
class Case:
    """Confirmed cases of a day: all so far, and those that were new that day. A count that was corrected downward brings no
    new cases, and the next rise counts from the corrected one."""

    day: date
    confirmed: int
    new: int


def level(confirmed: int, new: int, rule: Rule) -> str:
    """The level of an area with so many cases in all and so many new ones within the rule's window."""
    if confirmed <= 0 or new <= 0:
        return LOW
    return HIGH if confirmed > rule.above and new >= rule.cluster else MEDIUM


def cases(counts: Mapping[date, int]) -> list[Case]:
    """The days on which a count of confirmed cases changed, with what was new; a day without a count changed nothing."""
    found, before = [], 0
    for day in sorted(counts):
        if counts[day] != before:
            found.append(Case(day, counts[day], max(0, counts[day] - before)))
            before = counts[day]
    return found


def spans(counts: Mapping[date, int], rules: Iterable[Rule], end_of_counts: date) -> list[Span]:
    """The levels of one area from the first rule on up to, not with, the end of the counts: then nothing is known."""
    events, editions = cases(counts), sorted(rules, key=lambda rule: rule.valid_from)
    found: list[Span] = []
    for place, rule in enumerate(editions):
        end = min(editions[place + 1].valid_from if place + 1 < len(editions) else end_of_counts, end_of_counts)
        turns = {rule.valid_from} | {event.day for event in events} | {
            event.day + timedelta(days=rule.window) for event in events if event.new}
        for day in sorted(turn for turn in turns if rule.valid_from <= turn < end):
            confirmed = next((event.confirmed for event in reversed(events) if event.day <= day), 0)
            new = sum(event.new for event in events if day - timedelta(days=rule.window) < event.day <= day)
            now = level(confirmed, new, rule)
            if found and found[-1].level == now:
                continue
            if found:
                found[-1] = replace(found[-1], held_to=day)
            found.append(Span(now, day, end_of_counts, confirmed, new, rule.code))
    return found


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The editions that ship, the oldest first."""
    return tuple(Rule(row["code"], date.fromisoformat(row["valid_from"]), int(row["window_days"]), int(row["confirmed_above"]),
                      int(row["cluster"]), row["source"]) for row in files.rows("risk_rules.csv"))


@lru_cache(maxsize=1)
def counts() -> Mapping[str, Mapping[date, int]]:
    """Confirmed cases in all by code of the area and day, 20 January to 30 April 2020."""
    found: dict[str, dict[date, int]] = {}
    for row in files.rows("case_counts.csv.gz"):
        found.setdefault(row["code"], {})[date.fromisoformat(row["day"])] = int(row["confirmed"])
    return found


@lru_cache(maxsize=1)
def levels() -> Mapping[str, tuple[Span, ...]]:
    """The levels of every area of which cases are known."""
    return {code: tuple(spans(days, rules(), covered()[1])) for code, days in counts().items()}


@lru_cache(maxsize=1)
def covered() -> tuple[date, date]:
    """The days that the counts tell of: from the first up to, not with, the second."""
    days = [day for by_day in counts().values() for day in by_day]
    return min(days), max(days) + timedelta(days=1)


def span_at(code: str, day: date) -> Span | None:
    """What held for an area on a day: its own counts, else those of what it lies in; None where nothing is known.

    An area of which no case is known on a day that the counts cover is low. A province that is counted by its cities has
    the level of the worst of them.
    """
    if not rules() or not max(rules()[0].valid_from, covered()[0]) <= day < covered()[1]:
        return None
    for known in (division.code for division in reversed(divisions.path(code))):
        if known in levels():
            return next(span for span in levels()[known] if span.held_from <= day < span.held_to)
    if not divisions.path(code):
        return None
    inside = [span for division in divisions.below(code) for span in levels().get(division.code, ())
              if span.held_from <= day < span.held_to]
    worst = max(inside, key=lambda span: (LOW, MEDIUM, HIGH).index(span.level), default=None)
    return worst or Span(LOW, rules()[0].valid_from, covered()[1], 0, 0, rules()[0].code)
