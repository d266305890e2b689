"""What a change of the admission regime does to an application under way."""

from dataclasses import dataclass
from typing import Literal

from fugong.resumption.rules.states import FINAL, kind_under
from fugong.standards.rules.catalogue import Regime

# Why an application stands where it stands after a change: the sentences are in `wording`.
Because = Literal["ended", "kept", "continues", "filed_now", "decision_needed", "works_on", "prohibited"]


@dataclass(frozen=True, slots=True)
class Position:
    """Path and state of an application under a regime, and why."""

    kind: str
    state: str
    because: Because


def reposition(kind: str, state: str, regime: Regime, *, resumed: bool) -> Position:
    """Where an application stands once a regime holds.

    What was decided stays decided and who works goes on working; what waits, waits by the new rules. Doing it
    twice changes nothing more.
    """
    if state in FINAL:
        return Position(kind, state, "ended")
    if regime.code == "prohibited":
        return Position(kind, state, "prohibited")
    if state in ("approved", "suspended"):
        return Position(kind, state, "kept")
    wanted = kind_under(regime)
    if kind == wanted:
        return Position(kind, state, "kept")
    if resumed and kind == "filing":
        return Position(kind, state, "works_on")
    if state in ("draft", "returned"):
        return Position(wanted, state, "continues")
    if wanted == "filing":
        kept = state == "verifying" and regime.site_visit == "after" or state == "verified" and regime.decision == "after"
        return Position("filing", state if kept else "filed", "filed_now")
    return Position("approval", "submitted" if state == "filed" else state, "decision_needed")
