"""What happened to the people of the units."""

from dataclasses import dataclass

from fugong.kit.events import Event


@dataclass(frozen=True, slots=True)
class TrainingRecorded(Event):
    session_id: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class WorkerRegistered(Event):
    worker_id: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class WorkerChanged(Event):
    worker_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkersImported(Event):
    """A roster was written: so many workers are new, so many changed."""

    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class WorkersImportReverted(Event):
    """A roster was taken back, for so many workers."""

    count: int


@dataclass(frozen=True, slots=True)
class WorkerMoved(Event):
    worker_id: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class AreaLevelSet(Event):
    division: str
