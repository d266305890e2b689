"""The user's own rows as a workbook that says what to mend: it can be mended and imported again as it is."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fugong.kit.excel.checker import CheckedRow
from fugong.kit.excel.columns import Layout
from fugong.kit.excel.problems import Problem
from fugong.kit.excel.reader import ERRORS_EN, ERRORS_ZH, Sheet
from fugong.kit.excel.sheets import Styles, for_print, limit_cells, write_header
from fugong.kit.excel.values import EXACT_DIGITS, shown

ROW_HEIGHT = 15


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A row to return: its number in the user's sheet, its raw cells, what is wrong."""

    number: int
    cells: Sequence[Any]
    problems: Sequence[Problem]


def rows_to_return(sheet: Sheet, checked: Sequence[CheckedRow], *, only_bad: bool = True) -> list[MarkedRow]:
    """The rows of a sheet with their problems: those that were not taken, or all."""
    return [MarkedRow(row.number, row.cells, about.problems)
            for row, about in zip(sheet.rows, checked, strict=True) if not (only_bad and about.good)]


def marked(
    layout: Layout, headers: Sequence[str], places: Mapping[str, int], rows: Iterable[MarkedRow]
) -> bytes:
    """An .xlsx with the rows in the user's own column order behind a first column 错误说明.

    headers, places: as the reader found them (`Sheet.headers`, `Sheet.places`). Bad cells are red, doubtful ones
    yellow, both with a comment.
    """
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        styles = Styles(book)
        sheet = book.add_worksheet(layout.title[:31])
        kept = [place for place, text in enumerate(headers)
                if place in places.values() or text not in ("", ERRORS_ZH, ERRORS_EN)]
        _write_headers(book, sheet, styles, layout, headers, places, kept)
        usual: dict[int, Format | None] = dict.fromkeys(kept)
        usual |= {place: styles.of(layout[code]) for code, place in places.items()}
        for number, row in enumerate(rows, 1):
            _write_row(sheet, styles, number, row, usual, places)
        sheet.freeze_panes(1, 2)
        for_print(sheet, 0)
    return file.getvalue()


def _write_headers(
    book: Workbook, sheet: Worksheet, styles: Styles, layout: Layout, headers: Sequence[str],
    places: Mapping[str, int], kept: Sequence[int],
) -> None:
    """Declared columns under their declared names, so that they are found again; others as the user named them."""
    errors = ERRORS_EN if (get_language() or "").startswith("en") else ERRORS_ZH
    sheet.set_column(0, 0, 48)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, errors, styles.required)
    codes = {place: code for code, place in places.items()}
    limited = []
    for new, old in enumerate(kept, 1):
        if old in codes:
            column = layout[codes[old]]
            write_header(sheet, styles, 0, new, column)
            limited.append((new, column))
        else:
            sheet.set_column(new, new, 14)
            sheet.write_string(0, new, headers[old], styles.header)
    limit_cells(book, sheet, 1, limited)


def _write_row(
    sheet: Worksheet, styles: Styles, number: int, row: MarkedRow, usual: Mapping[int, Format | None],
    places: Mapping[str, int],
) -> None:
    """One row: what to mend, then the user's cells, the ones meant coloured and commented.

    usual: place in the user's row → the format that its column has otherwise, in the order to write.
    """
    meant: dict[int | None, list[Problem]] = {}
    for problem in row.problems:
        meant.setdefault(places.get(problem.column), []).append(problem)
    if row.problems:
        told = [_("Row %(row)s of your file:") % {"row": row.number}]
        told += [f"{problem.header}：{problem.message}" for problem in row.problems]
        sheet.write_string(number, 0, "\n".join(told), styles.told)
        sheet.set_row(number, ROW_HEIGHT * min(2 * len(told), 16))
    for new, old in enumerate(usual, 1):
        cell = row.cells[old] if old < len(row.cells) else ""
        problems = meant.get(old, [])
        style = usual[old]
        if problems:
            style = styles.bad if any(problem.blocks for problem in problems) else styles.doubtful
            sheet.write_comment(number, new, "\n".join(problem.message for problem in problems), {"x_scale": 2})
        _write_cell(sheet, number, new, cell, style)


def _write_cell(sheet: Worksheet, row: int, place: int, cell: Any, style: Format | None) -> None:
    """A raw cell as it was; what no spreadsheet can hold exactly again (long numbers, formulas) as text."""
    if type(cell) in (int, float) and abs(cell) < 10**EXACT_DIGITS:
        sheet.write_number(row, place, cell, style)
    elif text := shown(cell):
        sheet.write_string(row, place, text, style)
    elif style is not None:
        sheet.write_blank(row, place, None, style)
