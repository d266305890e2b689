"""The API of a worker's file beside its desk."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from fugong.kit.desk.api import REFUSALS, version_of
from fugong.people.selectors import workers as selectors
from fugong.people.services import workers as services

beside = Router(tags=["people.worker"])


class Reason(Schema):
    """Why somebody needs personal values; kept in the trail beside his name."""

    reason: str


class PersonalOut(Schema):
    """A worker's personal values in full."""

    name: str
    document: str
    id_number: str
    phone: str
    home_address: str
    address: str
    emergency_name: str
    emergency_phone: str


class MoveIn(Schema):
    """Where a worker stands from a moment on (now, where none is given)."""

    state: str
    absence: str = ""
    reason: str = ""
    at: datetime | None = None


class StandingOut(Schema):
    """Where a worker stood from held_from up to, not with, held_to (null: he still does)."""

    unit_id: UUID
    team_id: UUID | None
    state: str
    absence: str
    held_from: datetime
    held_to: datetime | None
    reason: str


class MovedOut(Schema):
    """The worker's row after a move."""

    id: UUID
    state: str
    absence: str
    state_since: datetime
    version: int


@beside.post("/{uuid:pk}/reveal", response={200: PersonalOut, **REFUSALS}, operation_id="people_worker_reveal")
def reveal(request: HttpRequest, pk: UUID, sent: Reason) -> Any:
    """The personal values in full; who asked and why is recorded."""
    return services.reveal(actor=request.actor, worker_id=pk, reason=sent.reason)  # type: ignore[attr-defined]


@beside.post("/{uuid:pk}/move", response={200: MovedOut, **REFUSALS}, operation_id="people_worker_move")
def move(request: HttpRequest, pk: UUID, sent: MoveIn) -> Any:
    """Say where the worker stands; the version read goes into If-Match."""
    return services.move(actor=request.actor, worker_id=pk, version=version_of(request), **sent.dict())  # type: ignore[attr-defined]


@beside.get("/{uuid:pk}/standings", response={200: list[StandingOut], **REFUSALS}, operation_id="people_worker_standings")
def standings(request: HttpRequest, pk: UUID) -> Any:
    """Where the worker stood, the present first."""
    return list(selectors.standings(request.actor, pk))  # type: ignore[attr-defined]
