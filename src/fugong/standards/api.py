"""The API of the rules: what holds, and the decisions that change it."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import StrictInt

from fugong.kit import clock
from fugong.kit.desk.api import REFUSALS
from fugong.standards import selectors
from fugong.standards.models import Decision
from fugong.standards.rules import loading, typed
from fugong.standards.rules.differences import differences
from fugong.standards.rules.explaining import explain
from fugong.standards.services import assessments, decisions, packs

router = Router(tags=["standards"])


class Words(Schema):
    zh: str
    en: str


class RulesOut(Schema):
    """The rules that hold at a moment: the pack in its own format, its slots filled, and every parameter."""

    version: UUID
    code: str
    edition: str
    sha256: str
    at: datetime
    pack: dict[str, Any]
    parameters: dict[str, str | float]


class StandingOut(Schema):
    """How units of a batch are admitted; because: batch, all, default or too_early."""

    batch: str
    regime: str
    name: Words
    explanation: Words
    because: str
    opens_at: datetime | None


class ChangeOut(Schema):
    """One difference between two editions; audience "" means everybody."""

    subject: str
    aspect: str
    code: str
    number: int
    audience: str
    sentence: Words


class DecisionOut(Schema):
    """A decision as it was recorded."""

    id: UUID
    effective_from: datetime
    reason: str
    recorded_at: datetime
    recorded_by: str


class LoadedOut(Schema):
    """Editions that are loaded."""

    versions: list[UUID]


class PackIn(Schema):
    """A pack of rules as the text of its YAML file."""

    yaml: str = ""


class Seen(Schema):
    """seen: how many decisions of this kind the caller has read (GET /rules/decisions); refused when there are more by now."""

    seen: StrictInt | None = None


class DecisionsOut(Schema):
    """How many decisions of each kind were made: adoptions; admission; by code of a parameter; by list/number of an item."""

    adoptions: int
    admission: int
    parameters: dict[str, int]
    items: dict[str, int]


class AdoptIn(Seen):
    version: UUID | None = None
    effective_from: datetime | None = None
    reason: str = ""
    with_admission: bool = False


class ParameterIn(Seen):
    """value: null gives the value of the rules back; a time as "HH:MM"."""

    value: Decimal | str | None = None
    effective_from: datetime | None = None
    reason: str = ""


class SlotIn(Seen):
    zh: str = ""
    en: str = ""
    effective_from: datetime | None = None
    reason: str = ""


class RegimeIn(Seen):
    """batch: "" for every batch without a decision of its own."""

    batch: str = ""
    regime: str = ""
    effective_from: datetime | None = None
    reason: str = ""


class AcknowledgeIn(Schema):
    """text_sha256: of the words that were read, as GET /rules/lists/{code} gives it; unit: for a unit, not oneself."""

    text_sha256: str = ""
    unit: UUID | None = None


class ListOut(Schema):
    """One list in force, in the pack's own format, with the fingerprint of its words."""

    text_sha256: str
    rules: dict[str, Any]


class AcknowledgedOut(Schema):
    id: UUID
    subject_label: str
    given_at: datetime


def decision(verb: str) -> dict[str, Any]:
    return {"response": {201: DecisionOut, **REFUSALS}, "operation_id": f"standards_{verb}"}


@router.get("", response={200: RulesOut, **REFUSALS}, operation_id="standards_rules")
def rules(request: HttpRequest, at: datetime | None = None) -> Any:
    selectors.may_read(request.actor)  # type: ignore[attr-defined]
    book = selectors.rulebook(business(at))
    return {"version": book.version.pk, "code": book.version.code, "edition": book.version.edition,
            "sha256": book.version.sha256, "at": book.at, "pack": loading.content_of(book.pack),
            "parameters": {code: value if isinstance(value, str) else float(value)
                           for code, value in book.parameters.items()}}


@router.get("/lists/{list_code}", response={200: ListOut, **REFUSALS}, operation_id="standards_list")
def one_list(request: HttpRequest, list_code: str) -> Any:
    selectors.may_read(request.actor)  # type: ignore[attr-defined]
    found = selectors.named(selectors.rulebook().pack, list_code)
    return {"text_sha256": selectors.fingerprint(found), "rules": typed.plain_of(found)}


