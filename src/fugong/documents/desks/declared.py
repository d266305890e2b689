"""The lists and pages of documents and series, declared."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.documents import selectors
from fugong.documents.models import Document, Series
from fugong.documents.services import drafts, receipts
from fugong.documents.services.series import save_series
from fugong.kit import dates
from fugong.kit.actor import Actor
from fugong.kit.desk import Action, Column, Desk, Panel
from fugong.kit.papers.sheet import drawn

C = Column
TONES = {"draft": "idle", "review": "check", "issued": "pass", "withdrawn": "stop"}
DRAFT, REVIEW, ISSUED = Document.Status.DRAFT, Document.Status.REVIEW, Document.Status.ISSUED


def address(page: str, document: Document) -> str:
    return reverse(f"documents.document.{page}", kwargs={"pk": document.pk})


def actions(actor: Actor, document: Document) -> list[Action]:
    """The next steps that the actor may take, the likeliest first, then the files."""
    found = []
    if document.status in (DRAFT, REVIEW) and actor.can("documents.document.issue") and actor.id not in document.writers:
        found.append(Action(_("Issue"), address("issue", document), primary=True, icon="check"))
    if document.status == DRAFT and actor.can("documents.document.draft"):
        if document.paper().gaps():
            found.append(Action(_("Fill in"), address("fill", document), primary=True, icon="edit"))
        else:
            found.append(Action(_("Send for review"), address("submit", document), "post"))
    if document.status == REVIEW and actor.can("documents.document.issue"):
        found.append(Action(_("Send back"), address("return", document)))
    if document.status == ISSUED and actor.can("documents.document.issue"):
        found.append(Action(_("Send to all units"), address("circulate", document), "post",
                            _("Every unit will find this document on its desk and has to sign for it.")))
        found.append(Action(_("Withdraw"), address("withdraw", document), danger=True))
    if actor.can("documents.document.receive") and selectors.unsigned(actor, document).exists():
        found.append(Action(_("Sign for it"), address("sign", document), "post", primary=True))
    for form, label in (("docx", "Word"), ("pdf", "PDF")):
        url = reverse("documents.document.file", kwargs={"pk": document.pk, "form": form})
        found.append(Action(label, url, icon="download"))
    return found


def parts(actor: Actor, document: Document) -> dict[str, Any]:
    """The sheet, and who signed for it."""
    receipts.mark_read(actor=actor, document=document)
    return {"sheet": drawn(document.paper()), "tables": [signatures(actor, document)] if document.status == ISSUED else []}


def signatures(actor: Actor, document: Document) -> dict[str, Any]:
    """To whom the document was sent, who has read it and who signed, as a table of the page."""
    rows = selectors.receipts(actor).filter(document=document).select_related("unit").order_by(
        "signed_at", "unit__name_sort")[:500]
    return {
        "title": _("Signed for"), "columns": [{"label": _("unit")}, {"label": _("read at")}, {"label": _("received at")},
                                              {"label": _("signed by")}],
        "rows": [{"cells": [{"text": receipt.unit.name}, {"text": dates.short_moment(receipt.read_at) or "–"},
                            {"text": dates.short_moment(receipt.signed_at) or "–"}, {"text": receipt.signed_by or "–"}]}
                 for receipt in rows],
        "empty": _("Not sent to any unit yet."),
    }


def editable(actor: Actor, document: Document) -> bool:
    return document.status == DRAFT


DOCUMENTS = Desk(
    code="documents.document", path="documents", model=Document, title=_("Documents"), noun=_("document"),
    door="supervision", rows=selectors.documents, read="documents.document.read", edit="documents.document.draft",
    order=("-changed_at", "id"), search=True, filters=("status", "kind"),
    create=drafts.write, change=drafts.change, key="document_id", editable=editable,
    columns=(
        C("number_text", sort="number"), C("title", link=True), C("kind"), C("status", tones=TONES, sort="status"),
        C("issued_on", sort="issued_on"), C("as_of", hidden=True), C("drafted_by", hidden=True),
        C("issued_by", hidden=True),
    ),
    fields=((_("Document"), ("kind", "title", "addressee", "text")),),
    panels=(Panel(_("Document"), (
        C("number_text", optional=True), C("kind"), C("addressee", optional=True), C("as_of", optional=True), C("drafted_by"),
        C("returned_reason", optional=True), C("issued_on", optional=True), C("issued_by", optional=True),
        C("withdrawn_on", optional=True), C("withdrawn_reason", optional=True))),),
    state=C("status", tones=TONES), actions=actions, parts=parts, detail_template="documents/document.html",
    empty=_("No documents yet. Write one, or compose a report from figures."),
)

SERIES = Desk(
    code="documents.series", path="series", model=Series, title=_("Number series"), noun=_("number series"),
    door="supervision", rows=selectors.series, read="documents.series.read", edit="documents.series.edit",
    order=("name_sort", "id"), filters=("style",),
    create=save_series, change=save_series, key="series_id",
    columns=(C("word", sort="name_sort", link=True), C("style"), C("issuer"), C("mark")),
    fields=((_("Number series"), ("style", "word", "issuer", "mark", "paper_year", "paper_last")),),
    panels=(Panel(_("Number series"), (
        C("style"), C("word"), C("issuer"), C("mark"), C("paper_year"), C("paper_last"))),),
    empty=_("No series yet. Make one before the first document is issued."),
)
