"""Answering items one by one: the unit in its self-check, the officer on the spot. Small answers for a bad network."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fugong.kit.actor import Actor
from fugong.kit.desk.views import need
from fugong.kit.errors import Refused, not_found
from fugong.kit.ids import uuid7
from fugong.resumption import selectors
from fugong.resumption.desks import page
from fugong.resumption.desks.items import Checked
from fugong.resumption.desks.serving import url_of
from fugong.resumption.models import Application
from fugong.resumption.selectors import dossiers
from fugong.resumption.services import checks, verifications

SERVICES = {
    "self": (checks.answer, checks.add_evidence), "visit": (verifications.record_item, verifications.add_photo),
}


def checked(actor: Actor, application: Application, where: str) -> tuple[Checked, Checked | None, Any]:
    """The list that is answered here, the other's beside it, and whose the other is."""
    files, address_of = dossiers.files(actor, application), url_of(application)

    def item_url(code: str, number: int) -> str:
        return page.address("answer" if where == "self" else "item", application, list_code=code, number=number)

    own = Checked(actor, application.self_check, files, address_of, item_url) if application.self_check else None
    visit = dossiers.verification(application)
    seen = Checked(actor, visit.assessment, files, address_of, item_url) if visit and visit.assessment else None
    answered, beside = (own, seen) if where == "self" else (seen, own)
    if answered is None:
        raise not_found()
    return answered, beside, _("Verification") if where == "self" else _("Self-check")


def visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The verification on a phone: one item after the other."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, page.VERIFY)
    application = selectors.application(actor, pk)
    if application.state != "verifying":
        return HttpResponseRedirect(page.address("detail", application))
    answered, beside, who = checked(actor, application, "visit")
    return render(request, "resumption/visit.html", {
        "title": application.unit.name, "subtitle": _("Verification on site"), "application": application,
        "back": {"url": page.address("detail", application), "label": _("Application")}, "where": "visit",
        "groups": answered.groups(beside, who), "progress": answered.progress(), "key": str(uuid7()),
        "finish_url": page.address("finish", application),
        "return_url": page.address("return", application),
    })


@require_POST
def answer(request: HttpRequest, pk: UUID, where: str, list_code: str, number: int) -> HttpResponse:
    """Keep the answer to one item, with a photo where one was sent; htmx gets the parts that changed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, page.EDIT if where == "self" else page.VERIFY)
    application = selectors.application(actor, pk)
    wrong, status = "", 200
    try:
        keep(request, actor, pk, where, list_code, number)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        wrong = " ".join(str(message) for message in refused.fields.values()) or str(refused.message)
        status = refused.status
    if not request.headers.get("HX-Request"):
        target = page.address("visit", application) if where == "visit" else page.address("fill", application, step="self_check")
        if wrong:
            return render(request, "kit/error.html", {"title": _("Not saved"), "message": wrong, "status": status,
                                                      "back": {"url": target, "label": _("Back")}}, status=status)
        return HttpResponseRedirect(f"{target}#item-{list_code}-{number}")
    application = selectors.application(actor, pk)
    answered, _beside, _who = checked(actor, application, where)
    item = next((item for group in answered.groups() for item in group["items"]
                 if (item["list"], item["number"]) == (list_code, number)), None)
    if item is None:
        raise not_found()
    return render(request, "resumption/parts/item_said.html", {
        "item": item, "wrong": wrong, "progress": answered.progress(), "oob": True}, status=status)


def keep(request: HttpRequest, actor: Actor, pk: UUID, where: str, list_code: str, number: int) -> None:
    """The answer first, then the file: a lost photo never loses the verdict."""
    say, add = SERVICES[where]
    given: dict[str, Any] = {"actor": actor, "application_id": pk, "list_code": list_code, "number": number}
    verdict = request.POST.get("verdict", "")
    if verdict:
        application = selectors.application(actor, pk)
        answered, _beside, _who = checked(actor, application, where)
        row = answered.answers.get((list_code, number))
        say(**given, verdict=verdict, value=value_in(request.POST.get("value", "")), note=request.POST.get("note", ""),
            evidence=[*row.evidence] if row else [])
    for file in request.FILES.getlist("file"):
        add(**given, file=file)
    if not verdict and not request.FILES:
        raise Refused("invalid", _t("Choose in place, not in place or not applicable."))


def value_in(text: str) -> Decimal | None:
    """The number that was typed; refused when it is none."""
    if not text.strip():
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Refused("invalid", _t("Give a number of at least 0."))
    return value
