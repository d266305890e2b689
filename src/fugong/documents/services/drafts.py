"""Documents until they are issued: composed or typed, filled in, sent for review, sent back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.documents import rules, selectors
from fugong.documents.models import Document
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid, not_allowed, not_found, stale
from fugong.kit.papers.model import Document as Paper
from fugong.kit.papers.model import Kind, dump, spoken, words
from fugong.kit.text import bigrams, normal, search_key

FIELDS = ("kind", "title", "addressee", "text")


@transaction.atomic
def keep(
    *, actor: Actor, paper: Paper, template: str = "", edition: str = "", as_of: date | None = None
) -> Document:
    """Keep a composed document as a draft, its figures frozen, with the template and edition it came from."""
    need(actor, "documents.document.draft")
    document = Document(
        kind=paper.kind, title=spoken(paper.title), addressee=paper.addressee, body=dump(paper), template=template,
        edition=edition, as_of=as_of)
    return _added(actor, document)


@transaction.atomic
def write(*, actor: Actor, values: Mapping[str, Any]) -> Document:
    """Start a document typed by hand: kind, title, addressee, and text with one paragraph a line."""
    need(actor, "documents.document.draft")
    document = Document()
    _typed(document, values)
    return _added(actor, document)


@transaction.atomic
def change(*, actor: Actor, document_id: UUID | str, version: int, values: Mapping[str, Any]) -> Document:
    """Change a draft. The text of a composed one stays: its sentences hold figures."""
    need(actor, "documents.document.draft")
    document = locked(actor, document_id, version, Document.Status.DRAFT)
    before = {field: getattr(document, field) for field in FIELDS}
    _typed(document, values)
    changed = {field: [before[field], getattr(document, field)] for field in FIELDS
               if getattr(document, field) != before[field]}
    if not changed:
        return document
    _wrote(actor, document)
    return saved(actor, document, "documents.document.changed", {"changed": changed})


@transaction.atomic
def fill(*, actor: Actor, document_id: UUID | str, version: int, texts: Sequence[str]) -> Document:
    """Fill the gaps of a draft in their order; an empty text leaves its gap."""
    need(actor, "documents.document.draft")
    document = locked(actor, document_id, version, Document.Status.DRAFT)
    paper = document.paper()
    if len(texts) != len(paper.gaps()):
        raise Refused("gaps_changed", _("The places to fill have changed. Open the document again."), status=409)
    filled = rules.filled(paper, texts)
    document.body = dump(filled)
    _wrote(actor, document)
    return saved(actor, document, "documents.document.filled", {"left": len(filled.gaps())})


@transaction.atomic
def submit(*, actor: Actor, document_id: UUID | str, version: int) -> Document:
    """Send a draft for review."""
    need(actor, "documents.document.draft")
    document = locked(actor, document_id, version, Document.Status.DRAFT)
    refuse_gaps(document)
    document.status, document.returned_reason = Document.Status.REVIEW, ""
    return saved(actor, document, "documents.document.submitted", {})


@transaction.atomic
def send_back(*, actor: Actor, document_id: UUID | str, version: int, reason: str) -> Document:
    """Send a document in review back to its drafter, with the reason."""
    need(actor, "documents.document.issue")
    document = locked(actor, document_id, version, Document.Status.REVIEW)
    document.status, document.returned_reason = Document.Status.DRAFT, reason_given(reason)
    return saved(actor, document, "documents.document.sent_back", {"reason": document.returned_reason})


def need(actor: Actor, permission: str) -> None:
    if not actor.can(permission):
        raise not_allowed(permission)


def locked(actor: Actor, document_id: UUID | str, version: int, *statuses: str) -> Document:
    """The document's row, locked, if nobody saved since `version` and it stands in one of the statuses."""
    document = selectors.documents(actor).select_for_update(of=("self",)).filter(pk=document_id).first()
    if document is None:
        raise not_found()
    if document.version != version:
        raise stale({**{field: getattr(document, field) for field in FIELDS}, "version": document.version})
    if document.status not in statuses:
        raise Refused(
            "wrong_status", _("This document is “%(status)s”; that cannot be done now.")
            % {"status": document.get_status_display()}, status=409)
    return document


def saved(actor: Actor, document: Document, action: str, data: Mapping[str, Any]) -> Document:
    """Store a changed document with the next version and a line in the trail."""
    document.version += 1
    document.changed_at = clock.real_now()
    document.save(force_update=True)
    audit.record(actor, action, document, {**data, "version": document.version})
    return document


def refuse_gaps(document: Document) -> None:
    """A document with places still to fill goes nowhere."""
    if gaps := document.paper().gaps():
        raise Refused(
            "gaps", _("Places still to fill: %(count)d. %(prompts)s")
            % {"count": len(gaps), "prompts": "；".join(gaps)}, data={"gaps": gaps})


def reason_given(reason: str) -> str:
    """A reason that says something, or a refusal."""
    reason = normal(reason)[:300]
    if len(reason) < 2:
        raise invalid({"reason": _("Say why.")})
    return reason


def _typed(document: Document, values: Mapping[str, Any]) -> None:
    """Take over what was typed and set the text anew; a composed document keeps its sentences."""
    for field in FIELDS:
        if field in values:
            setattr(document, field, values[field])
    document.title, document.addressee = normal(document.title), normal(document.addressee)
    problems = {}
    if document.kind not in Document.Kind.values:
        problems["kind"] = _("Choose the kind of document.")
    if not document.title:
        problems["title"] = _("Give a title.")
    if document.template and document.text:
        problems["text"] = _("This document was composed from figures. Fill its gaps instead.")
    if not document.template and not document.text.strip():
        problems["text"] = _("Write the text, one paragraph a line.")
    if problems:
        raise invalid(problems)
    if document.template:
        paper = replace(document.paper(), kind=cast(Kind, document.kind), title=words(document.title),
                        addressee=document.addressee)
    else:
        paper = rules.plain_document(
            kind=cast(Kind, document.kind), title=document.title, text=document.text, addressee=document.addressee)
    document.body = dump(paper)
    _derive(document)


def _derive(document: Document) -> None:
    document.title = document.title[:200]
    document.search = search_key(document.title)
    document.bigrams = bigrams(document.search)


def _wrote(actor: Actor, document: Document) -> None:
    """Remember who wrote on it, for four eyes. The product itself is nobody."""
    if actor.id and actor.id not in document.writers:
        document.writers = [*document.writers, actor.id]


def _added(actor: Actor, document: Document) -> Document:
    _derive(document)
    document.drafted_by = actor.label[:100]
    _wrote(actor, document)
    document.save(force_insert=True)
    audit.record(actor, "documents.document.drafted", document,
                 {"kind": document.kind, "template": document.template, "as_of": document.as_of})
    return document
