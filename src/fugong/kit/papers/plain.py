"""Plain text and Markdown, word for word what the Word file and the PDF say."""

import re
from decimal import Decimal

from fugong.kit.papers.layout import Item, Line, lay_out
from fugong.kit.papers.metrics import CHARACTERS, width
from fugong.kit.papers.model import Code, Document, Table, spoken

_INDENT = "　　"
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&]|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
_HASHES = {"title": "# ", "heading1": "## ", "heading2": "### ", "heading3": "#### ", "heading4": "##### ",
           "heading": "## "}
_INDENTED = frozenset({"body", "gap", "attachment", "heading1", "heading2", "heading3", "heading4"})
_CENTRED = frozenset({"mark", "number", "title", "subtitle", "centre", "caption", "heading"})


def to_text(document: Document) -> str:
    """Lines set with full-width spaces on a line of 28 characters."""
    return "\n".join(line for item in lay_out(document) for line in _text_lines(item)) + "\n"


def to_markdown(document: Document) -> str:
    """Markdown whose data cannot become markup."""
    return "\n\n".join(part for item in lay_out(document) if (part := _markdown(item))) + "\n"


def _text_lines(item: Item) -> list[str]:
    match item:
        case Table(header, rows):
            return ["\t".join(header), *("\t".join(spoken(cell) for cell in row) for row in rows)]
        case Code(content, caption):
            return [caption, content]
        case Line("blank"):
            return [""]
        case Line("rule"):
            return ["─" * CHARACTERS]
        case Line(role, text, aside, right):
            return [_placed(role, spoken(text).replace("\n", ""), aside, right)]


def _placed(role: str, text: str, aside: str, right: Decimal) -> str:
    if aside:
        return text + _space(CHARACTERS - width(text) - width(aside)) + aside
    if role in _CENTRED:
        return _space((CHARACTERS - width(text)) / 2) + text
    if right:
        return _space(CHARACTERS - right - width(text)) + text
    return _INDENT + text if role in _INDENTED else text


def _space(characters: Decimal) -> str:
    return "　" * max(int(characters), 0)


def _markdown(item: Item) -> str:
    match item:
        case Table(header, rows):
            cells = [header, ("---",) * len(header)]
            lines = ["| " + " | ".join(map(_escaped, cells[0])) + " |", "|" + "|".join(cells[1]) + "|"]
            lines += ["| " + " | ".join(_escaped(spoken(cell)) for cell in row) + " |" for row in rows]
            return "\n".join(lines)
        case Code(content, caption):
            return f"{_escaped(caption)}\n\n{_escaped(content)}"
        case Line("blank"):
            return ""
        case Line("rule"):
            return "---"
        case Line(role, text, aside):
            joined = spoken(text).replace("\n", "") + (f"　{aside}" if aside else "")
            return _HASHES.get(role, "") + _escaped(joined)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)
