"""The API of the trail: the whole personal values of a record."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from fugong.audit import services
from fugong.kit.desk.api import REFUSALS

router = Router(tags=["audit.entry"])


class Reason(Schema):
    """Why somebody needs the values; kept in the trail beside his name."""

    reason: str


class WholeOut(Schema):
    """Field → its value, or its value before and after."""

    values: dict[str, str | list[str]]


@router.post("/{uuid:pk}/whole", response={200: WholeOut, **REFUSALS}, operation_id="audit_entry_reveal")
def reveal(request: HttpRequest, pk: UUID, sent: Reason) -> Any:
    """The personal values of a record in full; who asked and why is recorded."""
    found = services.reveal(actor=request.actor, entry_id=pk, reason=sent.reason)  # type: ignore[attr-defined]
    return {"values": {field: value for part in found.values() for field, value in part.items()}}
