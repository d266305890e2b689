"""What is done about the files folder from time to time."""

from fugong.files import services
from fugong.kit import clock
from fugong.kit.actor import Actor

NIGHT = 3  # o'clock, where nobody waits for the disk


def sweep_at_night(actor: Actor) -> None:
    """What killed processes left goes once a night."""
    if clock.real_now().astimezone(clock.ZONE).hour == NIGHT:
        services.sweep(actor=actor)
