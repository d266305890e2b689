"""Reads of the worker register."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fugong.kit import crypto
from fugong.kit.actor import Actor
from fugong.kit.errors import not_allowed, not_found
from fugong.people.models import Standing, Team, Worker
from fugong.people.rules import identity
from fugong.registry import selectors as registry

READ = "people.worker.read"


def may_read(actor: Actor) -> None:
    if not actor.can(READ):
        raise not_allowed(READ)


def workers(actor: Actor) -> QuerySet[Worker]:
    """The workers of the units that the actor may see, without what is encrypted: a list shows no number and no address."""
    may_read(actor)
    found = Worker.objects.filter(archived_at=None).select_related("unit", "team").defer(
        "search", "bigrams", "id_number", "home_address", "address", "emergency_phone")
    return registry.within(actor, found)


def worker(actor: Actor, worker_id: UUID | str) -> Worker:
    """One worker, or a refusal that does not say whether he exists."""
    found = workers(actor).filter(pk=worker_id).first()
    if found is None:
        raise not_found()
    return found


def teams(actor: Actor) -> QuerySet[Team]:
    """Workshops and teams of the units that the actor may see."""
    may_read(actor)
    return registry.within(actor, Team.objects.filter(archived_at=None).select_related("unit", "parent"))


def standings(actor: Actor, worker_id: UUID | str) -> QuerySet[Standing]:
    """Where a worker stood, the present first."""
    return Standing.objects.filter(worker=worker(actor, worker_id), withdrawn_at=None).select_related(
        "unit", "team").order_by("-held_from", "-id")


def standing_at(actor: Actor, worker_id: UUID | str, at: datetime) -> Standing | None:
    """Where a worker stood at a moment; None before his file was opened."""
    return standings(actor, worker_id).filter(
        Q(held_to=None) | Q(held_to__gt=at), held_from__lte=at).order_by("-held_from", "-id").first()


def with_number(actor: Actor, number: str) -> Worker | None:
    """Whose identity number it is, among those the actor may see."""
    index = crypto.blind_index(identity.lengthened("".join(number.split()).upper()))
    return workers(actor).filter(id_index=index).first() if index else None
