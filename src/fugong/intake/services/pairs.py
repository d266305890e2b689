"""Deciding whether a row and something else are one: now, later, or never; nothing waits for it."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.intake.models import DuplicatePair, ImportRow, ImportRun
from fugong.intake.services import lines, staging
from fugong.intake.services.importers import Importer, importer_of
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, not_found
from fugong.kit.excel.checker import CheckedRow, check
from fugong.kit.excel.problems import Problem
from fugong.kit.excel.reader import Row, Sheet

TAKEN = (ImportRow.Outcome.CREATED, ImportRow.Outcome.UPDATED, ImportRow.Outcome.UNCHANGED)


@transaction.atomic
def decide(*, actor: Actor, run_id: UUID | str, decisions: Mapping[UUID, str]) -> int:
    """Decide pairs of an import, {pair: "same" or "different"}: the row changes what it is the same as, or is new.

    Refused where the row of the pair no longer fits, or the row it may equal waits for a decision itself. Returns
    how many were decided; decided ones are passed over.
    """
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise not_found()
    importer = importer_of(actor, run.kind)
    if run.state != ImportRun.State.DONE:
        raise Refused("state", _("Pairs can be decided once the import is done."), status=409)
    pairs = DuplicatePair.objects.select_for_update().filter(line__run=run, decision="", pk__in=decisions)
    chosen = list(pairs.select_related("line").order_by("line__number"))
    for pair in chosen:
        decision = DuplicatePair.Decision(decisions[pair.pk])
        _apply(actor, importer, run, pair, decision)
        pair.decision, pair.decided_at, pair.decided_by = decision, clock.real_now(), actor.label[:100]
        pair.save(update_fields=["decision", "decided_at", "decided_by", "target_id"])
        audit.record(actor, "intake.pair.decided", pair, {
            "run": run.pk, "row": pair.line.number, "decision": decision, "target": pair.target_id})
    return len(chosen)


def _apply(actor: Actor, importer: Importer, run: ImportRun, pair: DuplicatePair, decision: str) -> None:
    """Write the row of a pair as decided, through the owner's own services."""
    line = pair.line
    staged = replace(staging.prepared(importer, [_row(importer, run, line)])[0], line=line.pk, forced=decision)
    if decision == DuplicatePair.Decision.SAME:
        pair.target_id = pair.target_id or _target_of(run, pair)
        staged = replace(staged, target=pair.target_id)
    with staging.staged(importer, [staged]):
        late = [problem for problem in importer.match() if problem.blocks]
        if late:
            raise _unfit(late)
        outcome = next(iter(staging.counts()))
        importer.merge(actor)
        lines.save_taken(run)
    ImportRun.objects.filter(pk=run.pk).update(**{outcome: F(outcome) + 1, "duplicates": F("duplicates") - 1})


def _row(importer: Importer, run: ImportRun, line: ImportRow) -> CheckedRow:
    """The row of a line, checked again by what the authority has now."""
    cells, _problems = lines.opened(line)
    sheet = Sheet(run.sheet, False, 0, tuple(run.headers), run.places, [Row(line.number, cells)])
    row = check(sheet, importer.layout())[0]
    if not row.good:
        raise _unfit(row.problems)
    return row


def _target_of(run: ImportRun, pair: DuplicatePair) -> UUID:
    """What became of the row of the file that a row is the same as."""
    other = ImportRow.objects.filter(run=run, number=pair.other_number or 0, outcome__in=TAKEN).first()
    if other is None or other.target_id is None:
        raise Refused("pair_waits", _("Decide about row %(row)s first.") % {"row": pair.other_number}, status=409)
    return other.target_id


def _unfit(problems: list[Problem]) -> Refused:
    return Refused("row_unfit", _("Row %(row)s cannot be taken any more: %(message)s") % {
        "row": problems[0].row, "message": problems[0].message}, status=409)
