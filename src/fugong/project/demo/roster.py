"""Rosters as a park receives them: the import file of units, clean or with everything that real files hold."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, get_args

import xlsxwriter

from fugong.exchange.rules.industries import industries
from fugong.project.demo.chance import Chance
from fugong.project.demo.crowd import many_units
from fugong.project.demo.model import Unit

HEADERS = (
    "单位名称", "统一社会信用代码", "类型", "行业", "是否规上", "是否重点", "地址", "网格", "法定代表人", "联系人",
    "联系电话", "职工总数", "拟返岗人数", "本地人数", "市外人数", "省外人数", "湖北人数",
)
STAFF_HEADERS = HEADERS[HEADERS.index("职工总数") :]
STAFF_GROUP = "职工情况（人）"
KINDS = {"enterprise": "企业", "site": "工地"}
TITLE = (["城陵矶新港区企业花名册"], ["填报单位：产业发展局", None, None, "填报日期：2020年2月10日"])
SIGNATURES = ["制表人：", "宋佳明", None, "审核人：", "何远达", None, "2020年2月10日"]

Nasty = Literal[
    "title", "merged_header", "reordered", "extra_columns", "hidden_sheet", "totals", "signatures", "blank_rows",
    "full_width", "spaces", "lower_case", "mixed_yes_no", "formulas", "errors", "duplicates",
]
ALL_NASTY: frozenset[Nasty] = frozenset(get_args(Nasty))
ERROR_EVERY, DUPLICATE_EVERY, BLANK_EVERY = 40, 100, 50

Cells = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault put into a file on purpose: row of the sheet (from 1), header of the column, expected code."""

    row: int
    column: str
    code: str


@dataclass(frozen=True, slots=True)
class Roster:
    """What was written: the good units, the faults, and pairs of sheet rows that say the same."""

    path: Path
    units: tuple[Unit, ...]
    faults: tuple[Planted, ...]
    duplicates: tuple[tuple[int, int], ...]


def row_of(unit: Unit) -> Cells:
    """A unit as cells by header."""
    values = (
        unit.name, unit.code, KINDS[unit.kind], industries()[unit.industry].zh, "是" if unit.above_scale else "否",
        "是" if unit.key_unit else "否", unit.address, unit.grid, unit.legal_person.name, unit.contact.name,
        unit.contact.phone, unit.staff_total, unit.planned, *unit.origins,
    )
    return dict(zip(HEADERS, values, strict=True))


def write_units(path: Path, units: Iterable[Unit]) -> None:
    """A clean roster of given units."""
    _write(path, HEADERS, [[*HEADERS], *([*row_of(unit).values()] for unit in units)], frozenset())


