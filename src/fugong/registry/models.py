"""Units (enterprise, construction site, wharf), their dated names, standings and operating states; grids; officers."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.kit import masks
from fugong.kit.clock import real_now
from fugong.kit.crypto import SealedField
from fugong.kit.ids import uuid7
from fugong.registry.rules import STATES

LISTED = ("kind", "above_scale", "key_unit", "batch", "staff_total", "archived_at")  # what lists of units ask for


class Officer(models.Model):
    """A named person of the authority who answers for something: leader, grid officer, liaison. May be a user."""

    class Level(models.TextChoices):
        LEADER = "leader", _("leader")
        STAFF = "staff", _("staff")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("full name"), max_length=40)
    name_sort = models.CharField(max_length=120, editable=False, default="")
    department = models.CharField(_("department"), max_length=60, blank=True)
    title = models.CharField(_("post"), max_length=60, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.STAFF)
    phone = SealedField(_("phone"), blank=True, default="")
    user_id = models.UUIDField(_("sign-in account"), null=True, blank=True, db_index=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Grid(models.Model):
    """An area with one named officer and a deputy (网格; S1-05 责任到人)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_sort = models.CharField(max_length=120, editable=False, default="")
    township = models.CharField(_("township"), max_length=12, blank=True)
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("grid officer"))
    deputy = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deputy"))
    outline = models.JSONField(_("outline"), null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """One unit with its current values; what figures count is dated in the tables beside it."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("enterprise")
        SITE = "site", _("construction site")
        WHARF = "wharf", _("wharf or ship operator")

    class State(models.TextChoices):
        UNREGISTERED = "unregistered", _("unregistered")
        NOT_APPLIED = "not_applied", _("not applied")
        PREPARING = "preparing", _("preparing")
        APPLIED = "applied", _("applied")
        RETURNED = "returned", _("returned for correction")
        VERIFYING = "verifying", _("in verification")
        VERIFIED = "verified", _("verified, waiting for approval")
        APPROVED = "approved", _("approved")
        FILED = "filed", _("filed")
        REJECTED = "rejected", _("rejected")
        RESUMED = "resumed", _("resumed")
        SUSPENDED = "suspended", _("suspended")
        CLOSED = "closed", _("closed")

    class Size(models.IntegerChoices):
        LARGE = 1, _("large")
        MEDIUM = 2, _("medium-sized")
        SMALL = 3, _("small")
        MICRO = 4, _("micro")

    class Batch(models.TextChoices):
        A = "A", _("A: vital to the economy and daily life")
        B = "B", _("B: key enterprises")
        C = "C", _("C: all others that qualify")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("unit name"), max_length=120)
    name_sort = models.CharField(max_length=240, editable=False, default="")
    search = models.TextField(editable=False, default="")
    bigrams = ArrayField(models.CharField(max_length=2), editable=False, default=list)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True, default="")
    industry = models.CharField(_("industry"), max_length=4, blank=True)
    above_scale = models.BooleanField(_("above scale"), default=False)
    above_scale_as_of = models.DateField(_("above scale as of"), null=True, blank=True)
    key_unit = models.BooleanField(_("key unit"), default=False)
    key_project = models.BooleanField(_("key project"), default=False)
    size_class = models.PositiveSmallIntegerField(_("size class"), choices=Size, null=True, blank=True)
    focus = models.CharField(_("focus industry"), max_length=20, blank=True)
    batch = models.CharField(_("batch"), max_length=1, choices=Batch, default=Batch.C)
    closed_management = models.BooleanField(_("closed management"), default=False)
    address = models.CharField(_("address"), max_length=200, blank=True)
    township = models.CharField(_("township"), max_length=12, blank=True)
    longitude = models.FloatField(_("longitude (WGS-84)"), null=True, blank=True)
    latitude = models.FloatField(_("latitude (WGS-84)"), null=True, blank=True)
    grid = models.ForeignKey(
        Grid, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("grid"))
    legal_person = models.CharField(_("legal person"), max_length=40, blank=True)
    control_leader = models.CharField(_("control leader"), max_length=40, blank=True)
    contact_name = models.CharField(_("contact"), max_length=40, blank=True)
    contact_phone = SealedField(_("contact phone"), mask=masks.phone, blank=True, default="")
    staff_total = models.PositiveIntegerField(_("staff total"), default=0)
    planned_return = models.PositiveIntegerField(_("planned to return"), default=0)
    staff_local = models.PositiveIntegerField(_("local staff"), null=True, blank=True)
    staff_other_city = models.PositiveIntegerField(_("staff from other cities"), null=True, blank=True)
    staff_other_province = models.PositiveIntegerField(_("staff from other provinces"), null=True, blank=True)
    staff_hubei = models.PositiveIntegerField(_("staff from Hubei"), null=True, blank=True)
    orders = models.PositiveIntegerField(_("orders in hand (10,000 yuan)"), null=True, blank=True)
    state = models.CharField(_("operating state"), max_length=14, choices=State, default=State.NOT_APPLIED)
    state_since = models.DateTimeField(_("since"), null=True, blank=True)
    registered_on = models.DateField(_("registered on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=real_now)
    changed_at = models.DateTimeField(default=real_now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="unit_state_known"),
            models.CheckConstraint(
                condition=Q(planned_return__lte=F("staff_total")), name="unit_returns_within_staff"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("registered_on")),
                name="unit_closed_after_registered"),
        ]
        indexes: ClassVar = [
            # A list's three ways of walking hold all that it searches and filters: no row is read to be counted.
            models.Index(fields=["name_sort", "id"], include=["search", "state", "grid", *LISTED], name="unit_by_name"),
            models.Index(fields=["grid", "name_sort", "id"], include=["search", "state", *LISTED], name="unit_by_grid"),
            models.Index(fields=["state", "name_sort", "id"], include=["search", "grid", *LISTED], name="unit_by_state"),
            models.Index(fields=["credit_code"], name="unit_by_code"),
            models.Index(fields=["changed_at"], name="unit_by_change"),
            models.Index(fields=["staff_total", "id"], include=["archived_at"], name="unit_by_staff"),
            models.Index(fields=["id"], condition=Q(archived_at__isnull=False), name="unit_archived"),
            GinIndex(fields=["bigrams"], name="unit_bigrams"),
        ]

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """Holds from a business day to a business day (half open), and when that was recorded."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    held_from = models.DateField(_("from"))
    held_to = models.DateField(_("to"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=real_now)
    recorded_by = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True


class UnitName(Dated):
    """What a unit was called, and by which credit code, from when to when."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=18, blank=True)


class UnitStanding(Dated):
    """Whether a unit was above scale and a key unit, from when to when: the denominators of rates."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="standings")
    above_scale = models.BooleanField()
    key_unit = models.BooleanField()


class UnitState(models.Model):
    """The operating state of a unit as it held, and as it was known. Only registry.services.states writes it.

    A correction does not change a row: it withdraws it (withdrawn_at) and adds another.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="states")
    state = models.CharField(max_length=14, choices=Unit.State)
    held_from = models.DateTimeField()
    held_to = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=real_now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    cause_type = models.CharField(max_length=60, blank=True)
    cause_id = models.CharField(max_length=60, blank=True)
    recorded_by = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(held_to=None) | Q(held_to__gte=F("held_from")), name="unit_state_range"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(held_to=None, withdrawn_at=None), name="unit_state_one_open"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "held_from"], name="unit_state_of_unit"),
            models.Index(fields=["state", "held_from"], name="unit_state_by_state"),
        ]


class UnitMember(models.Model):
    """A user who manages a unit: the enterprise safety manager (企业防疫专员)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="members")
    user_id = models.UUIDField(db_index=True)
    label = models.CharField(max_length=100, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "user_id"], condition=Q(ended_at=None), name="unit_member_once"),
        ]


