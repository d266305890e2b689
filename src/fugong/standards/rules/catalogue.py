"""What every pack may name: controls, facts, parameters and admission regimes, each declared once."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, get_args

from fugong.standards.rules.typed import Form

Code = Annotated[str, Form(r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Dotted = Annotated[str, Form(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")]
Words = Annotated[str, Form(r"\S")]
Sentence = Annotated[str, Form(r"^S[1-4]-\d{2}$")]

Value = bool | Decimal | str
Evidence = Literal["document", "photo", "number", "fact", "statement"]
Basis = Literal["report", "state", "example", "default"]
Due = Literal["before", "after", "none"]
RegimeCode = Literal["prohibited", "approval", "filing", "resume_first_verify_after", "white_list"]
REGIMES: tuple[RegimeCode, ...] = get_args(RegimeCode)


@dataclass(frozen=True, slots=True)
class Text:
    """Words that a person reads, in Chinese and in English."""

    zh: Words
    en: Words

    def in_language(self, language: str) -> str:
        """The words in a language of the interface ("zh-hans", "en")."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Control:
    """One thing that can be done against the epidemic or for safe production, whatever a local list calls it."""

    code: Dotted
    name: Text
    kind: Literal["epidemic", "safety"]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Fact:
    """A named value about a unit that a condition may ask for; one app provides it (standards.selectors.facts)."""

    code: Dotted
    name: Text
    type: Literal["number", "yes_no", "text"]
    unit: Text | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A threshold with its default; a pack may set another value, an authority may override that by a dated row."""

    code: Dotted
    name: Text
    type: Literal["number", "time"]
    value: Decimal | str
    basis: Basis
    sources: tuple[Sentence, ...] = ()
    unit: Text | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Department:
    """A kind of department that may take part in a verification."""

    code: Code
    name: Text


@dataclass(frozen=True, slots=True)
class Regime:
    """How units are admitted to resume; each demand says whether it falls due before or after resumption."""

    code: RegimeCode
    name: Text
    explanation: Text
    application: Due
    commitment: Due
    attachments: Due
    self_check: Due
    site_visit: Due
    decision: Due
    reviews: tuple[Literal["epidemic", "safety"], ...] = ()
    departments: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """One file of the catalogue: any of its four kinds of entries."""

    controls: tuple[Control, ...] = ()
    facts: tuple[Fact, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    departments: tuple[Department, ...] = ()
    regimes: tuple[Regime, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything a pack may name, by code."""

    controls: Mapping[str, Control]
    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter]
    departments: Mapping[str, Department]
    regimes: Mapping[str, Regime]
