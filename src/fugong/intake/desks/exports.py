"""The screens of an export: say what of a list goes into the file, wait for it, fetch it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fugong.intake import selectors
from fugong.intake.models import ExportRun
from fugong.intake.services import exports
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.desk import Action, Column, Desk, Panel, desk_of, desks, query
from fugong.kit.downloads import download
from fugong.kit.errors import Refused
from fugong.kit.ids import uuid7

C = Column
S = ExportRun.State
TONES = {"waiting": "info", "ready": "pass", "refused": "stop", "expired": "idle"}


class ExportForm(forms.Form):
    """Which columns, which kind of file, personal values masked or whole."""

    form = forms.ChoiceField(label=_("form"), initial="xlsx", widget=forms.RadioSelect, choices=(
        ("xlsx", _("Excel (.xlsx)")), ("csv", _("text (.csv)"))))
    columns = forms.MultipleChoiceField(label=_("columns"), widget=forms.CheckboxSelectMultiple)
    whole = forms.BooleanField(label=_("personal values unmasked"), required=False, help_text=_(
        "Names and phone numbers are masked unless this is ticked. Who asked for them whole is recorded."))

    def __init__(self, desk: Desk, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        names = [(column.name, desk.label(column)) for column in desk.columns]
        self.fields["columns"].choices = names  # type: ignore[attr-defined]
        self.fields["columns"].initial = [name for name, _label in names]
        if not (actor.can(exports.PERSONAL) and any(column.personal for column in desk.columns)):
            del self.fields["whole"]


def new(request: HttpRequest, code: str) -> HttpResponse:
    """What of a list goes into the file; the list's question stands in the address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    desk = exports.exportable(actor, code)
    question = query.ask(desk, actor, request.GET.dict())
    form = ExportForm(desk, actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            run = exports.ask(actor=actor, code=code, question=question.address(page=None), columns=form.cleaned_data["columns"],
                              form=form.cleaned_data["form"], whole=form.cleaned_data.get("whole", False))
            return HttpResponseRedirect(begun(run))
        except Refused as refused:
            form.add_error(None, str(refused))
    back = desk.url("list") + question.address()
    return render(request, "kit/form.html", {
        "title": _t("Export: %(what)s") % {"what": desk.title},
        "subtitle": _t("%(n)s rows") % {"n": query.count_label(query.capped_count(query.answer(desk, actor, question)))},
        "form": form, "key": str(uuid7()), "save_label": _t("Write the file"), "cancel_url": back,
        "back": {"url": back, "label": desk.title},
    }, status=422 if form.is_bound else 200)


def begun(run: ExportRun) -> str:
    """The page of an export just asked for: the file is fetched as soon as it is there."""
    return EXPORTS.url("detail", run.pk) + "?start=1"


def progress_of(run: ExportRun) -> dict[str, Any]:
    """How far the work is."""
    return {"percent": run.progress, "finished": False, "url": reverse("intake.export.progress", kwargs={"pk": run.pk}),
            "text": _t("Writing the file")}


def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The progress bar asks here; when the file is there the page is loaded anew."""
    run = selectors.export(request.actor, pk)  # type: ignore[attr-defined]
    answer = render(request, "kit/parts/progress.html", {"progress": progress_of(run)})
    if run.state != S.WAITING:
        answer.headers["HX-Redirect"] = begun(run)
    return answer


def fetch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file."""
    return download(*exports.fetch(actor=request.actor, run_id=pk))  # type: ignore[attr-defined]


def actions(actor: Actor, run: ExportRun) -> list[Action]:
    """Fetch what is ready and one's own, or ask again for what is gone."""
    if run.actor_id != actor.id:
        return []
    if run.state == S.READY:
        return [Action(_("Download"), reverse("intake.export.file", kwargs={"pk": run.pk}), icon="download", primary=True)]
    again = reverse("intake.export.new", kwargs={"code": run.kind}) + run.question
    return [] if run.state == S.WAITING else [Action(_("Export again"), again, icon="refresh")]


def parts(actor: Actor, run: ExportRun) -> dict[str, Any]:
    """The bar while the file is being written; the address of a file that was just asked for."""
    own = actions(actor, run)
    return {"title": title_of(run), "progress": progress_of(run) if run.state == S.WAITING else None, "refusal": run.refusal,
            "file_url": own[0].url if own and run.state == S.READY else ""}


def columns_of(run: ExportRun) -> str:
    """The headings of the columns chosen."""
    desk = desk_of(run.kind)
    return "、".join(str(desk.label(column)) for column in desk.columns if not run.columns or column.name in run.columns)


def title_of(run: ExportRun) -> str:
    """What people call the list."""
    return str(next((desk.title for desk in desks() if desk.code == run.kind), run.kind))


def conditions_of(run: ExportRun) -> str:
    """What the list was narrowed to, in words."""
    question = query.ask(desk_of(run.kind), system(), QueryDict(run.question.removeprefix("?")).dict())
    return "；".join(question.conditions())


def kept_until(run: ExportRun) -> Any:
    """When the file goes, by the business clock."""
    return run.expires_at + clock.offset() if run.expires_at and run.state == S.READY else ""


EXPORTS = Desk(
    code="intake.export", path="exports", model=ExportRun, title=_("Exports"), noun=_("export"), door="figures",
    rows=selectors.exports, read="intake.export.read", order=("-started_at", "id"), filters=("state",),
    state=C("state", tones=TONES), actions=actions, parts=parts, detail_template="intake/export.html",
    columns=(C("kind", _("list"), title_of, link=True), C("state", tones=TONES), C("business_at", _("when")),
             C("actor_label", _("by")), C("rows", number=True), C("form"), C("masked")),
    panels=(Panel("", (
        C("kind", _("list"), title_of), C("question", value=conditions_of, optional=True), C("columns", _("columns"), columns_of),
        C("rows", number=True), C("form"), C("masked"), C("actor_label", _("by")), C("business_at", _("when")),
        C("expires_at", value=kept_until, optional=True))),),
    empty=_("Nothing was exported yet. Open a list and choose “Export”."),
)


def address(desk: Desk) -> str:
    """Where a desk's list is exported."""
    return reverse("intake.export.new", kwargs={"code": desk.code})


def urls() -> list[URLPattern]:
    return [
        path("exports/new/<str:code>/", new, name="intake.export.new"),
        path("exports/<uuid:pk>/progress/", progress, name="intake.export.progress"),
        path("exports/<uuid:pk>/file/", fetch, name="intake.export.file"),
        *EXPORTS.urls(),
    ]
