"""Administrative divisions (GB/T 2260): names, search, old codes, and the township named in an address.

Codes are kept short: two levels of the country are six digits (430000, 430600, 430602), a township has
nine (430602008). `normal` accepts the twelve-digit form as well.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from fugong.exchange.rules import files

PROVINCE, CITY, COUNTY, TOWNSHIP = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Division:
    """One division as it stands in the edition that ships; pinyin and initials are lower case."""

    code: str
    name: str
    level: int
    parent: str
    pinyin: str
    initials: str


@dataclass(frozen=True, slots=True)
class Change:
    """In `year` the code stopped meaning `old_name`; `new_code` is empty when nothing followed."""

    year: int
    kind: str
    old_code: str
    old_name: str
    new_code: str
    new_name: str


@lru_cache(maxsize=1)
def divisions() -> Mapping[str, Division]:
    """All current divisions by code, parents before children."""
    table = {}
    for row in files.rows("divisions.csv.gz"):
        syllables = row["syllables"].lower().split()
        table[row["code"]] = Division(
            row["code"], row["name"], int(row["level"]), row["parent"],
            "".join(syllables), "".join(syllable[0] for syllable in syllables),
        )
    return table


@lru_cache(maxsize=1)
def changes() -> Mapping[str, tuple[Change, ...]]:
    """What became of a code, by old code, oldest change first."""
    found: dict[str, list[Change]] = defaultdict(list)
    for row in files.rows("division_changes.csv.gz"):
        change = Change(
            int(row["year"]), row["kind"], row["old_code"], row["old_name"], row["new_code"], row["new_name"]
        )
        found[change.old_code].append(change)
    return {code: tuple(events) for code, events in found.items()}


def normal(code: str) -> str:
    """The short form of a code: 430602008000 → 430602008, 430602000000 → 430602."""
    code = code.strip()
    if len(code) == 12:
        code = code[:9]
    return code[:6] if code[6:] == "000" else code


def path(code: str) -> tuple[Division, ...]:
    """The division and what it lies in, province first; empty when the code is not current."""
    table = divisions()
    found: list[Division] = []
    code = normal(code)
    while code in table:
        found.append(table[code])
        code = table[code].parent
    return tuple(reversed(found))


def full_name(code: str) -> str:
    """湖南省岳阳市岳阳楼区城陵矶街道; empty when the code is not current."""
    return "".join(division.name for division in path(code))


def current(code: str) -> str:
    """The code that an old one became (432826 → 431024); itself when current; empty when nothing followed."""
    code = normal(code)
    seen: set[str] = set()
    while code not in divisions():
        followers = [change.new_code for change in changes().get(code, ()) if change.new_code not in ("", code)]
        if not followers or code in seen:
            return ""
        seen.add(code)
        code = followers[-1]
    return code


def name_in(code: str, year: int) -> str:
    """What a code meant in a year (430602 in 1990 was 南区): for codes on old papers. Empty when unknown."""
    code = normal(code)
    for change in changes().get(code, ()):
        if change.year > year:
            return change.old_name
    division = divisions().get(code)
    return division.name if division else ""


@lru_cache(maxsize=64)
def below(code: str) -> tuple[Division, ...]:
    """Everything inside a division, at any depth, deepest level first; the whole country for ""."""
    inside = divisions().values() if not code else [d for d in divisions().values() if _lies_in(d, normal(code))]
    return tuple(sorted(inside, key=lambda division: -division.level))


def _lies_in(division: Division, code: str) -> bool:
    table = divisions()
    parent = division.parent
    while parent and parent != code:
        parent = table[parent].parent
    return parent == code


def search(text: str, *, within: str = "", level: int | None = None, limit: int = 20) -> list[Division]:
    """Divisions whose name, pinyin or initials hold the text; best first: beginnings, then higher levels."""
    wanted = text.strip().lower().replace(" ", "")
    if not wanted:
        return []
    hits = [
        division
        for division in below(within)
        if (level is None or division.level == level)
        and (wanted in division.name or wanted in division.pinyin or wanted in division.initials)
    ]
    hits.sort(key=lambda d: (not _begins(d, wanted), d.level, d.code))
    return hits[:limit]


def _begins(division: Division, wanted: str) -> bool:
    return any(key.startswith(wanted) for key in (division.name, division.pinyin, division.initials))


def locate(address: str, *, within: str) -> Division | None:
    """The deepest division inside `within` that an address names; None when nothing or two places fit.

    An address that also names the county decides between townships of the same name.
    """
    named = [division for division in below(within) if division.name in address]
    if not named:
        return None
    deepest = [division for division in named if division.level == named[0].level]
    ranked = sorted(deepest, key=lambda d: _agreement(d, named), reverse=True)
    if len(ranked) > 1 and _agreement(ranked[0], named) == _agreement(ranked[1], named):
        return None
    return ranked[0]


def _agreement(division: Division, named: list[Division]) -> tuple[int, int]:
    """How many of a division's ancestors the address names as well, then how long the name is."""
    ancestors = {d.code for d in path(division.code)[:-1]}
    return sum(d.code in ancestors for d in named), len(division.name)
