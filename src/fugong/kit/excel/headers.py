"""Finds the header of a sheet by the names in it: below titles, on one to three lines, in any order."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fugong.kit.excel.columns import Layout
from fugong.kit.excel.grids import Grid

SEARCHED_ROWS = 40
LINES = 3
_BESIDE = re.compile(r"[(\[{【〔〈<][^)\]}】〕〉>]*[)\]}】〕〉>]|/.*")  # units and remarks: 人数（人）, 人数/人
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Header:
    """Where a sheet has its header. first, last: rows from 0; texts: what stands over each column;
    places: declared code → column from 0."""

    first: int
    last: int
    texts: tuple[str, ...]
    places: dict[str, int]


def key(text: Any) -> str:
    """A header without spaces, marks and case: “＊职工 总数：” and “职工总数” are one."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", str(text)).lower())


def names_of(layout: Layout) -> dict[str, str]:
    """Every header by which a column is known → its code."""
    known: dict[str, str] = {}
    for column in layout.columns:
        for name in (column.zh, column.en, *column.also):
            if name:
                known.setdefault(key(name), column.code)
    return known


def find(grid: Grid, layout: Layout) -> Header | None:
    """The lines that name the most columns; of equals the ones with the fewest lines, then the highest."""
    known = names_of(layout)
    enough = min(2, len(layout.columns))
    best: Header | None = None
    looked_at = [number for number, row in enumerate(grid.rows) if row][:SEARCHED_ROWS]
    for lines in range(1, LINES + 1):
        for last in looked_at:
            first = last - lines + 1
            if first < 0 or not all(grid.rows[first:last + 1]):
                continue
            header = _understand(grid, first, last, known)
            if len(header.places) >= enough and (best is None or len(header.places) > len(best.places)):
                best = header
    return best


def _understand(grid: Grid, first: int, last: int, known: dict[str, str]) -> Header:
    """Take rows first … last for the header and see which columns they name."""
    stacks = _stacks(grid, first, last)
    claims = sorted(
        (rank, column, known[name])
        for column, stack in enumerate(stacks)
        for rank, name in enumerate(_readings(stack)) if name in known
    )
    places: dict[str, int] = {}
    for _rank, column, code in claims:
        if code not in places and column not in places.values():
            places[code] = column
    return Header(first, last, tuple(" ".join(stack) for stack in stacks), places)


def _stacks(grid: Grid, first: int, last: int) -> list[list[str]]:
    """For each column the texts above one another, merged cells filled in, repetitions left out."""
    lines = [[str(cell).strip() for cell in row] for row in grid.rows[first:last + 1]]
    width = max(len(line) for line in lines)
    for line in lines:
        line.extend([""] * (width - len(line)))
    for (top, left), (bottom, right) in grid.merges:
        if first <= top <= last:
            for row in range(top, min(bottom, last) + 1):
                for column in range(left, min(right + 1, width)):
                    lines[row - first][column] = lines[top - first][left]
    for upper, lower in zip(lines, lines[1:], strict=False):
        # Delimited text knows no merged cells: an empty cell above a filled one continues its left neighbour.
        for column in range(1, width):
            if not upper[column] and lower[column]:
                upper[column] = upper[column - 1]
    return [_distinct(line[column] for line in lines) for column in range(width)]


def _distinct(texts: Iterator[str]) -> list[str]:
    found: list[str] = []
    for text in texts:
        if text and text not in found[-1:]:
            found.append(text)
    return found


def _readings(stack: Sequence[str]) -> list[str]:
    """Names a column may go by, the fullest first: 人数 over 本地 is read 人数本地, 本地人数, 本地."""
    found: list[str] = []
    for start in range(len(stack)):
        part = stack[start:]
        for texts in (part, part[::-1]):
            bare = (_BESIDE.sub("", unicodedata.normalize("NFKC", text)) for text in texts)
            found += [key("".join(texts)), key("".join(bare))]
    return [name for name in dict.fromkeys(found) if name]
