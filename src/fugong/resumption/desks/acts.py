"""Each act on an application as a page: what it does, what it needs, then the act itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fugong.kit.actor import Actor
from fugong.kit.desk.views import need
from fugong.kit.errors import Refused
from fugong.kit.ids import uuid7
from fugong.resumption import selectors, wording
from fugong.resumption.desks import page
from fugong.resumption.desks.forms import (
    FinishForm,
    ReasonForm,
    RemarkForm,
    ResumeForm,
    ReviewForm,
    StartForm,
    tell,
    version_of,
)
from fugong.resumption.models import Application
from fugong.resumption.rules.lacking import unfinished
from fugong.resumption.selectors import dossiers
from fugong.resumption.services import applications, decisions, verifications


@dataclass(frozen=True, slots=True)
class Act:
    """An act: the right, the service, its form, what it means in a sentence, and what is said when it is done."""

    right: str
    service: Callable[..., Any]
    form: type[forms.Form]
    text: Any
    done: Any
    danger: bool = False


SUSPEND, APPROVE = "resumption.decision.suspend", "resumption.decision.approve"
ACTS: dict[str, Act] = {
    "withdraw": Act(page.EDIT, applications.withdraw, RemarkForm,
                    _("The application ends here. A new one may be begun at any time; plan and papers are kept."),
                    _("The application is withdrawn."), True),
    "start": Act(page.VERIFY, verifications.start, StartForm,
                 _("The unit sees that it is being verified. The list is made by the rules of the application."),
                 _("The verification has begun.")),
    "finish": Act(page.VERIFY, verifications.finish, FinishForm,
                  _("The verification is finished as passed and can no longer change. What does not pass is returned instead."),
                  _("The verification is finished.")),
    "return": Act("resumption.application.return", applications.send_back, ReasonForm,
                  _("The unit gets the application back with everything that has to be mended, told at once."),
                  _("The application is returned.")),
    "approve": Act(APPROVE, decisions.approve, RemarkForm, _("The unit may resume on its day."),
                   _("The application is approved.")),
    "reject": Act(APPROVE, decisions.reject, ReasonForm, _("The application ends here; the unit may apply again."),
                  _("The application is rejected."), True),
    "suspend": Act(SUSPEND, decisions.suspend, ReasonForm, _("The unit must stop work until the suspension is lifted."),
                   _("The unit is suspended."), True),
    "lift": Act(SUSPEND, decisions.lift, ReasonForm, _("The unit is again what it was before the suspension."),
                _("The suspension is lifted.")),
    "revoke": Act(SUSPEND, decisions.revoke, ReasonForm, _("The permission ends for good; the unit has to apply again."),
                  _("The permission is revoked."), True),
    "resume": Act(page.EDIT, decisions.confirm_resumed, ResumeForm, _("From then on the unit counts as resumed."),
                  _("The unit has resumed.")),
}

CONFIRM = Act(APPROVE, decisions.approve, RemarkForm,
              _("What was filed has been checked and is so. The unit goes on working."), _("The filing is confirmed."))


def act(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """One act: first what it means and what is still missing, then done by its service."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, ACTS[action].right)
    application = selectors.application(actor, pk)
    known = CONFIRM if (application.kind, action) == ("filing", "approve") else ACTS[action]
    title = wording.verb(application.kind, action)
    form = known.form(request.POST if request.method == "POST" else None, initial=initial(actor, application, action))
    missing, status = told_before(actor, application, action), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                known.service(actor=actor, application_id=pk, version=version_of(request), **form.cleaned_data)
            except Refused as refused:
                status, missing = refused.status, told_in(refused)
                if missing:
                    form.add_error(None, str(_("Not done: settle first what is listed here as missing.")))
                else:
                    tell(form, refused)
            else:
                messages.success(request, known.done)
                return HttpResponseRedirect(page.address("visit" if action == "start" else "detail", application))
    return render(request, "resumption/act.html", {
        "title": title, "subtitle": application.unit.name, "text": known.text, "form": form,
        "key": str(uuid7()), "version": application.version, "missing": missing, "save_label": title,
        "danger": known.danger, "cancel_url": page.address("detail", application),
        "back": {"url": page.address("detail", application), "label": application.unit.name},
    }, status=status)


def initial(actor: Actor, application: Application, action: str) -> dict[str, Any]:
    """What a form begins with: a return begins with everything that was found missing."""
    if action != "return" or application.state != "verifying":
        return {}
    lacks = unfinished(dossiers.findings(actor, application))
    return {"reason": "\n".join(f"{number}. {text}" for number, (_lack, text) in enumerate(
        dossiers.sentences(application, lacks), 1))}


def told_before(actor: Actor, application: Application, action: str) -> list[dict[str, Any]]:
    """What is missing for the act, told before it is tried."""
    if action == "approve":
        return page.missing(actor, application)
    if action == "finish" and application.state == "verifying":
        lacks = unfinished(dossiers.findings(actor, application))
        return [{"text": text, "url": ""} for _lack, text in dossiers.sentences(application, lacks)]
    return []


def told_in(refused: Refused) -> list[dict[str, Any]]:
    return [{"text": item["text"], "url": ""} for item in refused.data.get("missing", ())]


def review(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Say what a review found; `department` in the address names whose sign-off it is."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, f"resumption.review.{kind}")
    application, department = selectors.application(actor, pk), request.GET.get("department", "")
    lines = page.reviews(actor, application, page.eyes(actor, application)[0])
    line = next((each for each in lines if (each["kind"], each["department"]) == (kind, department)), None)
    if line is None:  # not asked by the regime: the page says what is
        return HttpResponseRedirect(page.address("detail", application) + "#reviews")
    given = line["given"]
    form = ReviewForm(request.POST if request.method == "POST" else None,
                      initial={"passed": "1" if given.passed else "0", "note": given.note} if given else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                verifications.review(actor=actor, application_id=pk, kind=kind, department=department, **form.cleaned_data)
            except Refused as refused:
                status = refused.status
                for name, message in refused.fields.items():
                    form.add_error("note" if name == "reason" else None, str(message))
                if not refused.fields:
                    form.add_error(None, str(refused.message))
            else:
                messages.success(request, _("The review is recorded."))
                return HttpResponseRedirect(page.address("detail", application) + "#reviews")
    return render(request, "kit/form.html", {
        "title": _("Review: %(name)s") % {"name": line["name"]}, "subtitle": application.unit.name, "form": form,
        "key": str(uuid7()),
        "cancel_url": page.address("detail", application),
        "back": {"url": page.address("detail", application), "label": application.unit.name}}, status=status)
