"""Users, the roles they hold, and the tokens of programs."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts import rules
from fugong.accounts.models import ApiToken, Authority, Membership, Role, User
from fugong.audit import services as audit
from fugong.kit.actor import Actor, Permission
from fugong.kit.clock import real_now
from fugong.kit.errors import Refused, invalid, not_allowed, stale
from fugong.kit.text import normal


@transaction.atomic
def create(
    *, actor: Actor, username: str, name: str, password: str, phone: str = "", email: str = "", language: str = "",
    home: Authority | None = None, machine: bool = False,
) -> User:
    """Make a user who can sign in; machine: a program's, that has no password and comes with tokens only.

    Refused when the name is taken or the password is too weak.
    """
    user = User(username=username, name=name, phone=phone, email=email, language=language, home=home, machine=machine)
    return create_many(actor=actor, users=[user], password=password)[0]


@transaction.atomic
def create_many(*, actor: Actor, users: Sequence[User], password: str) -> list[User]:
    """Make users who begin with one password, hashed once: a demo, a course. All of them or none."""
    if not actor.can("accounts.user.manage"):
        raise not_allowed("accounts.user.manage")
    taken: set[str] = set()
    for user in users:
        user.username, user.name = normal(user.username).lower(), normal(user.name)
        if problems := _problems(user, password, taken):
            raise invalid(problems)
        taken.add(user.username)
    hashed = make_password(password)
    for user in users:
        user.password = make_password(None) if user.machine else hashed
    made = User.objects.bulk_create(users)
    for user in made:
        audit.record_shared(actor, "accounts.user.created", user, {"username": user.username})
    return made


def _problems(user: User, password: str, taken: set[str]) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not user.username:
        problems["username"] = _("Give a user name.")
    elif user.username in taken or User.objects.filter(username__iexact=user.username).exists():
        problems["username"] = _("This user name is taken.")
    if user.machine:
        return problems
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems["password"] = " ".join(error.messages)
    return problems


def _locked(actor: Actor, user_id: str) -> User:
    """The account, locked, if it is the actor's to manage: an account of another authority is not, though its holder
    also serves here, for whoever gives the password could sign in there."""
    if not actor.can("accounts.user.manage"):
        raise not_allowed("accounts.user.manage")
    user = User.objects.select_for_update(of=("self",)).select_related("home").get(pk=user_id)
    elsewhere = (user.home.slug != actor.authority if user.home else
                 Membership.objects.filter(user=user, ended_at=None).exclude(authority__slug=actor.authority).exists())
    if actor.kind != "system" and elsewhere:
        raise Refused("other_home", _("This account belongs to another authority. Ask the system administrator there."),
                      status=403)
    return user


@transaction.atomic
def set_password(*, actor: Actor, user_id: str, password: str) -> User:
    """Give a user a new password (somebody forgot it); open sessions end, since they are bound to the old one."""
    user = _locked(actor, user_id)
    if user.machine:
        raise invalid({"password": _("The account of a program has no password; make a token for it.")})
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise invalid({"password": " ".join(error.messages)}) from None
    user.set_password(password)
    user.version += 1
    user.save(update_fields=["password", "version"])
    audit.record_shared(actor, "accounts.user.password_set", user)
    return user


@transaction.atomic
def set_active(*, actor: Actor, user_id: str, active: bool, version: int) -> User:
    """Lock or unlock an account; it is never deleted."""
    user = _locked(actor, user_id)
    if user.version != version:
        raise stale({"is_active": user.is_active})
    user.is_active, user.version = active, version + 1
    user.save(update_fields=["is_active", "version"])
    audit.record_shared(actor, "accounts.user.unlocked" if active else "accounts.user.locked", user)
    return user


@transaction.atomic
def grant_role(*, actor: Actor, user: User, authority: Authority, role: str, title: str = "") -> Membership:
    """Give a user a role in an authority; nobody gives one to himself. The three administrators exclude one another, in
    rule and database."""
    if not actor.can("accounts.role.grant"):
        raise not_allowed("accounts.role.grant")
    if actor.id == str(user.pk):
        raise Refused("own_role", _("Nobody can give a role to himself. Ask another security administrator."), status=403)
    wanted = Role.objects.get(pk=role)
    User.objects.select_for_update().get(pk=user.pk)
    held = set(Membership.objects.filter(user=user, ended_at=None).values_list("duty", flat=True))
    if rules.excludes(held, wanted.duty):
        raise Refused("administrators_exclude", _(
            "System, security and audit administrator must be different people. Choose another person."))
    membership, made = Membership.objects.get_or_create(
        user=user, authority=authority, role=wanted, ended_at=None,
        defaults={"duty": wanted.duty, "title": title, "granted_by": actor.label[:60]})
    if made:
        audit.record_shared(actor, "accounts.role.granted", user, {"role": role, "authority": authority.slug})
    return membership


@transaction.atomic
def end_role(*, actor: Actor, membership: Membership) -> None:
    """Take a role back; the membership stays with its end."""
    if not actor.can("accounts.role.grant"):
        raise not_allowed("accounts.role.grant")
    Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=real_now())
    audit.record_shared(actor, "accounts.role.ended", membership.user,
                        {"role": membership.role_id, "authority": membership.authority.slug})


@transaction.atomic
def sync_roles(*, permissions: list[Permission]) -> None:
    """Make the shipped roles exist and hold their default permissions; roles changed by people stay."""
    for position, preset in enumerate(rules.PRESETS):
        held = sorted(p.code for p in permissions if preset.code in p.roles)
        role, made = Role.objects.get_or_create(code=preset.code, defaults={
            "zh": preset.zh, "en": preset.en, "reach": preset.reach, "duty": preset.duty, "mfa": preset.mfa,
            "permissions": held, "position": position})
        if not made and role.version == 1 and role.permissions != held:
            Role.objects.filter(pk=role.pk).update(permissions=held)


@transaction.atomic
def create_token(
    *, actor: Actor, user: User, authority: Authority, label: str, scopes: list[str], days: int = 90
) -> tuple[ApiToken, str]:
    """Make a token for a program; returns it and its secret, which is shown this once only.

    It acts as the account of a program, or as the actor himself: nobody borrows a colleague's name.
    """
    if not actor.can("accounts.token.manage"):
        raise not_allowed("accounts.token.manage")
    if not 1 <= days <= 365:
        raise invalid({"days": _("Choose between 1 and 365 days.")})
    if actor.kind != "system" and not Membership.objects.filter(user=user, authority=authority, ended_at=None).exists():
        raise invalid({"user": _("A token acts as somebody who holds a role here.")})
    if actor.kind != "system" and not user.machine and str(user.pk) != actor.id:
        raise invalid({"user": _("A token acts as the account of a program, or as yourself, never as a colleague.")})
    secret = "fg_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, authority=authority, label=label[:60], scopes=sorted(set(scopes)),
        digest=hashlib.sha256(secret.encode()).hexdigest(), expires_at=real_now() + timedelta(days=days))
    audit.record_shared(actor, "accounts.token.created", token, {"label": label, "scopes": scopes})
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Actor, token: ApiToken) -> None:
    """Make a token useless at once."""
    if not actor.can("accounts.token.manage"):
        raise not_allowed("accounts.token.manage")
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=real_now())
    audit.record_shared(actor, "accounts.token.revoked", token)
