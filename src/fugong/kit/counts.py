"""Facts that are counted: what the app that owns them offers to whoever makes figures and charts of them.

An app's `facts.py` declares families; `project.wiring` hands them to reporting. One family = one query.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate as running
from typing import Any, Literal

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from fugong.kit.actor import Actor
from fugong.kit.desk.declaration import Column

Dimension = Literal["", "grid", "kind", "section", "above_scale", "key_unit"]
DIMENSIONS: tuple[Dimension, ...] = ("grid", "kind", "section", "above_scale", "key_unit")

# A piece of SQL of our own and its parameters; values of others go in as parameters only.
Fragment = tuple[str, list[Any]]

# Fact code → (business day, group) → number. A pair that is not there has no data, which is not zero.
Numbers = dict[str, dict[tuple[date, str], int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is counted: whose units, over which business days (both included), as known when, split by what.

    known_at: a moment of real time, None = as known now; by: the dimension that makes the groups;
    only: dimension → the one value that counts.
    """

    actor: Actor
    first: date
    last: date
    known_at: datetime | None = None
    by: Dimension = ""
    only: Mapping[str, str] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        """The business days, in order."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Facts of one app that are counted together.

    count(scope, codes): the numbers of those facts, by one query; rows(code, scope): the rows behind a fact on the
    scope's last day, narrowed to what the actor may see, or refused; columns: how such a row is shown, by fact code.
    """

    codes: tuple[str, ...]
    count: Callable[[Scope, Collection[str]], Numbers]
    rows: Callable[[str, Scope], QuerySet[Any]]
    columns: Callable[[str], tuple[Column, ...]]


def filled(scope: Scope, steps: Iterable[tuple[str, date, int]]) -> dict[tuple[date, str], int]:
    """Running totals for every day of the scope from changes (group, day, change); a change counts from its day on.

    Without a split there is one group, which is 0 where nothing ever changed.
    """
    changes: dict[str, dict[date, int]] = {} if scope.by else {"": {}}
    for group, day, change in steps:
        days = changes.setdefault(group, {})
        days[day] = days.get(day, 0) + change
    return {
        (day, group): total
        for group, days in changes.items()
        for day, total in zip(scope.days, running(days.get(day, 0) for day in scope.days), strict=True)
    }


def known(scope: Scope, table: str) -> Fragment:
    """The condition that a row with `recorded_at` and `withdrawn_at` was known when the scope asks."""
    if scope.known_at is None:
        return f"{table}.withdrawn_at IS NULL", []
    return (f"{table}.recorded_at <= %s AND ({table}.withdrawn_at IS NULL OR {table}.withdrawn_at > %s)",
            [scope.known_at, scope.known_at])


def keys(fragment: Fragment) -> RawSQL:
    """A fragment that selects keys, to be asked with `pk__in`."""
    return RawSQL(fragment[0], fragment[1])  # noqa: S611  fragments hold our own texts only
