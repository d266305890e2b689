"""Any list as a file: what the list shows, filtered as the list is, personal columns only when asked for."""

import io
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, DateField, DateTimeField
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from fugong.intake import selectors
from fugong.intake.models import ExportRun
from fugong.intake.services import exports
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.desk import Column, Desk, desk_of, query, values
from fugong.kit.errors import not_allowed
from fugong.kit.excel import columns as excel
from fugong.kit.excel.export import export_csv, export_xlsx

C = Column
EXPORTS = Desk(
    code="intake.export", path="exports", model=ExportRun, title=_("Exports"), noun=_("export"), door="figures",
    rows=selectors.exports, read="intake.run.read", order=("-started_at", "id"),
    columns=(C("business_at", _("when")), C("kind"), C("question"), C("rows", number=True), C("form"), C("masked"),
             C("actor_label", _("by"))),
    empty=_("Nothing was exported yet."),
)


def layout_of(desk: Desk, personal: bool) -> excel.Layout:
    """The columns of a list as columns of a file."""
    chosen = [column for column in desk.columns if personal or not column.personal]
    return excel.Layout(desk.code, str(desk.title), "", tuple(
        excel.Column(column.name, str(desk.label(column)), kind=_kind(desk, column), width=18) for column in chosen))


def _kind(desk: Desk, column: Column) -> excel.Kind:
    if column.value is not None or "." in column.name:
        return excel.Kind.TEXT
    try:
        field = desk.model._meta.get_field(column.name)
    except FieldDoesNotExist:
        return excel.Kind.TEXT
    if isinstance(field, BooleanField):
        return excel.Kind.BOOLEAN
    if isinstance(field, DateField) and not isinstance(field, DateTimeField):
        return excel.Kind.DATE
    return excel.Kind.DECIMAL if column.number else excel.Kind.TEXT


def rows_of(desk: Desk, layout: excel.Layout, found: Any, counted: list[int]) -> Iterator[dict[str, Any]]:
    """The rows of a list as values of a file; `counted` holds their number at the end."""
    by_name = {column.name: column for column in desk.columns}
    chosen = [(column.code, by_name[column.code], column.kind is excel.Kind.TEXT) for column in layout.columns]
    for row in found.iterator(chunk_size=2000):
        counted[0] += 1
        yield {code: _text(values.raw(row, column)) if as_text else values.raw(row, column)
               for code, column, as_text in chosen}


def _text(value: Any) -> str:
    return "" if value is None or value == "" else values.text(value)


def export(request: HttpRequest, code: str) -> HttpResponseBase:
    """The file of a list: form=csv for a text, personal=1 for the personal columns (masked as on the screen)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    desk = desk_of(code)
    if not desk.export or not actor.can(desk.export):
        raise not_allowed(desk.export)
    question = query.ask(desk, actor, request.GET.dict())
    personal = request.GET.get("personal") == "1"
    form = "csv" if request.GET.get("form") == "csv" else "xlsx"
    layout, counted = layout_of(desk, personal), [0]
    rows = rows_of(desk, layout, query.answer(desk, actor, question), counted)
    file = io.BytesIO()
    if form == "csv":
        file.writelines(export_csv(layout, rows))
    else:
        export_xlsx(file, layout, rows, as_of=clock.today(), by=actor.label)
    file.seek(0)
    exports.record(actor=actor, kind=desk.code, question=question.address(page=None), form=form, masked=not personal,
                   rows=counted[0])
    return FileResponse(file, as_attachment=True, filename=f"{desk.title}-{clock.today():%Y%m%d}.{form}")


def address(desk: Desk) -> str:
    """Where a desk's list is exported."""
    return reverse("intake.export.file", kwargs={"code": desk.code})


def urls() -> list[URLPattern]:
    return [path("exports/<str:code>/file/", export, name="intake.export.file"), *EXPORTS.urls()]
