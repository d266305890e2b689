"""What is known of one application, gathered for the gates: regime, rules, papers, self-check, visit, reviews."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from fugong.files import selectors as attachments
from fugong.files.models import Attachment
from fugong.kit import clock
from fugong.kit import wording as office
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, not_found
from fugong.registry.models import Unit
from fugong.resumption import wording
from fugong.resumption.models import Application, Commitment, Review, UnitPosition, Verification
from fugong.resumption.rules.lacking import Dossier, Findings, Lack
from fugong.resumption.selectors.applications import application as visible_application
from fugong.standards import selectors as standards
from fugong.standards.models import Assessment
from fugong.standards.rules.catalogue import Catalogue, Regime
from fugong.standards.rules.packs import Attachment as Paper
from fugong.standards.rules.packs import Letter, Pack

# What else fits where the rules name a kind of file: the phone's other picture format, the older workbook.
ALSO = {"jpg": ("jpg", "webp"), "xlsx": ("xlsx", "xls")}


@dataclass(frozen=True, slots=True)
class Place:
    """Under which regime a unit may resume, the moment before which it may not (its batch's opening), and since when."""

    regime: Regime
    because: str
    opens_at: datetime | None = None
    since: datetime | None = None


def place_of(batch: str, at: datetime) -> Place:
    """The place of units of a batch. Before the batch opens: the regime that will hold then, for they prepare for it."""
    found = standards.standing(batch, at)
    if found.because == "too_early" and found.opens_at is not None:
        return Place(standards.standing(batch, found.opens_at).regime, found.because, found.opens_at)
    return Place(found.regime, found.because, since=found.since)


def positions_are_behind() -> bool:
    """Whether some unit's position is not the one that holds now: asked often, so it looks at batches, not units."""
    units = Unit.objects.filter(archived_at=None).exclude(state="closed")
    now, held = clock.now(), UnitPosition.objects.filter(held_to=None, unit__in=units)
    if units.exclude(pk__in=held.filter(batch=F("unit__batch")).values("unit")).exists():
        return True
    places = {batch: place_of(batch, now) for batch in units.values_list("batch", flat=True).distinct()}
    return {(batch, place.regime.code, place.opens_at) for batch, place in places.items()} != set(
        held.values_list("batch", "regime", "opens_at").distinct())


def catalogue() -> Catalogue:
    return standards.catalogue()


def regime(application: Application) -> Regime:
    """The regime that an application stands under."""
    return catalogue().regimes[application.regime]


def pack(application: Application) -> Pack:
    """The rules that an application is measured by."""
    return application.pack_version.pack


def accepted(paper: Paper) -> tuple[str, ...]:
    """The kinds of files that fit a paper."""
    return tuple(kind for given in paper.types for kind in ALSO.get(given, (given,)))


def paper(application: Application, code: str) -> Paper:
    """One of the papers that the rules know, by its code."""
    for known in pack(application).attachments:
        if known.code == code:
            return known
    raise not_found(code)


def commitment(application: Application) -> Commitment | None:
    """The letter that stands."""
    return application.commitments.filter(replaced_at=None).first()


def letter(application: Application) -> Letter:
    """The letter of the rules that an enterprise signs."""
    for known in pack(application).letters:
        if known.signed_by == "enterprise":
            return known
    raise Refused("no_letter", _("The rules in force have no letter of commitment for enterprises."), status=409)


def letter_text(application: Application, authority: str, signer: str = "", day: date | None = None) -> str:
    """The Chinese text of the letter, filled in as far as is known; it is what counts."""
    return letter(application).body.zh.format(
        unit=application.unit.name, authority=authority, signer=signer or "＿＿＿＿",
        date=office.full_date(day) if day else "＿＿＿＿")


def letter_digest(application: Application, authority: str) -> str:
    """SHA-256 of the unsigned letter: says whether what was shown is what will be signed."""
    return hashlib.sha256(letter_text(application, authority).encode()).hexdigest()


def verification(application: Application) -> Verification | None:
    """The verification of the present round."""
    return application.verifications.filter(round=application.round).select_related("assessment").first()


def self_check(application: Application) -> Assessment:
    """The self-check; refused where it was not kept (loaded from before)."""
    if application.self_check is None:
        raise not_found(_("Self-check"))
    return application.self_check


def reviews(application: Application) -> list[Review]:
    """The reviews of the present round that stand."""
    return list(application.reviews.filter(round=application.round, withdrawn_at=None).order_by("at"))


def dossier(actor: Actor, application: Application, checked: standards.Assessed | None = None) -> Dossier:
    """Everything that the gates ask of the unit's side. checked: what the self-check comes to, if that is known."""
    rules, unit = pack(application), application.unit
    opens_at = place_of(unit.batch, clock.now()).opens_at
    written = dict(application.plan.sections.values_list("code", "text")) if application.plan else {}
    attached = set(attachments.of(actor, application).values_list("kind", flat=True))
    handed_in = application.submitted_at if application.state not in ("draft", "returned") else clock.now()
    return Dossier(
        proposed_on=application.proposed_on,
        opens_on=opens_at.astimezone(clock.ZONE).date() if opens_at else None,
        handed_in_on=handed_in.astimezone(clock.ZONE).date() if handed_in else None,
        leader=application.control_leader, phone=application.control_phone, workers=application.workers,
        staff_total=unit.staff_total,
        plan={section.code: bool(written.get(section.code, "").strip()) for section in rules.plan_sections},
        papers={asked.code: asked.code in attached for asked in rules.attachments if asked.required},
        unmet=blocking(actor, application.self_check, checked),
        signed=commitment(application) is not None,
    )


def findings(actor: Actor, application: Application, checked: standards.Assessed | None = None) -> Findings:
    """Everything that the gates ask of the authority's side, in the present round. checked: what the visit comes to."""
    asked, visit, given = regime(application), verification(application), reviews(application)
    by_kind = {review.kind: review.passed for review in given}
    by_department = {review.department: review.passed for review in given if review.kind == Review.Kind.DEPARTMENT}
    visited = visit is not None and visit.finished_at is not None
    return Findings(
        visited=visited,
        unmet=blocking(actor, visit.assessment, checked) if visit is not None and not visited else (),
        reviews={kind: by_kind.get(kind) for kind in asked.reviews},
        departments={code: by_department.get(code) for code in asked.departments},
    )


def blocking(
    actor: Actor, assessment: Assessment | None, checked: standards.Assessed | None = None
) -> tuple[str, ...]:
    """The sentences for what an assessment still lacks in lists that block."""
    if assessment is None:
        return ()
    found = checked or standards.assessed(actor, assessment.pk)
    return tuple(wording.said(text) for entry, text in zip(found.missing, found.sentences, strict=True) if entry.blocking)


def files(actor: Actor, application: Application) -> dict[UUID, Attachment]:
    """Every file that belongs to an application: its papers, and the evidence of its assessments."""
    checks = [visit.assessment_id for visit in application.verifications.all()] + [application.self_check_id]
    found = [*attachments.of(actor, application),
             *attachments.of_many(actor, Assessment, [key for key in checks if key is not None])]
    return {attachment.pk: attachment for attachment in found}


def file(actor: Actor, application_id: UUID | str, key: UUID) -> Attachment:
    """One file of an application that the actor may see."""
    known = files(actor, visible_application(actor, application_id))
    if key not in known:
        raise not_found()
    return known[key]


def sentences(application: Application, lacks: Iterable[Lack]) -> list[tuple[Lack, str]]:
    """Each missing thing with its sentence, by the names that the rules give."""
    return [(lack, wording.of_lack(lack, pack(application), catalogue())) for lack in lacks]


def basis(actor: Actor, application: Application, *concluded: Assessment | None) -> dict[str, Any]:
    """What a step rests on: fingerprints of letter and papers, and what concluded assessments found."""
    letter = commitment(application)
    return {
        "commitment": letter.sha256 if letter else "",
        "papers": {paper.kind: paper.sha256 for paper in attachments.of(actor, application)},
        "assessments": [{"id": done.pk, "clear": done.result["clear"], "facts": done.result["facts"]}
                        for done in concluded if done is not None and done.result],
    }
