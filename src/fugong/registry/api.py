"""The API of the plan, of who answers for what, and what a unit has beside its desk. Units, grids, officers and phases have
theirs from their desks."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from fugong.kit.actor import Actor
from fugong.kit.desk.api import REFUSALS, version_of
from fugong.kit.desk.views import need
from fugong.kit.errors import invalid, not_found
from fugong.registry import selectors
from fugong.registry.models import Officer
from fugong.registry.services import duties, erasure, plans, units

router = Router(tags=["registry.plan"])
beside = Router(tags=["registry.unit"])
letters = Router(tags=["registry.letter"])
mechanism = Router(tags=["registry.mechanism"])


class PlanOut(Schema):
    """A plan with its days: from held_from up to, not with, held_to."""

    id: UUID
    name: str
    features: int
    held_from: date
    held_to: date | None


class PlanIn(Schema):
    """A plan's name, and its lines and areas as a GeoJSON FeatureCollection."""

    name: str = ""
    content: dict[str, Any] = {}


@router.get("", response={200: list[PlanOut], **REFUSALS}, operation_id="registry_plan_list")
def listing(request: HttpRequest) -> Any:
    """All plans, the present one first."""
    return list(selectors.plans(request.actor))  # type: ignore[attr-defined]


@router.get("/{uuid:pk}", response={200: dict[str, Any], **REFUSALS}, operation_id="registry_plan_read")
def read(request: HttpRequest, pk: UUID) -> Any:
    """One plan as GeoJSON."""
    plan = selectors.plans(request.actor).filter(pk=pk).defer(None).first()  # type: ignore[attr-defined]
    if plan is None:
        raise not_found()
    return plan.content


@router.post("", response={201: PlanOut, **REFUSALS}, operation_id="registry_plan_create")
def create(request: HttpRequest, sent: PlanIn) -> Any:
    """Put another plan in force from today on."""
    return Status(201, plans.save_plan(
        actor=request.actor, name=sent.name, data=plans.packed(sent.content)))  # type: ignore[attr-defined]


class Reached(Schema):
    """A measure of the criteria that a unit reached; headcount, orders (10,000 yuan) or outsiders."""

    measure: str
    has: int
    least: int


class Reason(Schema):
    """Why somebody needs, or erases, personal values; kept in the trail beside his name."""

    reason: str


class PhoneOut(Schema):
    """The contact's phone in full."""

    phone: str


class KeyOut(Schema):
    """Whether a unit is a key unit, since when, by whom, and by the criteria of which day; criterion_from is null where
    somebody named it."""

    key_unit: bool
    since: date | None = None
    by: str = ""
    criterion_from: date | None = None
    reached: list[Reached] = []


@beside.get("/{uuid:pk}/key", response={200: KeyOut, **REFUSALS}, operation_id="registry_unit_key")
def why_key(request: HttpRequest, pk: UUID) -> Any:
    """Why a unit is a key unit."""
    found = selectors.why_key(request.actor, pk)  # type: ignore[attr-defined]
    if found is None:
        return KeyOut(key_unit=False)
    since, ground = found
    return KeyOut(
        key_unit=True, since=since.held_from, by=since.recorded_by, criterion_from=ground.criterion_from if ground else None,
        reached=[Reached(measure=measure, has=has, least=least) for measure, (has, least) in ground.reached.items()]
        if ground else [])


@beside.post("/{uuid:pk}/phone", response={200: PhoneOut, **REFUSALS}, operation_id="registry_unit_reveal")
def reveal(request: HttpRequest, pk: UUID, sent: Reason) -> Any:
    """The contact's phone in full; who asked and why is recorded."""
    return {"phone": units.reveal_phone(actor=request.actor, unit_id=pk, reason=sent.reason)}  # type: ignore[attr-defined]


@beside.post("/{uuid:pk}/erase", response={204: None, **REFUSALS}, operation_id="registry_unit_erase")
def erase(request: HttpRequest, pk: UUID, sent: Reason) -> Any:
    """Erase the unit's contact for good, in the past too."""
    erasure.erase_contact(actor=request.actor, unit_id=pk, reason=sent.reason)  # type: ignore[attr-defined]
    return Status(204, None)


class LinkOut(Schema):
    """A link point or liaison, since when."""

    officer_id: UUID
    name: str = Field(alias="officer.name")
    held_from: date


class ResponsibilityOut(Schema):
    """One line of the responsibility matrix with its letter; signed_at is null until it is signed."""

    id: UUID
    version: int
    bearer: str
    organisation: str
    person: str
    duty: str
    letter: str
    letter_digest: str
    held_from: date
    signed_at: datetime | None


