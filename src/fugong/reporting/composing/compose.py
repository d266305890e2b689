"""Template and figures → document whose runs keep the figures they were made of.

A figure that nobody knows is never written as zero: its sentence becomes a gap for the drafter to fill.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from fugong.kit import wording
from fugong.kit.papers.model import (
    Block,
    Document,
    Figure,
    Gap,
    Head,
    Heading,
    Paragraph,
    Run,
    Signature,
    Table,
    Text,
    spoken,
    words,
)
from fugong.kit.wording import Punctuation
from fugong.reporting.composing.sentence import kind_of
from fugong.reporting.composing.template import (
    Choice,
    Condition,
    GapBlock,
    HeadingBlock,
    ParagraphBlock,
    Pieces,
    Sentence,
    Slot,
    TableBlock,
    Template,
    TemplateBlock,
)
from fugong.reporting.rules.indicators import catalogue


class Known(Protocol):
    """What reporting knows of an indicator on a day; None where it is unknown. Rates are in percent."""

    @property
    def value(self) -> int | Decimal | None: ...


Word = str | int | Sequence[str]


@dataclass(frozen=True, slots=True)
class Composition:
    """The document, and the codes of the figures that it needed and nobody knew."""

    document: Document
    missing: tuple[str, ...]


def compose(
    template: Template, figures: Mapping[str, Known], *, as_of: date, day: date, words_given: Mapping[str, Word]
) -> Composition:
    """Write the template with the figures as of the end of `as_of`; `day` is the document's own date.

    words_given: authority, headquarters, issue, … ; a missing word leaves its slot as a marked place.
    """
    return _Writer(template, figures, as_of, day, words_given).composition()


class _Writer:
    """One writing of one template; gathers what was missing."""

    def __init__(
        self, template: Template, figures: Mapping[str, Known], as_of: date, day: date, given: Mapping[str, Word]
    ) -> None:
        self.template, self.as_of, self.day, self.given = template, as_of, day, given
        self.figures = {
            code: Figure(code, as_of, known.value) for code, known in figures.items() if known.value is not None
        }
        self.missing: dict[str, None] = {}

    def composition(self) -> Composition:
        template = self.template
        blocks = tuple(block for source in template.blocks for block in self.block(source))
        subtitle = next(iter(self.paragraph(template.subtitle)), None) if template.subtitle else None
        document = Document(
            kind=template.kind,
            title=self.text(template.title),
            subtitle=subtitle.text if isinstance(subtitle, Paragraph) else (),
            head=self.head(),
            addressee=spoken(self.text(template.addressee)),
            blocks=blocks,
            signature=Signature(spoken(self.text(template.signature)), self.day) if template.signature else None,
        )
        return Composition(document, tuple(self.missing))

    def head(self) -> Head | None:
        head = self.template.head
        if head is None:
            return None
        mark, number, issuer = (spoken(self.text(pieces)) for pieces in (head.mark, head.number, head.issuer))
        return Head(mark, number, issuer, self.day if issuer else None)

    def block(self, block: TemplateBlock) -> list[Block]:
        match block:
            case HeadingBlock(pieces, level, numbered):
                return [Heading(level, self.text(pieces), numbered)]
            case ParagraphBlock():
                return self.paragraph(block)
            case GapBlock(prompt):
                return [Gap(prompt)]
            case TableBlock():
                return [self.table(block)]

    def paragraph(self, block: ParagraphBlock) -> list[Block]:
        """The paragraph without the sentences whose figures are unknown, then a gap for each of those."""
        text: list[Run] = []
        gaps: list[Block] = []
        for choice in block.sentences:
            sentence = self.chosen(choice)
            if sentence is None:
                continue
            unknown = self.unknown(sentence.pieces)
            if unknown:
                gaps.append(Gap(self.prompt(unknown)))
            else:
                text += self.text(sentence.pieces, block.punctuation)
        return [*([Paragraph(tuple(text), block.align)] if text else []), *gaps]

    def chosen(self, choice: Choice) -> Sentence | None:
        return next((sentence for sentence in choice if self.holds(sentence.when)), None)

    def holds(self, when: Condition) -> bool:
        def value(code: str) -> int | Decimal | None:
            return self.figures[code].value if code in self.figures else None

        return (
            all(value(code) == 0 for code in when.zero)
            and all((value(code) or 0) > 0 for code in when.positive)
            and all(value(code) is not None for code in when.known)
            and all(self.given.get(name) for name in when.given)
        )

    def unknown(self, pieces: Pieces) -> list[str]:
        names = [name for piece in pieces if isinstance(piece, Slot) for name in piece.names]
        unknown = [name for name in names if kind_of(name) in ("count", "rate") and name not in self.figures]
        self.missing.update(dict.fromkeys(unknown))
        return unknown

    def prompt(self, codes: list[str]) -> str:
        names = wording.listed(catalogue().indicators[code].name.zh for code in codes)
        return f"缺少截至{wording.month_day(self.as_of)}的数据（{names}）"

    def table(self, block: TableBlock) -> Table:
        self.unknown(tuple(Slot((code,)) for code in block.indicators))
        named = [(code, catalogue().indicators[code]) for code in block.indicators]
        rows = tuple((words(one.name.zh), self.cell(code), words(one.unit.zh)) for code, one in named)
        return Table(("指标", "数值", "单位"), rows, (5, 2, 1), spoken(self.text(block.caption)))

    def cell(self, code: str) -> Text:
        return self.text((Slot((code,)),)) if code in self.figures else words("—")

    def text(self, pieces: Pieces, punctuation: Punctuation | None = None) -> Text:
        style = punctuation or self.template.punctuation
        return tuple(
            Run(wording.punctuated(piece, style)) if isinstance(piece, str) else self.slot(piece)
            for piece in pieces
        )

    def slot(self, slot: Slot) -> Run:
        match kind_of(slot.names[0]):
            case "day":
                return Run(self.as_of_words(slot.wording))
            case "word":
                return Run(self.word(slot))
            case "rate":
                figure = self.figures[slot.names[0]]
                return Run(wording.percent(figure.value, int(slot.wording or 1)), (figure,))
            case _:
                figures = tuple(self.figures[name] for name in slot.names)
                return Run(_count(sum(int(figure.value) for figure in figures), slot.wording), figures)

    def as_of_words(self, style: str) -> str:
        if style == "ymd":
            return wording.full_date(self.as_of)
        return wording.month_day(self.as_of) + ("24时" if style == "md24" else "")

    def word(self, slot: Slot) -> str:
        value = self.given.get(slot.names[0], "")
        if isinstance(value, str | int):
            return wording.hanzi(int(value)) if slot.wording == "hanzi" else str(value) or "＿＿"
        return wording.listed(value)


def _count(value: int, style: str) -> str:
    writers = {"wan": wording.wan, "over": wording.over, "near": wording.near, "hanzi": wording.hanzi}
    return writers[style](value) if style else str(value)
