"""Four eyes: nobody verifies what he applied for, nobody approves what he applied for or verified."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Fault = Literal["", "nobody", "own_application", "own_unit", "own_verification"]
APPLYING = frozenset({"open", "submit", "withdraw", "change", "sign"})
VERIFYING = frozenset({"start", "item", "finish", "review", "department"})


@dataclass(frozen=True, slots=True)
class Trace:
    """Somebody did something to an application: the act and the person's id."""

    act: str
    person: str


def fault_of_verifier(person: str, traces: Iterable[Trace], managers: Iterable[str]) -> Fault:
    """Why a person may not verify or review, "" if he may. managers: who manages the unit."""
    if not person:
        return "nobody"
    if person in set(managers):
        return "own_unit"
    if any(trace.person == person and trace.act in APPLYING for trace in traces):
        return "own_application"
    return ""


def fault_of_decider(person: str, traces: Iterable[Trace], managers: Iterable[str]) -> Fault:
    """Why a person may not decide, "" if he may."""
    traces = tuple(traces)
    fault = fault_of_verifier(person, traces, managers)
    if fault:
        return fault
    if any(trace.person == person and trace.act in VERIFYING for trace in traces):
        return "own_verification"
    return ""
