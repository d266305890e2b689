"""The API of people beside the desks: a worker's file, risk levels of areas."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from fugong.kit import clock
from fugong.kit.desk.api import REFUSALS, version_of
from fugong.people.selectors import areas as area_selectors
from fugong.people.selectors import workers as selectors
from fugong.people.services import areas as area_services
from fugong.people.services import workers as services

beside = Router(tags=["people.worker"])
areas = Router(tags=["people.area"])
Codes = Annotated[str, Query(max_length=2000)]


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


class LevelOut(Schema):
    """The level of an area on a day; own: set by the authority, else worked out from case counts under the rule `reason`."""

    division: str
    level: str
    held_from: date
    own: bool
    reason: str
    confirmed: int
    new: int


class LevelsOut(Schema):
    """Levels by the codes that were asked for; null where nothing is known, which is never low."""

    day: date
    levels: dict[str, LevelOut | None]


class EndIn(Schema):
    """From which day on the level no longer holds (today, where none is given)."""

    day: date | None = None


@areas.get("/at", response={200: LevelsOut, **REFUSALS}, operation_id="people_area_levels")
def levels(request: HttpRequest, codes: Codes = "", day: date | None = None) -> Any:
    """The levels of areas, by codes of GB/T 2260 with commas between them, on a day (today)."""
    asked = [code.strip() for code in codes.split(",") if code.strip()]
    moment = day or clock.today()
    return {"day": moment, "levels": area_selectors.levels(request.actor, asked, moment)}  # type: ignore[attr-defined]


@areas.post("/{uuid:pk}/end", response={204: None, **REFUSALS}, operation_id="people_area_end")
def end(request: HttpRequest, pk: UUID, sent: EndIn) -> Any:
    """End a level that was set; the version read goes into If-Match."""
    area_services.end_level(actor=request.actor, level_id=pk, version=version_of(request), day=sent.day)  # type: ignore[attr-defined]
    return Status(204, None)
