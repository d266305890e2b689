"""Plain data ↔ typed dataclasses: one declaration gives the JSON schema, the builder and the way back.

Understood field types: str, bool, int, Decimal, datetime, Literal, Annotated[str, Form], dataclasses,
tuples of these and unions with None or of scalars. Moments are text such as "2020-02-05", "2020-02-05 16:30"
or "2020-02-09 24时" (the midnight that ends the day).
"""

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from fugong.kit import clock

MOMENT = r"^\d{4}-\d{2}-\d{2}( (([01]\d|2[0-3]):[0-5]\d|24:00|24时))?$"



@dataclass(frozen=True, slots=True)
class Form:
    """How a text must look: a regular expression that matches the whole of it."""

    pattern: str


def moment(text: str) -> datetime:
    """The business moment a text names: "2020-02-09 24时" is 2020-02-10 00:00. ValueError where there is none."""
    if not re.match(MOMENT, text):
        raise ValueError(text)
    day, _, clock_time = text.partition(" ")
    hour, minute = (int(clock_time[:2]), int(clock_time[3:] or 0)) if clock_time else (0, 0)
    return clock.at(date.fromisoformat(day), hour, minute)


def is_moment(text: str) -> bool:
    """Whether a text names a moment that exists (2020-02-30 does not)."""
    try:
        moment(text)
    except ValueError:
        return False
    return True


def moment_text(when: datetime) -> str:
    """The text of a moment, in the form that `moment` reads; a midnight is its date."""
    local = when.astimezone(clock.ZONE)
    return f"{local:%Y-%m-%d}" if (local.hour, local.minute) == (0, 0) else f"{local:%Y-%m-%d %H:%M}"


@cache
def type_hints(kind: Any) -> dict[str, Any]:
    """The types of a dataclass's fields, with their forms."""
    return get_type_hints(kind, include_extras=True)


def schema_of(root: type, title: str) -> dict[str, Any]:
    """The JSON schema (2020-12) of a dataclass; every dataclass inside it becomes a definition."""
    definitions: dict[str, Any] = {}
    reference = _schema(root, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **reference,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return {**_schema(arguments[0], definitions), "pattern": arguments[1].pattern}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(argument, definitions) for argument in arguments]}
    if isinstance(kind, type) and is_dataclass(kind):
        return _define(kind, definitions)
    return dict(_SCALARS[kind])


_SCALARS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 1},
    Decimal: {"type": "number"},
    datetime: {"type": "string", "format": "moment", "pattern": MOMENT},
    type(None): {"type": "null"},
}


def _define(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}
        hints = type_hints(kind)
        definitions[name] = {
            "description": " ".join((kind.__doc__ or "").split()),
            "type": "object",
            "properties": {field.name: _schema(hints[field.name], definitions) for field in fields(kind)},
            "required": [field.name for field in fields(kind) if _is_required(field)],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def build(kind: Any, plain: Any) -> Any:
    """The typed value of plain data that satisfies the schema of `kind`."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return build(arguments[0], plain)
    if origin is tuple:
        return tuple(build(arguments[0], element) for element in plain)
    if origin in (Union, UnionType):
        return build(_member(arguments, plain), plain)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = type_hints(kind)
        return kind(**{name: build(hints[name], value) for name, value in plain.items()})
    if kind is Decimal:
        return Decimal(str(plain))
    if kind is datetime:
        return moment(plain)
    return plain


def _member(members: tuple[Any, ...], plain: Any) -> Any:
    """The member of a union that a plain value belongs to; unions are of None, scalars and one compound type."""
    if plain is None:
        return type(None)
    if isinstance(plain, bool):
        return bool
    if isinstance(plain, int | float):
        return Decimal if Decimal in members else int
    if isinstance(plain, str):
        return next(m for m in members if m in (str, datetime) or get_origin(m) in (Annotated, Literal))
    if isinstance(plain, Mapping):
        return next(m for m in members if is_dataclass(m))
    return next(m for m in members if get_origin(m) is tuple)


def plain_of(value: Any) -> Any:
    """The JSON-ready data of a typed value; fields that stand at their default are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain_of(getattr(value, field.name))
            for field in fields(value)
            if _is_required(field) or getattr(value, field.name) != field.default
        }
    if isinstance(value, tuple):
        return [plain_of(element) for element in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return moment_text(value)
    return value
