"""From a row to the text in a cell: one way for lists, panels, prints and exports."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from fugong.kit.clock import ZONE
from fugong.kit.desk.declaration import Column


def raw(row: Any, column: Column) -> Any:
    """The value itself: a choice's label, a related row's name, else what the field holds."""
    if column.value is not None:
        return column.value(row)
    target: Any = row
    *parents, last = column.name.split(".")
    for name in parents:
        target = getattr(target, name, None)
        if target is None:
            return None
    display = getattr(target, f"get_{last}_display", None)
    return display() if display else getattr(target, last)


def text(value: Any) -> str:
    """How a value is written: 是/否, dates by the office's custom, numbers with no tail, nothing as "–"."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, int | Decimal):
        return str(number_format(value, use_l10n=True, force_grouping=False))
    return str(value)


def code(row: Any, column: Column) -> str:
    """The machine value behind a badge, by which its colour and shape are chosen."""
    target: Any = row
    for name in column.name.split("."):
        target = getattr(target, name, None)
    return str(target if target is not None else "")
