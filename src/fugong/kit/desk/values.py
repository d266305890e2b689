"""From a row to the text in a cell: one way for lists, panels, prints and exports."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from fugong.kit import dates
from fugong.kit.clock import ZONE
from fugong.kit.desk.declaration import Column


def held(row: Any, name: str) -> Any:
    """What stands at a path such as "grid.officer.name"; None where a step is empty."""
    for step in name.split("."):
        row = getattr(row, step, None)
    return row


def labels(model: type[Model], name: str) -> dict[Any, str]:
    """Code → label of a field with choices, in the language of the moment; empty for other fields."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return {}
    return {code: str(label) for code, label in getattr(field, "flatchoices", None) or ()}


def reader(model: type[Model], column: Column) -> Callable[[Any], Any]:
    """How to read a column's value from a row: worked out once, then used for every row."""
    if column.value is not None:
        return column.value
    name, known = column.name, labels(model, column.name)
    if known:
        return lambda row: known.get(getattr(row, name), getattr(row, name))
    return (lambda row: held(row, name)) if "." in name else lambda row: getattr(row, name)


def raw(row: Any, column: Column) -> Any:
    """The value of one cell: a choice's label, a related row's name, else what the field holds."""
    return reader(type(row), column)(row)


def text(value: Any) -> str:
    """How a value is written: 是/否, days as programs read them, numbers with no tail, nothing as "–"."""
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, Decimal):
        return str(number_format(value, use_l10n=True, force_grouping=False))
    return str(value)


def shown(value: Any) -> str:
    """The same on a page, where days are written as the language writes them."""
    return dates.moment(value) if isinstance(value, date) else text(value)


def code(row: Any, column: Column) -> str:
    """The machine value behind a badge, by which its colour and shape are chosen."""
    value = held(row, column.name)
    return str(value if value is not None else "")
