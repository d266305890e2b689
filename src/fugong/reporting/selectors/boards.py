"""What stands on the dashboards: the figures of a role in pairs, who has not reported, units by state."""

from datetime import date

from django.db.models import Count, QuerySet

from fugong.kit.actor import Actor
from fugong.registry.models import Unit
from fugong.reporting.rules.indicators import catalogue
from fugong.reporting.selectors import daily, figures


def codes(actor: Actor) -> tuple[str, ...]:
    """The figures that the actor's role answers for, control beside resumption (两统筹, S4-04)."""
    return catalogue().board(actor.roles)


def in_pairs(shown: list[figures.Figure]) -> list[list[figures.Figure]]:
    """Figures two by two."""
    return [shown[place:place + 2] for place in range(0, len(shown), 2)]


def pairs(actor: Actor, as_of: date) -> list[list[figures.Figure]]:
    """The figures of the actor's role on a day, in pairs."""
    wanted = codes(actor)
    found = figures.figures(actor, as_of, codes=wanted)
    return in_pairs([found[code] for code in wanted])


def missing_by_grid(actor: Actor, day: date) -> list[tuple[str | None, str | None, int]]:
    """Grid, its officer, and how many of its units in operation have not reported for a day; the most first."""
    counted = (daily.missing(actor, day).order_by().values_list("grid__name", "grid__officer__name")
               .annotate(count=Count("pk")))
    return sorted(counted, key=lambda row: (-row[2], row[0] or ""))


def states(units: QuerySet[Unit]) -> list[tuple[str, int]]:
    """How many units are in each operating state, the most first."""
    counted = units.order_by().values_list("state").annotate(count=Count("pk"))
    return sorted(counted, key=lambda row: -row[1])
