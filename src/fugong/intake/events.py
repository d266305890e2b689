"""What happened to files on their way in."""

from dataclasses import dataclass

from fugong.kit.events import Event


@dataclass(frozen=True, slots=True)
class ImportReceived(Event):
    """A file waits to be checked."""

    run_id: str


@dataclass(frozen=True, slots=True)
class ExportAsked(Event):
    """A list waits to be written to a file."""

    run_id: str


@dataclass(frozen=True, slots=True)
class ImportConfirmed(Event):
    """A checked file waits to be written."""

    run_id: str
