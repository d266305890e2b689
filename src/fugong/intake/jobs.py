"""The work behind a received and a confirmed file."""

from typing import Any

from fugong.intake.services import imports
from fugong.kit.actor import Actor


def check(actor: Actor, payload: dict[str, Any]) -> None:
    """Check a received file."""
    imports.check_received(actor=actor, run_id=payload["run_id"])


def write(actor: Actor, payload: dict[str, Any]) -> None:
    """Write a confirmed file."""
    imports.write_confirmed(actor=actor, run_id=payload["run_id"])
