"""Files in and out over the API."""

from datetime import datetime
from itertools import islice
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from fugong.files.rules import TYPES
from fugong.intake import selectors
from fugong.intake.models import ExportRun, ImportRun
from fugong.intake.services import exports, importer_of, imports, pairs, returned, undo
from fugong.kit.actor import Actor
from fugong.kit.desk.api import REFUSALS, Page
from fugong.kit.desk.query import PAGE_SIZE
from fugong.kit.downloads import download
from fugong.kit.errors import invalid
from fugong.kit.excel.template import template

incoming = Router(tags=["intake.run"])
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


class ImportOut(Schema):
    """An import: waiting, checked, running, done, refused or undone; progress in percent; what became of the rows, or
    would; notes: what was passed over in the file."""

    id: UUID
    kind: str
    file_name: str
    sha256: str
    whole: bool
    state: str
    progress: int
    refusal: str
    rows: int
    created: int
    updated: int
    unchanged: int
    duplicates: int
    errors: int
    actor_label: str
    started_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    notes: dict[str, Any]


class ImportPage(Schema):
    items: list[ImportOut]
    page: int
    more: bool


class ProblemOut(Schema):
    """What is wrong in one cell of a row that was not taken; row: the sheet's own number."""

    row: int
    column: str
    code: str
    message: str


class ProblemPage(Schema):
    items: list[ProblemOut]
    page: int
    more: bool


class PairOut(Schema):
    """A row that may be something in the register, or on another row; decision: "", same or different."""

    id: UUID
    row: int
    given: str
    found: str
    target_id: UUID | None
    other_row: int | None
    why: str
    decision: str


class PairPage(Schema):
    items: list[PairOut]
    page: int
    more: bool


class Decisions(Schema):
    """Pair → whether both are the same or two different ones."""

    decisions: dict[UUID, Literal["same", "different"]]


class Decided(Schema):
    decided: int


class KeptBack(Schema):
    row: int
    label: str


class UndoneOut(Schema):
    """Rows that were taken back, and those that were not because somebody changed them since."""

    reverted: int
    refused: list[KeptBack]


def cut(found: Any, page: int) -> dict[str, Any]:
    """One page of a long answer."""
    start = (page - 1) * PAGE_SIZE
    items = list(islice(found, start, start + PAGE_SIZE + 1))
    return {"items": items[:PAGE_SIZE], "page": page, "more": len(items) > PAGE_SIZE}


def accepted(response: HttpResponse, run: ImportRun) -> Any:
    """The work goes on; the address says where its progress is read."""
    response["Location"] = reverse("api:intake_run_read", kwargs={"pk": run.pk})
    return 202, run


@incoming.get("", response={200: ImportPage, **REFUSALS}, operation_id="intake_run_list")
def listing(request: HttpRequest, page: Page = 1) -> Any:
    return cut(selectors.runs(request.actor).order_by("-started_at", "id"), page)  # type: ignore[attr-defined]


@incoming.get("/templates/{kind}", response={200: bytes, **REFUSALS}, operation_id="intake_import_template")
def empty_template(request: HttpRequest, kind: str) -> HttpResponse:
    layout = importer_of(request.actor, kind).layout()  # type: ignore[attr-defined]
    return download(_("%(what)s, template") % {"what": layout.title} + ".xlsx", TYPES["xlsx"], template(layout))


@incoming.post("", response={202: ImportOut, **REFUSALS}, operation_id="intake_import_send")
def send(
    request: HttpRequest, response: HttpResponse, kind: str = Form("units"), whole: bool = Form(False),  # type: ignore[type-arg]
    dry_run: bool = Form(False), file: UploadedFile | None = File(None),  # type: ignore[type-arg]  # noqa: B008
) -> Any:
    """Send a file. With dry_run nothing is written before it is confirmed; whole: all rows or none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    importer_of(actor, kind)
    if file is None:
        raise invalid({"file": _("Send a file.")})
    return accepted(response, imports.receive(actor=actor, kind=kind, file=file, whole=whole, at_once=not dry_run))


@incoming.get("/{uuid:pk}", response={200: ImportOut, **REFUSALS}, operation_id="intake_run_read", url_name="intake_run_read")
def read_run(request: HttpRequest, pk: UUID) -> Any:
    return selectors.run(request.actor, pk)  # type: ignore[attr-defined]


@incoming.post("/{uuid:pk}/confirm", response={202: ImportOut, **REFUSALS}, operation_id="intake_run_confirm")
def confirm(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return accepted(response, imports.confirm(actor=actor, run_id=selectors.run(actor, pk).pk))


@incoming.get("/{uuid:pk}/errors", response={200: ProblemPage, **REFUSALS}, operation_id="intake_run_errors")
def errors(request: HttpRequest, pk: UUID, page: Page = 1) -> Any:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return cut((found.as_json() for found in returned.problems(actor, selectors.run(actor, pk))), page)


@incoming.get("/{uuid:pk}/marked", response={200: bytes, **REFUSALS}, operation_id="intake_run_marked")
def marked(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    run = selectors.run(actor, pk)
    name = _("%(file)s, to be mended") % {"file": run.file_name.rpartition(".")[0] or run.file_name}
    return download(f"{name}.xlsx", TYPES["xlsx"], returned.workbook(actor, run))


@incoming.get("/{uuid:pk}/pairs", response={200: PairPage, **REFUSALS}, operation_id="intake_run_pairs")
def list_pairs(request: HttpRequest, pk: UUID, page: Page = 1) -> Any:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = selectors.pairs(actor, selectors.run(actor, pk))
    return cut(({
        "id": pair.pk, "row": pair.line.number, "given": pair.given, "found": pair.found, "target_id": pair.target_id,
        "other_row": pair.other_number, "why": pair.why, "decision": pair.decision} for pair in found.iterator()), page)


@incoming.post("/{uuid:pk}/pairs", response={200: Decided, **REFUSALS}, operation_id="intake_run_decide")
def decide(request: HttpRequest, pk: UUID, sent: Decisions) -> Any:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    run = selectors.run(actor, pk)
    return {"decided": pairs.decide(actor=actor, run_id=run.pk, decisions=sent.decisions)}


@incoming.post("/{uuid:pk}/undo", response={200: UndoneOut, **REFUSALS}, operation_id="intake_run_undo")
def take_back(request: HttpRequest, pk: UUID) -> Any:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    done = undo.undo(actor=actor, run_id=selectors.run(actor, pk).pk)
    return {"reverted": done.reverted, "refused": [{"row": row, "label": label} for row, label in done.refused]}
