"""Notices in the inbox of a user or of a unit."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.kit.clock import real_now
from fugong.kit.ids import uuid7


class Notice(models.Model):
    """One message in both languages, without personal data; to a user, or to whoever manages a unit.

    key: what it is about; a recipient never gets two notices with the same key. path: where inside the authority the
    matter can be dealt with.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField(null=True, blank=True)
    unit_id = models.UUIDField(null=True, blank=True)
    key = models.CharField(max_length=120)
    zh = models.CharField(_("Chinese text"), max_length=300)
    en = models.CharField(_("English text"), max_length=300)
    path = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = models.CharField(_("sent by"), max_length=100, blank=True)
    recorded_at = models.DateTimeField(default=real_now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    read_by = models.CharField(_("read by"), max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(user_id=None, unit_id__isnull=False) | Q(user_id__isnull=False, unit_id=None),
                name="notice_to_user_or_unit"),
            models.UniqueConstraint(fields=["user_id", "key"], name="notice_to_user_once"),
            models.UniqueConstraint(fields=["unit_id", "key"], name="notice_to_unit_once"),
        ]

    def __str__(self) -> str:
        return self.zh
