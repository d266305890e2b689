"""Pages that belong to no authority."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from fugong.portal import desks as portal
from fugong.project import errors

# Pages of allauth that are closed here: accounts and passwords are given by the system administrator, not by mail.
CLOSED = r"^accounts/(signup|email|confirm-email|password/set|password/reset|login/code)/"


def closed(request: HttpRequest, *parts: str) -> HttpResponse:
    return errors.missing(request)


urlpatterns = [
    path("", portal.landing, name="home"),
    path("language/", portal.set_language, name="set_language"),
    re_path(CLOSED, closed),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]
handler400 = "fugong.project.errors.bad_request"
handler403 = "fugong.project.errors.denied"
handler404 = "fugong.project.errors.missing"
handler500 = "fugong.project.errors.broken"
