"""Attachments: what is known of a file. Its content lies encrypted in the files folder (see vault)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.kit.clock import real_now
from fugong.kit.ids import uuid7


class Attachment(models.Model):
    """A file that belongs to something of this authority, named by its type and id; archived, never deleted.

    kind: what the owner calls it (the code of a required paper, "photo" …); size and sha256 are of the content
    as it is served; uploaded_at is business time, recorded_at real time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    kind = models.CharField(_("kind"), max_length=60)
    name = models.CharField(_("file name"), max_length=120)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    extension = models.CharField(max_length=4)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    key_id = models.CharField(max_length=40)
    uploaded_by = models.CharField(_("uploaded by"), max_length=100)
    uploaded_by_id = models.CharField(max_length=60, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    recorded_at = models.DateTimeField(default=real_now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind", "sha256"], condition=Q(archived_at=None),
                name="attachment_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="attachment_of_subject"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether a browser can show it in place."""
        return self.content_type.startswith("image/")
