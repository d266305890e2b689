"""Taking a whole import back: row by row, except where a row was changed since."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.intake.models import ImportRow, ImportRun
from fugong.intake.services.importers import importer_of
from fugong.intake.services.staging import TABLE
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, not_found


@dataclass(frozen=True, slots=True)
class Undone:
    """How many rows were taken back, and (number, label) of those that were not, because they were changed since."""

    reverted: int
    refused: list[tuple[int, str]]


@transaction.atomic
def undo(*, actor: Actor, run_id: UUID | str) -> Undone:
    """Take back what an import created and changed. Rows that somebody changed since stay as they are, and are told."""
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise not_found()
    importer = importer_of(actor, run.kind)
    if run.state != ImportRun.State.DONE:
        raise Refused("state", _("Only an import that is done and was not taken back can be undone."), status=409)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {TABLE} ON COMMIT DROP AS SELECT id AS line, number, target_id AS target, label, "  # noqa: S608
            f"version_after AS version, outcome = 'created' AS created, before, false AS reverted "
            f"FROM intake_importrow WHERE run_id = %s AND outcome IN ('created', 'updated') AND NOT undone", [run.pk])
        importer.revert(actor)
        cursor.execute(f"UPDATE intake_importrow r SET undone = true FROM {TABLE} s "  # noqa: S608
                       f"WHERE r.id = s.line AND s.reverted")
        reverted = int(cursor.rowcount)
        cursor.execute(f"DROP TABLE {TABLE}")
    kept = ImportRow.objects.filter(run=run, outcome__in=(ImportRow.Outcome.CREATED, ImportRow.Outcome.UPDATED), undone=False)
    refused = list(kept.order_by("number").values_list("number", "label"))
    run.state, run.undone_at, run.undone_by = ImportRun.State.UNDONE, clock.real_now(), actor.label[:100]
    run.save(update_fields=["state", "undone_at", "undone_by"])
    audit.record(actor, "intake.import.undone", run, {"reverted": reverted, "kept": len(refused)})
    return Undone(reverted, refused)
