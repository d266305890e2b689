"""A report template as values: blocks of sentences, sentences of words and slots for figures."""

from dataclasses import dataclass

from fugong.kit.papers.model import Align, Kind
from fugong.kit.wording import Punctuation
from fugong.reporting.rules.indicators import catalogue


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for the sum of counts, for one rate, for the day or for a word; and how it is worded."""

    names: tuple[str, ...]
    wording: str = ""


Piece = str | Slot
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when all named figures are zero, or positive, or known, and all named words are given."""

    zero: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One wording of a sentence, and when it may be used."""

    pieces: Pieces
    when: Condition = Condition()


Choice = tuple[Sentence, ...]
"""Wordings of one sentence; the first that may be used is used, or none."""


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    pieces: Pieces
    level: int = 1
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class ParagraphBlock:
    sentences: tuple[Choice, ...]
    align: Align = "body"
    punctuation: Punctuation | None = None


@dataclass(frozen=True, slots=True)
class GapBlock:
    prompt: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    indicators: tuple[str, ...]
    caption: Pieces = ()


TemplateBlock = HeadingBlock | ParagraphBlock | GapBlock | TableBlock


@dataclass(frozen=True, slots=True)
class TemplateHead:
    mark: Pieces
    number: Pieces = ()
    issuer: Pieces = ()


@dataclass(frozen=True, slots=True)
class Template:
    """One edition of a template; `sources` are the sentences of the reports that it retells."""

    code: str
    zh: str
    en: str
    kind: Kind
    edition: str
    punctuation: Punctuation
    title: Pieces
    blocks: tuple[TemplateBlock, ...]
    subtitle: ParagraphBlock | None = None
    head: TemplateHead | None = None
    addressee: Pieces = ()
    signature: Pieces = ()
    sources: tuple[str, ...] = ()

    def indicators(self) -> frozenset[str]:
        """The codes of all figures that the template may need."""
        names: set[str] = set()
        paragraphs = [block for block in (self.subtitle, *self.blocks) if isinstance(block, ParagraphBlock)]
        for sentence in (sentence for block in paragraphs for choice in block.sentences for sentence in choice):
            when = sentence.when
            names.update(when.zero, when.positive, when.known)
            names.update(name for piece in sentence.pieces if isinstance(piece, Slot) for name in piece.names)
        names.update(code for block in self.blocks if isinstance(block, TableBlock) for code in block.indicators)
        return frozenset(names & catalogue().indicators.keys())
