"""Indicators by definition: what a figure counts, over what, as of when, and how it is rounded and said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from fugong.kit import wording

CATALOGUE = Path(__file__).parents[2] / "packs" / "indicators.yaml"

Kind = Literal["count", "rate", "difference"]
AsOf = Literal["end_of_day", "day", "latest", "until"]
Side = Literal["control", "resumption"]
KINDS, AS_OF, SIDES = ("count", "rate", "difference"), ("end_of_day", "day", "latest", "until"), ("control", "resumption")


class CatalogueError(Exception):
    """The catalogue of indicators cannot be used; says where and why."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words in Chinese and English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The words in a language of the interface ("zh-hans", "en")."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Indicator:
    """One definition.

    numerator, denominator: fact codes (a difference is numerator less denominator; a count has no denominator);
    as_of: what the day means (state at its end, reports of that very day, the latest report up to it, everything up
    to it); decimals: of a rate in percent, rounded half up; rows: the fact whose rows open behind the figure;
    wording: how a report says it, with {value}; side: of the pair 防控 / 复工 (两统筹, S4-04).
    """

    code: str
    name: Text
    unit: Text
    kind: Kind
    numerator: str
    as_of: AsOf
    definition: Text
    side: Side
    denominator: str = ""
    decimals: int = 0
    wording: str = ""
    rows: str = ""
    sources: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact codes it is reckoned from."""
        return (self.numerator, self.denominator) if self.denominator else (self.numerator,)

    def value(self, numerator: int | None, denominator: int | None) -> int | Decimal | None:
        """The figure; None where there is no data, or where a rate has nothing to be a part of."""
        if numerator is None:
            return None
        if self.kind == "difference":
            return numerator - (denominator or 0)
        if self.denominator and denominator is None:
            return None
        if self.kind == "rate":
            share = wording.rate(numerator, denominator or 0)
            return None if share is None else Decimal(wording.percent(share, self.decimals))
        return numerator


@dataclass(frozen=True, slots=True)
class Board:
    """Six figures that a role answers for, in the order in which they are shown."""

    roles: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All indicators by code, in the order of the file, and the boards of the roles."""

    indicators: Mapping[str, Indicator]
    boards: tuple[Board, ...]

    def board(self, roles: Iterable[str]) -> tuple[str, ...]:
        """The figures of the first board that one of the roles has; the last board is everybody's."""
        held = set(roles)
        return next((b.figures for b in self.boards if held & set(b.roles)), self.boards[-1].figures)


def read(text: str) -> Catalogue:
    """The catalogue in a YAML text. Raises CatalogueError."""
    data = yaml.safe_load(text)
    if not isinstance(data, dict) or set(data) != {"indicators", "boards"}:
        raise CatalogueError("the catalogue holds `indicators` and `boards`")
    found: dict[str, Indicator] = {}
    for entry in data["indicators"]:
        indicator = _indicator(entry)
        if indicator.code in found:
            raise CatalogueError(f"{indicator.code}: the code is used twice")
        found[indicator.code] = indicator
    boards = tuple(Board(tuple(b["roles"]), tuple(b["figures"])) for b in data["boards"])
    for unknown in {code for board in boards for code in board.figures} - set(found):
        raise CatalogueError(f"boards: there is no indicator {unknown}")
    return Catalogue(found, boards)


def _indicator(entry: Mapping[str, Any]) -> Indicator:
    code = entry.get("code", "?")
    known = {f.name for f in fields(Indicator)}
    if extra := sorted(set(entry) - known):
        raise CatalogueError(f"{code}: unknown keys {', '.join(extra)}")
    try:
        values = {name: Text(**entry[name]) for name in ("name", "unit", "definition")}
        indicator = Indicator(**{**entry, **values, "sources": tuple(entry.get("sources", ()))})
    except (KeyError, TypeError) as error:
        raise CatalogueError(f"{code}: {error}") from None
    for name, allowed in (("kind", KINDS), ("as_of", AS_OF), ("side", SIDES)):
        if getattr(indicator, name) not in allowed:
            raise CatalogueError(f"{code}: {name} is one of {', '.join(allowed)}")
    if (indicator.kind == "count") == bool(indicator.denominator):
        raise CatalogueError(f"{code}: a rate or difference needs a denominator, a count has none")
    return indicator


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue."""
    return read(CATALOGUE.read_text(encoding="utf-8"))
