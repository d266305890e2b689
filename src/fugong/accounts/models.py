"""Authorities, users, roles, memberships, tokens: what is shared by all authorities (schema `public`)."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin

from fugong.kit.clock import real_now
from fugong.kit.ids import uuid7

SLUG = RegexValidator(r"^[a-z][a-z0-9-]{1,39}$", _("Use 2 to 40 lower-case letters, digits and hyphens."))


class Authority(TenantMixin):
    """One authority = one tenant = one PostgreSQL schema: a park committee, a county, a city, a province."""

    class Kind(models.TextChoices):
        PARK = "park", _("park")
        COUNTY = "county", _("county")
        CITY = "city", _("city")
        PROVINCE = "province", _("province")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(max_length=40, unique=True, validators=[SLUG])
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    division_code = models.CharField(_("division code"), max_length=12, blank=True)
    clock_offset = models.DurationField(default=timedelta)
    mfa_required = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=real_now)
    archived_at = models.DateTimeField(null=True, blank=True)

    auto_create_schema = False

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """An entry of an authority's department directory (工信, 商务, 卫健, 交通 …)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="departments")
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "name"], name="department_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ModuleSwitch(models.Model):
    """A module is on or off for an authority from a day to a day (half open)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    module = models.CharField(max_length=40)
    on = models.BooleanField()
    held_from = models.DateField()
    held_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=real_now)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in, or a program that comes with a token. Workers are not users; they live in their authority.
    Never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("full name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("mail"), blank=True)
    home = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(_("may sign in"), default=True)
    machine = models.BooleanField(_("account of a program"), default=False)
    language = models.CharField(max_length=10, blank=True)
    date_joined = models.DateTimeField(default=real_now)
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.username


class AdminDuty(models.TextChoices):
    """三员: the three administrators, of whom no two are one person."""

    NONE = "", _("none")
    SYSTEM = "system", _("system administrator")
    SECURITY = "security", _("security administrator")
    AUDIT = "audit", _("audit administrator")


class Role(models.Model):
    """What somebody may do, as data: permissions by code and how far the view of units reaches."""

    class Reach(models.TextChoices):
        AUTHORITY = "authority", _("the whole authority")
        GRID = "grid", _("own grids and units")
        UNIT = "unit", _("own units")
        FIGURES = "figures", _("figures only")
        NONE = "none", _("nothing")

    code = models.CharField(primary_key=True, max_length=40)
    zh = models.CharField(max_length=40)
    en = models.CharField(max_length=60)
    reach = models.CharField(max_length=10, choices=Reach)
    duty = models.CharField(max_length=10, choices=AdminDuty, blank=True, default="")
    mfa = models.BooleanField(default=False)
    permissions = ArrayField(models.CharField(max_length=60), default=list)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.zh


class Membership(models.Model):
    """A user holds a role in an authority; `duty` is copied from the role for the exclusion below."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=10, blank=True, default="")
    title = models.CharField(_("post"), max_length=60, blank=True)
    granted_at = models.DateTimeField(default=real_now)
    granted_by = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "authority", "role"], condition=models.Q(ended_at=None), name="membership_once"),
            ExclusionConstraint(
                name="three_administrators_exclude_one_another",
                expressions=[("user", RangeOperators.EQUAL), ("duty", RangeOperators.NOT_EQUAL)],
                condition=models.Q(ended_at=None) & ~models.Q(duty=""),
            ),
        ]


class ApiToken(models.Model):
    """A program's key to one authority; only the SHA-256 of the secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("purpose"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    created_at = models.DateTimeField(default=real_now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


class Tally(models.Model):
    """How often something was tried of late, under the key of a limit: shared by all server processes."""

    key = models.CharField(primary_key=True, max_length=250)
    value = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)


class SchemaState(models.Model):
    """Which migrations an authority's schema has, so that the server refuses one that does not match."""

    authority = models.OneToOneField(Authority, primary_key=True, on_delete=models.CASCADE, related_name="state")
    fingerprint = models.CharField(max_length=64)
    changed_at = models.DateTimeField(default=real_now)
