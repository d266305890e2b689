"""What happened to documents."""

from dataclasses import dataclass

from fugong.kit.events import Event


@dataclass(frozen=True, slots=True)
class DocumentIssued(Event):
    document_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class DocumentWithdrawn(Event):
    document_id: str


@dataclass(frozen=True, slots=True)
class DocumentCirculated(Event):
    document_id: str
    units: int
