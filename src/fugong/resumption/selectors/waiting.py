"""What waits for whom: the tasks of a person's desk, oldest first, each with the very rows behind it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.waiting import Tone, Waiting, in_order
from fugong.resumption.models import Application, Participant, Review, Violation
from fugong.resumption.rules.eyes import APPLYING, VERIFYING
from fugong.resumption.selectors.applications import READ, applications, violations
from fugong.standards import selectors as standards

UNDER_REVIEW = ("submitted", "filed", "verifying", "verified")
LATE, PRESSING = timedelta(days=2), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of task: who has it (the right), what to do, with which applications; own: only who manages the unit."""

    code: str
    permission: str
    verb: Any
    rows: Callable[[Actor, QuerySet[Application]], QuerySet[Application]]
    own: bool = False


def _took_part(actor: Actor, acts: frozenset[str]) -> Exists:
    return Exists(Participant.objects.filter(application=OuterRef("pk"), person_id=actor.id, act__in=acts))


def _regimes(**demands: str) -> list[str]:
    """The codes of the regimes that ask for these steps; "!" before a value turns it round."""
    return [regime.code for regime in standards.catalogue().regimes.values() if all(
        (getattr(regime, name) == value.removeprefix("!")) != value.startswith("!") for name, value in demands.items())]


def _without_review(kind: str) -> Callable[[Actor, QuerySet[Application]], QuerySet[Application]]:
    def rows(actor: Actor, found: QuerySet[Application]) -> QuerySet[Application]:
        asking = [regime.code for regime in standards.catalogue().regimes.values() if kind in regime.reviews]
        given = Review.objects.filter(
            application=OuterRef("pk"), round=OuterRef("round"), kind=kind, withdrawn_at=None)
        return found.filter(
            ~Exists(given), ~_took_part(actor, APPLYING), state__in=UNDER_REVIEW,
            regime__in=asking)

    return rows


def _without_department(actor: Actor, found: QuerySet[Application]) -> QuerySet[Application]:
    """Those for which a department that is asked has not said anything yet."""
    lacking = Q(pk__in=())
    for regime in standards.catalogue().regimes.values():
        for department in regime.departments:
            given = Review.objects.filter(
                application=OuterRef("pk"), round=OuterRef("round"), department=department, withdrawn_at=None)
            lacking |= Q(~Exists(given), regime=regime.code)
    return found.filter(lacking, ~_took_part(actor, APPLYING), state__in=UNDER_REVIEW)


def _to_start(actor: Actor, found: QuerySet[Application]) -> QuerySet[Application]:
    return found.filter(~_took_part(actor, APPLYING), state__in=("submitted", "filed"),
                        regime__in=_regimes(site_visit="!none"))


def _to_decide(actor: Actor, found: QuerySet[Application]) -> QuerySet[Application]:
    ready = Q(state="verified", regime__in=_regimes(decision="!none")) | Q(
        state__in=("submitted", "filed"), regime__in=_regimes(decision="!none", site_visit="none"))
    return found.filter(ready, ~_took_part(actor, APPLYING | VERIFYING))


KINDS = (
    Kind("correct", "resumption.application.edit", _("Correct"), lambda actor, found: found.filter(state="returned"), own=True),
    Kind("confirm", "resumption.application.edit", _("Confirm resumption of"), lambda actor, found: found.filter(
        unit__state__in=("approved", "filed"), state__in=("approved", "filed"), proposed_on__lte=clock.today()), own=True),
    Kind("finish", "resumption.application.edit", _("Finish filling in"), lambda actor, found: found.filter(
        state="draft"), own=True),
    Kind("decide", "resumption.decision.approve", _("Decide"), _to_decide),
    Kind("start", "resumption.verification.edit", _("Verify"), _to_start),
    Kind("visit", "resumption.verification.edit", _("Go on verifying"), lambda actor, found: found.filter(
        ~_took_part(actor, APPLYING), state="verifying")),
    Kind("epidemic", "resumption.review.epidemic", _("Review epidemic control of"), _without_review("epidemic")),
    Kind("safety", "resumption.review.safety", _("Review production safety of"), _without_review("safety")),
    Kind("department", "resumption.review.department", _("Sign off for departments on"), _without_department),
)
KNOWN = {kind.code: kind for kind in KINDS}


def rows(actor: Actor, code: str) -> QuerySet[Application]:
    """The applications of one kind of task, oldest first; none for who has no such tasks."""
    kind = KNOWN.get(code)
    if kind is None or not actor.can(kind.permission) or not actor.can(READ) or (kind.own and actor.reach != "unit"):
        return Application.objects.none()
    return kind.rows(actor, applications(actor)).order_by("state_since", "id")


def waiting(actor: Actor) -> list[Waiting]:
    """What waits for the actor in resumption: the most pressing first, then what has waited longest."""
    return in_order([*_applications(actor), *_violations(actor)])


def _applications(actor: Actor) -> Iterator[Waiting]:
    for kind in KINDS:
        waits = rows(actor, kind.code)
        oldest = waits.first()
        if oldest is not None:
            yield _task(kind.code, kind.verb, waits.count(), _t("units"), oldest.unit.name, oldest.state_since,
                        reverse("resumption.application.waiting", kwargs={"task": kind.code}))


def _violations(actor: Actor) -> Iterator[Waiting]:
    if not actor.can("resumption.violation.settle"):
        return
    waits = violations(actor).filter(state=Violation.State.OPEN).order_by("found_at")
    oldest = waits.first()
    if oldest is not None:
        yield _task("violations", _("Settle violations of"), waits.count(), _t("units"), oldest.unit.name,
                    oldest.found_at, reverse("resumption.violation.list") + "?state=open")


def _task(code: str, verb: Any, count: int, unit: str, name: str, since: datetime, url: str) -> Waiting:
    """A task with its oldest row. tone: stop when it waits two days and more, check for one day and more."""
    waits = clock.now() - since
    tone: Tone = "stop" if waits >= LATE else "check" if waits >= PRESSING else "info"
    return Waiting(str(verb), count, unit, name, url, tone, since, code)
