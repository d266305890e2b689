"""What leaves the house is recorded: which list, how filtered, masked or not, by whom."""

from django.db import transaction

from fugong.audit import services as audit
from fugong.intake.models import ExportRun
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.ids import uuid7


@transaction.atomic
def record(*, actor: Actor, kind: str, question: str, form: str, masked: bool, rows: int) -> ExportRun:
    """Note an export that was made. The right to it is the owner's to check."""
    run = ExportRun.objects.create(
        id=uuid7(), kind=kind, question=question[:1000], form=form, masked=masked, rows=rows, actor_id=actor.id,
        actor_label=actor.label[:100], business_at=clock.now(), finished_at=clock.real_now())
    audit.record(actor, "intake.export.done", run, {
        "kind": kind, "question": question[:1000], "form": form, "masked": masked, "rows": rows})
    return run
