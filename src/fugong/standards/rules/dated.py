"""Decisions that hold from a moment on: which of them held when, and what was known of it when."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A decision that holds from a moment on, until the next of its kind; it never changes once recorded."""

    @property
    def effective_from(self) -> datetime: ...

    @property
    def recorded_at(self) -> datetime: ...


D = TypeVar("D", bound=Dated)


def in_force(decisions: Iterable[D], at: datetime, known_at: datetime | None = None) -> D | None:
    """The decision that holds at a moment, as far as was recorded by `known_at` (default: everything).

    A decision recorded later for the same moment corrects the earlier one.
    """
    holding = [
        decision
        for decision in decisions
        if decision.effective_from <= at and (known_at is None or decision.recorded_at <= known_at)
    ]
    return max(holding, key=lambda decision: (decision.effective_from, decision.recorded_at), default=None)


def in_order(decisions: Iterable[D], known_at: datetime | None = None) -> Sequence[tuple[D, datetime | None]]:
    """Every decision that ever holds, each with the moment that ends it (None: open), oldest first."""
    latest: dict[datetime, D] = {}
    for decision in sorted(decisions, key=lambda decision: decision.recorded_at):
        if known_at is None or decision.recorded_at <= known_at:
            latest[decision.effective_from] = decision
    starts = sorted(latest)
    return [(latest[start], following) for start, following in zip_longest(starts, starts[1:])]
