"""Decisions: approve, reject, suspend, lift, revoke; and the unit's own word that it has resumed."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import clock, dates
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid
from fugong.kit.events import publish
from fugong.registry.services import states as unit_states
from fugong.resumption import wording
from fugong.resumption.events import UnitResumed
from fugong.resumption.models import Application
from fugong.resumption.rules.lacking import undecidable
from fugong.resumption.rules.states import Action
from fugong.resumption.selectors import dossiers
from fugong.resumption.services import plans
from fugong.resumption.services.steps import (
    EDIT,
    advance,
    check_action,
    check_decider,
    lock,
    need,
    reason_given,
    refuse_for,
)
from fugong.standards.rules.catalogue import Regime
from fugong.standards.services import assessments

APPROVE, SUSPEND = "resumption.decision.approve", "resumption.decision.suspend"


@transaction.atomic
def approve(*, actor: Actor, application_id: UUID | str, version: int, reason: str = "") -> Application:
    """Approve: the unit may resume on its day (or, after a filing, its review is passed).

    Refused to who verified or applied (four eyes), and with everything that is missing: the commitment, papers,
    the visit, either review, a department's sign-off, a batch that is not open.
    """
    need(actor, APPROVE)
    application = lock(actor, application_id, version)
    check_action(application, "approve")
    check_decider(actor, application)
    asked = dossiers.regime(application)
    place = dossiers.place_of(application.unit.batch, clock.now())
    if place.regime.code == "prohibited":
        raise Refused("prohibited", wording.said(place.regime.explanation), status=409)
    refuse_for(undecidable(
        dossiers.dossier(actor, application), dossiers.findings(actor, application), asked), application)
    done = assessments.conclude(actor=actor, assessment_id=dossiers.self_check(application).pk).assessment
    done.refresh_from_db()
    visit = dossiers.verification(application)
    application.decided_at = clock.now()
    advance(actor, application, "approve", reason=reason.strip()[:2000], basis=dossiers.basis(
        actor, application, done, visit.assessment if visit else None))
    plans.put_in_force(actor, application.plan)
    return application


@transaction.atomic
def reject(*, actor: Actor, application_id: UUID | str, version: int, reason: str) -> Application:
    """Reject, with the reason; the unit may apply again."""
    need(actor, APPROVE)
    application = lock(actor, application_id, version)
    check_action(application, "reject")
    check_decider(actor, application)
    application.decided_at = clock.now()
    advance(actor, application, "reject", reason=reason_given(reason), basis=dossiers.basis(actor, application))
    plans.take_back(actor, application)
    return application


@transaction.atomic
def suspend(*, actor: Actor, application_id: UUID | str, version: int, reason: str) -> Application:
    """Stop the unit for the time being, with the reason."""
    return _decide(actor, application_id, version, "suspend", reason)


@transaction.atomic
def lift(*, actor: Actor, application_id: UUID | str, version: int, reason: str) -> Application:
    """End a suspension: the unit is again what it was before."""
    return _decide(actor, application_id, version, "lift", reason)


@transaction.atomic
def revoke(*, actor: Actor, application_id: UUID | str, version: int, reason: str) -> Application:
    """Take the permission (or the filing) back for good; the unit has to apply again."""
    return _decide(actor, application_id, version, "revoke", reason)


def _decide(actor: Actor, application_id: UUID | str, version: int, action: Action, reason: str) -> Application:
    need(actor, SUSPEND)
    application = lock(actor, application_id, version)
    check_action(application, action)
    advance(actor, application, action, reason=reason_given(reason))
    return application


@transaction.atomic
def confirm_resumed(
    *, actor: Actor, application_id: UUID | str, version: int, at: datetime | None = None
) -> Application:
    """The unit says that it has resumed, now or at a past moment since it was allowed to.

    Refused before the batch opens, before the decision or filing, before the day that was approved, and while nobody
    may resume.
    """
    need(actor, EDIT)
    application = lock(actor, application_id, version)
    moment, unit = at or clock.now(), application.unit
    place = dossiers.place_of(unit.batch, moment)
    if unit.state not in ("approved", "filed"):
        raise Refused("not_allowed_yet", _("The unit is “%(state)s” and may not resume.") % {
            "state": unit.get_state_display()}, status=409)
    if place.regime.code == "prohibited":
        raise Refused("prohibited", wording.said(place.regime.explanation), status=409)
    problems = {}
    if moment > clock.now():
        problems["at"] = _("This moment is still to come. Confirm on the day itself.")
    elif unit.state_since is not None and moment < unit.state_since:
        problems["at"] = _("The unit was not yet allowed to resume at that moment.")
    elif place.opens_at is not None and moment < place.opens_at:
        problems["at"] = _("Units of this batch may not resume before %(day)s.") % {
            "day": dates.day(place.opens_at)}
    elif not_before := _not_before(application, place.regime, moment):
        problems["at"] = _("The unit was allowed to resume on %(day)s. Confirm from that day on.") % {
            "day": dates.day(not_before)}
    if problems:
        raise invalid(problems)
    application.resumed_at, application.version = moment, version + 1
    application.changed_at = clock.real_now()
    application.save(update_fields=["resumed_at", "version", "changed_at"])
    application.unit = unit_states.move(
        actor=actor, unit_id=unit.pk, to="resumed", at=moment, cause=("resumption.application", str(application.pk)))
    audit.record(actor, "resumption.application.resumed", application, {"unit": unit.pk, "at": moment})
    publish(actor, UnitResumed(str(unit.pk), str(application.pk)))
    return application


def _not_before(application: Application, regime: Regime, moment: datetime) -> date | None:
    """The approved day of resumption where that is still to come; None where the regime lets a unit resume undecided."""
    day = application.proposed_on
    return day if regime.decision == "before" and day and moment.astimezone(clock.ZONE).date() < day else None
