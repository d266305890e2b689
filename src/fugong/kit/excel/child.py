"""Reads one workbook in a process of its own, with limits on memory and time.

A file of 5 kB with one cell in the last row and column makes the parser ask for 550 GB, and the allocator then
ends the whole process. So the parser runs here, where only this process can end. Run as a script with the file
on standard input and the limits as arguments; it imports nothing of the product. On standard output it leaves
a pickled list of sheets: (name, hidden, rows, merged ranges, broken cells), or one word of a failure.

rows: lists of cells from row 1 and column A; an empty list is an empty row. merged ranges: ((row, column),
(row, column)) from 0. broken: {(row, column): text} of formulas that have an error or no value.
"""

import io
import pickle
import re
import resource
import sys
import zipfile
from xml.etree import ElementTree  # noqa: S405  the process has limits of its own

import python_calamine

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
KIND = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)</")
SUSPECT = re.compile(rb"""t\s*=\s*["']e["']|<(?:\w+:)?f\b""")


class TooLarge(Exception):
    """More cells than a list of people or units ever needs."""


def position(letters: bytes, digits: bytes) -> tuple[int, int]:
    """AB12 → (11, 27)."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(digits) - 1, column - 1


def broken_cells(sheet: bytes) -> dict[tuple[int, int], str]:
    """Cells of a sheet's XML that show an error (#N/A), or whose formula was never calculated."""
    found: dict[tuple[int, int], str] = {}
    if not SUSPECT.search(sheet):
        return found
    for attributes, content in CELL.findall(sheet):
        kind = KIND.search(attributes)
        kind_name = kind.group(1) if kind else b"n"
        value = VALUE.search(content)
        formula = b"<f" in content or b":f" in content
        if kind_name == b"e":
            text = value.group(1).decode("utf-8", "replace") if value else "#"
        elif formula and value is None and kind_name != b"str":
            text = "="
        else:
            continue
        reference = REFERENCE.search(attributes)
        if reference:
            found[position(*reference.groups())] = text
    return found


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of each sheet → its part in the archive."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {node.get("Id"): node.get("Target") or "" for node in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    return {
        node.get("name") or "": "xl/" + targets.get(node.get(RELATION), "").removeprefix("/xl/")
        for node in book.iter() if node.tag.endswith("}sheet")
    }


def all_broken(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Broken cells of every sheet of an .xlsx; nothing for other files, which do not tell."""
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            return {name: broken_cells(archive.read(part)) for name, part in sheet_parts(archive).items()}
        except (KeyError, ElementTree.ParseError):
            return {}


def rows_of(sheet: python_calamine.CalamineSheet, maximum: int) -> list[list[object]]:
    """Rows from A1 on, without empty ones at the end and with [] for empty ones between."""
    if sheet.start is None:
        return []
    left = [""] * sheet.start[1]
    rows: list[list[object]] = []
    filled = 0
    for row in sheet.iter_rows():
        if any(cell != "" and (type(cell) is not str or cell.strip()) for cell in row):
            filled += 1
            if filled > maximum:
                raise TooLarge
            rows.append([*left, *row])
        else:
            rows.append([])
    while rows and not rows[-1]:
        rows.pop()
    return rows


def read(data: bytes, maximum: int) -> list[tuple[object, ...]]:
    """The worksheets of a workbook, as the module says."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    broken = all_broken(data)
    sheets: list[tuple[object, ...]] = []
    for about in book.sheets_metadata:
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
        sheets.append((about.name, hidden, rows_of(sheet, maximum), sheet.merged_cell_ranges or [],
                       broken.get(about.name, {})))
    return sheets


def main() -> None:
    memory, seconds, maximum = (int(argument) for argument in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer: object = read(sys.stdin.buffer.read(), maximum)
    except (TooLarge, MemoryError):
        answer = "too_large"
    except python_calamine.PasswordError:
        answer = "encrypted"
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError):
        answer = "damaged"
    pickle.dump(answer, sys.stdout.buffer, protocol=5)


if __name__ == "__main__":
    main()
