"""Verification on site and the reviews beside it: items one by one, photos, two parallel reviews, departments."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.files.models import Attachment
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid
from fugong.resumption.models import Application, Review, Verification
from fugong.resumption.rules.lacking import unfinished
from fugong.resumption.selectors import dossiers
from fugong.resumption.services.checks import answer_once, attach_to_item
from fugong.resumption.services.steps import advance, check_verifier, lock, need, reason_given, refuse_for, took_part
from fugong.standards.models import Assessment, AssessmentItem
from fugong.standards.services import assessments

VERIFY = "resumption.verification.edit"


@transaction.atomic
def start(*, actor: Actor, application_id: UUID | str, version: int, companions: str = "") -> Verification:
    """Begin the verification of the present round; its items are those of the application's rules."""
    need(actor, VERIFY)
    application = lock(actor, application_id, version)
    check_verifier(actor, application)
    advance(actor, application, "start")
    return Verification.objects.create(
        application=application, round=application.round, companions=companions.strip()[:200],
        assessment=assessments.open_assessment(
            actor=actor, unit_id=application.unit_id, purpose="verification", version=application.pack_version,
            at=clock.now()),
        started_at=clock.now(), started_by=actor.label[:100])


def _at_work(
    actor: Actor, application_id: UUID | str, version: int | None = None
) -> tuple[Application, Verification, Assessment]:
    """The locked application with its unfinished verification and its list, for who may verify it."""
    need(actor, VERIFY)
    application = lock(actor, application_id, version)
    check_verifier(actor, application)
    visit = dossiers.verification(application)
    if application.state != "verifying" or visit is None or visit.assessment is None:
        raise Refused("not_now", _("No verification of this application is going on."), status=409,
                      data={"state": application.state})
    return application, visit, visit.assessment


@transaction.atomic
def record_item(
    *, actor: Actor, application_id: UUID | str, list_code: str, number: int, verdict: str,
    value: Decimal | None = None, note: str = "", evidence: Sequence[UUID] | None = None, version: int | None = None,
) -> AssessmentItem:
    """Record what was found about one item. Sent twice it counts once, so that a bad network does no harm.

    evidence: None leaves the photos as they are.
    """
    application, _visit, assessment = _at_work(actor, application_id)
    standing = assessment.items.filter(list_code=list_code, number=number).first()
    kept = (standing.evidence if standing else []) if evidence is None else evidence
    row = answer_once(actor, assessment, list_code=list_code, number=number, verdict=verdict, value=value,
                      note=note, evidence=kept, version=version)
    took_part(actor, application, "item")
    return row


@transaction.atomic
def add_photo(
    *, actor: Actor, application_id: UUID | str, list_code: str, number: int, file: "File[Any]"
) -> Attachment:
    """Add a photo to an item of the visit."""
    application, _visit, assessment = _at_work(actor, application_id)
    return attach_to_item(actor, application, assessment, list_code, number, file)


@transaction.atomic
def finish(*, actor: Actor, application_id: UUID | str, version: int, summary: str = "") -> Application:
    """Finish the verification as passed; refused with all that is not met in the lists that block.

    What does not pass is returned with its reasons (applications.send_back).
    """
    application, visit, assessment = _at_work(actor, application_id, version)
    refuse_for(unfinished(dossiers.findings(actor, application)), application)
    done = assessments.conclude(actor=actor, assessment_id=assessment.pk).assessment
    done.refresh_from_db()
    visit.finished_at, visit.finished_by, visit.summary = clock.now(), actor.label[:100], summary.strip()[:2000]
    visit.save(update_fields=["finished_at", "finished_by", "summary"])
    advance(actor, application, "finish", basis=dossiers.basis(actor, application, done))
    return application


@transaction.atomic
def review(
    *, actor: Actor, application_id: UUID | str, kind: str, passed: bool, note: str = "", department: str = ""
) -> Review:
    """Say what a review found: epidemic control, production safety, or a department's sign-off.

    The two reviews run beside each other and beside the visit; saying it again replaces what one said before.
    """
    if kind not in Review.Kind.values:
        raise invalid({"kind": _("Choose epidemic control, production safety or department.")})
    need(actor, f"resumption.review.{kind}")
    application = lock(actor, application_id)
    check_verifier(actor, application)
    asked = dossiers.regime(application)
    if application.state not in ("submitted", "filed", "verifying", "verified"):
        raise Refused("not_now", _("The application is “%(state)s” and is not under review.") % {
            "state": application.get_state_display()}, status=409, data={"state": application.state})
    if kind == Review.Kind.DEPARTMENT and department not in asked.departments:
        raise invalid({"department": _("Choose one of the departments that are asked.")})
    if kind != Review.Kind.DEPARTMENT and kind not in asked.reviews:
        raise Refused("not_asked", _("The regime asks for no such review."), status=409)
    note = note.strip()[:2000] if passed else reason_given(note)
    where = {"application": application, "round": application.round, "kind": kind,
             "department": department if kind == Review.Kind.DEPARTMENT else ""}
    standing = Review.objects.filter(withdrawn_at=None, **where)
    if same := standing.filter(passed=passed, note=note, by_id=actor.id).first():
        return same
    standing.update(withdrawn_at=clock.real_now())
    made = Review.objects.create(
        passed=passed, note=note, by=actor.label[:100], by_id=actor.id, at=clock.now(), **where)
    took_part(actor, application, "department" if kind == Review.Kind.DEPARTMENT else "review")
    audit.record(actor, "resumption.application.reviewed", application, {
        "kind": kind, "department": made.department, "passed": passed, "note": note, "round": application.round})
    return made
