"""The API of documents: what the screens can do, step by step."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from fugong.documents import selectors
from fugong.documents.models import Document
from fugong.documents.services import drafts, issuing, receipts
from fugong.kit.desk.api import REFUSALS, version_of

router = Router(tags=["documents.document"])


class DocumentOut(Schema):
    """Where a document stands."""

    id: UUID
    version: int
    kind: str
    title: str
    status: str
    number_text: str
    issued_on: date | None
    withdrawn_on: date | None
    gaps: list[str]

    @staticmethod
    def resolve_gaps(document: Document) -> list[str]:
        return list(document.paper().gaps())


class IssueIn(Schema):
    """Under which series (notices and bulletins need one) and on which business day (today if left out)."""

    series: UUID | None = None
    issued_on: date | None = None


class ReasonIn(Schema):
    reason: str = ""


class TextsIn(Schema):
    """One text for each gap, in order; an empty one leaves its gap."""

    texts: list[str] = []


class UnitsIn(Schema):
    """To which units; to all if left out."""

    units: list[UUID] | None = None


class CountOut(Schema):
    count: int


def operation(verb: str) -> dict[str, Any]:
    return {"response": {200: DocumentOut, **REFUSALS}, "operation_id": f"documents_document_{verb}"}


@router.post("/{uuid:pk}/submit", **operation("submit"))
def submit(request: HttpRequest, pk: UUID) -> Any:
    return drafts.submit(actor=request.actor, document_id=pk, version=version_of(request))  # type: ignore[attr-defined]


@router.post("/{uuid:pk}/return", **operation("return"))
def send_back(request: HttpRequest, pk: UUID, sent: ReasonIn) -> Any:
    return drafts.send_back(
        actor=request.actor, document_id=pk, version=version_of(request), reason=sent.reason)  # type: ignore[attr-defined]


@router.post("/{uuid:pk}/fill", **operation("fill"))
def fill(request: HttpRequest, pk: UUID, sent: TextsIn) -> Any:
    return drafts.fill(
        actor=request.actor, document_id=pk, version=version_of(request), texts=sent.texts)  # type: ignore[attr-defined]


@router.post("/{uuid:pk}/issue", **operation("issue"))
def issue(request: HttpRequest, pk: UUID, sent: IssueIn) -> Any:
    return issuing.issue(
        actor=request.actor, document_id=pk, version=version_of(request),  # type: ignore[attr-defined]
        series_id=sent.series, issued_on=sent.issued_on)


@router.post("/{uuid:pk}/withdraw", **operation("withdraw"))
def withdraw(request: HttpRequest, pk: UUID, sent: ReasonIn) -> Any:
    return issuing.withdraw(
        actor=request.actor, document_id=pk, version=version_of(request), reason=sent.reason)  # type: ignore[attr-defined]


@router.post("/{uuid:pk}/circulate", response={200: CountOut, **REFUSALS}, operation_id="documents_document_circulate")
def circulate(request: HttpRequest, pk: UUID, sent: UnitsIn) -> Any:
    return {"count": receipts.circulate(actor=request.actor, document_id=pk, unit_ids=sent.units)}  # type: ignore[attr-defined]


@router.post("/{uuid:pk}/sign", response={200: CountOut, **REFUSALS}, operation_id="documents_document_sign")
def sign(request: HttpRequest, pk: UUID) -> Any:
    return {"count": receipts.sign(actor=request.actor, document_id=pk)}  # type: ignore[attr-defined]


@router.get("/{uuid:pk}/files/{form}", response={200: bytes, **REFUSALS}, operation_id="documents_document_file")
def file(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    return selectors.file(request.actor, pk, form).response()  # type: ignore[attr-defined]
