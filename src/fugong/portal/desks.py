"""The first page of everybody."""

from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fugong.accounts import selectors
from fugong.kit.actor import Actor
from fugong.kit.ids import uuid7
from fugong.kit.urls import inside
from fugong.notifications import services
from fugong.portal import selectors as portal
from fugong.reporting.selectors import boards, daily
from fugong.reporting.selectors.figures import Figure


def landing(request: HttpRequest) -> HttpResponse:
    """Outside any authority: sign in, or go to the only authority, or choose one."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    mine = list(selectors.authorities_of(request.user))
    if len(mine) == 1:
        return HttpResponseRedirect(inside(mine[0].slug, "today"))
    return render(request, "kit/choose_authority.html", {"authorities": [
        {"name": one.name, "kind": one.get_kind_display(), "url": inside(one.slug, "today")} for one in mine]})


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, kept in a cookie; back to where the person was."""
    language, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax",
                            secure=settings.CSRF_COOKIE_SECURE, httponly=True)
    return response


def today(request: HttpRequest) -> HttpResponse:
    """What waits for me, and the figures that I answer for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pairs: list[list[Figure]] = []
    if actor.can("reporting.figures.read"):
        pairs = boards.pairs(actor, daily.current_day())
    return render(request, "kit/desk.html", {
        "title": _("Today"), "subtitle": actor.label, "tasks": portal.waiting(actor), "pairs": pairs})


def notices(request: HttpRequest) -> HttpResponse:
    """My notices, the unread first; a POST marks those that are shown as read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        services.mark_read(actor=actor, notice_ids=keys(request.POST.getlist("id")), unit_ids=portal.own_units(actor))
        return HttpResponseRedirect(reverse("notices"))
    language = get_language() or "zh-hans"
    found = list(portal.inbox(actor).order_by(F("read_at").desc(nulls_first=True), "-id")[:200])
    home = reverse("today")
    return render(request, "portal/notices.html", {
        "title": _("Notices"), "back": {"url": home, "label": _("Today")}, "key": str(uuid7()),
        "notices": [{"id": one.pk, "text": one.zh if language.startswith("zh") else one.en, "at": one.sent_at,
                     "who": one.sent_by, "read_at": one.read_at, "read_by": one.read_by,
                     "url": home + one.path if one.path else ""} for one in found],
        "unread": [str(one.pk) for one in found if one.read_at is None]})


def keys(texts: list[str]) -> list[UUID]:
    """The notices chosen on the page; what is no key is left out."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found
