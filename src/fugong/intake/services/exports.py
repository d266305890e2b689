"""Any list as a file: what the list shows, filtered as the list is, personal columns masked unless the whole was
asked for. Who asked for what is recorded; the file is kept for a while, then deleted."""

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import BooleanField, DateField, DateTimeField, QuerySet
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.files import services as files
from fugong.intake import selectors
from fugong.intake.events import ExportAsked
from fugong.intake.models import ExportRun
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.desk import Column, Desk, desk_of, query, values
from fugong.kit.errors import Refused, invalid, not_allowed
from fugong.kit.events import publish
from fugong.kit.excel import columns as excel
from fugong.kit.excel.export import export_csv, export_xlsx
from fugong.kit.ids import uuid7

log = logging.getLogger(__name__)

FORMS = ("xlsx", "csv")
FILE = "export"
KEPT = timedelta(days=3)
PERSONAL = "intake.export.personal"
LONGEST_QUESTION = 1_000
_STEP = 2_000  # rows between two notes of progress

Progress = Callable[[int], None]


@transaction.atomic
def ask(
    *, actor: Actor, code: str, question: str = "", columns: Sequence[str] = (), form: str = "xlsx", whole: bool = False,
) -> ExportRun:
    """Have a list written to a file: at once when it is short (EXPORT_AT_ONCE rows), else by a job.

    question: the list's query string; columns: names, all of them where empty; whole: personal values unmasked.
    """
    desk = exportable(actor, code)
    if whole and not actor.can(PERSONAL):
        raise not_allowed(PERSONAL)
    if form not in FORMS:
        raise invalid({"form": _("Choose one of: %(kinds)s.") % {"kinds": ", ".join(FORMS)}})
    if unknown := set(columns) - {column.name for column in desk.columns}:
        raise invalid({"columns": _("The list has no such column: %(names)s.") % {"names": ", ".join(sorted(unknown))[:200]}})
    if len(question) > LONGEST_QUESTION:
        raise invalid({"question": _("The question is too long: at most %(n)s characters.") % {"n": LONGEST_QUESTION}})
    asked = query.ask(desk, actor, QueryDict(question.removeprefix("?")).dict())
    if asked.notes:
        raise invalid({"question": " ".join(asked.notes)})
    run = ExportRun.objects.create(
        id=uuid7(), kind=desk.code, question=asked.address(page=None), columns=list(columns), form=form,
        language=translation.get_language() or "", masked=not whole, rows=query.answer(desk, actor, asked).count(),
        actor_id=actor.id, actor_label=actor.label[:100], business_at=clock.now())
    audit.record(actor, "intake.export.asked", run, {
        "list": desk.code, "filter": run.question, "columns": run.columns, "form": form, "masked": run.masked})
    if run.rows <= settings.EXPORT_AT_ONCE:
        _finish(actor, run, _written(actor, run, lambda percent: None))
    else:
        publish(actor, ExportAsked(str(run.pk)))
    return run


def exportable(actor: Actor, code: str) -> Desk:
    """The desk of a list that the actor may export."""
    desk = desk_of(code)
    if not desk.export or not actor.can(desk.export):
        raise not_allowed(desk.export)
    return desk


def make(*, actor: Actor, run_id: UUID | str) -> None:
    """The job behind `ask`. May be begun again: the file appears with the state, in one transaction."""
    run = ExportRun.objects.get(pk=run_id)
    if run.state != ExportRun.State.WAITING:
        return
    try:
        content = _written(actor, run, _teller(run))
        with transaction.atomic():
            _finish(actor, run, content)
    except Refused as error:
        _refuse(run, str(error))
    except Exception:
        log.exception("export %s failed", run.pk)
        _refuse(run, _("Something went wrong on our side. Ask for the export again, or tell the administrator."))


def expire(*, actor: Actor) -> int:
    """Delete files whose time is over. Returns how many."""
    return delete_files(ExportRun.objects.filter(state=ExportRun.State.READY, expires_at__lte=clock.real_now()))


def delete_files(runs: QuerySet[ExportRun]) -> int:
    """Delete the files of these exports; the records stay. Returns how many."""
    over = list(runs)
    for run in over:
        with transaction.atomic():
            file = selectors.export_file(run)
            if file is not None:
                files.destroy(attachment=file)
            ExportRun.objects.filter(pk=run.pk).update(state=ExportRun.State.EXPIRED)
    return len(over)


