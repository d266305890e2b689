"""Reads of applications, plans, violations and positions, narrowed to the units that the actor may see."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fugong.kit.actor import Actor
from fugong.kit.errors import not_allowed, not_found
from fugong.registry import selectors as registry
from fugong.resumption.models import (
    Application,
    EnterprisePlan,
    PlanSection,
    SectionComment,
    UnitPosition,
    Violation,
)
from fugong.resumption.rules.states import OPEN

READ, READ_VIOLATIONS = "resumption.application.read", "resumption.violation.read"


def applications(actor: Actor) -> QuerySet[Application]:
    """Applications of visible units."""
    if not actor.can(READ):
        raise not_allowed(READ)
    found = Application.objects.select_related("unit__grid__officer").defer("control_phone")
    if actor.kind == "system" or actor.reach == "authority":
        return found
    return found.filter(unit__in=registry.visible(actor))  # one each: joining them costs less than asking by their keys


def application(actor: Actor, application_id: UUID | str) -> Application:
    """One application with its rules and plan, or a refusal that does not say whether it exists."""
    found = (applications(actor).defer(None).select_related("unit__grid__officer", "pack_version", "plan", "self_check")
             .filter(pk=application_id).first())
    if found is None:
        raise not_found()
    return found


def of_unit(actor: Actor, unit_id: UUID | str) -> QuerySet[Application]:
    """All applications of one unit, latest first."""
    return applications(actor).filter(unit=registry.unit(actor, unit_id)).order_by("-opened_at")


def open_of_unit(actor: Actor, unit_id: UUID | str) -> Application | None:
    """The application of a unit that is open."""
    return of_unit(actor, unit_id).filter(state__in=OPEN).first()


def plans(actor: Actor) -> QuerySet[EnterprisePlan]:
    """Plans of visible units, latest edition first."""
    if not actor.can(READ):
        raise not_allowed(READ)
    return registry.within(actor, EnterprisePlan.objects.select_related("unit")).order_by("-begun_at", "-edition")


def plan(actor: Actor, plan_id: UUID | str) -> EnterprisePlan:
    """One plan, or a refusal."""
    found = plans(actor).filter(pk=plan_id).first()
    if found is None:
        raise not_found()
    return found


def plan_of(actor: Actor, unit_id: UUID | str, day: datetime | None = None) -> EnterprisePlan | None:
    """The edition that held on a day (default: that is in force)."""
    editions = plans(actor).filter(unit_id=unit_id)
    if day is None:
        return editions.filter(state="in_force").first()
    return editions.filter(held_from__lte=day).filter(Q(held_to=None) | Q(held_to__gt=day)).first()


def section(actor: Actor, section_id: UUID | str) -> PlanSection:
    """One section of a visible plan."""
    found = PlanSection.objects.filter(pk=section_id, plan__in=plans(actor)).select_related("plan__unit").first()
    if found is None:
        raise not_found()
    return found


def comments(actor: Actor, sections: Iterable[PlanSection]) -> dict[UUID, list[SectionComment]]:
    """What was said to sections, oldest first; open ones and settled ones."""
    found: dict[UUID, list[SectionComment]] = {}
    for comment in SectionComment.objects.filter(section__in=list(sections)).order_by("at"):
        found.setdefault(comment.section_id, []).append(comment)
    return found


def violations(actor: Actor) -> QuerySet[Violation]:
    """Violations of visible units."""
    if not actor.can(READ_VIOLATIONS):
        raise not_allowed(READ_VIOLATIONS)
    return registry.within(actor, Violation.objects.select_related("unit__grid"))


def violation(actor: Actor, violation_id: UUID | str) -> Violation:
    """One violation, or a refusal."""
    found = violations(actor).filter(pk=violation_id).first()
    if found is None:
        raise not_found()
    return found


def position(actor: Actor, unit_id: UUID | str) -> UnitPosition | None:
    """Under which regime a unit stands, and what the last change meant for it."""
    return UnitPosition.objects.filter(unit=registry.unit(actor, unit_id), held_to=None).first()


def positions(actor: Actor, unit_id: UUID | str) -> QuerySet[UnitPosition]:
    """All positions of a unit, latest first."""
    return UnitPosition.objects.filter(unit=registry.unit(actor, unit_id)).order_by("-held_from", "-recorded_at")


def standing_positions(actor: Actor) -> QuerySet[UnitPosition]:
    """Under which regime each visible unit stands now."""
    if not actor.can(READ):
        raise not_allowed(READ)
    return registry.within(actor, UnitPosition.objects.filter(held_to=None).select_related("unit"))
