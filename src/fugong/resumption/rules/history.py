"""Past applications as they are loaded in bulk, and the check that their steps were possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from fugong.resumption.rules.states import Action, Kind, State, after


@dataclass(frozen=True, slots=True)
class PastStep:
    """One step: what was done when, by whom (id "" where he is no user), and why."""

    at: datetime
    action: Action
    by_id: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PastReview:
    """A review of the last round: epidemic, safety, or the sign-off of a department (its code)."""

    kind: str
    passed: bool
    by_id: str
    by: str
    at: datetime
    note: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """The answer to one item of a list, with a photo where one was taken."""

    list_code: str
    number: int
    verdict: str
    value: Decimal | None = None
    note: str = ""
    photo: bytes = b""


@dataclass(frozen=True, slots=True)
class PastApplication:
    """An application with everything that happened to it. workers: local, other city, other province, Hubei.

    steps begin with "open"; signer "" = not signed; plan: texts by section code; found: what the visit found, kept for
    applications that still wait for something.
    """

    unit_id: UUID
    kind: Kind
    regime: str
    batch: str
    proposed_on: date | None
    workers: tuple[int, int, int, int]
    leader: str
    phone: str
    steps: Sequence[PastStep]
    signer: str = ""
    reasons: str = ""
    resumed_at: datetime | None = None
    plan: Mapping[str, str] = field(default_factory=dict)
    reviews: Sequence[PastReview] = ()
    found: Sequence[PastAnswer] = ()


@dataclass(frozen=True, slots=True)
class Replayed:
    """A step with the states around it and how long the state before had lasted."""

    step: PastStep
    old: str
    new: State
    elapsed: timedelta | None


def replay(past: PastApplication) -> tuple[Replayed, ...]:
    """Every step with its states. ValueError when a step was not possible, or the steps are not in order."""
    if not past.steps or past.steps[0].action != "open":
        raise ValueError("an application begins with being opened")
    found = [Replayed(past.steps[0], "", "draft", None)]
    approved = False
    for step in past.steps[1:]:
        last = found[-1]
        if step.at < last.step.at:
            raise ValueError(f"{step.action} comes before {last.step.action}")
        approved = approved or step.action == "approve"
        found.append(Replayed(step, last.new, after(past.kind, last.new, step.action, approved), step.at - last.step.at))
    return tuple(found)
