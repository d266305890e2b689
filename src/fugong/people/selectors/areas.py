"""Reads of risk levels: what the authority said, else what the case counts come to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from fugong.exchange.rules import areas, divisions
from fugong.kit.actor import Actor
from fugong.kit.errors import not_allowed
from fugong.people.models import AreaLevel

READ = "people.area.read"


@dataclass(frozen=True, slots=True)
class Known:
    """The level of an area on a day: whose (its own, or that of the area it lies in), since when and by what.

    own: said by the authority, for `reason`; else worked out from `confirmed` cases in all and `new` ones in the window of
    the rule `reason`.
    """

    division: str
    level: str
    held_from: date
    own: bool
    reason: str
    confirmed: int = 0
    new: int = 0


def said(actor: Actor) -> QuerySet[AreaLevel]:
    """The levels that the authority set, ended ones included."""
    if not actor.can(READ):
        raise not_allowed(READ)
    return AreaLevel.objects.all()


def levels(actor: Actor, codes: Collection[str], day: date) -> dict[str, Known | None]:
    """The level of each area on a day; None where nothing is known, which is never low.

    What the authority said of the area itself, or of the nearest area it lies in, stands before what was worked out.
    """
    paths = {code: [division.code for division in reversed(divisions.path(code))] for code in codes}
    wanted = {each for path in paths.values() for each in path}
    own = {row.division: row for row in said(actor).filter(
        Q(held_to=None) | Q(held_to__gt=day), division__in=wanted, held_from__lte=day)}
    return {code: _known(path, own, day) for code, path in paths.items()}


def _known(path: list[str], own: dict[str, AreaLevel], day: date) -> Known | None:
    for each in path:
        if (row := own.get(each)) is not None:
            return Known(each, row.level, row.held_from, True, row.reason)
    span = areas.span_at(path[0], day) if path else None
    if span is None:
        return None
    return Known(path[0], span.level, span.held_from, False, span.rule, span.confirmed, span.new)
