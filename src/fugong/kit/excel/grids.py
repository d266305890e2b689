"""Files to grids of raw cells: workbooks (.xlsx, .xls) and delimited text, whatever they call themselves."""

import csv
import io
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fugong.kit.excel.problems import refused

MAX_BYTES = 20 * 2**20
MAX_UNPACKED = 400 * 2**20
MAX_ROWS = 100_000
MEMORY = 3 * 2**30
SECONDS = 60

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLD_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
OLD_BOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook\0", "Book\0"))
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose formula shows an error (#N/A) or was never calculated ("=")."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: rows[0][0] is A1; [] is an empty row. merges: ((row, column), (row, column)) from 0, inclusive.

    how: how the text of a delimited file was understood ("gb18030", ";"), empty for workbooks.
    """

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    merges: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    how: Mapping[str, str] = field(default_factory=dict)


def open_grids(data: bytes) -> list[Grid]:
    """The sheets of a file; a delimited text comes once for each delimiter it could have.

    Raises Refused: not_a_workbook, empty, encrypted, macros, damaged, too_large, encoding.
    """
    if not data.strip(b"\0\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise refused("empty")
    if len(data) > MAX_BYTES:
        raise refused("too_large", limit=f"{MAX_BYTES // 2**20} MB")
    if data.startswith(b"PK\x03\x04"):
        _inspect_archive(data)
        return list(_workbook(data))
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if ENCRYPTED in data:
            raise refused("encrypted")
        if OLD_MACROS in data:
            raise refused("macros")
        if not any(name in data for name in OLD_BOOKS):
            raise refused("not_a_workbook")
        return list(_workbook(data))
    return list(_delimited(data))


def _inspect_archive(data: bytes) -> None:
    """Refuse what is no spreadsheet, carries macros, or would unpack to something huge."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {part.filename: part for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise refused("damaged")
    if "xl/workbook.xml" not in parts:
        raise refused("not_a_workbook")
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise refused("macros")
    if sum(part.file_size for part in parts.values()) > MAX_UNPACKED:
        raise refused("too_large", limit=f"{MAX_UNPACKED // 2**20} MB")
    if any(part.flag_bits & 1 for part in parts.values()):
        raise refused("encrypted")


def _workbook(data: bytes) -> Iterator[Grid]:
    """Sheets as the limited process reads them."""
    command = [sys.executable, "-I", str(Path(__file__).with_name("child.py")),
               str(MEMORY), str(SECONDS), str(MAX_ROWS)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise refused("too_large", limit=_rows_limit())
    if done.returncode < 0:  # ended by a signal: out of memory or time
        raise refused("too_large", limit=_rows_limit())
    if done.returncode:
        raise refused("damaged")
    answer = pickle.loads(done.stdout)  # noqa: S301  written by our own child
    if isinstance(answer, str):
        raise refused(answer, limit=_rows_limit())
    for name, hidden, rows, merges, broken in answer:
        for (row, column), text in broken.items():
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = Broken(text)
        yield Grid(name, rows, hidden, tuple(merges))


def _rows_limit() -> str:
    return _("%(rows)s rows") % {"rows": f"{MAX_ROWS:,}"}


def _delimited(data: bytes) -> Iterator[Grid]:
    """A delimited text under each delimiter that occurs in it; the reader keeps the one it understands."""
    encoding, text = _decode(data)
    if text.lstrip()[:1] == "<":
        raise refused("not_a_workbook")  # a web page that calls itself .xls
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        text = rest
    for delimiter in [mark for mark in DELIMITERS if mark in text] or [","]:
        try:
            rows = [row if any(cell.strip() for cell in row) else []
                    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
        except csv.Error:
            continue
        if sum(1 for row in rows if row) > MAX_ROWS:
            raise refused("too_large", limit=_rows_limit())
        yield Grid("", rows, how={"encoding": encoding, "delimiter": delimiter})


def _decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif b"\0" in data:
        raise refused("not_a_workbook")
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        try:
            return encoding, data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused("encoding")
