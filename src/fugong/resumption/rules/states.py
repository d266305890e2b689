"""The states of an application and the actions between them.

There are two paths. On the approval path a unit waits for the decision; on the filing path (报备) handing in is
enough to resume, and what follows is its review (复核) while the unit may already work.
"""

from collections.abc import Mapping
from typing import Literal, get_args

from fugong.standards.rules.catalogue import Regime

State = Literal[
    "draft", "submitted", "returned", "filed", "verifying", "verified", "approved", "rejected", "withdrawn",
    "suspended", "revoked",
]
Kind = Literal["approval", "filing"]
Action = Literal[
    "open", "submit", "withdraw", "start", "finish", "return", "approve", "reject", "suspend", "lift", "revoke",
    "reclassify",
]
STATES: tuple[State, ...] = get_args(State)
KINDS: tuple[Kind, ...] = get_args(Kind)
ACTIONS: tuple[Action, ...] = get_args(Action)
FINAL: frozenset[State] = frozenset({"rejected", "withdrawn", "revoked"})
OPEN: tuple[State, ...] = tuple(state for state in STATES if state not in FINAL)

_Table = Mapping[str, frozenset[State]]
_BOTH: dict[str, frozenset[State]] = {
    "submit": frozenset({"draft", "returned"}),
    "start": frozenset({"submitted", "filed"}),
    "finish": frozenset({"verifying"}),
    "return": frozenset({"submitted", "filed", "verifying", "verified"}),
    "withdraw": frozenset({"draft", "submitted", "returned", "filed"}),
    "lift": frozenset({"suspended"}),
}
_FROM: Mapping[str, _Table] = {
    "approval": _BOTH | {
        "approve": frozenset({"submitted", "verified"}),
        "reject": frozenset({"submitted", "verifying", "verified"}),
        "suspend": frozenset({"approved"}),
        "revoke": frozenset({"approved", "suspended"}),
    },
    "filing": _BOTH | {
        "approve": frozenset({"filed", "verified"}),
        "suspend": frozenset({"filed", "returned", "verifying", "verified", "approved"}),
        "revoke": frozenset({"filed", "returned", "verifying", "verified", "approved", "suspended"}),
    },
}
_TO: dict[Action, State] = {
    "open": "draft", "withdraw": "withdrawn", "start": "verifying", "finish": "verified", "return": "returned",
    "approve": "approved", "reject": "rejected", "suspend": "suspended", "revoke": "revoked",
}


def kind_under(regime: Regime) -> Kind:
    """The path that a regime asks for: approval when somebody must look or decide before resumption."""
    return "approval" if "before" in (regime.site_visit, regime.decision) else "filing"


def allowed(kind: str, state: str, action: Action) -> bool:
    """Whether an application of this path in this state can undergo an action."""
    return state in _FROM[kind].get(action, frozenset())


def after(kind: str, state: str, action: Action, was_approved: bool = False) -> State:
    """The state that follows; was_approved says where a lifted suspension leads back to. ValueError if not allowed."""
    if not allowed(kind, state, action):
        raise ValueError(f"{action} is not possible from {state} on the {kind} path")
    if action == "submit":
        return "submitted" if kind == "approval" else "filed"
    if action == "lift":
        return "approved" if was_approved or kind == "approval" else "filed"
    return _TO[action]


def actions(kind: str, state: str) -> tuple[Action, ...]:
    """What can be done in a state, in the order of the work."""
    return tuple(action for action in ACTIONS if allowed(kind, state, action))


def editable(state: str, regime: Regime) -> bool:
    """Whether the unit may still fill in: before it hands in, and after filing what is due after resumption."""
    later = "after" in (regime.application, regime.attachments, regime.self_check)
    return state in ("draft", "returned") or (state == "filed" and later)


def unit_state(kind: str, new: str, unit_now: str, unit_before: str = "") -> str:
    """The operating state that the unit takes on when its application is put into a state, "" = keep its own.

    A unit that works keeps working until it is suspended or revoked; after a suspension it goes back to what it
    was before (unit_before).
    """
    if new in _STOPS:
        wanted = _STOPS[new]
    elif unit_now == "resumed":
        return ""
    else:
        wanted = unit_before or _UNIT_STATES[kind].get(new, "")
    return "" if wanted == unit_now else wanted


_STOPS = {"suspended": "suspended", "revoked": "preparing"}
_WAITS = {"draft": "preparing", "returned": "returned", "withdrawn": "preparing"}
_UNIT_STATES: Mapping[str, Mapping[str, str]] = {
    "approval": _WAITS | {
        "submitted": "applied", "verifying": "verifying", "verified": "verified", "approved": "approved",
        "rejected": "rejected",
    },
    "filing": _WAITS | {"filed": "filed", "verifying": "filed", "verified": "filed", "approved": "filed"},
}
