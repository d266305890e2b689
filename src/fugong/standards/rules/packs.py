"""What a pack is: the rules of one issuer in one edition, typed. Field docs live in docs/packs.md too."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, get_args

from fugong.standards.rules.catalogue import Basis, Code, Dotted, Evidence, RegimeCode, Sentence, Text, Words
from fugong.standards.rules.typed import Form

Kind = Literal[
    "must", "in_place", "system", "veto", "prohibition", "discipline", "no_entry", "behaviour", "checkpoint",
    "guide", "group",
]
Audience = Literal["enterprise", "staff", "worker", "gate"]
Trait = Literal["enterprise", "site", "wharf", "key_unit", "above_scale"]
Operator = Literal[
    "equal", "not_equal", "less", "at_most", "more", "at_least", "one_of", "none_of", "is_true", "is_known"
]
FileType = Literal["pdf", "docx", "xlsx", "jpg", "png"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
BatchCode = Annotated[str, Form(r"^[A-Z]$")]
LETTER_FIELDS = frozenset({"unit", "authority", "signer", "date"})


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact compared with a value or with a parameter; is_true and is_known compare with nothing."""

    fact: Dotted
    operator: Operator
    value: bool | Decimal | str | tuple[str, ...] | None = None
    parameter: Dotted | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered line of a list. Without text it is an empty slot, which counts for nothing until it is filled.

    source_text: the wording of the source where `text` mends a slip of the pen or shortens;
    includes: code of a list whose items stand for this one; only_for: units of these traits alone.
    """

    number: int
    text: Text | None
    source_text: str = ""
    sources: tuple[Sentence, ...] = ()
    controls: tuple[Dotted, ...] = ()
    evidence: Evidence = "statement"
    conditions: tuple[Condition, ...] = ()
    includes: Code | None = None
    only_for: tuple[Trait, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleList:
    """A named list such as 六个必须. count: how many items its name promises, null where the source does not say.

    blocking: what is not met stops the step it guards (resumption for enterprises, entry at a gate);
    acknowledged: each person or unit of the audience confirms having read it.
    """

    code: Code
    name: Text
    kind: Kind
    audience: Audience
    count: int | None
    items: tuple[Item, ...]
    blocking: bool = False
    acknowledged: bool = False
    effective_from: datetime | None = None
    sources: tuple[Sentence, ...] = ()
    basis: Basis = "report"
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """The value a pack gives to a parameter of the catalogue."""

    code: Dotted
    value: Decimal | str
    sources: tuple[Sentence, ...] = ()
    basis: Basis = "report"


@dataclass(frozen=True, slots=True)
class Batch:
    """A class of units admitted together; not before a moment where one is given."""

    code: BatchCode
    name: Text
    pace: Text
    not_before: datetime | None = None
    sources: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Admission:
    """The regime that holds from a moment on, for one batch or (null) for every batch."""

    batch: BatchCode | None
    regime: RegimeCode
    effective_from: datetime
    reason: Text
    sources: tuple[Sentence, ...] = ()
    basis: Basis = "report"

    @property
    def code(self) -> str:
        """What tells two rows apart when packs are put together."""
        return f"{self.batch or '*'} {self.effective_from.isoformat()}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paper handed in with an application. fact: the named fact that its presence makes true."""

    code: Code
    name: Text
    required: bool
    types: tuple[FileType, ...]
    megabytes: int
    hint: Text
    fact: Dotted | None = None
    sources: tuple[Sentence, ...] = ()
    basis: Basis = "report"


@dataclass(frozen=True, slots=True)
class PlanSection:
    """A section of the unit's control plan, with a sample that a manager may start from."""

    code: Code
    name: Text
    hint: Text
    sample: Text
    sources: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of commitment; {unit}, {authority}, {signer} and {date} are filled in when it is made."""

    code: Code
    name: Text
    signed_by: Literal["enterprise", "worker"]
    body: Text
    sources: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a work report: its heading and what belongs there."""

    number: int
    name: Text
    covers: Text
    source_text: str = ""
    sources: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The chapters of a work report in their order."""

    code: Code
    name: Text
    chapters: tuple[Chapter, ...]
    sources: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Station:
    """A stop at the gate, in the order in which people pass."""

    code: Code
    number: int
    name: Text
    controls: tuple[Dotted, ...] = ()
    sources: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one issuer in one edition.

    effective_from: the moment from which the issuer means them to hold, null where the source gives no date;
    supersedes: packs whose holders may move to this one; includes: packs whose parts belong to this one too,
    where a part of the same code here takes the place of theirs.
    """

    code: Code
    edition: Words
    name: Text
    issuer: Text
    effective_from: datetime | None
    document: str = ""
    note: Text | None = None
    supersedes: tuple[Code, ...] = ()
    includes: tuple[Code, ...] = ()
    sources: tuple[Sentence, ...] = ()
    lists: tuple[RuleList, ...] = ()
    parameters: tuple[ParameterValue, ...] = ()
    batches: tuple[Batch, ...] = ()
    admission: tuple[Admission, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    plan_sections: tuple[PlanSection, ...] = ()
    letters: tuple[Letter, ...] = ()
    skeletons: tuple[Skeleton, ...] = ()
    stations: tuple[Station, ...] = ()

    def rule_list(self, code: str) -> RuleList:
        """The named list of a code; KeyError where the pack has none."""
        for rules in self.lists:
            if rules.code == code:
                return rules
        raise KeyError(code)

    def stops(self, code: str) -> bool:
        """Whether unmet items of a list stop the step: it blocks, or stands in a list that blocks."""
        return self.rule_list(code).blocking or any(
            self.stops(rules.code) for rules in self.lists if any(item.includes == code for item in rules.items))


PARTS = (
    "lists", "parameters", "batches", "admission", "attachments", "plan_sections", "letters", "skeletons", "stations"
)
