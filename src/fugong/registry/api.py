"""The API of the plan. Units, grids, officers and phases have theirs from their desks."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from fugong.kit.desk.api import REFUSALS
from fugong.kit.errors import not_found
from fugong.registry import selectors
from fugong.registry.services import plans

router = Router(tags=["registry.plan"])


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
