"""The typed workbook in which a user fills in rows: header, sample row, dropdowns, and how to fill it in."""

import io
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from fugong.kit.excel.columns import Column, Kind, Layout
from fugong.kit.excel.reader import SAMPLE_EN, SAMPLE_ZH
from fugong.kit.excel.sheets import Styles, for_print, header_text, limit_cells, write_header

HEADER = 2
SAMPLE = 3


def template(layout: Layout) -> bytes:
    """An .xlsx to fill in, in the current language. The reader passes over its sample row."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        styles = Styles(book)
        sheet = book.add_worksheet(layout.title[:31])
        _write_instructions(book.add_worksheet(_("How to fill in")), styles, layout)
        _write_form(book, sheet, styles, layout)
        sheet.activate()
    return file.getvalue()


def _write_form(book: Workbook, sheet: Worksheet, styles: Styles, layout: Layout) -> None:
    last = len(layout.columns) - 1
    _write_across(sheet, 0, last, layout.title, styles.title)
    _write_across(sheet, 1, last, _(
        "Columns with * are required. The order is free, extra columns do no harm. The grey sample row is not imported."
    ), styles.note)
    sheet.set_row(0, 30)
    sheet.set_row(1, 20)
    sheet.set_row(HEADER, 34)
    for place, column in enumerate(layout.columns):
        write_header(sheet, styles, HEADER, place, column)
        sheet.write(SAMPLE, place, _sample(column, first=place == 0), styles.sample_of(column))
    limit_cells(book, sheet, SAMPLE + 1, list(enumerate(layout.columns)))
    sheet.freeze_panes(HEADER + 1, 1)
    for_print(sheet, HEADER)


def _sample(column: Column, *, first: bool) -> Any:
    """The sample as the cell holds it; the first one carries the mark by which the row is passed over."""
    if first:
        mark = SAMPLE_EN if (get_language() or "").startswith("en") else SAMPLE_ZH
        return mark + column.sample
    if column.sample and column.kind is Kind.INTEGER:
        return int(column.sample)
    if column.sample and column.kind is Kind.DECIMAL:
        return float(column.sample)
    return date.fromisoformat(column.sample) if column.sample and column.kind is Kind.DATE else column.sample


def _write_across(sheet: Worksheet, row: int, last: int, text: str, style: Any) -> None:
    """A text over all columns; one cell cannot be merged."""
    if last > 0:
        sheet.merge_range(row, 0, row, last, text, style)
    else:
        sheet.write_string(row, 0, text, style)


def _write_instructions(sheet: Worksheet, styles: Styles, layout: Layout) -> None:
    """One line per column: required or not, what may stand in it."""
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 3, 52)
    sheet.merge_range(0, 0, 0, 3, _("How to fill in"), styles.title)
    for place, text in enumerate((_("Column"), _("Required"), _("Form"), _("Remark"))):
        sheet.write_string(2, place, text, styles.header)
    for row, column in enumerate(layout.columns, 3):
        cells = (header_text(column), _("yes") if column.required else _("no"), form_of(column), column.help)
        for place, text in enumerate(cells):
            sheet.write_string(row, place, text, styles.plain)
    for_print(sheet, 2)


def form_of(column: Column) -> str:
    """What may stand in a column, in one sentence."""
    forms = {
        Kind.TEXT: _("Text."), Kind.NAME: _("Text."), Kind.CODE: _("Code; format the cell as text."),
        Kind.INTEGER: _("Whole number."), Kind.DECIMAL: _("Number."), Kind.DATE: _("Date like 2020-02-10."),
        Kind.BOOLEAN: _("Yes or no; √, ×, Y, N, 1 and 0 are understood."),
        Kind.PHONE: _("One mobile number of 11 digits, or a land line with its area code."),
        Kind.CREDIT_CODE: _("18 characters as on the business licence; format the cell as text."),
        Kind.DIVISION: _("6, 9 or 12 digits."),
    }
    if column.choices and column.kind is Kind.CHOICE:
        labels = [choice.label for choice in column.choices]
        shown = "、".join(labels[:30]) + ("……" if len(labels) > 30 else "")
        return _("One of: %(choices)s.") % {"choices": shown}
    return forms.get(column.kind, forms[Kind.TEXT])