class DutiesOut(Schema):
    """Who answers for one unit."""

    link_point: LinkOut | None
    liaisons: list[LinkOut]
    responsibilities: list[ResponsibilityOut]


class LinksIn(Schema):
    """The link point (null leaves the present one) and exactly the liaisons of a unit from today on."""

    link_point: UUID | None = None
    liaisons: list[UUID] = Field([], max_length=100)
    appointed_by: str = Field("", max_length=60)


class ResponsibilityIn(Schema):
    """Who answers for a unit; bearer: park, township, department, leader or unit."""

    bearer: str = ""
    organisation: str = Field("", max_length=80)
    person: str = Field("", max_length=40)
    duty: str = Field("", max_length=200)


class SignatureIn(Schema):
    """The name of the responsible person, as it stands in the letter."""

    signer: str = ""


class OwnerOut(Schema):
    """One of the five parts of the joint mechanism; owner is null while nobody is named."""

    part: str
    label: str
    owner: LinkOut | None = None
    note: str = ""


class OwnerIn(Schema):
    """Who owns a part from today on."""

    officer: UUID | None = None
    note: str = Field("", max_length=200)


def _officers(actor: Actor, field: str, ids: list[UUID]) -> list[Officer]:
    """These officers, all of whom the actor may see."""
    found = {each.pk: each for each in selectors.officers(actor).filter(pk__in=ids)}
    if set(ids) - set(found):
        raise invalid({field: _("There is no such officer.")})
    return [found[pk] for pk in dict.fromkeys(ids)]


@beside.get("/{uuid:pk}/duties", response={200: DutiesOut, **REFUSALS}, operation_id="registry_unit_duties")
def who_answers(request: HttpRequest, pk: UUID) -> Any:
    """Link point, liaisons and the lines of the responsibility matrix of a unit."""
    return selectors.duties(request.actor, pk)  # type: ignore[attr-defined]


@beside.put("/{uuid:pk}/links", response={200: DutiesOut, **REFUSALS}, operation_id="registry_unit_link")
def link(request: HttpRequest, pk: UUID, sent: LinksIn) -> Any:
    """Name link point and liaisons of a unit: both, or neither."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, duties.DUTY)
    point = _officers(actor, "link_point", [sent.link_point] if sent.link_point else [])
    duties.set_links(
        actor=actor, unit_id=pk, link_point=point[0] if point else None, appointed_by=sent.appointed_by,
        liaisons=_officers(actor, "liaisons", sent.liaisons))
    return selectors.duties(actor, pk)


@beside.post(
    "/{uuid:pk}/responsibilities", response={201: ResponsibilityOut, **REFUSALS}, operation_id="registry_unit_assign")
def assign(request: HttpRequest, pk: UUID, sent: ResponsibilityIn) -> Any:
    """Fill one line of the matrix; it makes the letter to be signed."""
    return Status(201, duties.assign_responsibility(actor=request.actor, unit_id=pk, **sent.dict()))  # type: ignore[attr-defined]


@letters.post("/{uuid:pk}/sign", response={200: ResponsibilityOut, **REFUSALS}, operation_id="registry_letter_sign")
def sign(request: HttpRequest, pk: UUID, sent: SignatureIn) -> Any:
    """Sign a responsibility letter, of the version in If-Match."""
    return duties.sign_letter(
        actor=request.actor, responsibility_id=pk, version=version_of(request), signer=sent.signer)  # type: ignore[attr-defined]


@mechanism.get("", response={200: list[OwnerOut], **REFUSALS}, operation_id="registry_mechanism_list")
def parts(request: HttpRequest) -> Any:
    """The five parts of the joint mechanism (联防联控) with their owners."""
    return [{"part": part, "label": str(label), "owner": owner, "note": owner.note if owner else ""}
            for part, label, owner in selectors.mechanism(request.actor)]  # type: ignore[attr-defined]


@mechanism.put("/{part}", response={200: list[OwnerOut], **REFUSALS}, operation_id="registry_mechanism_own")
def own(request: HttpRequest, part: str, sent: OwnerIn) -> Any:
    """Name the owner of one part from today on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, duties.DUTY)
    if sent.officer is None:
        raise invalid({"officer": _("Name an owner")})
    duties.set_mechanism_owner(
        actor=actor, part=part, officer=_officers(actor, "officer", [sent.officer])[0], note=sent.note)
    return parts(request)