class Liaison(Dated):
    """A liaison officer (联络员) of a unit; a unit may have several, named by whom (S2-20)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="liaisons")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    appointed_by = models.CharField(_("appointed by"), max_length=60, blank=True)


class LinkPoint(Dated):
    """The ONE link point (联点) of a unit; a key unit's is a leader (S4-27)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="link_points")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit"], condition=Q(held_to=None), name="one_unit_one_link_point"),
        ]


class Succession(models.Model):
    """A unit that went on as another: merger, split, new legal form."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    predecessor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="successors")
    successor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="predecessors")
    day = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=real_now)


class Phase(models.Model):
    """A dated phase of the emergency: it marks trends and changes of rules (S4-24: 2020-02-03)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class MechanismPart(Dated):
    """Who answers for one of the five parts of the joint mechanism (联防联控, S1-01)."""

    class Part(models.TextChoices):
        LEADERSHIP = "leadership", _("organisation and leadership")
        PUBLICITY = "publicity", _("publicity and education")
        COMMUNICATION = "communication", _("information channels")
        BULLETIN = "bulletin", _("epidemic bulletins")
        WARNING = "warning", _("forecast and early warning")

    part = models.CharField(_("part"), max_length=14, choices=Part)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["part"], condition=Q(held_to=None), name="mechanism_part_one_owner"),
        ]


class Responsibility(Dated):
    """One line of a unit's responsibility matrix, with the letter that the bearer signed (属地、部门、企业)."""

    class Bearer(models.TextChoices):
        PARK = "park", _("park")
        TOWNSHIP = "township", _("township")
        DEPARTMENT = "department", _("department")
        LEADER = "leader", _("leader")
        UNIT = "unit", _("unit")

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="responsibilities")
    bearer = models.CharField(_("bearer"), max_length=10, choices=Bearer)
    organisation = models.CharField(_("organisation"), max_length=80)
    person = models.CharField(_("responsible person"), max_length=40)
    duty = models.CharField(_("duty"), max_length=200)
    letter = models.TextField(_("letter"), blank=True)
    letter_digest = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "bearer"], condition=Q(held_to=None), name="responsibility_one_bearer"),
        ]


class KeyCriterion(Dated):
    """From when which thresholds make a unit a key unit (S4-42: headcount, orders, pressure of control).

    One of them is enough; none is asked where it is empty.
    """

    headcount = models.PositiveIntegerField(_("headcount at least"), null=True, blank=True)
    orders = models.PositiveIntegerField(_("orders in hand at least (10,000 yuan)"), null=True, blank=True)
    outsiders = models.PositiveIntegerField(_("staff from other provinces and Hubei at least (risk)"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.held_from)


class KeyGround(models.Model):
    """Why a unit became a key unit by the criteria of a day: reached = measure → [what it had, the least asked]."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="key_grounds")
    day = models.DateField()
    criterion_from = models.DateField()
    reached = models.JSONField()
    recorded_at = models.DateTimeField(default=real_now)


class Plan(Dated):
    """The authority's own plan as GeoJSON (fugong.registry.rules.plans): the roads, banks and areas under the units."""

    name = models.CharField(_("name"), max_length=60)
    content = models.JSONField()
    features = models.PositiveIntegerField(_("lines and areas"))

    class Meta:
        ordering: ClassVar = ["-held_from", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["held_to"], condition=Q(held_to=None), nulls_distinct=False, name="one_plan_holds"),
        ]

    def __str__(self) -> str:
        return self.name
