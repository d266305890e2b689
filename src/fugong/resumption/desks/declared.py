"""The lists of applications, plans, violations and positions, declared."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.files import selectors as attachments
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.desk import Action, Column, Desk, Panel
from fugong.registry import selectors as registry
from fugong.resumption import selectors, wording
from fugong.resumption.desks.page import actions, application_parts, facts, sections, state_word
from fugong.resumption.desks.tones import PLANS as PLAN_STATES
from fugong.resumption.desks.tones import STATES
from fugong.resumption.desks.tones import VIOLATIONS as VIOLATION_STATES
from fugong.resumption.models import Application, EnterprisePlan, UnitPosition, Violation

C = Column
FINISHED = ("approved", "rejected", "withdrawn", "revoked")


def waited(application: Application) -> str:
    """How long the application has been in its state, as long as something is to be done."""
    return "" if application.state in FINISHED else wording.lasted(clock.now() - application.state_since)


APPLICATIONS = Desk(
    code="resumption.application", path="applications", model=Application, title=_("Applications"),
    noun=_("application"), door="resumption", place=20, rows=selectors.applications, read="resumption.application.read",
    edit="resumption.application.edit", new="resumption.apply", order=("-state_since", "id"), search=True,
    search_in="unit__", one_each=True, reads=("unit__name", "unit__grid__name", "unit__grid__officer__name"),
    filters=("state", "kind", "unit__grid", "unit__key_unit"), choices={"unit__grid": registry.grids},
    export="resumption.application.export",
    columns=(
        C("unit", link=True, sort="unit__name_sort", value=lambda a: a.unit.name),
        C("state", tones=STATES, sort="state", value=state_word), C("kind"),
        C("grid", _("grid"), value=lambda a: a.unit.grid), C("proposed_on", sort="proposed_on"),
        C("workers", _("people to return"), number=True), C("state_since", sort="state_since"),
        C("waited", _("has waited"), value=waited),
        C("number", _("application number"), hidden=True), C("batch", hidden=True), C("round", hidden=True, number=True),
        C("submitted_at", hidden=True, sort="submitted_at"), C("decided_at", hidden=True, sort="decided_at"),
        C("resumed_at", hidden=True, sort="resumed_at"), C("control_leader", hidden=True, personal=True),
        C("grid_officer", _("grid officer"), hidden=True, value=lambda a: a.unit.grid and a.unit.grid.officer),
    ),
    panels=(Panel(_("Basics"), (
        C("number", _("application number")), C("kind"), C("proposed_on"), C("control_leader"),
        C("workers", _("people to return")), C("workers_local"), C("workers_other_city"), C("workers_other_province"),
        C("workers_hubei"), C("submitted_at", optional=True), C("decided_at", optional=True),
        C("resumed_at", optional=True))),),
    state=C("state", tones=STATES, value=state_word), facts=facts, actions=actions, parts=application_parts,
    detail_template="resumption/application.html",
    empty=_("No applications yet. Begin the first one for a unit."),
)


def plan_actions(actor: Actor, plan: EnterprisePlan) -> list[Action]:
    found = []
    if actor.can("resumption.application.edit") and plan.state == "draft":
        found.append(Action(_("Write"), reverse("resumption.plan.write", kwargs={"pk": plan.pk}), icon="edit", primary=True))
    if actor.can("resumption.application.edit") and plan.state == "in_force":
        found.append(Action(_("Begin the next edition"), reverse("resumption.unit.plan", kwargs={"pk": plan.unit_id}), "post"))
    if actor.can("resumption.decision.approve") and plan.state == "handed_in" and not selectors.applications(actor).filter(
            plan=plan, state__in=wording.UNDER_WAY).exists():
        url = reverse("resumption.plan.accept", kwargs={"pk": plan.pk})
        found.append(Action(_("Put the plan in force"), url, "post", primary=True))
    return found


def plan_parts(actor: Actor, plan: EnterprisePlan) -> dict[str, Any]:
    """The sections with what was said to them."""
    return {"sections": sections(actor, plan), "subtitle": plan.unit.name,
            "title": _("Control plan, edition %(n)s") % {"n": plan.edition},
            "may_comment": actor.can("resumption.plan.comment") and plan.state != "ended"}


PLANS = Desk(
    code="resumption.plan", path="plans", model=EnterprisePlan, title=_("Control plans"), noun=_("control plan"),
    door="resumption", place=40, rows=selectors.plans, read="resumption.application.read", order=("-begun_at", "id"),
    search=True, search_in="unit__", filters=("state",),
    columns=(
        C("unit", _("unit"), link=True, sort="unit__name_sort", value=lambda p: p.unit.name), C("edition", number=True),
        C("state", tones=PLAN_STATES), C("held_from", sort="held_from"), C("held_to"),
        C("begun_at", _("begun at"), sort="begun_at"),
    ),
    panels=(Panel(_("Plan edition"), (C("edition"), C("held_from"), C("held_to"), C("begun_at", _("begun at")))),),
    state=C("state", tones=PLAN_STATES), actions=plan_actions, parts=plan_parts, detail_template="resumption/plan.html",
    empty=_("No plans yet. A plan begins with the application of its unit."),
)


def violation_actions(actor: Actor, violation: Violation) -> list[Action]:
    if actor.can("resumption.violation.settle") and violation.state == "open":
        url = reverse("resumption.violation.settle", kwargs={"pk": violation.pk})
        return [Action(_("Settle"), url, primary=True, icon="check")]
    return []


def violation_parts(actor: Actor, violation: Violation) -> dict[str, Any]:
    photos = [{"url": reverse("resumption.violation.file", kwargs={"pk": violation.pk, "file": file.pk}), "name": file.name,
               "is_image": file.is_image, "when": file.uploaded_at} for file in attachments.of(actor, violation)]
    return {"photos": photos, "title": violation.unit.name, "subtitle": _("Unauthorised resumption"),
            "photo_url": reverse("resumption.violation.photo", kwargs={"pk": violation.pk})
            if actor.can("resumption.violation.record") and violation.state == "open" else ""}


VIOLATIONS = Desk(
    code="resumption.violation", path="violations", model=Violation, title=_("Unauthorised resumption"),
    noun=_("violation"), door="supervision", place=30, rows=selectors.violations, read="resumption.violation.read",
    edit="resumption.violation.record", new="resumption.violation.choose", order=("-found_at", "id"), search=True,
    search_in="unit__", filters=("state", "source", "unit__grid"), choices={"unit__grid": registry.grids},
    columns=(
        C("unit", link=True, sort="unit__name_sort", value=lambda v: v.unit.name),
        C("state", tones=VIOLATION_STATES, sort="state"), C("found_at", sort="found_at"), C("source"),
        C("people_at_work", number=True), C("stopped"), C("found_by"), C("settled_at", hidden=True),
    ),
    panels=(Panel(_("What was found"), (
        C("unit", value=lambda v: v.unit.name), C("found_at"), C("source"), C("found_by"), C("people_at_work"),
        C("stopped"), C("text"), C("settled_at", optional=True),
        C("settlement", optional=True))),),
    state=C("state", tones=VIOLATION_STATES), actions=violation_actions, parts=violation_parts,
    detail_template="resumption/violation.html",
    empty=_("No violation is known. Record one when a unit works without being allowed to."),
)

POSITIONS = Desk(
    code="resumption.position", path="positions", model=UnitPosition, title=_("Ways of admission by unit"),
    noun=_("position"), door="resumption", place=60, rows=selectors.standing_positions, read="resumption.application.read",
    order=("-held_from", "unit__name_sort", "id"), search=True, search_in="unit__", filters=("unit__grid", "unit__batch"),
    choices={"unit__grid": registry.grids},
    columns=(
        C("unit", _("unit"), sort="unit__name_sort", value=lambda p: p.unit.name),
        C("regime", value=lambda p: wording.regime(p.regime)),
        C("meaning", _("what it means"), value=lambda p: wording.BECAUSE.get(p.meaning, "")),
        C("regime_before", _("before"), value=lambda p: wording.regime(p.regime_before) if p.regime_before else ""),
        C("opens_at"), C("held_from", sort="held_from"),
    ),
    empty=_("The positions of the units are found when the regime is first set."),
)

DESKS = (APPLICATIONS, PLANS, VIOLATIONS, POSITIONS)
