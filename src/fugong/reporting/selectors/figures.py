"""Figures: indicators reckoned from counted facts, for any past day and as known at any moment."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.counts import Dimension, Numbers, Scope
from fugong.kit.desk import Column
from fugong.kit.errors import Refused, not_allowed, not_found
from fugong.kit.urls import inside
from fugong.kit.wording import plain
from fugong.reporting.rules.indicators import Indicator, catalogue
from fugong.standards import facts_registry

Value = int | Decimal | None
LONGEST = 366


def words(indicator: Indicator) -> tuple[str, str]:
    """Name and unit of an indicator in the reader's language."""
    language = get_language() or "zh-hans"
    return indicator.name.in_language(language), indicator.unit.in_language(language)


def machine(value: Value) -> int | str | None:
    """Counts as numbers, rates as the text that a report prints ("48.5", "61"), None where there is no figure."""
    return plain(value) if isinstance(value, Decimal) else value


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator on one day. delta: the change since the day before, None where either is unknown.

    page: gives the address of the figure; asked only by who shows it, since addresses load every page there is.
    """

    indicator: Indicator
    value: Value
    as_of: date
    numerator: int | None
    denominator: int | None
    delta: Value
    page: Callable[[], str] = field(compare=False, repr=False)

    @property
    def url(self) -> str:
        """The page of the figure with the rows behind it."""
        return self.page()

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def label(self) -> str:
        return words(self.indicator)[0]

    @property
    def unit(self) -> str:
        return words(self.indicator)[1]

    @property
    def text(self) -> str:
        """The value as reports write it: "48.5", "61", "7334"; empty where there is none."""
        return "" if self.value is None else plain(self.value)


def may_read(actor: Actor) -> None:
    if not actor.can("reporting.figures.read"):
        raise not_allowed("reporting.figures.read")


def indicator(code: str) -> Indicator:
    """The definition of an indicator whose facts are counted here."""
    found = catalogue().indicators.get(code)
    if found is None or not set(found.facts) <= facts_registry.counted():
        raise not_found(code)
    return found


def indicators(codes: Iterable[str] | None = None) -> list[Indicator]:
    """The indicators of these codes, or all, in the order of the catalogue, as far as their facts are counted."""
    wanted = None if codes is None else set(codes)
    return [found for code, found in catalogue().indicators.items()
            if (wanted is None or code in wanted) and set(found.facts) <= facts_registry.counted()]


def _count(scope: Scope, chosen: Sequence[Indicator]) -> Numbers:
    """The facts behind the indicators: each family is asked once."""
    wanted = dict.fromkeys(fact for one in chosen for fact in one.facts)
    families = [facts_registry.family_of(fact) for fact in wanted]
    numbers: Numbers = {}
    for family in {family.codes: family for family in families}.values():
        numbers.update(family.count(scope, [fact for fact in wanted if fact in family.codes]))
    return numbers


def _value(one: Indicator, numbers: Numbers, day: date, group: str = "") -> tuple[Value, int | None, int | None]:
    numerator = numbers[one.numerator].get((day, group))
    denominator = numbers[one.denominator].get((day, group)) if one.denominator else None
    return one.value(numerator, denominator), numerator, denominator


def _known(known_at: datetime | None) -> datetime | None:
    return None if known_at is None else clock.recorded(known_at)


def address(
    actor: Actor, code: str, as_of: date, known_at: datetime | None = None, only: Mapping[str, str] | None = None
) -> str:
    """The page of a figure, with the rows behind it."""
    asked = {"as_of": as_of.isoformat(), **({"known_at": known_at.isoformat()} if known_at else {}), **(only or {})}
    return f"{inside(actor.authority, 'reporting.figure', code=code)}?{urlencode(asked)}"


def figures(
    actor: Actor, as_of: date, *, known_at: datetime | None = None, codes: Iterable[str] | None = None,
    only: Mapping[str, str] | None = None,
) -> dict[str, Figure]:
    """The figures of a business day by code. known_at: a moment by the authority's clock, None = as known now."""
    may_read(actor)
    chosen, yesterday = indicators(codes), as_of - timedelta(days=1)
    numbers = _count(
        Scope(actor=actor, first=yesterday, last=as_of, known_at=_known(known_at), only=only or {}), chosen)
    found = {}
    for one in chosen:
        value, numerator, denominator = _value(one, numbers, as_of)
        old = _value(one, numbers, yesterday)[0]
        delta = value - old if value is not None and old is not None else None
        found[one.code] = Figure(one, value, as_of, numerator, denominator, delta,
                                 partial(address, actor, one.code, as_of, known_at, only))
    return found


def trend(
    actor: Actor, first: date, last: date, codes: Iterable[str], *, known_at: datetime | None = None,
    only: Mapping[str, str] | None = None,
) -> dict[str, dict[date, Value]]:
    """The values of indicators for every day from first to last, both included."""
    may_read(actor)
    if not 0 <= (last - first).days <= LONGEST:
        raise Refused("bad_range", _("Ask for one day at least and for %(most)s days at most.") % {"most": LONGEST},
                      status=400)
    chosen = indicators(codes)
    scope = Scope(actor=actor, first=first, last=last, known_at=_known(known_at), only=only or {})
    numbers = _count(scope, chosen)
    return {one.code: {day: _value(one, numbers, day)[0] for day in scope.days} for one in chosen}


def split(
    actor: Actor, as_of: date, by: Dimension, codes: Iterable[str], *, known_at: datetime | None = None,
    only: Mapping[str, str] | None = None,
) -> dict[str, dict[str, Value]]:
    """The values of indicators for each group of a dimension: group → code → value."""
    may_read(actor)
    chosen = indicators(codes)
    numbers = _count(
        Scope(actor=actor, first=as_of, last=as_of, known_at=_known(known_at), by=by, only=only or {}), chosen)
    groups = sorted({group for facts in numbers.values() for _day, group in facts})
    return {group: {one.code: _value(one, numbers, as_of, group)[0] for one in chosen} for group in groups}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows: the rows, how many there are in all, which page it is of how many."""

    rows: list[Any]
    count: int
    number: int
    pages: int


def page(found: QuerySet[Any], number: int | str | None, size: int = 50) -> Page:
    """A page of rows, the nearest where there is none of that number."""
    shown = Paginator(found, size).get_page(number)
    return Page(list(shown.object_list), shown.paginator.count, shown.number, shown.paginator.num_pages)


def rows(
    actor: Actor, code: str, as_of: date, *, known_at: datetime | None = None, only: Mapping[str, str] | None = None
) -> tuple[QuerySet[Any], tuple[Column, ...]]:
    """The rows behind a figure and how they are shown; refused to who may see figures only."""
    may_read(actor)
    one = indicator(code)
    fact = one.rows or one.numerator
    scope = Scope(actor=actor, first=as_of, last=as_of, known_at=_known(known_at), only=only or {})
    family = facts_registry.family_of(fact)
    return family.rows(fact, scope), family.columns(fact)
