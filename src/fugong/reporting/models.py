"""Daily reports of units, every revision of them, and who confirmed them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.kit.clock import real_now
from fugong.kit.ids import uuid7
from fugong.registry.models import Unit


class DailyReport(models.Model):
    """What a unit reported for one business day (日上报, S1-05). Numbers are people unless named otherwise.

    A row never changes: a correction withdraws it (withdrawn_at) and adds the next revision, so that any day can be
    read as it was known at any moment. Isolated, confirmed and suspected are counts that stand at the end of the day;
    the others are counts of the day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    day = models.DateField(_("day"))
    due = models.PositiveIntegerField(_("due on post"))
    on_post = models.PositiveIntegerField(_("on post"))
    newly_returned = models.PositiveIntegerField(_("newly returned"), default=0)
    absent_road_closed = models.PositiveIntegerField(_("road closed"), default=0)
    absent_village_closed = models.PositiveIntegerField(_("village closed"), default=0)
    absent_turned_back = models.PositiveIntegerField(_("persuaded to go back"), default=0)
    absent_entry_refused = models.PositiveIntegerField(_("entry refused"), default=0)
    absent_household_registration = models.PositiveIntegerField(_("household registration"), default=0)
    absent_housing = models.PositiveIntegerField(_("no lodging"), default=0)
    absent_isolation = models.PositiveIntegerField(_("isolation time"), default=0)
    absent_other = models.PositiveIntegerField(_("other (leave, illness)"), default=0)
    abnormal_temperatures = models.PositiveIntegerField(_("abnormal temperatures"))
    isolated_central = models.PositiveIntegerField(_("in central isolation"), default=0)
    isolated_home = models.PositiveIntegerField(_("isolated at home"), default=0)
    released = models.PositiveIntegerField(_("released from isolation"), default=0)
    confirmed = models.PositiveIntegerField(_("confirmed cases"))
    suspected = models.PositiveIntegerField(_("suspected cases"))
    advised_to_stay = models.PositiveIntegerField(_("advised to stay away"), default=0)
    disinfections = models.PositiveIntegerField(_("disinfection runs"), default=0)
    masks_used = models.PositiveIntegerField(_("masks used"), default=0)
    masks_in_stock = models.PositiveIntegerField(_("masks in stock"), default=0)
    material_days = models.PositiveIntegerField(_("days of raw material"), null=True, blank=True)
    difficulties = models.TextField(_("difficulties"), blank=True, max_length=1000)
    zero = models.BooleanField(_("zero report"), default=False)
    late = models.BooleanField(_("late"), default=False)
    submitted_at = models.DateTimeField(_("reported at"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    reason = models.CharField(_("reason of the correction"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=real_now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.CharField(_("reported by"), max_length=100, blank=True)
    on_behalf_of = models.CharField(_("reported for"), max_length=100, blank=True)
    source = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "day"], condition=Q(withdrawn_at=None), name="daily_report_one_current"),
            models.UniqueConstraint(fields=["unit", "day", "revision"], name="daily_report_revision_once"),
            models.CheckConstraint(
                condition=Q(due=F("on_post") + F("absent_road_closed") + F("absent_village_closed")
                            + F("absent_turned_back") + F("absent_entry_refused")
                            + F("absent_household_registration") + F("absent_housing") + F("absent_isolation")
                            + F("absent_other")),
                name="daily_report_absences_add_up"),
            models.CheckConstraint(
                condition=Q(zero=False) | Q(abnormal_temperatures=0, confirmed=0, suspected=0),
                name="daily_report_zero_is_zero"),
            models.CheckConstraint(condition=Q(newly_returned__lte=F("on_post")), name="daily_report_new_on_post"),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(reason=""), name="daily_report_correction_has_reason"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["day", "unit"], name="daily_report_by_day",
                include=["due", "on_post", "newly_returned", "abnormal_temperatures", "isolated_central",
                         "isolated_home", "recorded_at", "withdrawn_at", "zero", "late", "id"]),
            models.Index(fields=["on_post", "id"], condition=Q(withdrawn_at=None), name="daily_report_by_on_post"),
            models.Index(fields=["abnormal_temperatures", "id"], condition=Q(withdrawn_at=None), name="daily_report_by_abnormal"),
            models.Index(fields=["submitted_at", "id"], condition=Q(withdrawn_at=None), name="daily_report_by_arrival"),
            models.Index(
                fields=["unit", "day"],
                condition=Q(confirmed__gt=0) | Q(suspected__gt=0) | Q(advised_to_stay__gt=0), name="daily_report_cases"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.day:%Y-%m-%d}"


class Confirmation(models.Model):
    """A grid or liaison officer has looked at one revision of a daily report and stands by it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.OneToOneField(DailyReport, on_delete=models.PROTECT, related_name="confirmation")
    confirmed_at = models.DateTimeField(_("confirmed at"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=100)
    actor_id = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(default=real_now)
