"""Users, roles, tokens."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fugong.accounts import rules, selectors
from fugong.accounts.desks import TokenForm
from fugong.accounts.models import ApiToken, Membership, Role, User
from fugong.accounts.services import users
from fugong.audit.models import SharedEntry
from fugong.kit.actor import Actor, system
from fugong.kit.clock import real_now
from fugong.kit.errors import Refused

ROOT = system()
GOOD = "Correct-horse-1"


def person(name: str = "wang") -> User:
    return users.create(actor=ROOT, username=name, name="王", password=GOOD)


@pytest.mark.parametrize(("password", "username"), [
    ("short1A", "a"), ("1234567890", "a"), ("password123", "a"), ("wangwu-2020", "wangwu")])
def test_weak_passwords_are_refused(db: None, password: str, username: str) -> None:
    with pytest.raises(Refused) as refused:
        users.create(actor=ROOT, username=username, name="王", password=password)
    assert set(refused.value.fields) == {"password"}
    assert not User.objects.exists()


def test_a_taken_name_is_refused_whatever_its_case(db: None) -> None:
    person("wang")
    with pytest.raises(Refused) as refused:
        person("WANG")
    assert set(refused.value.fields) == {"username"}


def test_who_may_not_make_users_makes_none(db: None) -> None:
    with pytest.raises(Refused) as refused:
        users.create(actor=Actor("user", "1", "x"), username="a", name="a", password=GOOD)
    assert refused.value.status == 403
    assert not User.objects.exists()
    assert not SharedEntry.objects.filter(action="accounts.user.created").exists()


def test_many_users_begin_with_one_password(db: None) -> None:
    made = users.create_many(actor=ROOT, password=GOOD, users=[
        User(username="Wang", name="王 "), User(username="li", name="李")])
    assert [(user.username, user.name, user.check_password(GOOD)) for user in made] == [
        ("wang", "王", True), ("li", "李", True)]
    assert SharedEntry.objects.filter(action="accounts.user.created").count() == 2


@pytest.mark.parametrize("second", ["li", "WANG", " ", "li-horse"])
def test_one_user_who_cannot_be_made_hinders_all(db: None, second: str) -> None:
    password = "li-horse-2020" if second == "li-horse" else GOOD
    if second == "li":
        users.create(actor=ROOT, username="li", name="李", password=GOOD)
    before = User.objects.count()
    with pytest.raises(Refused):
        users.create_many(actor=ROOT, password=password, users=[
            User(username="wang", name="王"), User(username=second, name="李")])
    assert User.objects.count() == before


DUTIES = [p.code for p in rules.PRESETS if p.duty]


@pytest.mark.parametrize("first", DUTIES)
@pytest.mark.parametrize("second", DUTIES)
def test_the_three_administrators_exclude_one_another(alpha: Any, beta: Any, first: str, second: str) -> None:
    user = person()
    users.grant_role(actor=ROOT, user=user, authority=alpha, role=first)
    if first == second:
        users.grant_role(actor=ROOT, user=user, authority=beta, role=second)
        return
    with pytest.raises(Refused) as refused:
        users.grant_role(actor=ROOT, user=user, authority=beta, role=second)
    assert refused.value.code == "administrators_exclude"
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, authority=beta, role=Role.objects.get(pk=second),
                                  duty=Role.objects.get(pk=second).duty)
    assert Membership.objects.filter(user=user).count() == 1


def test_an_ended_duty_frees_its_holder(alpha: Any) -> None:
    user = person()
    held = users.grant_role(actor=ROOT, user=user, authority=alpha, role="system_admin")
    users.end_role(actor=ROOT, membership=held)
    users.grant_role(actor=ROOT, user=user, authority=alpha, role="audit_admin")
    actor = selectors.actor_for(user, alpha)
    assert actor is not None
    assert actor.roles == {"audit_admin"}


def test_administrators_have_no_business_rights(alpha: Any) -> None:
    for duty in DUTIES:
        user = person(duty)
        users.grant_role(actor=ROOT, user=user, authority=alpha, role=duty)
        actor = selectors.actor_for(user, alpha)
        assert actor is not None
        assert actor.reach == "none"
        business = actor.permissions - {"intake.export.read"}  # of the trail, which the audit administrator may export
        assert {code.split(".")[0] for code in business} <= {"accounts", "audit"}


def test_a_locked_user_is_nobody(alpha: Any) -> None:
    user = person()
    users.grant_role(actor=ROOT, user=user, authority=alpha, role="leader")
    users.set_active(actor=ROOT, user_id=str(user.pk), active=False, version=1)
    user.refresh_from_db()
    assert selectors.actor_for(user, alpha) is None
    with pytest.raises(Refused) as refused:
        users.set_active(actor=ROOT, user_id=str(user.pk), active=True, version=1)
    assert refused.value.code == "stale"


def test_a_token_does_no_more_than_its_scopes_and_its_user(alpha: Any, beta: Any) -> None:
    user = person()
    users.grant_role(actor=ROOT, user=user, authority=alpha, role="leader")
    token, secret = users.create_token(
        actor=ROOT, user=user, authority=alpha, label="x", scopes=["registry.unit.read", "registry.unit.edit"])
    actor = selectors.actor_for_token(secret, alpha)
    assert actor is not None
    assert actor.permissions == {"registry.unit.read"}
    assert selectors.actor_for_token(secret, beta) is None
    assert selectors.actor_for_token(secret[:-1], alpha) is None
    assert secret not in str(ApiToken.objects.values_list())
    users.revoke_token(actor=ROOT, token=token)
    assert selectors.actor_for_token(secret, alpha) is None


def test_an_expired_token_is_nobody(alpha: Any) -> None:
    user = person()
    users.grant_role(actor=ROOT, user=user, authority=alpha, role="leader")
    token, secret = users.create_token(actor=ROOT, user=user, authority=alpha, label="x", scopes=[])
    ApiToken.objects.filter(pk=token.pk).update(expires_at=real_now() - timedelta(seconds=1))
    assert selectors.actor_for_token(secret, alpha) is None


def admin(where: Any, role: str) -> Actor:
    user = person(f"{role.replace('_', '')}{where.slug}")
    users.grant_role(actor=ROOT, user=user, authority=where, role=role)
    found = selectors.actor_for(user, where)
    assert found is not None
    return found


def test_an_administrator_cannot_take_over_an_account_of_another_authority(alpha: Any, beta: Any) -> None:
    guest = users.create(actor=ROOT, username="guest", name="客", password=GOOD, home=beta)
    roaming = person("roaming")
    for user in (guest, roaming):
        for where in (alpha, beta):
            users.grant_role(actor=ROOT, user=user, authority=where, role="leader")
    own = users.create(actor=ROOT, username="own", name="本", password=GOOD, home=alpha)
    root = admin(alpha, "system_admin")
    for user in (guest, roaming):
        for act in (lambda user=user: users.set_password(actor=root, user_id=str(user.pk), password="Another-horse-2"),
                    lambda user=user: users.set_active(actor=root, user_id=str(user.pk), active=False, version=user.version)):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.status == 403
        user.refresh_from_db()
        assert (user.check_password(GOOD), user.is_active) == (True, True)
    assert users.set_password(actor=root, user_id=str(own.pk), password="Another-horse-2").check_password("Another-horse-2")


def test_nobody_gives_himself_a_role(alpha: Any) -> None:
    security = admin(alpha, "security_admin")
    with pytest.raises(Refused) as refused:
        users.grant_role(actor=security, user=User.objects.get(pk=security.id), authority=alpha, role="park_staff")
    assert refused.value.status == 403
    assert Membership.objects.filter(user_id=security.id).count() == 1
    users.grant_role(actor=security, user=person("other"), authority=alpha, role="park_staff")


def test_a_token_acts_as_somebody_who_holds_a_role_here(alpha: Any, beta: Any) -> None:
    security, stranger = admin(alpha, "security_admin"), admin(beta, "leader")
    with pytest.raises(Refused) as refused:
        users.create_token(actor=security, user=User.objects.get(pk=stranger.id), authority=alpha, label="x", scopes=[])
    assert set(refused.value.fields) == {"user"}
    assert not ApiToken.objects.exists()


def test_a_token_acts_as_a_program_or_oneself_never_as_a_colleague(alpha: Any) -> None:
    security, colleague = admin(alpha, "security_admin"), admin(alpha, "leader")
    program = users.create(actor=ROOT, username="gate", name="门户", password="", machine=True)
    users.grant_role(actor=ROOT, user=program, authority=alpha, role="leader")

    def token_for(key: Any) -> ApiToken:
        return users.create_token(actor=security, user=User.objects.get(pk=key), authority=alpha, label="x", scopes=[])[0]

    with pytest.raises(Refused) as refused:
        token_for(colleague.id)
    assert (set(refused.value.fields), ApiToken.objects.count()) == ({"user"}, 0)
    assert [token_for(key).user.username for key in (program.pk, security.id)] == ["gate", "securityadminalpha"]
    assert not program.has_usable_password()
    with pytest.raises(Refused):
        users.set_password(actor=ROOT, user_id=str(program.pk), password=GOOD)
    assert set(TokenForm(security).fields["user"].queryset) == {program, User.objects.get(pk=security.id)}
