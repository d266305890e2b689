"""Industries after GB/T 4754-2017: sections A–T, divisions 01–97, and the focus industries of a park."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from fugong.exchange.rules import files

INDUSTRIAL_SECTIONS = frozenset("BCD")


@dataclass(frozen=True, slots=True)
class Industry:
    """A section (one letter, no parent) or a division (two digits, its section as parent)."""

    code: str
    parent: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Focus:
    """A focus industry of S1-12 and the divisions it covers."""

    code: str
    zh: str
    en: str
    divisions: frozenset[str]


@lru_cache(maxsize=1)
def industries() -> Mapping[str, Industry]:
    """Sections and divisions by code, in the order of the standard."""
    return {row["code"]: Industry(**row) for row in files.rows("industries.csv")}


@lru_cache(maxsize=1)
def focuses() -> Mapping[str, Focus]:
    """The four focus industries by code."""
    return {
        row["code"]: Focus(row["code"], row["zh"], row["en"], frozenset(row["divisions"].split()))
        for row in files.rows("focus_industries.csv")
    }


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, str]:
    """Codes by Chinese name; where section and division share a name (房地产业) the division wins."""
    return {industry.zh: industry.code for industry in industries().values()}


def code_of(text: str) -> str:
    """The code that a cell means: C, 26, C26, C2614, 2614 or the Chinese name; empty when unknown.

    Digits beyond the second (groups and classes) are dropped: the table ends at divisions.
    """
    text = text.strip()
    if text in _by_name():
        return _by_name()[text]
    text = text.upper()
    letter, digits = (text[:1], text[1:]) if text[:1].isalpha() else ("", text)
    code = digits[:2] if digits else letter
    known = industries().get(code)
    if known is None or len(digits) > 4 or (digits and not digits.isdecimal()):
        return ""
    return code if not (letter and digits) or known.parent == letter else ""


def section_of(code: str) -> str:
    """The section letter of a section or division code; empty when unknown."""
    known = industries().get(code)
    return "" if known is None else known.parent or known.code


def is_industrial(code: str) -> bool:
    """Whether a unit counts as industrial (工业): mining, manufacturing, energy and water."""
    return section_of(code) in INDUSTRIAL_SECTIONS


def focuses_of(division: str) -> tuple[str, ...]:
    """The focus industries a division serves; 27 (medicines) serves two."""
    return tuple(focus.code for focus in focuses().values() if division in focus.divisions)
