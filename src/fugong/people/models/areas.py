"""What the authority itself says about areas, beside the levels worked out from case counts."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.exchange.rules.divisions import full_name
from fugong.kit.clock import real_now
from fugong.kit.ids import uuid7


class AreaLevel(models.Model):
    """The risk level of an area by order of the authority, from a day on: it stands before the level worked out."""

    class Level(models.TextChoices):
        LOW = "low", _("low risk")
        MEDIUM = "medium", _("medium risk")
        HIGH = "high", _("high risk")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    division = models.CharField(_("area"), max_length=12)
    level = models.CharField(_("risk level"), max_length=8, choices=Level)
    held_from = models.DateField(_("from"))
    held_to = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("document or reason"), max_length=200)
    recorded_at = models.DateTimeField(default=real_now)
    recorded_by = models.CharField(_("entered by"), max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["division"], condition=Q(held_to=None), name="area_level_one_open"),
            models.CheckConstraint(condition=Q(held_to=None) | Q(held_to__gte=F("held_from")), name="area_level_forward"),
        ]
        indexes: ClassVar = [models.Index(fields=["division", "held_from"], name="area_level_of")]

    def __str__(self) -> str:
        return full_name(self.division)
