"""The little language of template texts: words, and slots such as {units_resumed} or {workers_on_post:wan}.

{name}, {name:wording}, {name+name} (a sum of counts); {{ and }} are braces. Punctuation is written in full width;
the style of the template halves it where the wire style is wanted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from fugong.reporting.composing.template import ParagraphBlock, Piece, Pieces, Slot, Template
from fugong.reporting.rules.indicators import catalogue

WORDS = {
    "authority": "the authority's name",
    "headquarters": "the command post's name",
    "issue": "the number of the issue",
    "trained_unit_names": "names of the units that trained their workers",
}
"""Names that stand for words of the authority, not for figures."""

WORDINGS = {
    "day": ("md", "ymd", "md24"),
    "count": ("", "wan", "over", "near", "hanzi"),
    "rate": ("", "0", "1", "2"),
    "word": ("", "hanzi"),
}
_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”》][,;:()!?]|[,;:()!?][\u4e00-\u9fff“《]")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a template. where: path of the entry, such as blocks[2].paragraph[0]; at: position
    in its text, counted from 1, or 0; data: what the message for `code` needs."""

    code: str
    where: str
    at: int = 0
    data: Mapping[str, Any] = field(default_factory=dict)


def kind_of(name: str) -> str:
    """day, word, count or rate; "" for a name that means nothing."""
    if name == "as_of":
        return "day"
    if name in WORDS:
        return "word"
    indicator = catalogue().indicators.get(name)
    return "" if indicator is None else "rate" if indicator.kind == "rate" else "count"


def unknown(name: str, known: Iterator[str] | list[str]) -> dict[str, Any]:
    """A name that is not known, with those that look like it."""
    return {"name": name, "nearest": get_close_matches(name, list(known), 3, 0.5)}


def parse(text: str, where: str) -> tuple[Pieces, list[Problem]]:
    """The text's pieces, and everything that is wrong in it."""
    pieces: list[Piece] = []
    only_words = _TOKEN.sub(lambda token: "\0" * len(token.group()), text)
    problems = [Problem("half_width", where, found.start() + 1, {"text": found.group()})
                for found in _HALF_WIDTH.finditer(only_words)]
    end = 0
    for token in _TOKEN.finditer(text):
        pieces.append(text[end : token.start()])
        end = token.end()
        if token.group() in ("{{", "}}"):
            pieces.append(token.group()[0])
        elif token.group() in ("{", "}"):
            problems.append(Problem("unpaired_brace", where, token.start() + 1))
        else:
            slot, found_wrong = _slot(token.group(1), where, token.start() + 1)
            pieces.append(slot)
            problems += found_wrong
    pieces.append(text[end:])
    return _joined(pieces), problems


def _joined(pieces: list[Piece]) -> Pieces:
    """Neighbouring words as one piece, empty ones left out."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece:
            joined.append(piece)
    return tuple(joined)


def _slot(inside: str, where: str, at: int) -> tuple[Slot, list[Problem]]:
    name, _, wording = (part.strip() for part in inside.partition(":"))
    slot = Slot(tuple(part.strip() for part in name.split("+")), wording)
    every = [*catalogue().indicators, *WORDS, "as_of"]
    strangers = [one for one in slot.names if not kind_of(one)]
    if strangers:
        return slot, [Problem("unknown_name", where, at, unknown(one, every)) for one in strangers]
    kinds = {kind_of(one) for one in slot.names}
    if len(slot.names) > 1 and kinds != {"count"}:
        return slot, [Problem("no_sum", where, at, {"name": name})]
    allowed = WORDINGS[kinds.pop()]
    if wording not in allowed:
        return slot, [Problem("unknown_wording", where, at, {"name": name, "wording": wording,
                                                             "allowed": [word for word in allowed if word]})]
    return slot, []


def words_of(template: Template) -> list[str]:
    """The words that a template names besides the authority, in the order of the page."""
    head = (template.head.mark, template.head.number, template.head.issuer) if template.head else ()
    paragraphs = [block for block in (template.subtitle, *template.blocks) if isinstance(block, ParagraphBlock)]
    sentences = [sentence.pieces for block in paragraphs for choice in block.sentences for sentence in choice]
    found = [piece.names[0] for pieces in (*head, template.title, template.addressee, *sentences, template.signature)
             for piece in pieces if isinstance(piece, Slot) and kind_of(piece.names[0]) == "word"]
    return [name for name in dict.fromkeys(found) if name != "authority"]
