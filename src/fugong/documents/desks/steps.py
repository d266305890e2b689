"""Each step of a document's life as a page or a button."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fugong.documents import selectors
from fugong.documents.desks.declared import DOCUMENTS
from fugong.documents.models import Document, Series
from fugong.documents.services import drafts, issuing, receipts
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.desk.views import need
from fugong.kit.errors import Refused
from fugong.kit.ids import uuid7


class IssueForm(forms.Form):
    """Under which series and on which day."""

    series = forms.ModelChoiceField(Series.objects.none(), label=_("number series"))
    issued_on = forms.DateField(
        label=_("issued on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, actor: Actor, document: Document, data: Any = None) -> None:
        super().__init__(data, initial={"issued_on": clock.today()})
        style = issuing.NUMBERED.get(Document.Kind(document.kind))
        if style is None:
            del self.fields["series"]
        else:
            self.fields["series"].queryset = selectors.series(actor).filter(style=style)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("reason"), max_length=300, widget=forms.Textarea)


class GapsForm(forms.Form):
    """One text for every place still to fill."""

    def __init__(self, document: Document, data: Any = None) -> None:
        super().__init__(data)
        for number, prompt in enumerate(document.paper().gaps(), 1):
            self.fields[f"gap{number}"] = forms.CharField(
                label=prompt, required=False, widget=forms.Textarea, help_text=_("One paragraph a line."))


def version_of(request: HttpRequest) -> int:
    sent = request.POST.get("_version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def step(
    request: HttpRequest, pk: UUID, *, permission: str, title: Any, form_of: Callable[[Document, Any], forms.Form],
    act: Callable[[Document, dict[str, Any]], Any], save_label: Any, done: Any,
) -> HttpResponse:
    """A page with a small form that takes one step of a document; what was typed stays after a refusal."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, permission)
    document = DOCUMENTS.one(actor, pk)
    form = form_of(document, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(document, form.cleaned_data)
            except Refused as refused:
                status = refused.status
                for name, message in refused.fields.items():
                    form.add_error(name if name in form.fields else None, message)
                if not refused.fields:
                    form.add_error(None, str(refused))
            else:
                messages.success(request, done)
                return HttpResponseRedirect(DOCUMENTS.url("detail", pk))
    return render(request, "kit/form.html", {
        "title": title, "subtitle": document.title, "form": form, "key": str(uuid7()), "version": document.version,
        "save_label": save_label, "cancel_url": DOCUMENTS.url("detail", pk)}, status=status)


def issue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Issue with the next number."""
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def act(document: Document, values: dict[str, Any]) -> Any:
        series = values.get("series")
        return issuing.issue(actor=actor, document_id=pk, version=version_of(request), issued_on=values["issued_on"],
                             series_id=series.pk if series else None)

    return step(request, pk, permission="documents.document.issue", title=_("Issue"), act=act, save_label=_("Issue"),
                form_of=lambda document, data: IssueForm(actor, document, data), done=_t("The document is issued."))


def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw an issued document, with the reason."""
    return step(
        request, pk, permission="documents.document.issue", title=_("Withdraw"), save_label=_("Withdraw"),
        form_of=lambda document, data: ReasonForm(data), done=_t("The document is withdrawn; its number stays."),
        act=lambda document, values: issuing.withdraw(
            actor=request.actor, document_id=pk, version=version_of(request), **values))  # type: ignore[attr-defined]


def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a document in review back to its drafter, with the reason."""
    return step(
        request, pk, permission="documents.document.issue", title=_("Send back"), save_label=_("Send back"),
        form_of=lambda document, data: ReasonForm(data), done=_t("The document went back to its drafter."),
        act=lambda document, values: drafts.send_back(
            actor=request.actor, document_id=pk, version=version_of(request), **values))  # type: ignore[attr-defined]


def fill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fill the gaps that no figure fills."""
    return step(
        request, pk, permission="documents.document.draft", title=_("Fill in"), save_label=_("Save"),
        form_of=GapsForm, done=_t("Saved."),
        act=lambda document, values: drafts.fill(
            actor=request.actor, document_id=pk, version=version_of(request),  # type: ignore[attr-defined]
            texts=list(values.values())))


@require_POST
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a draft for review, as it stands."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "documents.document.draft")
    drafts.submit(actor=actor, document_id=pk, version=DOCUMENTS.one(actor, pk).version)
    messages.success(request, _t("The document is in review."))
    return HttpResponseRedirect(DOCUMENTS.url("detail", pk))


@require_POST
def circulate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send an issued document to all units."""
    sent = receipts.circulate(actor=request.actor, document_id=pk)  # type: ignore[attr-defined]
    messages.success(request, ngettext("Sent to %(n)d unit.", "Sent to %(n)d units.", sent) % {"n": sent})
    return HttpResponseRedirect(DOCUMENTS.url("detail", pk))


@require_POST
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign for a document."""
    receipts.sign(actor=request.actor, document_id=pk)  # type: ignore[attr-defined]
    messages.success(request, _t("You have signed for this document."))
    return HttpResponseRedirect(DOCUMENTS.url("detail", pk))


def file(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The document as a file to keep, print or edit."""
    return selectors.file(request.actor, pk, form).response()  # type: ignore[attr-defined]
