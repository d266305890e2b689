"""The screens of an import: choose a file, see what it would do, have it written, decide pairs, take it back."""

import io
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fugong.intake import selectors
from fugong.intake.models import DuplicatePair, ImportRun
from fugong.intake.services import importer_of, imports, pairs, undo
from fugong.intake.services import returned as back
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.desk import Column, Desk, Panel, desk_of
from fugong.kit.errors import Refused
from fugong.kit.excel.problems import describe
from fugong.kit.excel.template import form_of, template
from fugong.kit.ids import uuid7

C = Column
S = ImportRun.State
SHOWN = 200
TONES = {"waiting": "info", "checked": "check", "running": "info", "done": "pass", "refused": "stop", "undone": "idle"}


class UploadForm(forms.Form):
    """The file, and what to do when some rows have errors."""

    file = forms.FileField(label=_("file"), widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
                           help_text=_("Excel (.xlsx, .xls) or CSV, up to 20 MB."))
    mode = forms.ChoiceField(label=_("When rows have errors"), initial="good", widget=forms.RadioSelect, choices=(
        ("good", _("import the good rows, return the others")), ("whole", _("import nothing"))))


def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    importer = importer_of(actor, kind)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                run = imports.receive(actor=actor, kind=kind, file=form.cleaned_data["file"],
                                      whole=form.cleaned_data["mode"] == "whole")
                return HttpResponseRedirect(RUNS.url("detail", run.pk))
            except Refused as refused:
                form.add_error("file", str(refused))
    layout, owner = importer.layout(), desk_of(importer.desk)
    return render(request, "kit/import.html", {
        "title": _t("Import: %(what)s") % {"what": layout.title}, "stage": "upload", "steps": steps(),
        "back": {"url": owner.url("list"), "label": owner.title}, "form": form, "key": str(uuid7()),
        "template_url": reverse("intake.import.template", kwargs={"kind": kind}),
        "fields": [{"label": column.label, "required": column.required, "hint": column.help or form_of(column)}
                   for column in layout.columns],
    }, status=status)


def empty_template(request: HttpRequest, kind: str) -> FileResponse:
    """The template to fill in."""
    layout = importer_of(request.actor, kind).layout()  # type: ignore[attr-defined]
    return download(template(layout), _t("%(what)s, template") % {"what": layout.title})


def steps(run: ImportRun | None = None) -> list[dict[str, Any]]:
    """The three steps of an import, and how the one stands at which it is."""
    place, state, word = {
        None: (0, "now", _("choose")), S.WAITING: (1, "now", _("in progress")), S.CHECKED: (1, "now", _("confirm")),
        S.REFUSED: (1, "stop", _("refused")), S.RUNNING: (2, "now", _("in progress")),
    }.get(S(run.state) if run else None, (3, "", ""))
    return [{"label": label, "state": "done" if number < place else state if number == place else "todo",
             "word": word if number == place else ""}
            for number, label in enumerate((_("Choose the file"), _("Check"), _("Import")))]


def parts(actor: Actor, run: ImportRun) -> dict[str, Any]:
    """The page of an import, by how far it is."""
    owner = desk_of(importer_of(actor, run.kind).desk)
    here = {"pk": run.pk}
    start_over = reverse("intake.import.new", kwargs={"kind": run.kind})
    if run.state in (S.WAITING, S.RUNNING):
        return {"stage": "working", "steps": steps(run), "progress": progress_of(run)}
    found = list(islice(problems_of(actor, run), SHOWN + 1)) if run.errors else []
    return {
        "stage": {S.CHECKED: "checked", S.REFUSED: "refused"}.get(S(run.state), "done"), "refusal": run.refusal,
        "steps": steps(run),
        "run": {"file_name": run.file_name, "at": run.business_at, "who": run.actor_label, "rows": run.rows,
                "created": run.created, "updated": run.updated, "unchanged": run.unchanged,
                "duplicates": run.duplicates, "errors": run.errors, "pairs": selectors.pairs(actor, run).count()},
        "notes": notes_of(run), "errors": found[:SHOWN], "errors_more": len(found) > SHOWN and run.errors,
        "marked_url": reverse("intake.run.marked", kwargs=here) if run.errors else None,
        "pairs": pairs_of(actor, run, owner) if run.state == S.DONE else [],
        "pairs_url": reverse("intake.run.pairs", kwargs=here), "confirm_url": reverse("intake.run.confirm", kwargs=here),
        "confirm_label": confirm_label(run), "start_over_url": start_over, "list_url": owner.url("list"),
        "undo_url": reverse("intake.run.undo", kwargs=here) if run.state == S.DONE and run.created + run.updated else None,
        "undone": {"at": run.undone_at + clock.offset(), "who": run.undone_by} if run.undone_at else None,
        "undo_refused": [_t("Row %(row)s: %(what)s") % {"row": line.number, "what": line.label}
                         for line in selectors.kept_back(actor, run)[:SHOWN]] if run.state == S.UNDONE else [],
    }


def confirm_label(run: ImportRun) -> str:
    """What the button will do to how many."""
    count = run.created + run.updated
    if not count:
        return _t("Record this import")
    return ngettext("Import %(n)d row", "Import %(n)d rows", count) % {"n": count}


