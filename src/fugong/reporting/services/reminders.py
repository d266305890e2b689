"""Reminding units that have not reported."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import not_allowed
from fugong.kit.events import publish
from fugong.kit.wording import month_day
from fugong.notifications import services as notifications
from fugong.registry import selectors as registry
from fugong.registry.models import Unit
from fugong.reporting.events import RemindersAsked
from fugong.reporting.selectors import daily as selectors


@transaction.atomic
def ask(*, actor: Actor, day: date) -> int:
    """Have the units that the actor sees and that have not reported for a day reminded, by a job. Returns how many."""
    if not actor.can("reporting.daily.remind"):
        raise not_allowed("reporting.daily.remind")
    count = selectors.missing(actor, day).count()
    if count:
        publish(actor, RemindersAsked(day))
    return count


def remind(*, actor: Actor, day: date) -> int:
    """Send the reminders: to the managers of each unit, or to the unit where nobody manages it. Once an hour at most."""
    if not actor.can("reporting.daily.remind"):
        raise not_allowed("reporting.daily.remind")
    units = list(selectors.missing(actor, day))
    return notifications.send(actor=actor, messages=_messages(units, day))


def _messages(units: list[Unit], day: date) -> Iterator[notifications.Message]:
    managers: dict[UUID, list[UUID]] = {}
    for member in registry.managers(unit.pk for unit in units):
        managers.setdefault(member.unit_id, []).append(member.user_id)
    for unit in units:
        words: dict[str, Any] = {
            "key": f"reporting.daily:{unit.pk}:{day}:{clock.now():%Y%m%d%H}",
            "zh": f"请报送{month_day(day)}日报：{unit.name}", "en": f"Please send the daily report of {day}: {unit.name}",
            "path": f"day/{unit.pk}/{day}/",
        }
        people = managers.get(unit.pk)
        if people:
            yield from (notifications.Message(**words, user_id=user) for user in people)
        else:
            yield notifications.Message(**words, unit_id=unit.pk)
