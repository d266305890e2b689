"""Reads of what authorities share. Divisions, industries, sizes and holidays are facts: see `rules`."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet

from fugong.accounts.models import Authority
from fugong.exchange.models import CalendarDay, PublishedFigure
from fugong.exchange.rules import workdays
from fugong.kit.actor import Actor
from fugong.kit.errors import not_allowed


def own_days(authority: str) -> dict[date, bool]:
    """The days on which an authority works (True) or rests (False) otherwise than the national calendar says."""
    return dict(CalendarDay.objects.filter(authority=authority).values_list("day", "worked"))


def is_workday(authority: str, day: date) -> bool:
    """Whether an authority works on a day."""
    return workdays.is_workday(day, own_days(authority))


def answering_to(authority: str) -> frozenset[str]:
    """The authority itself and all that stand below it, at any depth."""
    found = {authority}
    level = [authority]
    while level:
        level = list(Authority.objects.filter(parent__slug__in=level, archived_at=None).values_list("slug", flat=True))
        found |= {*level}
    return frozenset(found)


def published(
    actor: Actor, *, indicators: Collection[str] = (), since: date | None = None, until: date | None = None,
    known_at: datetime | None = None,
) -> QuerySet[PublishedFigure]:
    """The figures of the actor's authority and of those below it, each in its latest revision.

    since, until: business days, both included; known_at: as it was known then (real time).
    """
    if not actor.can("exchange.figure.read"):
        raise not_allowed("exchange.figure.read")
    rows = PublishedFigure.objects.filter(authority__in=answering_to(actor.authority))
    if indicators:
        rows = rows.filter(indicator__in=indicators)
    if since:
        rows = rows.filter(day__gte=since)
    if until:
        rows = rows.filter(day__lte=until)
    if known_at:
        rows = rows.filter(recorded_at__lte=known_at)
    key = ("authority", "indicator", "day", "dimension")
    return rows.order_by(*key, "-recorded_at").distinct(*key)
