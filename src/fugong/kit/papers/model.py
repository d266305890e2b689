"""What an official document is made of, apart from how it looks: frozen values that also live as JSON.

A run keeps the figures its words were made of, so a sentence can be opened down to the rows behind it
even years later: the figure is frozen with its code, day and value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

Align = Literal["body", "centre", "flush"]
Kind = Literal["press", "work_report", "bulletin", "notice", "letter"]


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator's value as of the end of a day, frozen into text; rates are in percent."""

    code: str
    as_of: date
    value: int | Decimal


@dataclass(frozen=True, slots=True)
class Run:
    """Words, with the figures they were made of."""

    text: str
    figures: tuple[Figure, ...] = ()


Text = tuple[Run, ...]


def words(text: str) -> Text:
    """Words without a figure."""
    return (Run(text),) if text else ()


def spoken(text: Text) -> str:
    """The words alone."""
    return "".join(run.text for run in text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4 (一、 （一） 1. （1）); its number is counted when it is laid out."""

    level: int
    text: Text
    numbered: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError("a heading has a level from 1 to 4")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text: indented by two characters, or centred, or flush left."""

    text: Text
    align: Align = "body"


@dataclass(frozen=True, slots=True)
class Gap:
    """A place that the drafter has to fill; a document with gaps is not issued."""

    prompt: str


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; widths are shares of the text width, one a column."""

    header: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[int, ...]
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.header or any(len(row) != len(self.header) for row in (*self.rows, self.widths)):
            raise ValueError("every row of a table has one cell a column, and every column a width")


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code with its content's caption beneath."""

    content: str
    caption: str


Block = Heading | Paragraph | Gap | Table | Code


@dataclass(frozen=True, slots=True)
class Head:
    """The red head: the issuer's mark and the number; a bulletin also names issuer and day above the rule."""

    mark: str
    number: str = ""
    issuer: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs and when."""

    issuer: str
    day: date


@dataclass(frozen=True, slots=True)
class Imprint:
    """The last lines: who gets copies, who printed it and when."""

    printer: str
    day: date
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One official document."""

    kind: Kind
    title: Text
    blocks: tuple[Block, ...]
    subtitle: Text = ()
    head: Head | None = None
    addressee: str = ""
    attachments: tuple[str, ...] = ()
    signature: Signature | None = None
    imprint: Imprint | None = None

    def figures(self) -> tuple[Figure, ...]:
        """Every frozen figure once, in order of appearance."""
        runs = [*self.title, *self.subtitle]
        for block in self.blocks:
            match block:
                case Heading(text=text) | Paragraph(text=text):
                    runs += text
                case Table(rows=rows):
                    runs += [run for row in rows for cell in row for run in cell]
        return tuple(dict.fromkeys(figure for run in runs for figure in run.figures))

    def gaps(self) -> tuple[str, ...]:
        """The prompts of the places still to be filled."""
        return tuple(block.prompt for block in self.blocks if isinstance(block, Gap))


def dump(document: Document) -> dict[str, Any]:
    """The document as JSON values; `load` gives it back equal."""
    head, signature, imprint = document.head, document.signature, document.imprint
    return {
        "kind": document.kind,
        "title": _dump_text(document.title),
        "subtitle": _dump_text(document.subtitle),
        "head": head and {"mark": head.mark, "number": head.number, "issuer": head.issuer,
                          "day": head.day and head.day.isoformat()},
        "addressee": document.addressee,
        "blocks": [_dump_block(block) for block in document.blocks],
        "attachments": list(document.attachments),
        "signature": signature and {"issuer": signature.issuer, "day": signature.day.isoformat()},
        "imprint": imprint and {"printer": imprint.printer, "day": imprint.day.isoformat(),
                                "copies": list(imprint.copies)},
    }


def load(data: Mapping[str, Any]) -> Document:
    """The document that `dump` wrote; KeyError, TypeError or ValueError when the data is something else."""
    head, signature, imprint = data["head"], data["signature"], data["imprint"]
    return Document(
        kind=data["kind"],
        title=_load_text(data["title"]),
        subtitle=_load_text(data["subtitle"]),
        head=head and Head(head["mark"], head["number"], head["issuer"],
                           head["day"] and date.fromisoformat(head["day"])),
        addressee=data["addressee"],
        blocks=tuple(_load_block(block) for block in data["blocks"]),
        attachments=tuple(data["attachments"]),
        signature=signature and Signature(signature["issuer"], date.fromisoformat(signature["day"])),
        imprint=imprint and Imprint(imprint["printer"], date.fromisoformat(imprint["day"]),
                                    tuple(imprint["copies"])),
    )


def _dump_text(text: Text) -> list[dict[str, Any]]:
    """Decimals become strings, so that JSON keeps them exact and apart from whole numbers."""
    return [
        {"text": run.text, "figures": [
            {"code": figure.code, "as_of": figure.as_of.isoformat(),
             "value": figure.value if isinstance(figure.value, int) else str(figure.value)}
            for figure in run.figures
        ]}
        for run in text
    ]


def _load_text(data: list[dict[str, Any]]) -> Text:
    return tuple(
        Run(run["text"], tuple(
            Figure(figure["code"], date.fromisoformat(figure["as_of"]),
                   Decimal(figure["value"]) if isinstance(figure["value"], str) else figure["value"])
            for figure in run["figures"]
        ))
        for run in data
    )


def _dump_block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level, text, numbered):
            return {"type": "heading", "level": level, "text": _dump_text(text), "numbered": numbered}
        case Paragraph(text, align):
            return {"type": "paragraph", "text": _dump_text(text), "align": align}
        case Gap(prompt):
            return {"type": "gap", "prompt": prompt}
        case Table(header, rows, widths, caption):
            return {"type": "table", "header": list(header), "widths": list(widths), "caption": caption,
                    "rows": [[_dump_text(cell) for cell in row] for row in rows]}
        case Code(content, caption):
            return {"type": "code", "content": content, "caption": caption}


def _load_block(data: Mapping[str, Any]) -> Block:
    match data["type"]:
        case "heading":
            return Heading(data["level"], _load_text(data["text"]), data["numbered"])
        case "paragraph":
            return Paragraph(_load_text(data["text"]), data["align"])
        case "gap":
            return Gap(data["prompt"])
        case "table":
            rows = tuple(tuple(_load_text(cell) for cell in row) for row in data["rows"])
            return Table(tuple(data["header"]), rows, tuple(data["widths"]), data["caption"])
        case "code":
            return Code(data["content"], data["caption"])
        case other:
            raise ValueError(f"a document has no block {other!r}")
