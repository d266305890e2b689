"""The first page of everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from fugong.accounts import selectors
from fugong.kit.urls import inside


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
    """What waits for me."""
    return render(request, "portal/today.html")
