"""Reads of imports: whoever may import a kind sees the imports of that kind."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from fugong.files import selectors as attachments
from fugong.files.models import Attachment
from fugong.intake.models import DuplicatePair, ExportRun, ImportRow, ImportRun
from fugong.kit.actor import Actor, system
from fugong.kit.errors import not_allowed, not_found


def runs(actor: Actor) -> QuerySet[ImportRun]:
    """The imports that the actor may see."""
    if not actor.can("intake.run.read"):
        raise not_allowed("intake.run.read")
    found = ImportRun.objects.all()
    return found if actor.kind == "system" else found.filter(permission__in=actor.permissions)


def run(actor: Actor, run_id: UUID | str) -> ImportRun:
    """One import, or a refusal that does not say whether it exists."""
    found = runs(actor).filter(pk=run_id).first()
    if found is None:
        raise not_found()
    return found


def returned(actor: Actor, of: ImportRun) -> Iterator[ImportRow]:
    """The rows of an import that were not taken for their errors, in the order of the sheet."""
    return ImportRow.objects.filter(
        run=run(actor, of.pk), outcome=ImportRow.Outcome.ERROR).order_by("number").iterator()


def pairs(actor: Actor, of: ImportRun) -> QuerySet[DuplicatePair]:
    """The possible duplicates of an import, undecided ones first."""
    return (DuplicatePair.objects.filter(line__run=run(actor, of.pk)).select_related("line")
            .order_by("decision", "line__number"))


def kept_back(actor: Actor, of: ImportRun) -> QuerySet[ImportRow]:
    """Rows that an undoing left as they are, because they were changed since."""
    return ImportRow.objects.filter(
        run=run(actor, of.pk), undone=False, outcome__in=(ImportRow.Outcome.CREATED, ImportRow.Outcome.UPDATED),
    ).order_by("number")


def exports(actor: Actor) -> QuerySet[ExportRun]:
    """What leaves the house: one's own, or all of it for who watches over it."""
    if not actor.can("intake.export.read"):
        raise not_allowed("intake.export.read")
    found = ExportRun.objects.all()
    return found if actor.can("intake.run.read") else found.filter(actor_id=actor.id)


def export(actor: Actor, run_id: UUID | str) -> ExportRun:
    """One export, or a refusal that does not say whether it exists."""
    found = exports(actor).filter(pk=run_id).first()
    if found is None:
        raise not_found()
    return found


def export_file(run: ExportRun) -> Attachment | None:
    """The file of an export, as long as it is kept."""
    return attachments.of(system(), run).first()