@router.get("/admission", response={200: StandingOut, **REFUSALS}, operation_id="standards_admission")
def admission(request: HttpRequest, batch: str = "", at: datetime | None = None) -> Any:
    selectors.may_read(request.actor)  # type: ignore[attr-defined]
    found = selectors.standing(batch, business(at))
    return {"batch": batch, "regime": found.regime.code, "name": found.regime.name,
            "explanation": found.regime.explanation, "because": found.because, "opens_at": found.opens_at}


@router.get("/compare", response={200: list[ChangeOut], **REFUSALS}, operation_id="standards_compare")
def compare(request: HttpRequest, before: UUID | None = None, after: UUID | None = None) -> Any:
    two = [selectors.version(request.actor, key).pack for key in (before, after)]  # type: ignore[attr-defined]
    return [{"subject": change.subject, "aspect": change.aspect, "code": change.code, "number": change.number,
             "audience": change.audience, "sentence": explain(change)}
            for change in differences(two[0], two[1], selectors.catalogue())]


@router.get("/decisions", response={200: DecisionsOut, **REFUSALS}, operation_id="standards_decisions")
def decided(request: HttpRequest) -> Any:
    return selectors.decisions_made(request.actor)  # type: ignore[attr-defined]


@router.post("/load", response={200: LoadedOut, **REFUSALS}, operation_id="standards_load")
def load(request: HttpRequest) -> Any:
    return {"versions": [version.pk for version in packs.load_shipped(actor=request.actor)]}  # type: ignore[attr-defined]


@router.post("/packs", response={201: LoadedOut, **REFUSALS}, operation_id="standards_upload")
def upload(request: HttpRequest, sent: PackIn) -> Any:
    made = packs.load_file(actor=request.actor, data=sent.yaml.encode())  # type: ignore[attr-defined]
    return Status(201, {"versions": [made.pk]})


@router.post("/adoptions", **decision("adopt"))
def adopt(request: HttpRequest, sent: AdoptIn) -> Status[Decision]:
    return Status(201, decisions.adopt(
        actor=request.actor, version_id=sent.version, effective_from=business(sent.effective_from),  # type: ignore[attr-defined]
        reason=sent.reason, with_admission=sent.with_admission, seen=sent.seen))


@router.post("/parameters/{parameter_code}", **decision("override"))
def override(request: HttpRequest, parameter_code: str, sent: ParameterIn) -> Status[Decision]:
    return Status(201, decisions.override_parameter(
        actor=request.actor, code=parameter_code, value=sent.value, reason=sent.reason,  # type: ignore[attr-defined]
        effective_from=business(sent.effective_from), seen=sent.seen))


@router.post("/lists/{list_code}/items/{number}", **decision("fill"))
def fill(request: HttpRequest, list_code: str, number: int, sent: SlotIn) -> Status[Decision]:
    return Status(201, decisions.fill_slot(
        actor=request.actor, list_code=list_code, number=number, zh=sent.zh, en=sent.en,  # type: ignore[attr-defined]
        reason=sent.reason, effective_from=business(sent.effective_from), seen=sent.seen))


@router.post("/admission", **decision("change_admission"))
def change_admission(request: HttpRequest, sent: RegimeIn) -> Status[Decision]:
    return Status(201, decisions.change_regime(
        actor=request.actor, batch=sent.batch, regime=sent.regime, reason=sent.reason,  # type: ignore[attr-defined]
        effective_from=business(sent.effective_from), seen=sent.seen))


@router.post("/lists/{list_code}/acknowledge", response={201: AcknowledgedOut, **REFUSALS},
             operation_id="standards_acknowledge")
def acknowledge(request: HttpRequest, list_code: str, sent: AcknowledgeIn) -> Any:
    return Status(201, assessments.acknowledge(
        actor=request.actor, list_code=list_code, text_sha256=sent.text_sha256, unit_id=sent.unit))  # type: ignore[attr-defined]


def business(moment: datetime | None) -> datetime | None:
    """A moment as it was sent; without a zone it is of the authority's."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=clock.ZONE)
