"""The API of the plan, and what a unit has beside its desk. Units, grids, officers and phases have theirs from their desks."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from fugong.kit.desk.api import REFUSALS
from fugong.kit.errors import not_found
from fugong.registry import selectors
from fugong.registry.services import erasure, plans, units

router = Router(tags=["registry.plan"])
beside = Router(tags=["registry.unit"])


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
