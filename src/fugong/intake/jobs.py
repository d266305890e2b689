"""The work behind a received and a confirmed file."""

from typing import Any

from fugong.intake.services import exports, imports, once
from fugong.kit.actor import Actor


def check(actor: Actor, payload: dict[str, Any]) -> None:
    """Check a received file."""
    imports.check_received(actor=actor, run_id=payload["run_id"])


def write(actor: Actor, payload: dict[str, Any]) -> None:
    """Write a confirmed file."""
    imports.write_confirmed(actor=actor, run_id=payload["run_id"])


def export(actor: Actor, payload: dict[str, Any]) -> None:
    """Write a list to its file."""
    exports.make(actor=actor, run_id=payload["run_id"])


def expire(actor: Actor) -> None:
    """Files of exports and keys of forms go when their time is over."""
    exports.expire(actor=actor)
    once.forget_old()
