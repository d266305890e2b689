"""A form or call is done once: its key is written in the transaction that does it, and keeps the answer."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from fugong.intake.models import IdempotencyKey
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused
from fugong.kit.ids import uuid7

KEPT = timedelta(days=7)
LONGEST_BODY = 256 * 1024
LONGEST_KEY = 80


def fingerprint(method: str, path: str, parts: Iterable[tuple[str, str]]) -> str:
    """What was asked, in short: the same key with another question is refused."""
    digest = hashlib.sha256(f"{method} {path}".encode())
    for name, value in sorted(parts):
        digest.update(f"\0{name}\0{value}".encode())
    return digest.hexdigest()


def claim(actor: Actor, key: str, asked: str) -> IdempotencyKey | None:
    """Take a key inside the running transaction: None when it is ours, else the earlier use with its answer.

    Waits while another transaction holds the same key. Refused when the key was used for something else.
    """
    if len(key) > LONGEST_KEY:
        raise Refused("key_invalid", _("The idempotency key is too long."), status=400)
    mine = IdempotencyKey(id=uuid7(), actor_id=actor.id, key=key, fingerprint=asked)
    IdempotencyKey.objects.bulk_create([mine], ignore_conflicts=True)
    held = IdempotencyKey.objects.get(actor_id=actor.id, key=key)
    if held.pk == mine.pk:
        return None
    if held.fingerprint != asked:
        raise Refused("key_reused", _("This form was already sent with other contents. Open it anew."), status=422)
    return held


def answer(actor: Actor, key: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Keep the answer beside the key; a body that is too long is not kept."""
    IdempotencyKey.objects.filter(actor_id=actor.id, key=key).update(
        status=status, headers=dict(headers),
        body=base64.b64encode(body).decode() if len(body) <= LONGEST_BODY else "")


def body_of(used: IdempotencyKey) -> bytes:
    """The body of the answer that was kept."""
    return base64.b64decode(used.body)


def forget_old() -> int:
    """Delete keys that no browser sends again. Returns how many."""
    return int(IdempotencyKey.objects.filter(used_at__lt=clock.real_now() - KEPT).delete()[0])
