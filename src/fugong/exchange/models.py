"""What the authorities share, in `public`: reference tables, own calendars, figures published upward.

These tables hold no person and no unit. A row that belongs to an authority carries its slug, and is read
only through selectors that take one.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.kit import clock
from fugong.kit.ids import uuid7


class Division(models.Model):
    """An administrative division for joins and exports; look-ups go through `selectors`, in memory.

    `valid_to` is set when a later edition no longer has the code; codes are never reused here for
    another place while they are valid.
    """

    code = models.CharField(_("code"), max_length=9, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    level = models.SmallIntegerField(_("level"))
    parent = models.CharField(_("lies in"), max_length=9, blank=True)
    pinyin = models.CharField(max_length=200)
    initials = models.CharField(max_length=60)
    valid_from = models.DateField(_("valid from"), null=True)
    valid_to = models.DateField(_("valid until"), null=True)

    class Meta:
        verbose_name = _("administrative division")
        verbose_name_plural = _("administrative divisions")

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """Which edition of a reference table is loaded, so that loading happens once."""

    table = models.CharField(max_length=40, primary_key=True)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=clock.real_now)

    def __str__(self) -> str:
        return self.table


class CalendarDay(models.Model):
    """A day on which an authority works, or rests, otherwise than the national calendar says."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.SlugField(_("authority"), max_length=63)
    day = models.DateField(_("day"))
    worked = models.BooleanField(_("working day"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "day"], name="exchange_calendarday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.day}"


class PublishedFigure(models.Model):
    """One figure that an authority let its superior see. Rows are only added: a later one corrects.

    day: the business day the figure stands for; dimension: "" for the total, otherwise "kind=site";
    value: at the indicator's own precision; recorded_at: real time, tells revisions apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.SlugField(_("authority"), max_length=63)
    indicator = models.CharField(_("indicator"), max_length=80)
    day = models.DateField(_("day"))
    dimension = models.CharField(_("dimension"), max_length=120, blank=True)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.real_now)

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "indicator", "day", "dimension", "recorded_at"],
                name="exchange_publishedfigure_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.indicator} {self.day}"
