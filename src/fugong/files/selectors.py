"""Reads of attachments. The owner of the subject has made sure that the actor may see it."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from fugong.files import vault
from fugong.files.models import Attachment
from fugong.kit.actor import Actor
from fugong.kit.errors import not_found


def of(actor: Actor, subject: models.Model, kind: str = "") -> models.QuerySet[Attachment]:
    """The attachments of one thing, oldest first."""
    found = Attachment.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, archived_at=None).order_by("id")
    return found.filter(kind=kind) if kind else found


def of_many(actor: Actor, model: type[models.Model], ids: Iterable[UUID]) -> models.QuerySet[Attachment]:
    """The attachments of many things of one type, oldest first."""
    return Attachment.objects.filter(
        subject_type=model._meta.label_lower, subject_id__in=list(ids), archived_at=None).order_by("id")


def one(actor: Actor, subject: models.Model, attachment_id: UUID | str) -> Attachment:
    """One attachment of a thing, or a refusal that does not say whether it exists."""
    found = Attachment.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, pk=attachment_id).first()
    if found is None:
        raise not_found()
    return found


def lost() -> list[Attachment]:
    """Attachments whose file is not in the folder: for the self-test."""
    return [attachment for attachment in Attachment.objects.iterator() if not vault.present(attachment.pk)]
