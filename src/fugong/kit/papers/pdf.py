"""PDF by typst: the layout goes into a fixed typst program as data, never as markup.

No network, no file access; the same document on the same fonts gives the same bytes.
"""

import json
from importlib.resources import files
from typing import Any

import typst

from fugong.kit.papers import codes, fonts
from fugong.kit.papers.layout import Item, Line, lay_out, page_title
from fugong.kit.papers.model import Code, Document, Table, spoken

_PROGRAM = files(__package__).joinpath("official.typ").read_bytes()
_IMPRINT = frozenset({"copies", "printed"})


def to_pdf(document: Document) -> bytes:
    """The document as PDF; refused with "no_chinese_font" where nothing could draw it."""
    items = lay_out(document)
    chosen = fonts.available()
    data = {
        "title": page_title(document),
        "fonts": chosen.families,
        "title-weight": "bold" if chosen.bold_title else "regular",
        "items": [_data(item) for item in items if not _in_imprint(item)],
        "imprint": [_data(item) for item in items if _in_imprint(item)],
    }
    return typst.compile(
        _PROGRAM, format="pdf", font_paths=fonts.installed(), timestamp=0,
        sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
    )


def _in_imprint(item: Item) -> bool:
    return isinstance(item, Line) and item.role in _IMPRINT


def _data(item: Item) -> dict[str, Any]:
    match item:
        case Line(role, text, aside, right):
            return {"type": "line", "role": role, "text": spoken(text), "aside": aside, "right": float(right)}
        case Table(header, rows, widths):
            return {"type": "table", "header": header, "widths": widths,
                    "rows": [[spoken(cell) for cell in row] for row in rows]}
        case Code(content, caption):
            return {"type": "code", "svg": codes.svg(content), "caption": caption}