def fetch(*, actor: Actor, run_id: UUID | str) -> tuple[str, str, bytes]:
    """Name, type and content of an own export, for who still may have it. Every fetch is recorded."""
    run = selectors.export(actor, run_id)
    exportable(actor, run.kind)
    if run.actor_id != actor.id or not (run.masked or actor.can(PERSONAL)):
        raise not_allowed(PERSONAL)
    file = selectors.export_file(run)
    if run.state == ExportRun.State.WAITING:
        raise Refused("not_ready", _("The file is still being written. Try again in a moment."), status=409)
    if run.state != ExportRun.State.READY or file is None:
        raise Refused("gone", _("The file is no longer kept. Ask for the export again."), status=410)
    audit.record(actor, "intake.export.fetched", run, {"masked": run.masked, "rows": run.rows})
    return file.name, file.content_type, files.read(file)


def _written(actor: Actor, run: ExportRun, tell: Progress) -> bytes:
    """The file of a run; its rows are counted anew while they are read."""
    desk = exportable(actor, run.kind)
    expected, file = max(run.rows, 1), io.BytesIO()
    run.rows = 0
    with translation.override(run.language or settings.LANGUAGE_CODE):
        asked = query.ask(desk, actor, QueryDict(run.question.removeprefix("?")).dict())
        layout = layout_of(desk, run.columns)

        def counted() -> Iterator[dict[str, Any]]:
            for row in rows_of(desk, layout, query.answer(desk, actor, asked), run.masked):
                run.rows += 1
                if run.rows % _STEP == 0:
                    tell(min(run.rows * 100 // expected, 99))
                yield row

        if run.form == "csv":
            file.writelines(export_csv(layout, counted()))
        else:
            export_xlsx(file, layout, counted(), as_of=clock.today(), by=run.actor_label)
    return file.getvalue()


def _finish(actor: Actor, run: ExportRun, content: bytes) -> None:
    """The file and the state that offers it, inside one transaction."""
    with translation.override(run.language or settings.LANGUAGE_CODE):
        name = f"{desk_of(run.kind).title}-{clock.today():%Y%m%d}"
    files.keep(actor=actor, subject=run, kind=FILE, name=name, extension="csv" if run.form == "csv" else "xlsx",
               content=content)
    now = clock.real_now()
    run.state, run.progress, run.finished_at, run.expires_at = ExportRun.State.READY, 100, now, now + KEPT
    run.save(update_fields=["state", "progress", "rows", "finished_at", "expires_at"])
    audit.record(actor, "intake.export.done", run, {
        "list": run.kind, "filter": run.question, "form": run.form, "masked": run.masked, "rows": run.rows})


def _refuse(run: ExportRun, message: str) -> None:
    """Nothing came of it; the reason stays with it."""
    ExportRun.objects.filter(pk=run.pk).update(
        state=ExportRun.State.REFUSED, refusal=message[:500], finished_at=clock.real_now())


def _teller(run: ExportRun) -> Progress:
    """Notes progress where everybody sees it, between transactions."""

    def tell(percent: int) -> None:
        ExportRun.objects.filter(pk=run.pk).update(progress=percent)

    return tell


def layout_of(desk: Desk, names: Sequence[str] = ()) -> excel.Layout:
    """The columns of a list as columns of a file."""
    chosen = [column for column in desk.columns if not names or column.name in names]
    return excel.Layout(desk.code, str(desk.title), "", tuple(
        excel.Column(column.name, str(desk.label(column)), kind=_kind(desk, column), width=18) for column in chosen))


def _kind(desk: Desk, column: Column) -> excel.Kind:
    if column.value is not None or column.personal or "." in column.name:
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


def rows_of(desk: Desk, layout: excel.Layout, found: Any, masked: bool) -> Iterator[dict[str, Any]]:
    """The rows of a list as values of a file."""
    by_name = {column.name: column for column in desk.columns}
    readers = [(column.code, _reader(desk, by_name[column.code], column.kind, masked)) for column in layout.columns]
    for row in found.iterator(chunk_size=_STEP):
        yield {code: read(row) for code, read in readers}


def _reader(desk: Desk, column: Column, kind: excel.Kind, masked: bool) -> Callable[[Any], Any]:
    if column.personal:
        mask = column.mask if masked else str
        return lambda row: mask(_text(values.held(row, column.name)))
    read = values.reader(desk.model, column)
    return (lambda row: _text(read(row))) if kind is excel.Kind.TEXT else read


def _text(value: Any) -> str:
    return "" if value is None or value == "" else values.text(value)
