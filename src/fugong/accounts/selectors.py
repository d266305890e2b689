"""Reads of what all authorities share. Each takes the user or the authority it speaks for."""

import hashlib
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from fugong.accounts import rules
from fugong.accounts.models import ApiToken, Authority, Department, Membership, ModuleSwitch, User
from fugong.kit.actor import Actor, Source
from fugong.kit.clock import real_now
from fugong.kit.errors import not_allowed


def authority(slug: str) -> Authority | None:
    """The open authority with this short name."""
    return Authority.objects.filter(slug=slug, archived_at=None).first()


def open_authorities() -> QuerySet[Authority]:
    """All authorities at work."""
    return Authority.objects.filter(archived_at=None).order_by("slug")


def authorities_of(user: User) -> QuerySet[Authority]:
    """Where a user holds a role."""
    return Authority.objects.filter(
        archived_at=None, memberships__user=user, memberships__ended_at=None).distinct().order_by("slug")


def memberships(user_id: UUID | str, authority_id: UUID) -> list[Membership]:
    """The user's open roles in an authority."""
    return list(Membership.objects.filter(user_id=user_id, authority_id=authority_id, ended_at=None)
                .select_related("role").order_by("role__position"))


def actor_for(user: User, where: Authority, *, source: Source = "screen", request_id: str = "") -> Actor | None:
    """The user as an actor in an authority; None when no role is held there."""
    held = memberships(user.pk, where.pk)
    if not held or not user.is_active:
        return None
    return Actor(
        "user", str(user.pk), user.name, where.slug, frozenset(m.role_id for m in held),
        frozenset(code for m in held for code in m.role.permissions),
        rules.widest([m.role.reach for m in held]), source, request_id=request_id)  # type: ignore[arg-type]


def actor_for_token(secret: str, where: Authority, *, request_id: str = "") -> Actor | None:
    """The program behind a token: what its user may do, cut down to the token's scopes."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = ApiToken.objects.select_related("user").filter(
        digest=digest, authority=where, revoked_at=None, expires_at__gt=real_now()).first()
    person = actor_for(token.user, where, source="api", request_id=request_id) if token else None
    if token is None or person is None:
        return None
    return Actor("token", str(token.user_id), f"{person.label} · {token.label}", where.slug, person.roles,
                 person.permissions & frozenset(token.scopes), person.reach, "api", request_id=request_id)


def needs_mfa(user: User, where: Authority) -> bool:
    """Whether a second factor is bound to what the user is in this authority."""
    return where.mfa_required and any(m.role.mfa for m in memberships(user.pk, where.pk))


def departments(where: Authority) -> QuerySet[Department]:
    """The authority's department directory."""
    return Department.objects.filter(authority=where, archived_at=None).order_by("position", "name")


def module_on(where: Authority, module: str, day: date) -> bool:
    """Whether a module is switched on for the authority on a day; modules nobody switched are on."""
    switch = (ModuleSwitch.objects.filter(authority=where, module=module, held_from__lte=day)
              .filter(Q(held_to=None) | Q(held_to__gt=day)).order_by("-recorded_at").first())
    return switch.on if switch else True


def members(where: Authority) -> QuerySet[Membership]:
    """Everybody who holds a role in an authority."""
    return (Membership.objects.filter(authority=where, ended_at=None).select_related("user", "role")
            .order_by("role__position", "user__name"))


def name_of(user_id: UUID | str) -> str:
    """The name of a user; "" where there is none."""
    return User.objects.filter(pk=user_id).values_list("name", flat=True).first() or ""


def users(actor: Actor) -> QuerySet[User]:
    """The users whom the authority at work made, or who hold a role in it."""
    if not actor.can("accounts.user.read"):
        raise not_allowed("accounts.user.read")
    held = Membership.objects.filter(authority__slug=actor.authority, ended_at=None).values("user")
    return User.objects.filter(Q(home__slug=actor.authority) | Q(pk__in=held))


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The tokens of the authority at work, without their secrets (nobody has those)."""
    if not actor.can("accounts.token.manage"):
        raise not_allowed("accounts.token.manage")
    return ApiToken.objects.filter(authority__slug=actor.authority).select_related("user").order_by("-created_at")


def roles_in(actor: Actor, user: User) -> list[Membership]:
    """The roles that a user holds in the authority at work."""
    return list(Membership.objects.filter(user=user, authority__slug=actor.authority, ended_at=None)
                .select_related("role").order_by("role__position"))
