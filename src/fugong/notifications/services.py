"""Sending and reading notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.notifications import selectors
from fugong.notifications.models import Notice


@dataclass(frozen=True, slots=True)
class Message:
    """A notice to be sent: to a user or, where nobody signs in for it, to a unit."""

    key: str
    zh: str
    en: str
    path: str = ""
    user_id: UUID | None = None
    unit_id: UUID | None = None


@transaction.atomic
def send(*, actor: Actor, messages: Iterable[Message]) -> int:
    """Put messages into inboxes; who has one with that key already gets no second. Returns how many were new."""
    wanted = {(m.user_id, m.unit_id, m.key): m for m in messages}
    there = set(Notice.objects.filter(key__in={key for *_who, key in wanted}).values_list("user_id", "unit_id", "key"))
    made = Notice.objects.bulk_create([
        Notice(user_id=m.user_id, unit_id=m.unit_id, key=m.key, zh=m.zh[:300], en=m.en[:300], path=m.path,
               sent_at=clock.now(), sent_by=actor.label[:100])
        for who, m in wanted.items() if who not in there], ignore_conflicts=True, batch_size=2000)
    if made:
        audit.record(actor, "notifications.sent", None, {"count": len(made), "first_key": made[0].key})
    return len(made)


@transaction.atomic
def mark_read(*, actor: Actor, notice_ids: Iterable[UUID | str], unit_ids: Iterable[UUID] = ()) -> int:
    """Note that the actor has read some of his notices: the receipt of the sender. Returns how many were new."""
    return selectors.unread(actor, unit_ids).filter(pk__in=list(notice_ids)).order_by().update(
        read_at=clock.now(), read_by=actor.label[:100])
