"""What resumption does when something happened elsewhere."""

from typing import Any

from fugong.kit.actor import Actor
from fugong.resumption.selectors import dossiers
from fugong.resumption.services import regimes


def regime_changed(actor: Actor, payload: dict[str, Any]) -> None:
    """Every unit's position is looked at anew."""
    regimes.reevaluate(actor=actor)


def follow_the_clock(actor: Actor) -> None:
    """A regime or a batch's opening that was decided for this moment takes effect."""
    if dossiers.positions_are_behind():
        regimes.reevaluate(actor=actor)


def rules_adopted(actor: Actor, payload: dict[str, Any]) -> None:
    """Applications that are being filled in go by the new rules, and positions are looked at anew."""
    regimes.follow_rules(actor=actor)
    regimes.reevaluate(actor=actor)
