"""Pages that belong to no authority."""

from django.urls import include, path

from fugong.portal import desks as portal

urlpatterns = [
    path("", portal.landing, name="home"),
    path("language/", portal.set_language, name="set_language"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]
handler400 = "fugong.project.errors.bad_request"
handler403 = "fugong.project.errors.denied"
handler404 = "fugong.project.errors.missing"
handler500 = "fugong.project.errors.broken"
