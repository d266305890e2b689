"""Checks the rows of a sheet against its layout: values of the good cells, and ALL problems of the bad ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fugong.kit.excel.columns import Column, Layout
from fugong.kit.excel.problems import Problem
from fugong.kit.excel.reader import Sheet
from fugong.kit.excel.values import Bad, is_empty, parse


@dataclass(slots=True)
class CheckedRow:
    """A row of the sheet: number, values by column code (None where empty or bad), what is wrong with it."""

    number: int
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether the row can be taken; a possible duplicate can."""
        return not any(problem.blocks for problem in self.problems)

    @property
    def ready(self) -> bool:
        """Whether the row can be taken now: nobody has to decide about it first."""
        return not any(problem.blocks or problem.waits for problem in self.problems)


def check(sheet: Sheet, layout: Layout) -> list[CheckedRow]:
    """Every data row with its values and problems, in the order of the sheet."""
    rows = [CheckedRow(row.number, {}) for row in sheet.rows]
    for column in layout.columns:
        _check_column(rows, column, sheet.column(column.code))
    for row in rows:
        for rule in layout.checks:
            problem = rule.problem(layout, row.number, row.values)
            if problem is not None:
                row.problems.append(problem)
    _mark_duplicates(rows, layout)
    return rows


def problems_of(rows: Iterable[CheckedRow]) -> list[Problem]:
    """The problems that keep rows out, in the order of the sheet."""
    return [problem for row in rows for problem in row.problems if problem.blocks]


def warnings_of(rows: Iterable[CheckedRow]) -> list[Problem]:
    """What is odd in rows that are taken all the same, in the order of the sheet."""
    return [problem for row in rows if row.good for problem in row.problems if not problem.waits]


def _check_column(rows: list[CheckedRow], column: Column, cells: list[Any]) -> None:
    """Parse one column; equal cells are parsed once."""
    parsed: dict[tuple[type, Any], Any] = {}
    for row, cell in zip(rows, cells, strict=True):
        same = (type(cell), cell)
        if same not in parsed:
            parsed[same] = _value_or_bad(cell, column)
        value = parsed[same]
        if type(value) is Bad:
            row.values[column.code] = None
            row.problems.append(column.problem(row.number, value.code, **value.params))
        else:
            row.values[column.code] = value


def _value_or_bad(cell: Any, column: Column) -> Any:
    try:
        if is_empty(cell, column.kind):
            return Bad("missing") if column.required else None
        return parse(cell, column)
    except Bad as bad:
        return bad


def _mark_duplicates(rows: list[CheckedRow], layout: Layout) -> None:
    """Tell each good row that shares a key with an earlier good one, once, by the strongest key they share."""
    seen: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {key: {} for key in layout.keys}
    for row in rows:
        if not row.good:
            continue
        marked = False
        for key in layout.keys:
            values = identity(row.values, key)
            if values is None:
                continue
            earlier = seen[key].setdefault(values, row.number)
            if earlier != row.number and not marked:
                marked = True
                shared = " ".join(str(layout[code].told(row.values[code])) for code in key)
                first = layout[key[0]]
                row.problems.append(Problem(
                    row.number, first.code, first.zh, "duplicate_in_file", {"other": earlier, "value": shared}))


def identity(values: Mapping[str, Any], key: tuple[str, ...]) -> tuple[str, ...] | None:
    """A row's values under a key, without case and spaces; None where one of them is empty."""
    found = tuple("" if values[code] is None else str(values[code]).lower().replace(" ", "") for code in key)
    return found if all(found) else None
