"""Jobs of reporting: one service call each."""

from datetime import date
from typing import Any

from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.reporting.rules.daily import is_time_to_remind
from fugong.reporting.selectors.daily import deadline
from fugong.reporting.services import reminders


def remind(actor: Actor, payload: dict[str, Any]) -> None:
    """Somebody asked for the units that have not reported to be reminded."""
    reminders.remind(actor=actor, day=date.fromisoformat(payload["day"]))


def remind_before_deadline(actor: Actor) -> None:
    """In the hour before the deadline everybody who has not reported yet is reminded, once."""
    now = clock.now()
    if is_time_to_remind(now, deadline(now.date())):
        reminders.remind(actor=actor, day=now.date())
