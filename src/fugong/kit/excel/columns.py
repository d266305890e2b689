"""The declaration from which files are read, checked, offered as templates, returned marked and exported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from django.utils.translation import get_language

from fugong.kit import masks
from fugong.kit.excel.problems import Problem


class Kind(StrEnum):
    """What a cell means; it decides how it is parsed and formatted."""

    TEXT = "text"
    NAME = "name"
    CODE = "code"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    PHONE = "phone"
    CREDIT_CODE = "credit_code"
    DIVISION = "division"


def pick(zh: str, en: str) -> str:
    """The one of two texts that fits the current language; Chinese unless English is asked for."""
    return en if en and (get_language() or "").startswith("en") else zh


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a choice column: stored code, label in both languages, further words that mean it."""

    code: str
    zh: str
    en: str = ""
    also: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return pick(self.zh, self.en)


YES_NO = (Choice("true", "是", "yes"), Choice("false", "否", "no"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file.

    code: name of the value in a row; zh, en, also: headers by which it is found; minimum, maximum: limits of a
    number or date, both included; max_length: of text; choices: allowed values (for a boolean: further words
    for yes and no); understand: finds the code of a word that is no choice ("" when it cannot); unknown: the error
    code of a value outside the choices; mask: how an export hides it; secret: no message and no report repeats a value
    but masked.
    required: its cells must be filled in; present: the file must have the column, though cells may be empty.
    """

    code: str
    zh: str
    en: str = ""
    kind: Kind = Kind.TEXT
    also: tuple[str, ...] = ()
    required: bool = False
    present: bool = False
    minimum: int | Decimal | date | None = None
    maximum: int | Decimal | date | None = None
    max_length: int = 200
    choices: tuple[Choice, ...] = ()
    understand: Callable[[str], str] | None = None
    unknown: str = "unknown_choice"
    sample: str = ""
    help_zh: str = ""
    help_en: str = ""
    width: int = 14
    mask: Callable[[str], str] | None = None
    secret: bool = False

    @property
    def label(self) -> str:
        return pick(self.zh, self.en)

    @property
    def help(self) -> str:
        return pick(self.help_zh, self.help_en)

    def problem(self, row: int, code: str, **params: Any) -> Problem:
        if "value" in params:
            params["value"] = self.told(params["value"])
        return Problem(row, self.code, self.zh, code, params)

    def told(self, value: Any) -> Any:
        """A value as messages and reports may name it."""
        return (self.mask or masks.hidden)(str(value)) if self.secret else value


class Check(Protocol):
    """A check across the columns of a row: what is wrong with it, if anything."""

    def problem(self, layout: "Layout", row: int, values: Mapping[str, Any]) -> Problem | None: ...


@dataclass(frozen=True, slots=True)
class AtMost:
    """A check across columns: the sum of `parts` is not more than `whole` (unknown cells are left out)."""

    parts: tuple[str, ...]
    whole: str

    def problem(self, layout: "Layout", row: int, values: Mapping[str, Any]) -> Problem | None:
        """The problem, told at the first part that is filled in."""
        limit = values.get(self.whole)
        known = [code for code in self.parts if values.get(code) is not None]
        if limit is None or not known:
            return None
        total = sum(values[code] for code in known)
        if total <= limit:
            return None
        names = " + ".join(layout[code].zh for code in known)
        return layout[known[0]].problem(
            row, "inconsistent", value=f"{names} = {total}", limit=limit, other=layout[self.whole].zh)


@dataclass(frozen=True)
class Layout:
    """What a file of one kind holds.

    code: name of the kind; zh, en: title of the template and of exports; keys: groups of columns by which two
    rows of a file may be the same thing, the strongest first.
    """

    code: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    by_code: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {column.code: column for column in self.columns})

    def __getitem__(self, code: str) -> Column:
        return self.by_code[code]

    @property
    def title(self) -> str:
        return pick(self.zh, self.en)

    def changed(self, code: str, **about: Any) -> "Layout":
        """The same layout with a column as it is in an authority now (the choices of its grids, say)."""
        return replace(self, columns=tuple(
            replace(column, **about) if column.code == code else column for column in self.columns))
