"""From a file to rows in the register: received, checked, confirmed, written. Good rows go in, bad ones come back."""

import codecs
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.files import selectors as attachments
from fugong.files import services as files
from fugong.intake.events import ImportConfirmed, ImportReceived
from fugong.intake.models import ImportRow, ImportRun
from fugong.intake.services import lines, staging
from fugong.intake.services.importers import Importer, importer_of
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused, not_found
from fugong.kit.events import publish
from fugong.kit.excel.checker import CheckedRow, check, problems_of, warnings_of
from fugong.kit.excel.grids import MAX_BYTES
from fugong.kit.excel.marked import marked, rows_to_return
from fugong.kit.excel.problems import Problem, refused
from fugong.kit.excel.reader import Sheet, read
from fugong.kit.ids import uuid7

Progress = Callable[[int], None]
FILE = "import"


@dataclass(slots=True)
class Report:
    """What an import did, or would do: rows of the file by what became of them, and every problem.

    refusal: why nothing was written, where all or nothing was chosen and a row has an error.
    """

    examined: "Examined"
    created: int
    updated: int
    unchanged: int
    duplicates: int
    run: ImportRun | None = None
    refusal: str = ""

    @property
    def rows(self) -> int:
        """Data rows of the file."""
        return len(self.examined.checked)

    @property
    def problems(self) -> list[Problem]:
        """Everything that kept rows out, in the order of the sheet."""
        return problems_of(self.examined.checked)

    @property
    def warnings(self) -> list[Problem]:
        """What is odd in rows that were taken all the same."""
        return warnings_of(self.examined.checked)

    @property
    def errors(self) -> int:
        """Rows that were not taken because of an error."""
        return len({problem.row for problem in self.problems})

    def as_json(self) -> dict[str, Any]:
        odd = [problem.as_json() for problem in self.warnings]
        return {"rows": self.rows, "created": self.created, "updated": self.updated, "duplicates": self.duplicates,
                "errors": [problem.as_json() for problem in self.problems], **({"warnings": odd} if odd else {})}

    def returned(self) -> bytes:
        """The rows that were not taken for their errors, as a marked workbook."""
        sheet = self.examined.sheet
        return marked(self.examined.importer.layout(), sheet.headers, sheet.places,
                      rows_to_return(sheet, self.examined.checked))


@dataclass(slots=True)
class Examined:
    """A file read and checked, outside any transaction."""

    importer: Importer
    sheet: Sheet
    checked: list[CheckedRow]
    staged: list[staging.Staged]


def examine(importer: Importer, data: bytes, progress: Progress = lambda percent: None) -> Examined:
    """Read a file and check all its rows. Raises Refused where it cannot be read."""
    layout = importer.layout()
    progress(5)
    sheet = read(data, layout)
    progress(20)
    checked = check(sheet, layout)
    progress(35)
    staged = staging.prepared(importer, (row for row in checked if row.ready))
    progress(55)
    return Examined(importer, sheet, checked, staged)


def import_file(
    *, actor: Actor, kind: str, name: str, data: bytes, dry_run: bool = False, whole: bool = False,
) -> Report:
    """Import a file at once; a dry run writes nothing. whole: all rows or none.

    Raises Refused where the file cannot be read.
    """
    importer = importer_of(actor, kind)
    examined = examine(importer, data)
    if dry_run:
        with transaction.atomic():
            return _matched(examined, None)
    with transaction.atomic():
        return _write(actor, _new_run(actor, importer, name, data, whole), examined)


@transaction.atomic
def receive(*, actor: Actor, kind: str, file: "File[Any]", whole: bool = False, at_once: bool = False) -> ImportRun:
    """Take a file in to be checked soon; nothing of it is written before `confirm`, which at_once does itself."""
    importer = importer_of(actor, kind)
    if file.size > MAX_BYTES:
        raise refused("too_large", limit=f"{MAX_BYTES // 2**20} MB")
    data = file.read()
    run = _new_run(actor, importer, file.name or "", data, whole, at_once)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # attachments take text as UTF-8
        data = data.decode("utf-16", "replace").encode("utf-8-sig")
    files.store(actor=actor, subject=run, kind=FILE, file=File(io.BytesIO(data), name=file.name))
    publish(actor, ImportReceived(str(run.pk)))
    return run


def check_received(*, actor: Actor, run_id: UUID | str) -> None:
    """The job behind `receive`: what would the file do?"""
    run = ImportRun.objects.get(pk=run_id)
    if run.state != ImportRun.State.WAITING:
        return
    try:
        examined = examine(importer_of(actor, run.kind), _content(run), _teller(run))
        with transaction.atomic():
            report = _matched(examined, run)
            _note_sheet(run, examined)
            _note_counts(run, report, ImportRun.State.CHECKED)
            if run.at_once:
                confirm(actor=actor, run_id=run.pk)
    except Refused as error:
        _refuse(run, str(error))


