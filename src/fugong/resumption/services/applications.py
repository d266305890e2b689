"""Applications: begun, filled in, handed in, taken back, returned."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.files import selectors as attachments
from fugong.files import services as files
from fugong.files.models import Attachment
from fugong.kit import clock, masks
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid
from fugong.registry.services import units
from fugong.resumption import wording
from fugong.resumption.models import Application
from fugong.resumption.rules import lacking, states
from fugong.resumption.selectors import dossiers
from fugong.resumption.services import plans
from fugong.resumption.services.steps import (
    EDIT,
    advance,
    check_action,
    check_editable,
    lock,
    need,
    reason_given,
    record,
    refuse_for,
    took_part,
)
from fugong.standards import selectors as standards
from fugong.standards.services import assessments

# What the unit may fill in by itself; everything else follows from acts.
EDITABLE = (
    "proposed_on", "control_leader", "control_phone", "workers_local", "workers_other_city", "workers_other_province",
    "workers_hubei", "reasons",
)
PERSONAL = {"control_leader": masks.person, "control_phone": masks.phone}
"""What the trail keeps masked, and whole under the application's own key."""


@transaction.atomic
def begin(*, actor: Actor, unit_id: UUID | str) -> Application:
    """Begin the unit's application under the regime that holds for it; the one that is open is given back.

    What the register knows is filled in, and the plan and the self-check are made ready.
    """
    need(actor, EDIT)
    unit = units.lock(actor, unit_id)
    standing = Application.objects.filter(unit=unit, state__in=states.OPEN).first()
    if standing is not None:
        return standing
    if unit.state == "closed":
        raise Refused("unit_closed", _("The unit is closed. Register it again before it applies."), status=409)
    now = clock.now()
    place = dossiers.place_of(unit.batch, now)
    application = Application(
        unit=unit, kind=states.kind_under(place.regime), state="draft", state_since=now, regime=place.regime.code,
        batch=unit.batch, pack_version=standards.rulebook(now).version, opened_at=now,
        control_leader=unit.control_leader, control_phone=unit.contact_phone,
        workers_local=unit.staff_local or 0, workers_other_city=unit.staff_other_city or 0,
        workers_other_province=unit.staff_other_province or 0, workers_hubei=unit.staff_hubei or 0)
    application.plan = plans.being_written(actor, unit, dossiers.pack(application))
    application.self_check = assessments.open_assessment(
        actor=actor, unit_id=unit.pk, purpose="self_check", version=application.pack_version, at=now)
    record(actor, application, "open", "")
    return application


@transaction.atomic
def change(*, actor: Actor, application_id: UUID | str, version: int, values: Mapping[str, Any]) -> Application:
    """Fill in the basics. A draft may be incomplete; what is missing is told at the hand-in."""
    need(actor, EDIT)
    application = lock(actor, application_id, version)
    check_editable(application)
    before = held(application)
    for field, value in values.items():
        if field in EDITABLE:
            setattr(application, field, value if value is not None or field == "proposed_on" else 0)
    if problems := {field: _("Give a number from 0 to 100000.") for field in EDITABLE
                    if field.startswith("workers_") and not 0 <= getattr(application, field) <= 100_000}:
        raise invalid(problems)
    after = held(application)
    changed = {field: [before[field], after[field]] for field in EDITABLE if before[field] != after[field]}
    if changed:
        application.version, application.changed_at = version + 1, clock.real_now()
        application.save()
        took_part(actor, application, "change")
        audit.record(actor, "resumption.application.changed", application, {"changed": changed}, personal=PERSONAL)
    return application


def held(application: Application) -> dict[str, Any]:
    """The values as they stand; the trail masks those in PERSONAL."""
    return {field: getattr(application, field) for field in EDITABLE}


@transaction.atomic
def attach(
    *, actor: Actor, application_id: UUID | str, paper: str, file: "File[Any]", caption: str = ""
) -> Attachment:
    """Add a paper that the rules ask for. paper: its code in the rules."""
    need(actor, EDIT)
    application = lock(actor, application_id)
    check_editable(application)
    asked = dossiers.paper(application, paper)
    kept = files.store(
        actor=actor, subject=application, kind=paper, file=file, caption=caption, accept=dossiers.accepted(asked),
        limit=asked.megabytes * 1024 * 1024)
    took_part(actor, application, "change")
    return kept


@transaction.atomic
def detach(*, actor: Actor, application_id: UUID | str, attachment_id: UUID | str) -> None:
    """Take a paper back before the application is handed in."""
    need(actor, EDIT)
    application = lock(actor, application_id)
    check_editable(application)
    files.archive(actor=actor, attachment=attachments.one(actor, application, attachment_id))
    took_part(actor, application, "change")


@transaction.atomic
def submit(*, actor: Actor, application_id: UUID | str, version: int) -> Application:
    """Hand the application in: for approval, or as a filing after which the unit may resume, as the regime says.

    Refused with everything that is missing, all at once; also while the regime lets nobody resume.
    """
    need(actor, EDIT)
    application = lock(actor, application_id, version)
    check_action(application, "submit")
    place = dossiers.place_of(application.unit.batch, clock.now())
    if place.regime.code == "prohibited":
        raise Refused("prohibited", wording.said(place.regime.explanation), status=409)
    application.regime, application.kind = place.regime.code, states.kind_under(place.regime)
    refuse_for(lacking.lacking(dossiers.dossier(actor, application), place.regime), application)
    application.round += 1
    application.submitted_at = clock.now()
    plans.hand_in(application)
    advance(actor, application, "submit", basis=dossiers.basis(actor, application))
    if place.regime.decision == "none":
        plans.put_in_force(actor, application.plan)
    return application


@transaction.atomic
def withdraw(*, actor: Actor, application_id: UUID | str, version: int, reason: str = "") -> Application:
    """Take the application back; a unit that already works by its filing cannot."""
    need(actor, EDIT)
    application = lock(actor, application_id, version)
    if application.unit.state == "resumed" and application.state != "draft":
        raise Refused("works", _("The unit works by this filing. To stop work, ask the park to suspend it."), status=409)
    advance(actor, application, "withdraw", reason=reason.strip()[:2000])
    plans.take_back(actor, application)
    return application


@transaction.atomic
def send_back(*, actor: Actor, application_id: UUID | str, version: int, reason: str) -> Application:
    """Return the application with all reasons at once (一次性告知); the unit mends it and hands it in again."""
    need(actor, "resumption.application.return")
    application = lock(actor, application_id, version)
    advance(actor, application, "return", reason=reason_given(reason), basis=dossiers.basis(actor, application))
    plans.take_back(actor, application)
    return application
