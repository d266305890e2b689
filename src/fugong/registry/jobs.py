"""What the registry does from time to time."""

from fugong.kit.actor import Actor
from fugong.registry.services import criteria


def follow_the_clock(actor: Actor) -> None:
    """A criterion of key units that was decided for a later day works when the day has come."""
    criteria.follow_key_criteria(actor=actor)
