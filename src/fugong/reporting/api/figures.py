"""Figures over the API: a day's, one with its history and spread, and the rows behind it."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from fugong.kit.actor import Actor
from fugong.kit.counts import DIMENSIONS
from fugong.kit.desk import values
from fugong.kit.desk.api import REFUSALS, Page
from fugong.reporting.api.days import Day
from fugong.reporting.selectors import daily, dimensions, figures
from fugong.reporting.selectors.moments import a_moment

router = Router(tags=["reporting.figure"])
Number = int | str | None
Split = Literal["grid", "kind", "section", "above_scale", "key_unit"]


class Asked(Schema):
    """Which figures: of a business day (the last complete one), as known at a moment by the authority's clock, of the
    units with these values."""

    as_of: Day | None = None
    known_at: datetime | None = None
    grid: str = ""
    kind: str = ""
    section: str = ""
    above_scale: str = ""
    key_unit: str = ""

    @property
    def day(self) -> date:
        return self.as_of or daily.current_day()

    @property
    def known(self) -> dict[str, Any]:
        """What the selectors take besides the day."""
        return {"known_at": a_moment(self.known_at) if self.known_at else None,
                "only": {name: getattr(self, name) for name in DIMENSIONS if getattr(self, name)}}


class FiguresOut(Schema):
    """Counts as numbers, rates as the text of a report ("48.5"), null where there is no figure."""

    as_of: date
    figures: dict[str, Number]


class PointOut(Schema):
    day: date
    value: Number


class GroupOut(Schema):
    group: str
    name: str
    value: Number


class FigureOut(Schema):
    """One figure with its definition; delta: the change since the day before."""

    code: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    definition_zh: str
    definition_en: str
    kind: str
    as_of: date
    value: Number
    numerator: int | None
    denominator: int | None
    delta: Number


class RowsOut(Schema):
    """The rows behind a figure, as on the screen; `id` is the row's."""

    count: int
    page: int
    items: list[dict[str, str]]


def who(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


@router.get("", response={200: FiguresOut, **REFUSALS}, operation_id="reporting_figure_list")
def listing(request: HttpRequest, asked: Query[Asked]) -> Any:
    """All figures of a day."""
    day = asked.day
    found = figures.figures(who(request), day, **asked.known)
    return {"as_of": day, "figures": {code: figures.machine(one.value) for code, one in found.items()}}


@router.get("/{code}", response={200: FigureOut, **REFUSALS}, operation_id="reporting_figure_read")
def read(request: HttpRequest, code: str, asked: Query[Asked]) -> Any:
    """One figure of a day."""
    definition = figures.indicator(code)
    one = figures.figures(who(request), asked.day, codes=[code], **asked.known)[code]
    return {
        "code": code, "name_zh": definition.name.zh, "name_en": definition.name.en,
        "unit_zh": definition.unit.zh, "unit_en": definition.unit.en,
        "definition_zh": definition.definition.zh, "definition_en": definition.definition.en,
        "kind": definition.kind, "as_of": one.as_of, "value": figures.machine(one.value),
        "numerator": one.numerator, "denominator": one.denominator, "delta": figures.machine(one.delta)}


@router.get("/{code}/days", response={200: list[PointOut], **REFUSALS}, operation_id="reporting_figure_days")
def days(request: HttpRequest, code: str, asked: Query[Asked], first: Day | None = None) -> Any:
    """One figure on every day from `first` (three weeks before) to `as_of`, at most a year."""
    figures.indicator(code)
    found = figures.trend(who(request), first or asked.day - timedelta(days=20), asked.day, [code], **asked.known)[code]
    return [{"day": day, "value": figures.machine(value)} for day, value in found.items()]


@router.get("/{code}/groups", response={200: list[GroupOut], **REFUSALS}, operation_id="reporting_figure_groups")
def groups(request: HttpRequest, code: str, asked: Query[Asked], by: Split = "grid") -> Any:
    """One figure by the groups of a dimension."""
    figures.indicator(code)
    found = figures.split(who(request), asked.day, by, [code], **asked.known)
    names = dimensions.names(by)
    return [{"group": group, "name": names.get(group, group), "value": figures.machine(part[code])}
            for group, part in found.items()]


@router.get("/{code}/rows", response={200: RowsOut, **REFUSALS}, operation_id="reporting_figure_rows")
def rows(request: HttpRequest, code: str, asked: Query[Asked], page: Page = 1) -> Any:
    """The rows behind a figure, as far as the caller may see them."""
    found, columns = figures.rows(who(request), code, asked.day, **asked.known)
    shown = figures.page(found, page)
    return {"count": shown.count, "page": shown.number, "items": [
        {"id": str(row.pk), **{column.name: values.text(values.raw(row, column)) for column in columns}} for row in shown.rows]}
