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
class UnitsImported(Event):
    """A roster was written: so many units are new, so many changed."""

    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class UnitsImportReverted(Event):
    """A roster was taken back, for so many units."""

    count: int


@dataclass(frozen=True, slots=True)
class UnitStateChanged(Event):
    unit_id: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class UnitsBecameKey(Event):
    """A criterion made so many units key units."""

    count: int
