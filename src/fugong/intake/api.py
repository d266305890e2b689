"""Files in and out over the API."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router, Schema

from fugong.intake import selectors
from fugong.intake.models import ExportRun
from fugong.intake.services import exports
from fugong.kit.actor import Actor
from fugong.kit.desk.api import REFUSALS
from fugong.kit.downloads import download

outgoing = Router(tags=["intake.export"])


class ExportIn(Schema):
    """A list to be written to a file.

    desk: code of the list, such as registry.unit; question: its query string, as in the address of the page;
    columns: names, all of them where empty; whole: personal values unmasked, for who has the right to that.
    """

    desk: str
    question: str = ""
    columns: list[str] = []
    form: Literal["xlsx", "csv"] = "xlsx"
    whole: bool = False


class ExportOut(Schema):
    """An export: waiting, ready, refused or expired; progress in percent; file: where it is fetched once ready."""

    id: UUID
    desk: str
    question: str
    columns: list[str]
    form: str
    masked: bool
    state: str
    progress: int
    rows: int
    refusal: str
    expires_at: datetime | None
    file: str


def export_out(run: ExportRun) -> dict[str, Any]:
    return {
        "id": run.pk, "desk": run.kind, "question": run.question, "columns": run.columns, "form": run.form,
        "masked": run.masked, "state": run.state, "progress": run.progress, "rows": run.rows, "refusal": run.refusal,
        "expires_at": run.expires_at,
        "file": reverse("api:intake_export_file", kwargs={"pk": run.pk}) if run.state == ExportRun.State.READY else "",
    }


@outgoing.post("", response={202: ExportOut, **REFUSALS}, operation_id="intake_export_ask", url_name="intake_export_ask")
def ask(request: HttpRequest, response: HttpResponse, sent: ExportIn) -> Any:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    run = exports.ask(actor=actor, code=sent.desk, question=sent.question, columns=sent.columns, form=sent.form,
                      whole=sent.whole)
    response["Location"] = reverse("api:intake_export_read", kwargs={"pk": run.pk})
    return 202, export_out(run)


@outgoing.get("/{uuid:pk}", response={200: ExportOut, **REFUSALS}, operation_id="intake_export_read",
              url_name="intake_export_read")
def read(request: HttpRequest, pk: UUID) -> Any:
    return export_out(selectors.export(request.actor, pk))  # type: ignore[attr-defined]


@outgoing.get("/{uuid:pk}/file", response={200: bytes, **REFUSALS}, operation_id="intake_export_file",
              url_name="intake_export_file")
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    return download(*exports.fetch(actor=request.actor, run_id=pk))  # type: ignore[attr-defined]
