"""YAML data → Template; every mistake is found in one pass and told with its place."""

from collections.abc import Callable, Mapping
from typing import Any, get_args

from fugong.kit.papers.model import Kind
from fugong.kit.wording import Punctuation
from fugong.reporting.composing.sentence import WORDS, Problem, kind_of, parse, unknown
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
    TemplateHead,
)
from fugong.reporting.rules.indicators import catalogue

_REQUIRED = ("code", "zh", "en", "kind", "edition", "punctuation", "title", "blocks")
_OPTIONAL = ("subtitle", "head", "addressee", "signature", "sources")
_CONDITIONS = ("zero", "positive", "known", "given")


class TemplateInvalid(Exception):
    """The template cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in the template")
        self.problems = problems


def read(data: Any) -> Template:
    """The template in parsed YAML, or TemplateInvalid."""
    reader = _Reader()
    template = reader.template(data)
    if reader.problems or template is None:
        raise TemplateInvalid(reader.problems)
    return template


class _Reader:
    """Walks the data once and gathers what is wrong."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, code: str, where: str, **data: Any) -> None:
        self.problems.append(Problem(code, where, 0, data))

    def template(self, data: Any) -> Template | None:
        if not self.keys(data, "", _REQUIRED, _OPTIONAL):
            return None
        punctuation = self.one_of(data["punctuation"], "punctuation", get_args(Punctuation))
        subtitle = data.get("subtitle")
        return Template(
            code=self.text(data["code"], "code"),
            zh=self.text(data["zh"], "zh"),
            en=self.text(data["en"], "en"),
            kind=self.one_of(data["kind"], "kind", get_args(Kind)),
            edition=str(data["edition"]),
            punctuation=punctuation,
            title=self.wording(data["title"], "title"),
            blocks=tuple(self.each(data["blocks"], "blocks", self.block)),
            subtitle=self.paragraph(subtitle, "subtitle", "text") if subtitle is not None else None,
            head=self.head(data["head"]) if "head" in data else None,
            addressee=self.wording(data.get("addressee", ""), "addressee"),
            signature=self.wording(data.get("signature", ""), "signature"),
            sources=tuple(self.each(data.get("sources", []), "sources", self.text)),
        )

    def head(self, data: Any) -> TemplateHead | None:
        if not self.keys(data, "head", ("mark",), ("number", "issuer")):
            return None
        keys = ("mark", "number", "issuer")
        return TemplateHead(*(self.wording(data.get(key, ""), f"head.{key}") for key in keys))

    def block(self, data: Any, where: str) -> TemplateBlock | None:
        if not isinstance(data, Mapping):
            self.wrong("wrong_type", where, wanted="mapping")
            return None
        match next((key for key in ("heading", "paragraph", "gap", "table") if key in data), None):
            case "heading":
                return self.heading(data, where)
            case "paragraph":
                return self.paragraph(data, where, "paragraph")
            case "gap":
                self.keys(data, where, ("gap",), ())
                return GapBlock(self.text(data["gap"], f"{where}.gap"))
            case "table":
                return self.table(data, where)
            case _:
                self.wrong("unknown_block", where, keys=[str(key) for key in data])
                return None

    def heading(self, data: Mapping[str, Any], where: str) -> HeadingBlock:
        self.keys(data, where, ("heading",), ("level", "numbered"))
        level = self.one_of(data.get("level", 1), f"{where}.level", (1, 2, 3, 4))
        return HeadingBlock(self.wording(data["heading"], f"{where}.heading"), level,
                            self.one_of(data.get("numbered", True), f"{where}.numbered", (True, False)))

    def paragraph(self, data: Any, where: str, key: str) -> ParagraphBlock | None:
        if not self.keys(data, where, (key,), ("align", "punctuation")):
            return None
        texts = data[key] if isinstance(data[key], list) else [data[key]]
        style = data.get("punctuation")
        return ParagraphBlock(
            tuple(self.choice(text, f"{where}.{key}[{number}]") for number, text in enumerate(texts)),
            self.one_of(data.get("align", "body"), f"{where}.align", ("body", "centre", "flush")),
            self.one_of(style, f"{where}.punctuation", get_args(Punctuation)) if style else None,
        )

    def table(self, data: Mapping[str, Any], where: str) -> TableBlock:
        self.keys(data, where, ("table",), ("caption",))
        codes = self.each(data["table"], f"{where}.table", self.text)
        for number, code in enumerate(codes):
            self.known(code, f"{where}.table[{number}]", list(catalogue().indicators))
        return TableBlock(tuple(codes), self.sentence(data.get("caption", ""), f"{where}.caption"))

    def choice(self, data: Any, where: str) -> Choice:
        if isinstance(data, Mapping) and "choose" in data:
            self.keys(data, where, ("choose",), ())
            return tuple(self.each(data["choose"], f"{where}.choose", self.conditional))
        return (self.conditional(data, where),)

    def conditional(self, data: Any, where: str) -> Sentence:
        if not isinstance(data, Mapping):
            return Sentence(self.sentence(data, where))
        if not self.keys(data, where, ("text",), ("when",)):
            return Sentence(())
        when = self.condition(data.get("when", {}), f"{where}.when")
        return Sentence(self.sentence(data["text"], f"{where}.text"), when)

    def condition(self, data: Any, where: str) -> Condition:
        if not self.keys(data, where, (), _CONDITIONS):
            return Condition()
        named = {key: tuple(self.each(data.get(key, []), f"{where}.{key}", self.text)) for key in _CONDITIONS}
        for key, names in named.items():
            for name in names:
                self.known(name, f"{where}.{key}", list(WORDS if key == "given" else catalogue().indicators))
        return Condition(**named)

    def wording(self, data: Any, where: str) -> Pieces:
        """A text that may name words and the day but no figures: a title stays whatever the figures are."""
        pieces = self.sentence(data, where)
        for piece in pieces:
            if isinstance(piece, Slot) and kind_of(piece.names[0]) in ("count", "rate"):
                self.wrong("no_figure_here", where, name=piece.names[0])
        return pieces

    def sentence(self, data: Any, where: str) -> Pieces:
        pieces, problems = parse(self.text(data, where), where)
        self.problems += problems
        return pieces

    def text(self, data: Any, where: str) -> str:
        if not isinstance(data, str):
            self.wrong("wrong_type", where, wanted="text")
            return ""
        return data.strip()

    def each(self, data: Any, where: str, read_one: Callable[[Any, str], Any]) -> list[Any]:
        if not isinstance(data, list):
            self.wrong("wrong_type", where, wanted="list")
            return []
        return [read_one(item, f"{where}[{number}]") for number, item in enumerate(data)]

    def one_of(self, data: Any, where: str, allowed: tuple[Any, ...]) -> Any:
        if data not in allowed:
            self.wrong("not_allowed_value", where, value=str(data), allowed=[str(value) for value in allowed])
            return allowed[0]
        return data

    def known(self, name: str, where: str, names: list[str]) -> None:
        if name not in names:
            self.problems.append(Problem("unknown_name", where, 0, unknown(name, names)))

    def keys(self, data: Any, where: str, required: tuple[str, ...], optional: tuple[str, ...]) -> bool:
        if not isinstance(data, Mapping):
            self.wrong("wrong_type", where, wanted="mapping")
            return False
        for key in data:
            if key not in (*required, *optional):
                self.wrong("unknown_key", where, **unknown(str(key), [*required, *optional]))
        missing = [key for key in required if key not in data]
        for key in missing:
            self.wrong("missing_key", where, name=key)
        return not missing
