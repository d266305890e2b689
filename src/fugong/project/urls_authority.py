"""Pages of one authority; the middleware puts `/a/<slug>/` before them."""

from django.urls import path

from fugong.accounts import desks as accounts
from fugong.audit import desks as audit
from fugong.documents import desks as documents
from fugong.intake import desks as intake
from fugong.people import desks as people
from fugong.portal import desks as portal
from fugong.project.api import api
from fugong.registry import desks as registry
from fugong.reporting import urls as reporting
from fugong.standards import desks as standards

urlpatterns = [
    path("", portal.today, name="today"),
    path("notices/", portal.notices, name="notices"),
    path("api/v1/", api.urls),
    *accounts.urls(),
    *audit.urls(),
    *intake.urls(),
    *registry.urls(),
    *documents.urls(),
    *people.urls(),
    *reporting.urls(),
    *standards.urls(),
]
handler400 = "fugong.project.errors.bad_request"
handler403 = "fugong.project.errors.denied"
handler404 = "fugong.project.errors.missing"
handler500 = "fugong.project.errors.broken"
