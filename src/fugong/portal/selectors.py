"""What stands on a person's desk: tasks of all apps, his notices, the figures of his role."""

from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.documents import selectors as documents
from fugong.kit.actor import Actor
from fugong.kit.waiting import Waiting, in_order
from fugong.notifications import selectors as notifications
from fugong.notifications.models import Notice
from fugong.registry import selectors as registry
from fugong.reporting.selectors.waiting import waiting as reporting
from fugong.resumption.selectors.waiting import waiting as resumption


def own_units(actor: Actor) -> list[UUID]:
    """The units whose notices the actor reads: those that he manages."""
    return list(registry.visible(actor).values_list("pk", flat=True)) if actor.reach == "unit" else []


def inbox(actor: Actor) -> QuerySet[Notice]:
    """The actor's notices, latest first."""
    return notifications.inbox(actor, own_units(actor))


def waiting(actor: Actor) -> list[Waiting]:
    """All that waits for the actor: the most dangerous first, then the oldest."""
    return in_order([*resumption(actor), *reporting(actor), *documents.waiting(actor), *_notices(actor)])


def _notices(actor: Actor) -> list[Waiting]:
    unread = notifications.unread(actor, own_units(actor))
    oldest = unread.order_by("sent_at").values_list("sent_at", flat=True).first()
    return [Waiting(_("Read"), unread.count(), _("notices"), _("in your inbox"), reverse("notices"), "idle", oldest)]
