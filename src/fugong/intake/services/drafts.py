"""Drafts of forms: what was typed is never lost. Everybody has his own."""

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fugong.intake.models import Draft
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, not_allowed
from fugong.kit.ids import uuid7

LONGEST = 200_000


def save(*, actor: Actor, form: str, values: list[tuple[str, str]]) -> datetime:
    """Keep what was typed into a form, in place of what was kept before. Returns when."""
    if not actor.id:
        raise not_allowed()
    content = json.dumps(values, ensure_ascii=False)
    if len(content) > LONGEST:
        raise Refused("too_large", _("The draft is too long to be kept."), status=413)
    draft = Draft(id=uuid7(), actor_id=actor.id, form=form[:160], content=content, saved_at=clock.real_now())
    Draft.objects.bulk_create(
        [draft], update_conflicts=True, unique_fields=["actor_id", "form"], update_fields=["content", "saved_at"])
    return draft.saved_at


def find(actor: Actor, form: str) -> tuple[list[tuple[str, str]], datetime] | None:
    """What was typed into a form, and when; None when nothing was kept."""
    draft = Draft.objects.filter(actor_id=actor.id, form=form[:160]).first()
    if draft is None:
        return None
    values: list[Any] = json.loads(draft.content)
    return [(str(name), str(value)) for name, value in values], draft.saved_at


def drop(*, actor: Actor, form: str) -> None:
    """Forget a draft: the form was sent."""
    Draft.objects.filter(actor_id=actor.id, form=form[:160]).delete()
