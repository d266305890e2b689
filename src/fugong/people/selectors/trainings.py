"""Reads of people."""

from django.db.models import QuerySet

from fugong.kit.actor import Actor
from fugong.kit.errors import not_allowed
from fugong.people.models import TrainingSession
from fugong.registry import selectors as registry


def sessions(actor: Actor) -> QuerySet[TrainingSession]:
    """The training sessions of the units that the actor may see, withdrawn ones included."""
    if not actor.can("people.training.read"):
        raise not_allowed("people.training.read")
    return registry.within(actor, TrainingSession.objects.select_related("unit"))


def trainings(actor: Actor) -> QuerySet[TrainingSession]:
    """The training sessions that stand."""
    return sessions(actor).filter(withdrawn_at=None)
