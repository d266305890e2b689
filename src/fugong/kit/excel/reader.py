"""Reads a file by the names in its header: which rows are data, and what stands in which declared column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fugong.kit.excel.columns import Layout
from fugong.kit.excel.grids import Grid, open_grids
from fugong.kit.excel.headers import Header, find, key
from fugong.kit.excel.problems import refused
from fugong.kit.text import normal

ERRORS_ZH, ERRORS_EN = "错误说明", "What to mend"
SAMPLE_ZH, SAMPLE_EN = "（示例）", "(Sample) "

_TOTAL = re.compile(
    r"(本页|全部|以上|累计)?(合计|总计|小计|共计|累计|汇总|total|subtotal|grandtotal|sum)"
    r"[\d.,:()家户个人名万亿]*", re.IGNORECASE)
_SIGNED = re.compile(
    r"(制表|审核|填报|填表|填写|编制|经办|复核|校对|报送|报出|上报|统计|单位负责|主要负责|分管|负责|主管|签发|联系|审批|"
    r"preparedby|reviewedby|approvedby|reportedby)"
    r"(人|单位|部门|日期|时间|领导|电话|人签字|人签名|人员)?(\([^)]*\))?", re.IGNORECASE)
_SIGNED_WITH_COLON = re.compile(rf"({_SIGNED.pattern}|日期|单位盖章|单位\(盖章\)|盖章|签字|签名)[:：]", re.IGNORECASE)
_NOTE = re.compile(
    r"(备注|附注|说明|填表说明|填写说明|注意|注意事项|注|notes?)[一二三四五六七八九\d]?[:：]", re.IGNORECASE)
_NUMBERED = re.compile(r"[(（]?[\d一二三四五六七八九十]+[)）、.．]")
_SAMPLE = re.compile(r"[(\[【]?(示例|样例|例如|sample|example)[)\]】:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A data row: its number in the sheet (from 1) and all its raw cells, extra columns included."""

    number: int
    cells: list[Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read, and what was not.

    headers: text over every column; places: declared code → column from 0; ignored: headers of columns nobody
    asked for; skipped: (row number, reason: total, signature, note, sample, header); others: further sheets with
    such a header, which were not read; how: encoding and delimiter of a delimited text.
    """

    name: str
    hidden: bool
    header_row: int
    headers: tuple[str, ...]
    places: dict[str, int]
    rows: list[Row]
    ignored: tuple[str, ...] = ()
    skipped: tuple[tuple[int, str], ...] = ()
    others: tuple[str, ...] = ()
    how: dict[str, str] = field(default_factory=dict)

    def column(self, code: str) -> list[Any]:
        """The raw cells of a declared column, row by row; None for all where the file lacks it."""
        place = self.places.get(code)
        if place is None:
            return [None] * len(self.rows)
        return [row.cells[place] if place < len(row.cells) else "" for row in self.rows]


def read(data: bytes, layout: Layout) -> Sheet:
    """The data rows of the sheet whose header names the most of the layout's columns.

    Raises Refused: the codes of `problems.FILE_CODES`.
    """
    grids = open_grids(data)
    if not any(grid.rows for grid in grids):
        raise refused("empty")
    found = [(grid, header) for grid in grids if (header := find(grid, layout))]
    if not found:
        wanted = [column.zh for column in layout.columns if column.required] or [layout.columns[0].zh]
        raise refused("no_header", columns="、".join(wanted))
    read_sheets = [_read_sheet(grid, header, layout.columns[0].code) for grid, header in found]
    best = max(read_sheets, key=lambda sheet: (
        not _lacking(sheet, layout), bool(sheet.rows), not sheet.hidden, len(sheet.places)))
    lacking = _lacking(best, layout)
    if lacking:
        raise refused("missing_column", columns="、".join(lacking), row=best.header_row, sheet=best.name or "CSV")
    if not best.rows:
        raise refused("empty")
    others = tuple(sheet.name for sheet in read_sheets
                   if sheet is not best and sheet.name and set(sheet.places) == set(best.places))
    return replace(best, others=others)


def _lacking(sheet: Sheet, layout: Layout) -> list[str]:
    """Columns that must be there and that the header does not name."""
    return [column.zh for column in layout.columns
            if (column.required or column.present) and column.code not in sheet.places]


def _read_sheet(grid: Grid, header: Header, leading: str) -> Sheet:
    """Tell the data rows below a header from everything else; the sample row is marked in the leading column."""
    wanted = sorted(header.places.values())
    errors = {column for column, text in enumerate(header.texts) if key(text) in (key(ERRORS_ZH), key(ERRORS_EN))}
    lead = header.places.get(leading)
    header_lines = [_at(wanted, line) for line in grid.rows[header.first:header.last + 1]]
    rows: list[Row] = []
    skipped: list[tuple[int, str]] = []
    after_notes = False
    for number, cells in enumerate(grid.rows[header.last + 1:], header.last + 2):
        if not cells:
            continue
        texts = [str(cell).strip() for cell in cells]
        asked = _at(wanted, texts)
        filled = [text for column, text in enumerate(texts) if text and column not in errors]
        reason = "header" if any(asked) and asked in header_lines else _no_data(filled, after_notes)
        if reason is None and lead is not None and lead < len(texts) and _SAMPLE.match(normal(texts[lead])):
            reason = "sample"
        if reason is not None:
            skipped.append((number, reason))
            after_notes = after_notes or reason in ("signature", "note")
        elif any(asked):
            rows.append(Row(number, cells))
    ignored = tuple(text for column, text in enumerate(header.texts)
                    if text and column not in wanted and column not in errors)
    return Sheet(grid.name, grid.hidden, header.last + 1, header.texts, header.places, rows, ignored,
                 tuple(skipped), how=dict(grid.how))


def _at(places: Sequence[int], cells: Sequence[Any]) -> list[str]:
    """The texts at some places of a row."""
    return [str(cells[place]).strip() if place < len(cells) else "" for place in places]


def _no_data(filled: Sequence[str], after_notes: bool) -> str | None:
    """Why a row with these filled cells is no data row; None for data (or for nothing at all)."""
    if not filled:
        return None
    first = normal(filled[0]).replace(" ", "")
    if _TOTAL.fullmatch(first):
        return "total"
    if _SIGNED.fullmatch(first) or _SIGNED_WITH_COLON.match(first):
        return "signature"
    if _NOTE.match(first) or (after_notes and len(filled) == 1 and _NUMBERED.match(first)):
        return "note"
    return None
