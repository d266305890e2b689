"""Every word of a document in order, each line with its part in the official format (GB/T 9704).

Numbers of headings, 附件, 抄送 and the places of the signature are decided here, once, so that the Word file,
the PDF and the plain text cannot differ in content.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from fugong.kit import wording
from fugong.kit.papers.metrics import CHARACTERS, width
from fugong.kit.papers.model import (
    Code,
    Document,
    Gap,
    Head,
    Heading,
    Imprint,
    Paragraph,
    Run,
    Signature,
    Table,
    Text,
    spoken,
    words,
)
from fugong.kit.papers.titles import TITLE_WIDTH, broken

Role = Literal[
    "mark", "number", "masthead", "rule", "title", "subtitle", "addressee", "heading1", "heading2",
    "heading3", "heading4", "heading", "body", "centre", "flush", "gap", "caption", "attachment",
    "issuer", "day", "copies", "printed", "blank",
]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile(r"[\t\r\n\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph in its part; `aside` stands at the right end of the same line; `right` is the space
    that is left free at the right, in characters."""

    role: Role
    text: Text = ()
    aside: str = ""
    right: Decimal = Decimal(0)


Item = Line | Table | Code


def lay_out(document: Document) -> tuple[Item, ...]:
    """The document's lines, tables and codes from top to bottom, without characters that no page can show."""
    return tuple(_turned(_clean(item)) for item in _items(document))


def _turned(item: Item) -> Item:
    room = {"title": TITLE_WIDTH, "subtitle": CHARACTERS}.get(item.role) if isinstance(item, Line) else None
    return replace(item, text=broken(item.text, room)) if isinstance(item, Line) and room else item


def _items(document: Document) -> Iterator[Item]:
    if document.head:
        yield from _head(document.head)
    yield Line("title", document.title)
    if document.subtitle:
        yield Line("subtitle", document.subtitle)
    yield Line("blank")
    if document.addressee:
        yield Line("addressee", words(document.addressee + "："))
    yield from _body(document)
    if document.attachments:
        yield from _attachments(document.attachments)
    if document.signature:
        yield from _signature(document.signature)
    if document.imprint:
        yield from _imprint(document.imprint)


def _head(head: Head) -> Iterator[Line]:
    yield Line("mark", words(head.mark))
    yield Line("blank")
    if head.number:
        yield Line("number", words(head.number))
    if head.issuer or head.day:
        yield Line("masthead", words(head.issuer), wording.full_date(head.day) if head.day else "")
    yield Line("rule")
    yield Line("blank")


def _body(document: Document) -> Iterator[Item]:
    counters = [0, 0, 0, 0]
    for block in document.blocks:
        match block:
            case Heading(level, text, True):
                counters[level - 1 :] = [counters[level - 1] + 1] + [0] * (4 - level)
                number = _heading_number(level, counters[level - 1])
                yield Line(_HEADINGS[level - 1], (Run(number), *text))
            case Heading(text=text):
                yield Line("heading", text)
            case Paragraph(text, align):
                yield Line(align, text)
            case Gap(prompt):
                yield Line("gap", words(f"【待填写：{prompt}】"))
            case Table(caption=caption):
                if caption:
                    yield Line("caption", words(caption))
                yield block
            case Code():
                yield block


_HEADINGS: tuple[Role, ...] = ("heading1", "heading2", "heading3", "heading4")


def _heading_number(level: int, count: int) -> str:
    spelt = wording.hanzi(count)
    return (f"{spelt}、", f"（{spelt}）", f"{count}.", f"（{count}）")[level - 1]


def _attachments(names: tuple[str, ...]) -> Iterator[Line]:
    yield Line("blank")
    if len(names) == 1:
        yield Line("attachment", words(f"附件：{names[0]}"))
        return
    for count, name in enumerate(names, 1):
        yield Line("attachment", words(f"{'附件：' if count == 1 else '　　　'}{count}.{name}"))


def _signature(signature: Signature) -> Iterator[Line]:
    """The date leaves four characters free at the right and the issuer is centred above it; a name longer
    than the date by more than that leaves two, and the date is centred beneath it."""
    day = wording.full_date(signature.day)
    issuer_width, day_width = width(signature.issuer), width(day)
    issuer_right = max(4 + (day_width - issuer_width) / 2, Decimal(2))
    day_right = issuer_right + (issuer_width - day_width) / 2
    yield Line("blank")
    yield Line("issuer", words(signature.issuer), right=issuer_right)
    yield Line("day", words(day), right=day_right)


def _imprint(imprint: Imprint) -> Iterator[Line]:
    if imprint.copies:
        yield Line("copies", words(f"抄送：{'，'.join(imprint.copies)}。"))
    yield Line("printed", words(imprint.printer), f"{wording.full_date(imprint.day)}印发")


def _clean(item: Item) -> Item:
    match item:
        case Line():
            return replace(item, text=_clean_text(item.text), aside=_clean_words(item.aside))
        case Table():
            return replace(
                item, header=tuple(_clean_words(name) for name in item.header),
                rows=tuple(tuple(_clean_text(cell) for cell in row) for row in item.rows),
            )
        case Code():
            return replace(item, caption=_clean_words(item.caption))


def _clean_text(text: Text) -> Text:
    return tuple(run for run in (replace(run, text=_clean_words(run.text)) for run in text) if run.text)


def _clean_words(text: str) -> str:
    return _CONTROL.sub("", _BREAK.sub(" ", text))


def page_title(document: Document) -> str:
    """The title as one clean line, for a file's properties."""
    return _clean_words(spoken(document.title))
