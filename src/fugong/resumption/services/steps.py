"""What every act on an application has in common: rights, the lock, the step, the unit's state, the trail."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, not_allowed, not_found, stale
from fugong.kit.events import publish
from fugong.registry import selectors as registry
from fugong.registry.models import Unit
from fugong.registry.services import states as unit_states
from fugong.resumption import wording
from fugong.resumption.events import ApplicationMoved
from fugong.resumption.models import Application, ApplicationStep, Participant
from fugong.resumption.rules import states
from fugong.resumption.rules.eyes import Fault, Trace, fault_of_decider, fault_of_verifier
from fugong.resumption.rules.lacking import Lack
from fugong.resumption.rules.states import Action
from fugong.resumption.selectors import dossiers

EDIT = "resumption.application.edit"
PAST: dict[Action, str] = {
    "open": "opened", "submit": "submitted", "withdraw": "withdrawn", "start": "verification_started",
    "finish": "verified", "return": "returned", "approve": "approved", "reject": "rejected", "suspend": "suspended",
    "lift": "lifted", "revoke": "revoked", "reclassify": "reclassified",
}


def need(actor: Actor, permission: str) -> None:
    """Refuse who does not hold the right."""
    if not actor.can(permission):
        raise not_allowed(permission)


def lock(actor: Actor, application_id: UUID | str, version: int | None = None) -> Application:
    """The application's row, locked, if the actor may see its unit and nobody changed it since `version`."""
    found = (Application.objects.select_for_update(of=("self",)).select_related("unit", "pack_version", "plan")
             .filter(pk=application_id, unit__in=registry.visible(actor)).first())
    if found is None:
        raise not_found()
    if version is not None and found.version != version:
        raise stale({"version": found.version, "state": found.get_state_display()})
    return found


def check_action(application: Application, action: Action) -> None:
    """Refuse an action that the present state does not allow, naming the state: somebody may have been faster."""
    if not states.allowed(application.kind, application.state, action):
        raise Refused("not_now", _(
            "This cannot be done now: the application is “%(state)s”. Load the page again to see what happened.") % {
                "state": application.get_state_display()}, status=409, data={"state": application.state})


def check_editable(application: Application) -> None:
    """Refuse to change what is handed in."""
    if not states.editable(application.state, dossiers.regime(application)):
        raise Refused("handed_in", _(
            "The application is “%(state)s” and can no longer be changed. Withdraw it, or ask for its return.") % {
                "state": application.get_state_display()}, status=409)


def check_verifier(actor: Actor, application: Application) -> None:
    """Four eyes, first pair: nobody verifies what he applied for."""
    _check_eyes(fault_of_verifier(actor.id, _traces(application), _managers(application)))


def check_decider(actor: Actor, application: Application) -> None:
    """Four eyes, second pair: nobody decides what he applied for or verified."""
    _check_eyes(fault_of_decider(actor.id, _traces(application), _managers(application)))


def _traces(application: Application) -> list[Trace]:
    return [Trace(act, person) for act, person in application.participants.values_list("act", "person_id")]


def _managers(application: Application) -> list[str]:
    return [str(member.user_id) for member in registry.managers([application.unit_id])]


def _check_eyes(fault: Fault) -> None:
    if fault:
        raise Refused("four_eyes", wording.EYES[fault], status=403, data={"fault": fault})


def reason_given(reason: str) -> str:
    """The reason, tidied; refused when there is none."""
    reason = reason.strip()
    if len(reason) < 2:
        raise Refused("invalid", _("Please give the reason."), fields={"reason": _("Please give the reason.")})
    return reason[:2000]


def refuse_for(lacks: Iterable[Lack], application: Application) -> None:
    """Refuse with everything that is missing, all at once; nothing happens when nothing is."""
    told = [{"step": lack.step, "code": lack.code, "text": text} for lack, text in dossiers.sentences(application, lacks)]
    if told:
        raise Refused("incomplete", _("Something is still missing: %(list)s") % {
            "list": " ".join(f"{number}. {item['text']}" for number, item in enumerate(told, 1))},
            data={"missing": told})


def took_part(actor: Actor, application: Application, act: str) -> None:
    """Remember who acted, for four eyes. The product itself is nobody."""
    if actor.id:
        Participant.objects.get_or_create(
            application=application, act=act, person_id=actor.id, defaults={"label": actor.label[:100]})


def advance(
    actor: Actor, application: Application, action: Action, *, reason: str = "", basis: Mapping[str, Any] | None = None
) -> ApplicationStep:
    """Put a locked application through an action: state, step with elapsed time, unit, trail, event."""
    check_action(application, action)
    old = application.state
    application.state = states.after(application.kind, old, action, was_approved=application.decided_at is not None)
    return record(actor, application, action, old, reason=reason, basis=basis)


def record(
    actor: Actor, application: Application, action: Action, old: str, *, reason: str = "",
    basis: Mapping[str, Any] | None = None,
) -> ApplicationStep:
    """Write down what happened to an application whose state (and path) has just been set, and carry it on."""
    now = clock.now()
    elapsed = now - application.state_since if old else None
    last = application.steps.aggregate(last=Max("number"))["last"] or 0
    application.state_since, application.changed_at = now, clock.real_now()
    application.version += bool(old)
    application.save()
    rests_on = {"regime": application.regime, "rules": str(application.pack_version),
                "unit": application.unit.state, **(basis or {})}
    step = ApplicationStep.objects.create(
        application=application, number=last + 1, action=action, old=old, new=application.state, actor_id=actor.id,
        actor_label=actor.label[:100], on_behalf_of=actor.on_behalf_of, source=actor.source, reason=reason,
        basis=audit.plain(rests_on), at=now, elapsed=elapsed)
    took_part(actor, application, action)
    carry_to_unit(actor, application, action, reason)
    audit.record(actor, f"resumption.application.{PAST[action]}", application, {
        "unit": application.unit_id, "old": old, "new": application.state, "reason": reason, "round": application.round})
    publish(actor, ApplicationMoved(
        str(application.pk), str(application.unit_id), action, old, application.state))
    return step


def carry_to_unit(actor: Actor, application: Application, action: Action, reason: str = "") -> None:
    """Bring the unit's operating state in line with its application. A stopped unit stays stopped when rules change."""
    unit = Unit.objects.get(pk=application.unit_id)
    if action == "reclassify" and unit.state == "suspended":
        return
    before = ""
    if action == "lift":
        suspension = application.steps.filter(action="suspend").last()
        before = suspension.basis.get("unit", "") if suspension else ""
    wanted = states.unit_state(application.kind, application.state, unit.state, before)
    if wanted:
        application.unit = unit_states.move(
            actor=actor, unit_id=unit.pk, to=wanted, reason=reason,
            cause=("resumption.application", str(application.pk)))
