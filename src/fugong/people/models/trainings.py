"""Training sessions: what was done for the people of a unit."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.kit.clock import real_now
from fugong.kit.ids import uuid7
from fugong.registry.models import Unit


class TrainingSession(models.Model):
    """One session for people of one unit: who trained how many in what, on which day (S4-40, S4-43, S1-24, S2-04).

    Withdrawn when it was entered by mistake; never deleted. headcount counts heads of this session.
    """

    class Kind(models.TextChoices):
        PRE_JOB = "pre_job", _("pre-job training")
        HEADS = "heads", _("training of enterprise heads")
        BRIEFING = "briefing", _("briefing of a workshop or team")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PRE_JOB)
    day = models.DateField(_("day"))
    topic = models.CharField(_("topic"), max_length=120)
    team = models.CharField(_("workshop or team"), max_length=60, blank=True)
    trainer = models.CharField(_("trainer"), max_length=60, blank=True)
    trainer_org = models.CharField(_("trainer's organisation"), max_length=80, blank=True)
    headcount = models.PositiveIntegerField(_("people trained"))
    material = models.CharField(_("material"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=real_now)
    recorded_by = models.CharField(max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(headcount__gte=1), name="training_of_somebody"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "day"], name="training_of_unit"),
            models.Index(fields=["day", "id"], name="training_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} · {self.day:%Y-%m-%d}"
