"""What happened to the people of the units."""

from dataclasses import dataclass

from fugong.kit.events import Event


@dataclass(frozen=True, slots=True)
class TrainingRecorded(Event):
    session_id: str
    unit_id: str
