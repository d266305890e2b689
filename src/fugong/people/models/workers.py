"""The worker register (一人一档, S1-15, S2-04): one row a person, his team, and where he stands since when."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.kit import masks
from fugong.kit.clock import real_now
from fugong.kit.crypto import SealedField
from fugong.kit.ids import uuid7
from fugong.registry.models import Unit


class Team(models.Model):
    """A workshop (车间) or a team (班组) of a unit; a team may lie in a workshop."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("workshop"))
    name = models.CharField(_("name"), max_length=60)
    name_sort = models.CharField(max_length=240, editable=False, default="")
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "parent", "name"], condition=Q(archived_at=None), nulls_distinct=False, name="team_named_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A person who works for a unit, or will, or did. Numbers and addresses are encrypted; an index keyed with a secret
    finds a number without telling it. One row a person in an authority: who changes units keeps his file.
    """

    class Document(models.TextChoices):
        RESIDENT = "resident", _("resident identity card")
        RESIDENCE = "residence", _("residence permit of Hong Kong, Macau and Taiwan residents")
        HK_MACAU = "hk_macau", _("mainland travel permit of Hong Kong and Macau residents")
        TAIWAN = "taiwan", _("mainland travel permit of Taiwan residents")
        PASSPORT = "passport", _("passport")

    class Shift(models.TextChoices):
        DAY = "day", _("day shift")
        MIDDLE = "middle", _("middle shift")
        NIGHT = "night", _("night shift")
        ROTATING = "rotating", _("rotating shifts")

    class Commute(models.TextChoices):
        DORMITORY = "dormitory", _("lives in the unit's dormitory")
        COMPANY_BUS = "company_bus", _("commuter bus")
        OWN_CAR = "own_car", _("own car")
        TWO_WHEELER = "two_wheeler", _("bicycle or electric bike")
        WALK = "walk", _("on foot")
        PUBLIC = "public", _("public transport")

    class State(models.TextChoices):
        EXPECTED = "expected", _("expected back")
        ON_POST = "on_post", _("at work")
        ABSENT = "absent", _("absent")
        ADVISED_STAY = "advised_stay", _("advised to stay away")
        LEFT = "left", _("left the unit")

    class Absence(models.TextChoices):
        ROAD_CLOSED = "road_closed", _("road closed")
        VILLAGE_CLOSED = "village_closed", _("village closed")
        TURNED_BACK = "turned_back", _("persuaded to go back")
        ENTRY_REFUSED = "entry_refused", _("entry refused")
        HOUSEHOLD_REGISTRATION = "household_registration", _("household registration")
        HOUSING = "housing", _("no lodging")
        ISOLATION = "isolation", _("isolation time")
        OTHER = "other", _("other (leave, illness)")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("workshop or team"))
    name = models.CharField(_("worker's name"), max_length=60)
    name_sort = models.CharField(max_length=240, editable=False, default="")
    search = models.TextField(editable=False, default="")
    bigrams = ArrayField(models.CharField(max_length=2), editable=False, default=list)
    document = models.CharField(_("identity document"), max_length=10, choices=Document, default=Document.RESIDENT)
    id_number = SealedField(_("identity number"), mask=masks.number, blank=True, default="")
    id_index = models.CharField(max_length=32, editable=False, default="")
    phone = SealedField(_("mobile number"), mask=masks.phone, blank=True, default="")
    phone_index = models.CharField(max_length=32, editable=False, default="")
    card_number = models.CharField(_("card number"), max_length=30, blank=True)
    shift = models.CharField(_("shift"), max_length=10, choices=Shift, default=Shift.DAY)
    commute = models.CharField(_("way to work"), max_length=12, choices=Commute, blank=True)
    dormitory_room = models.CharField(_("dormitory room"), max_length=30, blank=True)
    home_division = models.CharField(_("registered home (division)"), max_length=12, blank=True)
    home_address = SealedField(_("registered home"), mask=masks.place, max_length=200, blank=True, default="")
    township = models.CharField(_("township where he lives"), max_length=12, blank=True)
    address = SealedField(_("present address"), mask=masks.place, max_length=200, blank=True, default="")
    longitude = models.FloatField(_("longitude (WGS-84)"), null=True, blank=True)
    latitude = models.FloatField(_("latitude (WGS-84)"), null=True, blank=True)
    emergency_name = models.CharField(_("emergency contact"), max_length=60, blank=True)
    emergency_phone = SealedField(
        _("phone of the emergency contact"), mask=masks.phone, blank=True, default="")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.EXPECTED)
    absence = models.CharField(_("reason of absence"), max_length=24, choices=Absence, blank=True)
    state_since = models.DateTimeField(_("since"))
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=real_now)
    changed_at = models.DateTimeField(default=real_now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["id_index"], condition=Q(archived_at=None) & ~Q(id_index=""), name="worker_one_file"),
            models.CheckConstraint(
                condition=Q(absence="") | Q(state__in=("expected", "absent")), name="worker_absent_for_a_reason"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["name_sort", "id"], include=["search", "unit", "team", "state", "shift", "archived_at"],
                         name="worker_by_name"),
            models.Index(fields=["unit", "name_sort", "id"], include=["search", "team", "state", "shift", "archived_at"],
                         name="worker_by_unit"),
            models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="worker_by_phone"),
            GinIndex(fields=["bigrams"], name="worker_bigrams"),
        ]

    def __str__(self) -> str:
        return masks.person(self.name)


class Standing(models.Model):
    """Where a worker stood, half open: in which unit and team, on post or not, and why not. Never changed; a mistake is
    withdrawn and entered anew, so that any day can be read as it was known at any moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="standings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=Worker.State)
    absence = models.CharField(max_length=24, choices=Worker.Absence, blank=True)
    held_from = models.DateTimeField()
    held_to = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=real_now)
    recorded_by = models.CharField(max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["worker"], condition=Q(held_to=None, withdrawn_at=None), name="worker_one_standing"),
            models.CheckConstraint(condition=Q(held_to=None) | Q(held_to__gte=models.F("held_from")),
                                   name="worker_standing_forward"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["worker", "held_from"], name="standing_of_worker"),
            models.Index(fields=["unit", "held_from"], include=["held_to", "state", "withdrawn_at"], name="standing_of_unit"),
        ]
