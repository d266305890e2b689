"""What the template and the marked workbook have in common: formats, dropdowns, print set-up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from fugong.kit.excel.columns import YES_NO, Column, Kind

FILLED_IN = 5_000
"""So many rows below the header get dropdowns and limits."""

_TEXTS = frozenset({Kind.TEXT, Kind.NAME, Kind.CODE, Kind.PHONE, Kind.CREDIT_CODE, Kind.DIVISION})
_A4 = 9


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        line = {"border": 1, "border_color": "#9AA5B1", "valign": "vcenter"}
        head = {**line, "bold": True, "align": "center", "text_wrap": True}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.note = book.add_format({"font_color": "#52606D", "text_wrap": True, "valign": "vcenter"})
        self.header = book.add_format({**head, "bg_color": "#D9E8E6"})
        self.required = book.add_format({**head, "bg_color": "#00695F", "font_color": "#FFFFFF"})
        self.plain = book.add_format({**line, "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.number = book.add_format({"num_format": "General"})
        self.sample = {
            form: book.add_format({"num_format": form, "italic": True, "font_color": "#52606D", "bg_color": "#EEF1F4"})
            for form in ("@", "yyyy-mm-dd", "General")}
        self.bad = book.add_format({"num_format": "@", "bg_color": "#FFC7CE", "font_color": "#7F1010"})
        self.doubtful = book.add_format({"num_format": "@", "bg_color": "#FFEB9C", "font_color": "#5C4300"})
        self.told = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#7F1010"})

    def of(self, column: Column) -> Format:
        """The format of a column's cells: codes, phones and names are text, so that no digit is lost."""
        return self.text if column.kind in _TEXTS else self.day if column.kind is Kind.DATE else self.number

    def sample_of(self, column: Column) -> Format:
        form = "@" if column.kind in _TEXTS else "yyyy-mm-dd" if column.kind is Kind.DATE else "General"
        return self.sample[form]


def header_text(column: Column) -> str:
    """The header as it is written: required columns carry an asterisk."""
    return f"*{column.label}" if column.required else column.label


def write_header(sheet: Worksheet, styles: Styles, row: int, place: int, column: Column) -> None:
    """One header cell with its help as a comment, and the width and format of its column."""
    sheet.set_column(place, place, column.width, styles.of(column))
    sheet.write_string(row, place, header_text(column), styles.required if column.required else styles.header)
    if column.help:
        sheet.write_comment(row, place, column.help, {"x_scale": 2, "y_scale": 1.2})


def limit_cells(book: Workbook, sheet: Worksheet, first: int, places: Sequence[tuple[int, Column]]) -> None:
    """Dropdowns for choices and truth values, limits for whole numbers and dates, from row `first` on.

    The choices stand on a hidden sheet: a list written into the rule may have 255 characters only.
    """
    lists: dict[str, str] = {}
    last = first + FILLED_IN
    for place, column in places:
        rule: Mapping[str, Any] | None = None
        if column.kind in (Kind.CHOICE, Kind.BOOLEAN) and (column.choices or column.kind is Kind.BOOLEAN):
            choices = YES_NO if column.kind is Kind.BOOLEAN else column.choices
            if column.code not in lists:
                lists[column.code] = _list_choices(book, len(lists), [choice.label for choice in choices])
            rule = {"validate": "list", "source": lists[column.code]}
        elif column.kind is Kind.INTEGER:
            rule = {"validate": "integer", "criteria": "between", "minimum": column.minimum or 0,
                    "maximum": column.maximum or 2**31 - 1}
        elif column.kind is Kind.DATE:
            rule = {"validate": "date", "criteria": ">=", "value": column.minimum or date(1900, 1, 1)}
        if rule is not None:
            sheet.data_validation(first, place, last, place, {
                **rule, "error_title": column.label[:32], "error_type": "warning",
                "error_message": (column.help or _("This value may not be understood on import."))[:255]})


def _list_choices(book: Workbook, place: int, labels: Sequence[str]) -> str:
    """Write a list to the hidden sheet and return its address."""
    name = _("Choices")
    sheet = book.get_worksheet_by_name(name)
    if sheet is None:
        sheet = book.add_worksheet(name)
        sheet.hide()
    sheet.write_column(0, place, labels)
    letter = xl_col_to_name(place)
    return f"='{name}'!${letter}$1:${letter}${max(len(labels), 1)}"


def for_print(sheet: Worksheet, header_row: int) -> None:
    """A4 landscape, as wide as the page, the header on every page, page numbers."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header_row)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer("&C&P / &N")