@transaction.atomic
def confirm(*, actor: Actor, run_id: UUID | str) -> ImportRun:
    """Have a checked file written."""
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise not_found()
    importer_of(actor, run.kind)
    if run.state != ImportRun.State.CHECKED:
        raise Refused("state", _("This file is not waiting to be imported."), status=409)
    run.state, run.progress = ImportRun.State.RUNNING, 0
    ImportRow.objects.filter(run=run).delete()
    run.save(update_fields=["state", "progress"])
    publish(actor, ImportConfirmed(str(run.pk)))
    return run


def write_confirmed(*, actor: Actor, run_id: UUID | str) -> None:
    """The job behind `confirm`. What was checked may have changed since: it is checked again."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state != ImportRun.State.RUNNING:
        return
    try:
        examined = examine(importer_of(actor, run.kind), _content(run), _teller(run))
        with transaction.atomic():
            _write(actor, run, examined)
    except Refused as error:
        _refuse(run, str(error))


def _new_run(
    actor: Actor, importer: Importer, name: str, data: bytes, whole: bool, at_once: bool = False,
) -> ImportRun:
    return ImportRun.objects.create(
        id=uuid7(), kind=importer.kind, permission=importer.permission, file_name=name[-200:],
        sha256=hashlib.sha256(data).hexdigest(), size=len(data),
        whole=whole, at_once=at_once, actor_id=actor.id, actor_label=actor.label[:100], source=actor.source,
        business_at=clock.now())


def _matched(examined: Examined, run: ImportRun | None) -> Report:
    """What the rows would do; with a run also its report lines of what would come back."""
    with staging.staged(examined.importer, examined.staged):
        report, found = _match(examined)
        if run is not None:
            lines.save_returned(run, examined.sheet, examined.checked, found)
    return report


def _match(examined: Examined) -> tuple[Report, list[lines.Suspect]]:
    """Ask the owner what every staged row is. Problems that only the register shows join the rows' own."""
    late = examined.importer.match()
    if late:
        by_number = {row.number: row for row in examined.checked}
        for problem in late:
            by_number[problem.row].problems.append(problem)
        staging.take_out({problem.row for problem in late if problem.blocks or problem.waits})
    suspects = lines.suspects(examined.importer, examined.checked, staging.suspects())
    found = staging.counts()
    return Report(examined, found.get("created", 0), found.get("updated", 0), found.get("unchanged", 0),
                  len(suspects)), suspects


def _write(actor: Actor, run: ImportRun, examined: Examined) -> Report:
    """Inside a transaction: match, merge, report, audit."""
    with staging.staged(examined.importer, examined.staged):
        report, suspects = _match(examined)
        _note_sheet(run, examined)
        report.run = run
        if run.whole and report.problems:
            report.created = report.updated = 0
            report.refusal = _("%(count)s rows have errors, so nothing was imported (all or nothing was chosen).") % {
                "count": report.errors}
            lines.save_returned(run, examined.sheet, examined.checked, suspects)
            _note_counts(run, report, ImportRun.State.REFUSED)
            return report
        examined.importer.merge(actor)
        lines.save_taken(run)
        lines.save_returned(run, examined.sheet, examined.checked, suspects)
    _note_counts(run, report, ImportRun.State.DONE)
    audit.record(actor, "intake.import.done", run, {
        "kind": run.kind, "file": run.file_name, "sha256": run.sha256, "rows": run.rows, "created": run.created,
        "updated": run.updated, "unchanged": run.unchanged, "duplicates": run.duplicates, "errors": run.errors})
    return report


def _note_sheet(run: ImportRun, examined: Examined) -> None:
    sheet = examined.sheet
    run.sheet, run.headers, run.places = sheet.name[:60], list(sheet.headers), sheet.places
    run.notes = {
        "hidden": sheet.hidden, "header_row": sheet.header_row, "ignored": list(sheet.ignored),
        "skipped": [list(each) for each in sheet.skipped[:200]], "others": list(sheet.others), "how": sheet.how,
        "odd": [[problem.row, problem.header, problem.code] for problem in warnings_of(examined.checked)[:200]]}


def _note_counts(run: ImportRun, report: Report, state: str) -> None:
    run.rows, run.created, run.updated, run.unchanged = report.rows, report.created, report.updated, report.unchanged
    run.duplicates, run.errors, run.state, run.refusal = report.duplicates, report.errors, state, report.refusal[:500]
    run.progress, run.finished_at = 100, clock.real_now()
    run.save()


def _refuse(run: ImportRun, message: str) -> None:
    """The file came to nothing; the reason stays with it."""
    run.state, run.refusal, run.progress, run.finished_at = (
        ImportRun.State.REFUSED, message[:500], 100, clock.real_now())
    run.save(update_fields=["state", "refusal", "progress", "finished_at"])


def _content(run: ImportRun) -> bytes:
    """The file that was received."""
    return files.read(attachments.of(system(), run, FILE)[0])


def _teller(run: ImportRun) -> Progress:
    """Notes progress where everybody sees it, between transactions."""

    def tell(percent: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(progress=percent)

    return tell
