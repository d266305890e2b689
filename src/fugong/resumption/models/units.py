"""What is known of a unit beside its application: its position under the regime, and violations."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.kit.clock import real_now
from fugong.kit.ids import uuid7
from fugong.registry.models import Unit
from fugong.resumption.models.applications import Application


class UnitPosition(models.Model):
    """Under which regime a unit stands, since when, and what the last change meant for it.

    because: why this regime holds for it (batch, all, default, too_early); meaning: what became of its application
    (rules.regimes.Because); changes: sentences [{"zh": …, "en": …}] that explain the change.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.CharField(max_length=40, blank=True)
    regime = models.CharField(_("regime"), max_length=40)
    regime_before = models.CharField(max_length=40, blank=True)
    because = models.CharField(max_length=20)
    meaning = models.CharField(max_length=20, blank=True)
    opens_at = models.DateTimeField(_("may resume from"), null=True, blank=True)
    changes = models.JSONField(default=list)
    held_from = models.DateTimeField(_("since"))
    held_to = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=real_now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit"], condition=Q(held_to=None), name="unit_position_one_open"),
            models.CheckConstraint(
                condition=Q(held_to=None) | Q(held_to__gte=F("held_from")), name="unit_position_range"),
        ]

    def __str__(self) -> str:
        return self.unit.name


class Violation(models.Model):
    """A unit was found to have resumed without being allowed to (S4-23 不准企业私自复工), and what became of it."""

    class State(models.TextChoices):
        OPEN = "open", _("not settled")
        SETTLED = "settled", _("settled")

    class Source(models.TextChoices):
        VISIT = "visit", _("found on a visit")
        TIP = "tip", _("told by somebody")
        REPORT = "report", _("seen in reported figures")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    source = models.CharField(_("how it was found"), max_length=10, choices=Source, default=Source.VISIT)
    found_at = models.DateTimeField(_("found at"))
    found_by = models.CharField(_("found by"), max_length=100)
    people_at_work = models.PositiveIntegerField(_("people at work"), null=True, blank=True)
    text = models.TextField(_("what was found"))
    stopped = models.BooleanField(_("ordered to stop"), default=False)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.CharField(max_length=100, blank=True)
    settlement = models.TextField(_("how it was settled"), blank=True)
    recorded_at = models.DateTimeField(default=real_now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-found_at", "id"], name="violation_by_state"),
            models.Index(fields=["unit", "-found_at"], name="violation_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.found_at:%Y-%m-%d}"
