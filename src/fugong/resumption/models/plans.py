"""A unit's own plan of control (一企一策, S1-25) in dated editions, and what reviewers say to its sections."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fugong.kit.clock import real_now
from fugong.kit.ids import uuid7
from fugong.registry.models import Unit


class EnterprisePlan(models.Model):
    """One edition of a unit's plan. It is written as a draft, handed in with an application, and in force from a
    business day on until the next edition."""

    class State(models.TextChoices):
        DRAFT = "draft", _("still being written")
        HANDED_IN = "handed_in", _("handed in")
        IN_FORCE = "in_force", _("in force")
        ENDED = "ended", _("no longer in force")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    edition = models.PositiveSmallIntegerField(_("plan edition"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    held_from = models.DateField(_("in force from"), null=True, blank=True)
    held_to = models.DateField(_("in force to"), null=True, blank=True)
    begun_by = models.CharField(max_length=100)
    begun_at = models.DateTimeField(_("begun at"))
    recorded_at = models.DateTimeField(default=real_now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "edition"], name="plan_edition_once"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state__in=["draft", "handed_in"]), name="plan_one_being_written"),
            models.UniqueConstraint(fields=["unit"], condition=Q(state="in_force"), name="plan_one_in_force"),
            models.CheckConstraint(
                condition=Q(held_to=None) | Q(held_to__gte=F("held_from")), name="plan_range"),
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} #{self.edition}"


class PlanSection(models.Model):
    """One section of a plan; its heading is the one that the rules in force asked for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(EnterprisePlan, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    text = models.TextField(_("text of the section"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "code"], name="plan_section_once")]
        ordering: ClassVar = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The heading in the language of the page."""
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class SectionComment(models.Model):
    """What a reviewer says to a section; it stays open until somebody calls it settled."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    section = models.ForeignKey(PlanSection, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(_("comment"))
    by = models.CharField(max_length=100)
    by_id = models.CharField(max_length=60)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=real_now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.text[:60]
