"""What happened, told upward. An event is deferred as a job in the same transaction (an outbox).

Events carry ids and small facts, never personal data. `project.wiring` says who reacts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fugong.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Event:
    """Base of every event; subclasses add ids."""


_carry: list[Callable[[Actor, Event], None]] = []


def carry_with(carrier: Callable[[Actor, Event], None]) -> None:
    """Name the function that takes events to their handlers (project.wiring does, once)."""
    _carry[:] = [carrier]


def publish(actor: Actor, event: Event) -> None:
    """Hand an event over inside the current transaction; a rollback takes it back."""
    for carrier in _carry:
        carrier(actor, event)
