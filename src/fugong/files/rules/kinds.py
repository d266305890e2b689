"""What a file is, by its content. Its name is believed only where the content cannot tell: txt or csv."""

import re
import unicodedata
from io import BytesIO
from typing import Literal, get_args
from zipfile import BadZipFile, ZipFile

from fugong.files.rules import pdf
from fugong.files.rules.compound import COMPOUND, entries_of

Kind = Literal["pdf", "jpg", "png", "webp", "xlsx", "xls", "docx", "csv", "txt"]
Fault = Literal["empty", "unknown", "broken", "active", "encrypted", "swollen", "too_many_pixels"]
EXTENSIONS: tuple[Kind, ...] = get_args(Kind)
IMAGES: frozenset[Kind] = frozenset({"jpg", "png", "webp"})
TYPES: dict[Kind, str] = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xls": "application/vnd.ms-excel",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8", "txt": "text/plain; charset=utf-8",
}
NAME_LENGTH = 120
UNPACKED_LIMIT, PARTS_LIMIT = 500_000_000, 10_000

_MAIN_PARTS: dict[Kind, tuple[str, bytes]] = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
_ACTIVE_PARTS = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml)$|(^|/)(macrosheets|activex)/|(^|/)embeddings/.*\.bin$")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Unfit(Exception):
    """A file that cannot be taken; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def kind_of(content: bytes, name: str) -> Kind:
    """The kind of a file. Raises Unfit when it is none of ours, broken, encrypted or holds active content."""
    if not content:
        raise Unfit("empty")
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise Unfit("broken")
        if fault := pdf.fault_of(content):
            raise Unfit(fault)
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith(COMPOUND):
        return _old_office(content)
    return _text(content, name)


def tidy_name(name: str, kind: Kind) -> str:
    """The name as it is kept: no path, no control or direction marks, and the ending that fits the content."""
    base = re.split(r"[\\/]", name)[-1]
    base = "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C")
    stem = base.rpartition(".")[0] if "." in base else base
    stem = re.sub(r'[<>:"|?*]', "_", stem).strip(" .") or "file"
    ending = base.rpartition(".")[2].lower()
    return f"{stem[:NAME_LENGTH - 5]}.{'jpeg' if kind == 'jpg' and ending == 'jpeg' else kind}"


def _office(content: bytes) -> Kind:
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = {part.filename.replace("\\", "/").lower(): part for part in archive.infolist()}
            if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts.values()) > UNPACKED_LIMIT:
                raise Unfit("swollen")
            if any(part.flag_bits & 1 for part in parts.values()):
                raise Unfit("encrypted")
            types = parts.get("[content_types].xml")
            declared = archive.open(types).read(1_000_000).lower() if types else b""
    except (BadZipFile, OSError, NotImplementedError, EOFError, ValueError):
        raise Unfit("broken") from None
    if b"macroenabled" in declared or any(_ACTIVE_PARTS.search(name) for name in parts):
        raise Unfit("active")
    for kind, (main, mark) in _MAIN_PARTS.items():
        if main in parts and mark in declared:
            return kind
    raise Unfit("unknown")


def _old_office(content: bytes) -> Kind:
    try:
        names = entries_of(content)
    except ValueError:
        raise Unfit("broken") from None
    if "EncryptedPackage" in names:
        raise Unfit("encrypted")
    if names & {"VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros"}:
        raise Unfit("active")
    if names & {"Workbook", "Book"}:
        return "xls"
    raise Unfit("unknown")


def _text(content: bytes, name: str) -> Kind:
    ending = name.rpartition(".")[2].lower()
    if ending not in ("csv", "txt"):
        raise Unfit("unknown")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text):
            return "csv" if ending == "csv" else "txt"
    raise Unfit("unknown")
