"""Lists to files in bulk: .xlsx through a fast writer, and streamed CSV. Values that look like formulas stay text."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from rustpy_xlsxwriter import Format, write_worksheet

from fugong.kit.excel.columns import YES_NO, Choice, Column, Kind, Layout

HEADER_ROW = 2
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL})

Cell = Callable[[Any], Any]
Row = Mapping[str, Any]


def export_xlsx(
    target: str | Path | BinaryIO, layout: Layout, rows: Iterable[Row], *,
    codes: Sequence[str] = (), as_of: date | None = None, by: str = "", masked: bool = True,
) -> None:
    """Write rows (values by column code) with title, as-of line and header to a file or buffer.

    codes: the columns wanted, in order (all when empty); masked: hide what the columns say is personal.
    Text cells are typed as text, so nothing in them is ever computed.
    """
    columns = chosen(layout, codes)
    cells = [_cell(column, masked) for column in columns]
    keys = [column.code for column in columns]
    names = [column.label for column in columns]

    def records() -> Iterator[dict[str, Any]]:
        for row in rows:
            yield {name: cell(row.get(key)) for name, key, cell in zip(names, keys, cells, strict=True)}

    last = max(len(columns) - 1, 1)
    title = Format().set_bold().set_font_size(16).set_align("center")
    write_worksheet(
        records(), target, sheet_name=layout.title[:31], header_row=HEADER_ROW,
        header_format=Format().set_bold().set_background_color("#D9E8E6").set_border("thin"),
        merge_ranges=[(0, 0, 0, last, layout.title, title), (1, 0, 1, last, about(as_of, by))],
        column_widths=[column.width for column in columns],
        column_formats=[Format().set_num_format(_number_format(column)) for column in columns],
        freeze_row=HEADER_ROW + 1, freeze_col=1, autofilter=True,
        page_setup={"landscape": True, "paper_size": 9, "fit_to_pages": (1, 0), "repeat_rows": HEADER_ROW,
                    "footer": "&C&P / &N"},
    )


def export_csv(
    layout: Layout, rows: Iterable[Row], *, codes: Sequence[str] = (), masked: bool = True
) -> Iterator[bytes]:
    """The same as UTF-8 text with a byte order mark, in pieces, for streaming."""
    columns = chosen(layout, codes)
    cells = [(column.code, _cell(column, masked)) for column in columns]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([column.label for column in columns])
    yield b"\xef\xbb\xbf"
    for row in rows:
        writer.writerow([harmless(cell(row.get(code))) for code, cell in cells])
        if buffer.tell() > 65_536:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def chosen(layout: Layout, codes: Sequence[str]) -> tuple[Column, ...]:
    """The columns of an export."""
    return tuple(layout[code] for code in codes) if codes else layout.columns


def about(as_of: date | None, by: str) -> str:
    """The line below the title: as of which day, written by whom."""
    parts = []
    if as_of:
        parts.append(_("As of %(day)s") % {"day": as_of.isoformat()})
    if by:
        parts.append(_("Exported by %(by)s") % {"by": by})
    return "    ".join(parts)


def harmless(value: Any) -> Any:
    """A cell of a delimited text that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value


def _number_format(column: Column) -> str:
    if column.kind is Kind.DATE:
        return "yyyy-mm-dd"
    return "General" if column.kind in _NUMBERS else "@"


def _cell(column: Column, masked: bool) -> Cell:
    """How a column's values are written."""
    if masked and column.mask is not None:
        mask = column.mask
        return lambda value: mask(str(value)) if value else ""
    if column.kind is Kind.BOOLEAN:
        return _labels(YES_NO, lambda value: str(value).lower())
    if column.kind is Kind.CHOICE:
        return _labels(column.choices, str)
    if column.kind is Kind.DECIMAL:
        return lambda value: float(value) if isinstance(value, Decimal) else value
    if column.kind in _NUMBERS or column.kind is Kind.DATE:
        return lambda value: value
    return lambda value: "" if value is None else str(value)


def _labels(choices: Sequence[Choice], code_of: Callable[[Any], str]) -> Cell:
    labels = {choice.code: choice.label for choice in choices}
    return lambda value: "" if value is None else labels.get(code_of(value), str(value))


