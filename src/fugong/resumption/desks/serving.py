"""Files of applications and violations, served with the rights of what they belong to."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from fugong.files import selectors as attachments
from fugong.files import services as files
from fugong.files.models import Attachment
from fugong.kit.actor import Actor
from fugong.kit.downloads import download
from fugong.kit.errors import not_found
from fugong.resumption import selectors
from fugong.resumption.models import Application
from fugong.standards.models import Assessment


def of_application(actor: Actor, application: Application) -> dict[UUID, Attachment]:
    """Every file that the application's pages may show: its papers, and the evidence of its assessments."""
    checks = [visit.assessment_id for visit in application.verifications.all()] + [application.self_check_id]
    found = [*attachments.of(actor, application),
             *attachments.of_many(actor, Assessment, [key for key in checks if key is not None])]
    return {attachment.pk: attachment for attachment in found}


def url_of(application: Application) -> Callable[[Attachment], str]:
    """Where a file of the application is served."""
    return lambda file: reverse("resumption.application.file", kwargs={"pk": application.pk, "file": file.pk})


def application_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """A paper or a piece of evidence."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    application = selectors.application(actor, pk)
    return answer(request, of_application(actor, application), file)


def violation_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """A photo of what was found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    violation = selectors.violation(actor, pk)
    return answer(request, {found.pk: found for found in attachments.of(actor, violation)}, file)


def answer(request: HttpRequest, known: Mapping[Any, Attachment], key: UUID) -> HttpResponse:
    """The file, saved or (with ?view) shown in place; what does not belong here does not exist."""
    if key not in known:
        raise not_found()
    attachment = known[key]
    return download(attachment.name, attachment.content_type, files.read(attachment), show="view" in request.GET)
