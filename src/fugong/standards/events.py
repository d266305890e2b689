"""What happened to the rules of an authority."""

from dataclasses import dataclass

from fugong.kit.events import Event


@dataclass(frozen=True, slots=True)
class PackAdopted(Event):
    """The authority works by other rules from a moment on (ISO text); version_id: of PackVersion."""

    version_id: str
    effective_from: str


@dataclass(frozen=True, slots=True)
class RegimeChanged(Event):
    """A batch ("" = every batch) is admitted in another way from a moment on (ISO text)."""

    batch: str
    regime: str
    effective_from: str


@dataclass(frozen=True, slots=True)
class ParameterOverridden(Event):
    """A parameter has another value from a moment on (ISO text)."""

    code: str
    effective_from: str


@dataclass(frozen=True, slots=True)
class SlotFilled(Event):
    """An empty slot of a list has words, or other words, from a moment on (ISO text)."""

    list_code: str
    number: int
    effective_from: str


@dataclass(frozen=True, slots=True)
class ListAcknowledged(Event):
    """Somebody confirmed having read a list."""

    list_code: str
    subject_kind: str
    subject_id: str


@dataclass(frozen=True, slots=True)
class AssessmentConcluded(Event):
    """An assessment was concluded and can no longer change."""

    assessment_id: str
    purpose: str
    clear: bool
