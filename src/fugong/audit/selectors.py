"""Reading the trail."""

from django.db.models import QuerySet

from fugong.audit.models import Entry
from fugong.kit.actor import Actor


def history(actor: Actor, subject_type: str, subject_id: str) -> QuerySet[Entry]:
    """What happened to one thing, latest first. The caller has made sure that the actor may see the thing."""
    return Entry.objects.filter(subject_type=subject_type, subject_id=str(subject_id)).order_by("-id")


def trail(actor: Actor) -> QuerySet[Entry]:
    """The whole trail of the authority, for who may read it."""
    return Entry.objects.order_by("-id") if actor.can("audit.trail.read") else Entry.objects.none()
