"""What is active in a PDF: scripts, programs to be started, files inside; also where objects are packed together.

/OpenAction alone is none: most writers say with it which page is shown first; what it may start is looked for itself.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Literal

PACKED_LIMIT, PACKED_TOTAL = 10_000_000, 50_000_000
"""Bytes that one packed stream, and all of them, may unpack to."""

_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|ImportData|RichMedia)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_NUMBERED = re.compile(rb"\s*(%[^\r\n]*\s+)*\d+\s+\d+\s")
"""How the objects of a stream begin: their numbers and places. What the dictionary says may be disguised."""
Fault = Literal["active", "broken", "encrypted", "swollen"]


def fault_of(content: bytes) -> Fault | None:
    """Why a PDF cannot be taken; None where nothing is active in it."""
    plain = _named(content)
    if _ACTIVE.search(plain):
        return "active"
    total = 0
    for stream in _STREAM.finditer(content):
        head = content[max(content.rfind(b"obj", 0, stream.start()), stream.start() - 4000, 0):stream.start()]
        declared = b"/ObjStm" in _named(head)
        if declared and b"/Encrypt" in plain:
            return "encrypted"
        try:
            packed, whole = _unpacked(content, stream.end(), declared)
        except zlib.error:
            if declared and b"/Filter" in head:
                return "broken"
            continue
        total += len(packed)
        if not whole or total > PACKED_TOTAL:
            return "swollen"
        if _ACTIVE.search(_named(packed)):
            return "active"
    return None


def _unpacked(content: bytes, start: int, declared: bool) -> tuple[bytes, bool]:
    """The objects packed in the stream that begins there, and whether that is all; nothing where it holds no objects."""
    unpacking, end = zlib.decompressobj(), len(content)
    view = memoryview(content)
    head = unpacking.decompress(view[start:min(start + 1000, end)], 200)
    if not (declared or _NUMBERED.match(head)):
        return b"", True
    parts = [head, *_rest(unpacking, view, start + 1000)]
    return b"".join(parts), unpacking.eof or sum(map(len, parts)) < PACKED_LIMIT


def _rest(unpacking: "zlib._Decompress", view: memoryview, start: int) -> Iterator[bytes]:
    """What a stream still unpacks to, up to the limit."""
    left, step = PACKED_LIMIT, 65_536
    waiting = unpacking.unconsumed_tail
    while left > 0 and not unpacking.eof:
        if not waiting:
            if start >= len(view):
                return
            waiting, start = bytes(view[start:start + step]), start + step
        part = unpacking.decompress(waiting, left)
        waiting, left = unpacking.unconsumed_tail, left - len(part)
        yield part


def _named(content: bytes) -> bytes:
    """The same with names written out: /Java#53cript is /JavaScript."""
    return _ESCAPED.sub(lambda sign: bytes([int(sign[1], 16)]), content) if b"#" in content else content
