"""Files of applications and violations, served with the rights of what they belong to."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from fugong.files import selectors as attachments
from fugong.files import services as files
from fugong.files.models import Attachment
from fugong.kit.actor import Actor
from fugong.kit.downloads import download
from fugong.resumption import selectors
from fugong.resumption.models import Application
from fugong.resumption.selectors import dossiers


def url_of(application: Application) -> Callable[[Attachment], str]:
    """Where a file of the application is served."""
    return lambda file: reverse("resumption.application.file", kwargs={"pk": application.pk, "file": file.pk})


def application_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """A paper or a piece of evidence; saved, or with ?view shown in place."""
    attachment = dossiers.file(request.actor, pk, file)  # type: ignore[attr-defined]
    return download(attachment.name, attachment.content_type, files.read(attachment), show="view" in request.GET)


def violation_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """A photo of what was found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    attachment = attachments.one(actor, selectors.violation(actor, pk), file)
    return download(attachment.name, attachment.content_type, files.read(attachment), show="view" in request.GET)
