"""What happened on the way to resumption."""

from dataclasses import dataclass

from fugong.kit.events import Event


@dataclass(frozen=True, slots=True)
class ApplicationMoved(Event):
    """An application went from one state to another by an action of `rules.ACTIONS`."""

    application_id: str
    unit_id: str
    action: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class UnitResumed(Event):
    unit_id: str
    application_id: str


@dataclass(frozen=True, slots=True)
class PlanInForce(Event):
    unit_id: str
    plan_id: str


@dataclass(frozen=True, slots=True)
class ViolationRecorded(Event):
    violation_id: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class UnitsReevaluated(Event):
    """The positions of units were looked at anew because the regime changed."""

    units: int
    changed: int
