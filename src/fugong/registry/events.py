"""What happened in the registry."""

from dataclasses import dataclass

from fugong.kit.events import Event


@dataclass(frozen=True, slots=True)
class UnitRegistered(Event):
    unit_id: str


@dataclass(frozen=True, slots=True)
class UnitChanged(Event):
    unit_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitStateChanged(Event):
    unit_id: str
    old: str
    new: str
