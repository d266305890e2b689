"""Where a worker was over the Spring Festival, whom he met, how he felt: as one source said it (S1-15, S2-05)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.kit import masks
from fugong.kit.clock import real_now
from fugong.kit.crypto import SealedField
from fugong.kit.ids import uuid7
from fugong.people.models.workers import Worker


class HolidayMovement(models.Model):
    """What one source says of a worker's holiday. Never changed: a later word of the same source replaces it, a mistake
    is withdrawn. Unknown (null) is not no: declarations and clearance read it so.
    """

    class Source(models.TextChoices):
        ROSTER = "roster", _("roster of the unit")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="movements")
    source = models.CharField(_("source"), max_length=12, choices=Source)
    went_away = models.BooleanField(_("went away over the Spring Festival"), null=True)
    left_on = models.DateField(_("left on"), null=True)
    returned_on = models.DateField(_("returned on"), null=True)
    via = SealedField(_("places passed through"), mask=masks.hidden, max_length=200, blank=True, default="")
    met_hubei = models.BooleanField(_("met people from Hubei"), null=True)
    met_case = models.BooleanField(_("met a confirmed or suspected case"), null=True)
    health = SealedField(_("state of health"), mask=masks.hidden, max_length=200, blank=True, default="")
    due_on = models.DateField(_("back at work on"), null=True)
    fingerprint = models.CharField(max_length=32, editable=False)
    said_at = models.DateTimeField(_("said at"))
    replaced_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=real_now)
    recorded_by = models.CharField(max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["worker", "source"], condition=Q(replaced_at=None, withdrawn_at=None),
                                    name="movement_one_word"),
            models.CheckConstraint(condition=Q(left_on=None) | Q(returned_on=None) | Q(returned_on__gte=models.F("left_on")),
                                   name="movement_forward"),
        ]
