"""Keeps what is typed into a form while it is typed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from fugong.intake.services import drafts
from fugong.kit.actor import Actor
from fugong.kit.clock import ZONE
from fugong.kit.desk import Desk

NEVER_KEPT = ("_key", "csrf", "password")


@require_POST
def save(request: HttpRequest, form: str) -> JsonResponse:
    """Take a draft; the answer says when it was kept."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    values = [(name, str(value)) for name, listed in request.POST.lists()
              for value in listed if not name.startswith(NEVER_KEPT)]
    at = drafts.save(actor=actor, form=form, values=values)
    return JsonResponse({"saved_at": at.astimezone(ZONE).strftime("%H:%M")})


def form_of(desk: Desk, row: Any) -> str:
    """What the draft of a desk's form is filed under."""
    return f"{desk.code}.{row.pk if row is not None else 'new'}"


def address(desk: Desk, row: Any) -> str:
    """Where the draft of a desk's form is kept."""
    return reverse("intake.draft", kwargs={"form": form_of(desk, row)})


def kept(actor: Actor, desk: Desk, row: Any) -> tuple[Mapping[str, list[str]], datetime] | None:
    """What the actor typed into a desk's form and did not send, by field, and when."""
    found = drafts.find(actor, form_of(desk, row))
    if found is None:
        return None
    values: dict[str, list[str]] = {}
    for name, value in found[0]:
        values.setdefault(name, []).append(value)
    return values, found[1]


def sent(actor: Actor, desk: Desk, row: Any) -> None:
    """The form was sent: its draft goes."""
    drafts.drop(actor=actor, form=form_of(desk, row))


def urls() -> list[URLPattern]:
    return [path("drafts/<str:form>/", save, name="intake.draft")]
