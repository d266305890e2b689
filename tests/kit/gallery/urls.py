"""One address for every sample page, and the names that allauth's templates point to."""

from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.kit.gallery import pages


def nowhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


NAMES = (
    "account_login",
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
)
urlpatterns = [
    path("", pages.index),
    path("page/<slug:name>/", pages.page, name="page"),
    path("draft/", pages.draft),
    path("echo/", pages.echo),
    path("plan.geojson", pages.plan),
    path("slow/", pages.slow),
    *(path(f"allauth/{name}/", nowhere, name=name) for name in NAMES),
    *staticfiles_urlpatterns(),
]
