"""Reads of notices. Which units are the reader's own is known above; it is told by the caller."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from fugong.kit.actor import Actor
from fugong.notifications.models import Notice


def inbox(actor: Actor, unit_ids: Iterable[UUID] = ()) -> QuerySet[Notice]:
    """The notices to the actor and to his units, latest first."""
    if actor.kind not in ("user", "token") or not actor.id:
        return Notice.objects.none()
    return Notice.objects.filter(Q(user_id=actor.id) | Q(unit_id__in=list(unit_ids))).order_by("-id")


def unread(actor: Actor, unit_ids: Iterable[UUID] = ()) -> QuerySet[Notice]:
    """Those that nobody has read yet."""
    return inbox(actor, unit_ids).filter(read_at=None)
