"""To which units a document was sent, and who read and signed for it."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.documents import selectors
from fugong.documents.events import DocumentCirculated
from fugong.documents.models import Document, Receipt
from fugong.documents.services.drafts import need
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, not_found
from fugong.kit.events import publish
from fugong.registry import selectors as registry


@transaction.atomic
def circulate(*, actor: Actor, document_id: UUID | str, unit_ids: Iterable[UUID | str] | None = None) -> int:
    """Send an issued document to units (all that the actor sees where none are named). Returns how many got
    it anew; those that had it keep their receipt."""
    need(actor, "documents.document.issue")
    document = selectors.documents(actor).select_for_update(of=("self",)).filter(pk=document_id).first()
    if document is None:
        raise not_found()
    if document.status != Document.Status.ISSUED:
        raise Refused("not_issued", _("Issue the document first."), status=409)
    units = registry.visible(actor)
    chosen = units if unit_ids is None else units.filter(pk__in=list(unit_ids))
    new = list(chosen.exclude(pk__in=document.receipts.values("unit")).values_list("pk", flat=True))
    sent_at = clock.now()
    Receipt.objects.bulk_create(
        [Receipt(document=document, unit_id=unit, sent_at=sent_at) for unit in new], batch_size=2000)
    audit.record(actor, "documents.document.circulated", document, {"units": len(new)})
    publish(actor, DocumentCirculated(str(document.pk), len(new)))
    return len(new)


@transaction.atomic
def mark_read(*, actor: Actor, document: Document) -> None:
    """Note that the actor's units have opened a document, the first time only."""
    if actor.can("documents.document.receive"):
        selectors.receipts(actor).filter(document=document, read_at=None).update(read_at=clock.now())


@transaction.atomic
def sign(*, actor: Actor, document_id: UUID | str) -> int:
    """Sign for a document in the name of the actor's units that have not yet signed. Returns how many."""
    need(actor, "documents.document.receive")
    document = selectors.document(actor, document_id)
    mark_read(actor=actor, document=document)
    signed = selectors.unsigned(actor, document).update(signed_at=clock.now(), signed_by=actor.label[:100])
    if signed:
        audit.record(actor, "documents.document.signed_for", document, {"units": signed})
    return signed
