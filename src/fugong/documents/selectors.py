"""Reads of documents. Drafts are seen by those who write or issue; a unit sees what was sent to it."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.documents.models import Document, Receipt, Series
from fugong.kit.actor import Actor
from fugong.kit.errors import not_allowed, not_found
from fugong.kit.papers import rendering
from fugong.kit.papers.rendering import File
from fugong.kit.waiting import Waiting
from fugong.registry import selectors as registry


def documents(actor: Actor) -> QuerySet[Document]:
    """The documents that the actor may see."""
    if not actor.can("documents.document.read"):
        raise not_allowed("documents.document.read")
    if actor.can("documents.document.draft") or actor.can("documents.document.issue"):
        return Document.objects.all()
    published = Document.objects.filter(status__in=[Document.Status.ISSUED, Document.Status.WITHDRAWN])
    if actor.reach in ("authority", "grid"):
        return published
    return published.filter(pk__in=receipts(actor).values("document"))


def document(actor: Actor, document_id: UUID | str) -> Document:
    """One document, or a refusal that does not say whether it exists."""
    found = documents(actor).filter(pk=document_id).first()
    if found is None:
        raise not_found()
    return found


def file(actor: Actor, document_id: UUID | str, form: str) -> File:
    """The document as docx, pdf, txt or md, named after its number and title; not found for another form."""
    found = document(actor, document_id)
    return rendering.file(found.paper(), form, " ".join(part for part in (found.number_text, found.title) if part))


def series(actor: Actor) -> QuerySet[Series]:
    """The series in use."""
    if not actor.can("documents.series.read"):
        raise not_allowed("documents.series.read")
    return Series.objects.filter(archived_at=None)


def next_number(series: Series, day: date) -> int:
    """The number that a document of a series gets when it is issued on a day."""
    year = series.year_of(day)
    given = Document.objects.filter(series=series, year=year).aggregate(number=Max("number"))["number"]
    return (given or (series.paper_last if year in (0, series.paper_year) else 0)) + 1


def next_issue(day: date) -> int | None:
    """The number of the next bulletin; None where there is no series of bulletins, or more than one to choose from."""
    found = list(Series.objects.filter(style=Series.Style.ISSUE, archived_at=None)[:2])
    return next_number(found[0], day) if len(found) == 1 else None


def receipts(actor: Actor) -> QuerySet[Receipt]:
    """To which of the actor's units documents were sent."""
    return Receipt.objects.filter(unit__in=registry.visible(actor).values("pk"))


def unsigned(actor: Actor, document: Document) -> QuerySet[Receipt]:
    """Receipts of an issued document for which the actor's units have not yet signed."""
    return receipts(actor).filter(document=document, document__status=Document.Status.ISSUED, signed_at=None)


def issued(day: date, style: str, *, known_at: datetime | None = None) -> QuerySet[Document]:
    """Documents (style "number") or bulletins ("issue") that stood issued at the end of a business day,
    as known now or as it was known at `known_at`. For figures: it narrows by no actor."""
    rows = Document.objects.filter(series__style=style, issued_on__lte=day)
    if known_at is None:
        return rows.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day))
    standing = Q(withdrawn_on=None) | Q(withdrawn_on__gt=day) | Q(withdrawn_at__gt=known_at)
    return rows.filter(standing, issued_at__lte=known_at)


def waiting(actor: Actor) -> list[Waiting]:
    """Documents to issue, and documents that one's units have to sign for."""
    tasks = []
    if actor.can("documents.document.issue"):
        found = documents(actor).filter(status=Document.Status.REVIEW)
        tasks.append(Waiting(
            _("Issue"), found.count(), _("documents"), _("handed in for issue"),
            reverse("documents.document.list") + "?status=review"))
    if actor.can("documents.document.receive"):
        unsigned = receipts(actor).filter(signed_at=None, document__status=Document.Status.ISSUED)
        tasks.append(Waiting(
            _("Sign for"), unsigned.count(), _("documents"), _("sent to your units"), reverse("documents.document.list"),
            "info", unsigned.order_by("sent_at").values_list("sent_at", flat=True).first()))
    return tasks
