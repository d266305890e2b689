"""What files in and out still hold of somebody who is to be forgotten."""

from uuid import UUID

from django.db import transaction

from fugong.intake.models import ExportRun, ImportRow
from fugong.intake.services import exports
from fugong.kit.actor import Actor


@transaction.atomic
def forget(*, actor: Actor, target_id: UUID) -> None:
    """Empty the cells of rows that came back because of the target, and delete the files of exports with whole values."""
    ImportRow.objects.filter(target_id=target_id).update(content="")
    exports.delete_files(ExportRun.objects.filter(state=ExportRun.State.READY, masked=False))
