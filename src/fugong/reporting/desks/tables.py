"""Rows as the kit's list draws them, for pages that are no desk."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from fugong.kit.desk import Column, values


def heads(model: type[Model], columns: Iterable[Column]) -> list[dict[str, Any]]:
    """The headings; a column without a label is named as the model's field."""
    return [{"key": column.name, "label": column.label or _field_label(model, column.name),
             "css": "num" if column.number else "", "sorted": "", "sort_url": None, "hidden": column.hidden}
            for column in columns]


def _field_label(model: type[Model], name: str) -> Any:
    try:
        return model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return name


def lines(rows: Iterable[Any], columns: tuple[Column, ...], url_of: Callable[[Any], str]) -> list[dict[str, Any]]:
    """The rows; the cell of a column with `link` opens `url_of(row)`."""
    return [{"id": row.pk, "url": url_of(row), "cells": [
        {"text": values.shown(values.raw(row, column)), "url": url_of(row) if column.link else "",
         "badge": column.tones.get(values.code(row, column), "idle") if column.tones else "",
         "css": "num" if column.number else ""} for column in columns]} for row in rows]