def write_roster(path: Path, count: int, *, seed: int = 1, nasty: Collection[Nasty] = ()) -> Roster:
    """A roster of so many invented units with the wanted kinds of trouble; tells what was planted where."""
    wanted = frozenset(nasty)
    chance = Chance(f"roster/{seed}")
    names = _columns(wanted, chance)
    sheet = _head(wanted, names)
    units: list[Unit] = []
    faults: list[Planted] = []
    duplicates: list[tuple[int, int]] = []
    for number, unit in enumerate(many_units(count, seed), start=1):
        cells = {**_dressed(row_of(unit), wanted, chance), "序号": number, "备注": "已摸排"}
        if "blank_rows" in wanted and number % BLANK_EVERY == 0:
            sheet.append([None] * len(names))
        if "errors" in wanted and number % ERROR_EVERY == 0:
            column, code, spoil = FAULTS[number // ERROR_EVERY % len(FAULTS)]
            cells[column] = spoil(cells)
            faults.append(Planted(len(sheet) + 1, column, code))
        else:
            units.append(unit)
        sheet.append([cells[name] for name in names])
        if "duplicates" in wanted and number % DUPLICATE_EVERY == 1:
            sheet.append([*sheet[-1]])
            duplicates.append((len(sheet) - 1, len(sheet)))
    _write(path, names, [*sheet, *_foot(wanted, names, sheet)], wanted)
    return Roster(path, tuple(units), tuple(faults), tuple(duplicates))


def _columns(wanted: frozenset[Nasty], chance: Chance) -> tuple[str, ...]:
    names = chance.shuffled(HEADERS) if "reordered" in wanted else [*HEADERS]
    return ("序号", *names, "备注") if "extra_columns" in wanted else tuple(names)


def _head(wanted: frozenset[Nasty], names: Sequence[str]) -> list[list[Any]]:
    """Rows above the data: title lines, and the header in one line or in two."""
    sheet: list[list[Any]] = [[*line] for line in TITLE] if "title" in wanted else []
    if "merged_header" not in wanted:
        return [*sheet, [*names]]
    upper = [STAFF_GROUP if name in STAFF_HEADERS else name for name in names]
    return [*sheet, upper, [name if name in STAFF_HEADERS else None for name in names]]


def _foot(wanted: frozenset[Nasty], names: Sequence[str], sheet: list[list[Any]]) -> list[list[Any]]:
    """Rows below the data that are none: totals and signatures."""
    foot: list[list[Any]] = []
    if "totals" in wanted:
        sums = [
            sum(row[place] for row in sheet if place < len(row) and isinstance(row[place], int))
            if name in STAFF_HEADERS else None
            for place, name in enumerate(names)
        ]
        foot.append(["合计", *sums[1:]])
    if "signatures" in wanted:
        foot += [[None], [*SIGNATURES]]
    return foot


def _dressed(cells: Cells, wanted: frozenset[Nasty], chance: Chance) -> Cells:
    """The same facts as people type them."""
    if "full_width" in wanted and chance.hit(0.2):
        cells["职工总数"] = "".join(chr(ord(digit) + 0xFEE0) for digit in str(cells["职工总数"]))
    if "spaces" in wanted and chance.hit(0.3):
        cells["单位名称"] = f"\u3000{cells['单位名称']}\u00a0"
        cells["统一社会信用代码"] = f" {cells['统一社会信用代码']} "
    if "lower_case" in wanted and chance.hit(0.3):
        cells["统一社会信用代码"] = cells["统一社会信用代码"].lower()
    if "mixed_yes_no" in wanted:
        yes, no = chance.pick((("是", "否"), ("√", "×"), ("Y", "N"), ("1", "0"), (1, 0)))
        for name in ("是否规上", "是否重点"):
            cells[name] = yes if cells[name] == "是" else no
    return cells


def _other_check_digit(cells: Cells) -> str:
    code = str(cells["统一社会信用代码"]).strip().upper()
    return code[:-1] + ("1" if code[-1] != "1" else "2")


FAULTS: tuple[tuple[str, str, Callable[[Cells], Any]], ...] = (
    ("单位名称", "missing", lambda cells: None),
    ("统一社会信用代码", "check_digit", _other_check_digit),
    ("统一社会信用代码", "digits_lost", lambda cells: 914306021234567000.0),
    ("类型", "unknown_choice", lambda cells: "作坊"),
    ("网格", "unknown_grid", lambda cells: "不存在的网格"),
    ("联系电话", "phone", lambda cells: "1540730"),
    ("职工总数", "not_a_number", lambda cells: "约两百"),
    ("拟返岗人数", "out_of_range", lambda cells: -5),
    ("拟返岗人数", "inconsistent", lambda cells: 99_999),
)


def _write(path: Path, names: Sequence[str], sheet: list[list[Any]], wanted: frozenset[Nasty]) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": not wanted}) as book:
        if "hidden_sheet" in wanted:
            hidden = book.add_worksheet("字典")
            hidden.write_column(0, 0, ["类型", *KINDS.values()])
            hidden.hide()
        page = book.add_worksheet("花名册")
        page.activate()
        page.set_first_sheet()
        for row, cells in enumerate(sheet):
            for column, cell in enumerate(cells):
                if "formulas" in wanted and names[column] == "拟返岗人数" and isinstance(cell, int):
                    page.write_formula(row, column, f"={cell}+0", None, cell)
                elif isinstance(cell, str):
                    page.write_string(row, column, cell)
                elif cell is not None:
                    page.write_number(row, column, cell)
        if "merged_header" in wanted:
            _merge(page, names, len(TITLE) if "title" in wanted else 0)


def _merge(page: Any, names: Sequence[str], row: int) -> None:
    """Merge the two header lines: runs of staff columns side by side, the others one above the other."""
    for staff, run in groupby(enumerate(names), key=lambda item: item[1] in STAFF_HEADERS):
        places = [place for place, _ in run]
        if staff and len(places) > 1:
            page.merge_range(row, places[0], row, places[-1], STAFF_GROUP)
        if not staff:
            for place in places:
                page.merge_range(row, place, row + 1, place, names[place])
