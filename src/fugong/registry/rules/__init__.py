"""The operating states of a unit and the ways between them, as pure data and functions."""

from collections.abc import Mapping

STATES = (
    "unregistered", "not_applied", "preparing", "applied", "returned", "verifying", "verified", "approved", "filed",
    "rejected", "resumed", "suspended", "closed",
)

# From each state, the states that may follow. `closed` may be undone by a new registration.
WAYS: dict[str, frozenset[str]] = {
    "unregistered": frozenset({"not_applied", "preparing", "closed"}),
    "not_applied": frozenset({"preparing", "applied", "filed", "resumed", "closed", "suspended"}),
    "preparing": frozenset({"applied", "filed", "not_applied", "resumed", "closed", "suspended"}),
    "applied": frozenset({"verifying", "returned", "rejected", "preparing", "approved", "filed", "closed"}),
    "returned": frozenset({"applied", "preparing", "filed", "closed", "rejected"}),
    "verifying": frozenset({"verified", "returned", "rejected", "applied", "filed", "closed"}),
    "verified": frozenset({"approved", "returned", "rejected", "verifying", "filed", "closed"}),
    "approved": frozenset({"resumed", "suspended", "preparing", "closed"}),
    "filed": frozenset({
        "resumed", "returned", "suspended", "preparing", "applied", "verifying", "verified", "closed"}),
    "rejected": frozenset({"preparing", "applied", "filed", "closed"}),
    "resumed": frozenset({"suspended", "preparing", "closed"}),
    "suspended": frozenset({"resumed", "approved", "filed", "preparing", "applied", "closed", "not_applied"}),
    "closed": frozenset({"not_applied"}),
}

# The tone in which a state is shown: pass, check, stop, info, idle.
TONES = {
    "resumed": "pass", "approved": "pass", "filed": "pass", "applied": "info", "verifying": "info", "verified": "info",
    "returned": "check", "preparing": "idle", "not_applied": "idle", "unregistered": "idle", "rejected": "stop",
    "suspended": "stop", "closed": "idle",
}


def may_follow(old: str, new: str) -> bool:
    """Whether a unit may go from one operating state to another in one step."""
    return new in WAYS[old]


MEASURES = ("headcount", "orders", "outsiders")
"""What may make a unit a key unit: staff, orders in hand (10,000 yuan), staff from other provinces and Hubei (S4-42)."""


def reached(has: Mapping[str, int | None], least: Mapping[str, int | None]) -> dict[str, list[int]]:
    """Which measures are enough: measure → [what the unit has, the least]. What is not known is never enough."""
    return {measure: [number, wanted] for measure in MEASURES
            if (number := has[measure]) is not None and (wanted := least[measure]) is not None and number >= wanted}


def origins_fit(total: int, *origins: int | None) -> bool:
    """Whether the staff by origin, as far as known, are not more than the staff total."""
    return sum(n or 0 for n in origins) <= total
