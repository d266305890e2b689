"""Issue with the next number, and withdrawal. An issued document keeps its number for ever."""

from datetime import date
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fugong.documents import rules, selectors
from fugong.documents.events import DocumentIssued, DocumentWithdrawn
from fugong.documents.models import Document, Series
from fugong.documents.services.drafts import locked, need, reason_given, refuse_gaps, saved
from fugong.kit import clock, wording
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid
from fugong.kit.events import publish
from fugong.kit.papers.model import dump
from fugong.kit.text import bigrams, search_key

NUMBERED = {Document.Kind.NOTICE: Series.Style.NUMBER, Document.Kind.BULLETIN: Series.Style.ISSUE}
"""Which kinds bear a number, and of which style; the others bear none."""


@transaction.atomic
def issue(
    *, actor: Actor, document_id: UUID | str, version: int, series_id: UUID | str | None = None,
    issued_on: date | None = None,
) -> Document:
    """Issue a draft or a reviewed document on a business day (today where none is given).

    Notices and bulletins get the next number of their series under its lock: two issues at once never share
    a number and leave no gap. Refused to who wrote on it (four eyes), with gaps in the text, a day to come, or a day
    before the last number's.
    """
    need(actor, "documents.document.issue")
    document = locked(actor, document_id, version, Document.Status.DRAFT, Document.Status.REVIEW)
    if actor.id and actor.id in document.writers:
        raise Refused("four_eyes", _("You wrote on this document. Somebody else has to issue it."), status=403)
    refuse_gaps(document)
    day = issued_on or clock.today()
    if day > clock.today():
        raise invalid({"issued_on": _("The day is still to come.")})
    if document.kind in NUMBERED:
        _number(document, _series(document, series_id), day)
    else:
        document.body = dump(rules.dated(document.paper(), day))
    document.status, document.issued_on = Document.Status.ISSUED, day
    document.issued_at, document.issued_by = clock.real_now(), actor.label[:100]
    saved(actor, document, "documents.document.issued", {"number": document.number_text, "issued_on": day})
    publish(actor, DocumentIssued(str(document.pk), document.kind))
    return document


@transaction.atomic
def withdraw(*, actor: Actor, document_id: UUID | str, version: int, reason: str) -> Document:
    """Withdraw an issued document from today on, with the reason. It stays, and so does its number."""
    need(actor, "documents.document.issue")
    document = locked(actor, document_id, version, Document.Status.ISSUED)
    document.withdrawn_reason = reason_given(reason)
    document.status, document.withdrawn_on = Document.Status.WITHDRAWN, clock.today()
    document.withdrawn_at = clock.real_now()
    saved(actor, document, "documents.document.withdrawn", {"reason": document.withdrawn_reason})
    publish(actor, DocumentWithdrawn(str(document.pk)))
    return document


def _series(document: Document, series_id: UUID | str | None) -> Series:
    """The series, locked: whoever issues next waits here until this number stands or is taken back."""
    series = Series.objects.select_for_update().filter(pk=cast(UUID, series_id), archived_at=None).first()
    if series is None or series.style != NUMBERED[Document.Kind(document.kind)]:
        raise invalid({"series": _("Choose the number series for this kind of document.")})
    return series


def _number(document: Document, series: Series, day: date) -> None:
    year = series.year_of(day)
    given = Document.objects.filter(series=series, year=year).aggregate(day=Max("issued_on"))
    if given["day"] and day < given["day"]:
        raise invalid({"issued_on": _("The last number was given on %(day)s; choose that day or a later one.")
                       % {"day": wording.full_date(given["day"])}})
    document.number = selectors.next_number(series, day)
    document.series, document.year = series, year
    document.number_text = series.number_text(year, document.number)
    document.search = search_key(document.title, document.number_text)
    document.bigrams = bigrams(document.search)
    document.body = dump(rules.issued(
        document.paper(), mark=series.mark, number=document.number_text, issuer=series.issuer, day=day))