def notes_of(run: ImportRun) -> list[str]:
    """What was passed over in the file, in words."""
    found = []
    if run.sheet:
        found.append(_t("Sheet read: %(name)s") % {"name": run.sheet})
    if run.notes.get("others"):
        found.append(_t("Sheets not read, though they look alike: %(names)s") % {"names": "、".join(run.notes["others"])})
    if run.notes.get("ignored"):
        found.append(_t("Columns left out: %(names)s") % {"names": "、".join(run.notes["ignored"])})
    if run.notes.get("skipped"):
        found.append(_t("Rows left out as totals, signatures, notes or samples: %(rows)s") % {
            "rows": "、".join(str(number) for number, _reason in run.notes["skipped"])})
    found += [_t("Row %(row)s: %(what)s") % {"row": row, "what": f"{header}：{describe(code, {})}"}
              for row, header, code in run.notes.get("odd", [])]
    return found


def progress_of(run: ImportRun) -> dict[str, Any]:
    """How far the work is."""
    return {"percent": run.progress, "finished": False, "url": reverse("intake.run.progress", kwargs={"pk": run.pk}),
            "text": _t("Checking the file") if run.state == S.WAITING else _t("Importing")}


def problems_of(actor: Actor, run: ImportRun) -> Iterator[dict[str, Any]]:
    """Problems of the rows that come back, as the page lists them."""
    for problem in back.problems(actor, run):
        yield {"row": problem.row, "column": problem.header, "code": problem.code,
               "value": problem.params.get("value", ""), "message": problem.message}


def pairs_of(actor: Actor, run: ImportRun, owner: Desk) -> list[dict[str, Any]]:
    """Possible duplicates, each with its decision."""
    choices = [{"value": value, "label": label} for value, label in DuplicatePair.Decision.choices]
    return [{
        "id": pair.pk, "row": pair.line.number, "given": pair.given, "why": pair.why,
        "decided": pair.get_decision_display() if pair.decision else "", "choices": choices,
        "found": pair.found or (_t("row %(row)s") % {"row": pair.other_number}),
        "found_url": owner.url("detail", pair.target_id) if pair.target_id else "",
    } for pair in selectors.pairs(actor, run)[:SHOWN]]


def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The progress bar asks here; when the work is done the page is loaded anew."""
    run = selectors.run(request.actor, pk)  # type: ignore[attr-defined]
    answer = render(request, "kit/parts/progress.html", {"progress": progress_of(run)})
    if run.state not in (S.WAITING, S.RUNNING):
        answer.headers["HX-Redirect"] = RUNS.url("detail", run.pk)
    return answer


@require_POST
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have a checked file written."""
    run = imports.confirm(actor=request.actor, run_id=selectors.run(request.actor, pk).pk)  # type: ignore[attr-defined]
    return HttpResponseRedirect(RUNS.url("detail", run.pk))


@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo an import."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    done = undo.undo(actor=actor, run_id=selectors.run(actor, pk).pk)
    messages.success(request, ngettext("%(n)d row was taken back.", "%(n)d rows were taken back.", done.reverted) % {
        "n": done.reverted})
    return HttpResponseRedirect(RUNS.url("detail", pk))


@require_POST
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Decide pairs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    run = selectors.run(actor, pk)
    asked = {str(pair.pk): pair.pk for pair in selectors.pairs(actor, run)}
    decisions = {asked[name.removeprefix("pair-")]: value for name, value in request.POST.items()
                 if name.removeprefix("pair-") in asked and value in ("same", "different")}
    count = pairs.decide(actor=actor, run_id=run.pk, decisions=decisions)
    messages.success(request, ngettext("%(n)d pair was decided.", "%(n)d pairs were decided.", count) % {"n": count})
    return HttpResponseRedirect(RUNS.url("detail", pk))


def returned(request: HttpRequest, pk: UUID) -> FileResponse:
    """The rows that were not taken, marked, to be mended and imported again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    run = selectors.run(actor, pk)
    return download(back.workbook(actor, run), _t("%(file)s, to be mended") % {
        "file": run.file_name.rpartition(".")[0] or run.file_name})


def download(data: bytes, name: str) -> FileResponse:
    """An .xlsx to be saved."""
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{name}.xlsx")


def address(desk: Desk) -> str:
    """Where a desk's rows are imported."""
    return reverse("intake.import.new", kwargs={"kind": desk.importer})


RUNS = Desk(
    code="intake.run", path="imports", model=ImportRun, title=_("Imports"), noun=_("import"), door="figures",
    rows=selectors.runs, read="intake.run.read", order=("-started_at", "id"), filters=("state",),
    state=C("state", tones=TONES),
    columns=(C("file_name", link=True), C("state", tones=TONES), C("business_at", _("when")),
             C("actor_label", _("by")), C("rows", number=True), C("created", number=True), C("updated", number=True),
             C("duplicates", number=True), C("errors", number=True)),
    panels=(Panel(_("File"), (C("file_name"), C("sha256", "SHA-256"), C("sheet"))),),
    detail_template="kit/import.html", parts=parts,
    empty=_("No imports yet. Open a list and choose “Import”."),
)


def urls() -> list[URLPattern]:
    return [
        path("imports/new/<str:kind>/", new, name="intake.import.new"),
        path("imports/template/<str:kind>/", empty_template, name="intake.import.template"),
        path("imports/<uuid:pk>/progress/", progress, name="intake.run.progress"),
        path("imports/<uuid:pk>/confirm/", confirm, name="intake.run.confirm"),
        path("imports/<uuid:pk>/undo/", take_back, name="intake.run.undo"),
        path("imports/<uuid:pk>/pairs/", decide, name="intake.run.pairs"),
        path("imports/<uuid:pk>/marked/", returned, name="intake.run.marked"),
        *RUNS.urls(),
    ]
