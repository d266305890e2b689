"""What is still missing from an application, all of it at once (一次性告知), and what stands in a decision's way."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from fugong.standards.rules.catalogue import Due, Regime

Step = Literal["basics", "plan", "attachments", "self_check", "commitment"]
STEPS: tuple[Step, ...] = get_args(Step)
_DEMAND: dict[Step, str] = {
    "basics": "application", "plan": "application", "attachments": "attachments", "self_check": "self_check",
    "commitment": "commitment",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing. code: which sentence of `wording`; what: name or number that the sentence needs."""

    step: Step | Literal["decision"]
    code: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What an application holds, as far as the gates ask for it.

    plan: section code → whether it has text; papers: code of a required paper → whether one is attached;
    unmet: sentences for what the self-check lacks in lists that block; opens_on: the day before which the unit's
    batch may not resume; handed_in_on: today while it is being filled in.
    """

    proposed_on: date | None = None
    opens_on: date | None = None
    handed_in_on: date | None = None
    leader: str = ""
    phone: str = ""
    workers: int = 0
    staff_total: int = 0
    plan: dict[str, bool] = field(default_factory=dict)
    papers: dict[str, bool] = field(default_factory=dict)
    unmet: tuple[str, ...] = ()
    signed: bool = False


def demanded(regime: Regime, step: Step) -> Due:
    """Whether a step falls due before resumption, after it, or not at all."""
    due: Due = getattr(regime, _DEMAND[step])
    return due


def steps(regime: Regime) -> tuple[Step, ...]:
    """The steps that a regime asks for, whenever they fall due."""
    return tuple(step for step in STEPS if demanded(regime, step) != "none")


def lacking(dossier: Dossier, regime: Regime, *, due: tuple[Due, ...] = ("before",)) -> tuple[Lack, ...]:
    """Everything missing in the steps that fall due then."""
    return tuple(lack for step in STEPS if demanded(regime, step) in due for lack in _LACKS[step](dossier))


def _basics(dossier: Dossier) -> Iterator[Lack]:
    if dossier.proposed_on is None:
        yield Lack("basics", "proposed_on")
    elif dossier.opens_on is not None and dossier.proposed_on < dossier.opens_on:
        yield Lack("basics", "too_early", dossier.opens_on.isoformat())
    elif dossier.handed_in_on is not None and dossier.proposed_on < dossier.handed_in_on:
        yield Lack("basics", "in_the_past")
    if not dossier.leader:
        yield Lack("basics", "leader")
    if not dossier.phone:
        yield Lack("basics", "phone")
    if dossier.workers <= 0:
        yield Lack("basics", "workers")
    elif dossier.workers > dossier.staff_total:
        yield Lack("basics", "more_than_staff", str(dossier.staff_total))


def _plan(dossier: Dossier) -> Iterator[Lack]:
    return (Lack("plan", "section", code) for code, written in dossier.plan.items() if not written)


def _attachments(dossier: Dossier) -> Iterator[Lack]:
    return (Lack("attachments", "paper", code) for code, attached in dossier.papers.items() if not attached)


def _self_check(dossier: Dossier) -> Iterator[Lack]:
    return (Lack("self_check", "unmet", sentence) for sentence in dossier.unmet)


def _commitment(dossier: Dossier) -> Iterator[Lack]:
    if not dossier.signed:
        yield Lack("commitment", "signature")


_LACKS = {
    "basics": _basics, "plan": _plan, "attachments": _attachments, "self_check": _self_check, "commitment": _commitment,
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What the verification of the present round established.

    visited: the visit of this round is finished; unmet: sentences for what an unfinished visit lacks in lists that
    block; reviews: kind → passed, or None where nobody has reviewed; departments: code → the same.
    """

    visited: bool = False
    unmet: tuple[str, ...] = ()
    reviews: dict[str, bool | None] = field(default_factory=dict)
    departments: dict[str, bool | None] = field(default_factory=dict)


def unfinished(findings: Findings) -> tuple[Lack, ...]:
    """What keeps a visit from being finished as passed."""
    return tuple(Lack("decision", "visit_unmet", sentence) for sentence in findings.unmet)


def undecidable(dossier: Dossier, findings: Findings, regime: Regime) -> tuple[Lack, ...]:
    """What keeps an application from being approved. By then every step has fallen due, the commitment first of all."""
    return tuple(_undecidable(dossier, findings, regime))


def _undecidable(dossier: Dossier, findings: Findings, regime: Regime) -> Iterator[Lack]:
    if regime.code == "prohibited":
        yield Lack("decision", "prohibited")
    yield from lacking(dossier, regime, due=("before", "after"))
    if regime.site_visit != "none" and not findings.visited:
        yield Lack("decision", "not_visited")
    yield from unfinished(findings)
    for kind, passed in findings.reviews.items():
        if not passed:
            yield Lack("decision", "review_missing" if passed is None else "review_failed", kind)
    for department, passed in findings.departments.items():
        if not passed:
            yield Lack("decision", "department_missing" if passed is None else "department_failed", department)
