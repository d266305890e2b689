"""The self-check: the unit answers the rules item by item, with evidence."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from fugong.files import services as files
from fugong.files.models import Attachment
from fugong.kit.actor import Actor
from fugong.kit.errors import invalid
from fugong.resumption.models import Application
from fugong.resumption.selectors import dossiers
from fugong.resumption.services.steps import EDIT, check_editable, lock, need, took_part
from fugong.standards import selectors as standards
from fugong.standards.models import Assessment, AssessmentItem
from fugong.standards.services import assessments

EVIDENCE = ("jpg", "webp", "png", "pdf", "docx", "xlsx")


def answer_once(
    actor: Actor, assessment: Assessment, *, list_code: str, number: int, verdict: str, value: Decimal | None,
    note: str, evidence: Sequence[UUID], version: int | None,
) -> AssessmentItem:
    """Answer an item; the very same answer again (a bad network) is the one that stands.

    version: of the answer that was seen; None takes the newest, where one person answers alone.
    """
    row = standards.answers(assessment).get((list_code, number))
    given = (verdict, value, note.strip()[:500], list(dict.fromkeys(evidence)))
    if row is not None and (row.verdict, row.value, row.note, row.evidence) == given:
        return row
    seen = (row.version if row else 0) if version is None else version
    return assessments.answer(
        actor=actor, assessment_id=assessment.pk, list_code=list_code, number=number, verdict=verdict, value=value,
        note=note, evidence=evidence, version=seen)


@transaction.atomic
def answer(
    *, actor: Actor, application_id: UUID | str, list_code: str, number: int, verdict: str,
    value: Decimal | None = None, note: str = "", evidence: Sequence[UUID] = (), version: int | None = None,
) -> AssessmentItem:
    """Answer one item of the self-check."""
    need(actor, EDIT)
    application = lock(actor, application_id)
    check_editable(application)
    if verdict == AssessmentItem.Verdict.NOT_APPLICABLE and application.pack_version.pack.stops(list_code):
        raise invalid({"verdict": _("This item counts for every unit: choose in place or not in place, and explain in the "
                                    "remark. Whether it applies is decided on site.")})
    row = answer_once(actor, dossiers.self_check(application), list_code=list_code, number=number, verdict=verdict, value=value,
                      note=note, evidence=evidence, version=version)
    took_part(actor, application, "change")
    return row


@transaction.atomic
def add_evidence(
    *, actor: Actor, application_id: UUID | str, list_code: str, number: int, file: "File[Any]"
) -> Attachment:
    """Add a photo or paper to an item of the self-check; an item without an answer so far is answered as in place."""
    need(actor, EDIT)
    application = lock(actor, application_id)
    check_editable(application)
    return attach_to_item(actor, application, dossiers.self_check(application), list_code, number, file)


def attach_to_item(
    actor: Actor, application: Application, assessment: Assessment, list_code: str, number: int, file: "File[Any]"
) -> Attachment:
    """Keep a file as evidence of an item, with the answer that stands (or "in place" where none does)."""
    kept = files.store(
        actor=actor, subject=assessment, kind=f"{list_code}/{number}", file=file, accept=EVIDENCE)
    row = standards.answers(assessment).get((list_code, number))
    answer_once(
        actor, assessment, list_code=list_code, number=number, verdict=row.verdict if row else "met",
        value=row.value if row else None, note=row.note if row else "",
        evidence=[*(row.evidence if row else ()), kept.pk], version=None)
    took_part(actor, application, "change" if assessment == application.self_check else "item")
    return kept
