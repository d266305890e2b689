"""Signing in as people do it: passwords, lock-out, the second step, several authorities, and what is closed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from fugong.accounts.models import Authority, Tally, User
from fugong.accounts.services import users
from fugong.audit.models import SharedEntry
from fugong.kit.actor import system

LOGIN, SETUP, SECOND = "/accounts/login/", "/accounts/2fa/totp/activate/", "/accounts/2fa/authenticate/"
PASSWORD = "Correct-horse-1"
CLOSED = ("signup/", "email/", "confirm-email/", "confirm-email/abc/", "password/set/", "password/reset/",
          "password/reset/done/", "password/reset/key/1-abc/", "login/code/confirm/", "login/code/")


def person(name: str, *where: Authority, role: str = "leader") -> User:
    user = users.create(actor=system(), username=name, name="李娟", password=PASSWORD)
    for authority in where:
        users.grant_role(actor=system(), user=user, authority=authority, role=role)
    return user


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": name, "password": password, **more})


def actions() -> list[str]:
    return list(SharedEntry.objects.order_by("id").values_list("action", flat=True))


def code_of(secret: str) -> str:
    """What the authenticator app shows now."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))))


@pytest.fixture
def staff(alpha: Any) -> User:
    """A member of the park's staff, bound to a second factor, without one yet."""
    Authority.objects.filter(pk=alpha.pk).update(mfa_required=True)
    return person("staff", alpha, role="park_staff")


def confirmed(client: Client) -> Any:
    """The page of the second step: whoever has just signed in is not asked for the password again."""
    return client.get(SETUP)


def test_after_a_while_the_password_is_asked_again_before_the_second_step(client: Client, staff: User) -> None:
    sign_in(client, "staff")
    assert client.get(SETUP).status_code == 200
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - 301} for record in session["account_authentication_methods"]]
    session.save()
    asked = client.get(SETUP)
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    assert client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True).redirect_chain[-1][0] == SETUP


def set_up(client: Client) -> tuple[str, list[str]]:
    """Set the second step up as the page says; the secret and the recovery codes."""
    secret = re.search(r"<code>(\w+)</code>", confirmed(client).content.decode())[1]  # type: ignore[index]
    done = client.post(SETUP, {"code": code_of(secret)}, follow=True)
    assert done.status_code == 200
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    return secret, re.findall(r"\b[a-z0-9]{8}\b|\b\d{8}\b", re.sub(r"<script.*?</script>|\"[^\"]*\"", "", codes))


def test_a_name_and_a_password_open_the_authority(client: Client, alpha: Any) -> None:
    person("lijuan", alpha)
    assert sign_in(client, "LiJuan").status_code == 302
    assert client.get("/").headers["Location"] == "/a/alpha/"
    assert client.get("/a/alpha/").status_code == 200
    assert actions()[-1] == "accounts.user.signed_in"
    client.post("/accounts/logout/")
    assert client.get("/a/alpha/").headers["Location"] == "/accounts/login/?next=%2Fa%2Falpha%2F"
    assert actions()[-1] == "accounts.user.signed_out"


def test_a_wrong_password_keeps_the_name_and_does_not_say_which_was_wrong(client: Client, alpha: Any) -> None:
    person("lijuan", alpha)
    wrong, unknown = sign_in(client, "lijuan", "x"), sign_in(client, "nobody", "x")
    assert 'value="lijuan"' in wrong.content.decode()
    shown = [re.findall(r'role="alert".*?</div></div>', answer.content.decode(), re.DOTALL) for answer in (wrong, unknown)]
    assert shown[0] == shown[1] != []
    assert not Session.objects.filter(expire_date__lt=timezone.now()).exists()
    assert actions()[-2:] == ["accounts.user.sign_in_failed"] * 2
    assert "nobody" not in str(list(SharedEntry.objects.values()))


def test_after_five_failures_the_account_is_locked_and_says_for_how_long(client: Client, alpha: Any) -> None:
    person("lijuan", alpha)
    person("wanghai", alpha)
    for _attempt in range(5):
        assert "锁定" not in sign_in(client, "lijuan", "x").content.decode()
    locked = sign_in(client, "lijuan")
    assert locked.status_code == 200
    assert "已锁定 10 分钟" in locked.content.decode()
    assert client.get("/a/alpha/").status_code == 302
    english = Client(headers={"Cookie": "django_language=en"})
    assert "locked for 10 minutes" in sign_in(english, "lijuan").content.decode()
    assert sign_in(Client(REMOTE_ADDR="10.9.8.7"), "wanghai").status_code == 302, "another person is not locked"


def test_many_names_from_one_address_are_slowed_down(client: Client, alpha: Any) -> None:
    for n in range(10):
        sign_in(client, f"guess{n}", "x")
    person("lijuan", alpha)
    told = sign_in(client, "lijuan").content.decode()
    assert "本网络地址输错次数过多，请等待 1 分钟再试；账号没有锁定" in told
    assert "该账号已锁定" not in told
    assert sign_in(Client(REMOTE_ADDR="10.9.8.7"), "lijuan").status_code == 302


def test_a_session_ends_with_the_browser_and_after_twelve_hours(client: Client, alpha: Any) -> None:
    person("lijuan", alpha)
    cookie = sign_in(client, "lijuan").cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    session = Session.objects.get(pk=cookie.value)
    assert timedelta(hours=11.9) < session.expire_date - timezone.now() <= timedelta(hours=12)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/a/alpha/").status_code == 302


def test_a_new_password_ends_the_other_sessions(client: Client, alpha: Any) -> None:
    user, other = person("lijuan", alpha), Client()
    sign_in(client, "lijuan")
    sign_in(other, "lijuan")
    new = "Another-horse-2"
    done = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done.headers["Location"] == "/"
    assert client.get("/a/alpha/").status_code == 200, "who changed it goes on working"
    assert other.get("/a/alpha/").status_code == 302
    users.set_password(actor=system(), user_id=str(user.pk), password="Third-horse-3")
    assert client.get("/a/alpha/").status_code == 302
    assert sign_in(client, "lijuan", new).status_code == 200


def test_a_weak_new_password_is_refused_and_the_old_one_stays(client: Client, alpha: Any) -> None:
    person("lijuan", alpha)
    sign_in(client, "lijuan")
    for weak in ("short1", "1234567890123", "password123", "lijuan1234"):
        said = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
        assert said.status_code == 200, weak
    assert sign_in(Client(), "lijuan").status_code == 302


def test_a_locked_account_is_out_at_once(client: Client, alpha: Any) -> None:
    user = person("lijuan", alpha)
    sign_in(client, "lijuan")
    users.set_active(actor=system(), user_id=str(user.pk), active=False, version=1)
    assert client.get("/a/alpha/").status_code == 302
    sign_in(client, "lijuan")
    assert client.get("/a/alpha/").status_code == 302


def test_who_lost_his_last_role_is_out_at_once(client: Client, alpha: Any) -> None:
    user = person("lijuan", alpha)
    sign_in(client, "lijuan")
    users.end_role(actor=system(), membership=user.memberships.get())
    assert client.get("/a/alpha/").status_code == 404
    assert "甲园区" not in client.get("/").content.decode()


def test_staff_are_led_to_the_second_step_and_see_nothing_before(client: Client, staff: User) -> None:
    sign_in(client, "staff")
    for address in ("/a/alpha/", "/a/alpha/units/", "/a/alpha/units/new/", "/a/alpha/units/print/"):
        assert client.get(address).headers["Location"] == SETUP, address
    assert client.post("/a/alpha/units/new/", {"name": "x", "kind": "site"}).headers["Location"] == SETUP
    assert client.get("/a/alpha/api/v1/units").status_code == 401
    assert "设置" in confirmed(client).content.decode()
    assert client.post(SETUP, {"code": "000000"}).status_code == 200
    assert client.get("/a/alpha/").status_code == 302


def test_with_a_second_step_its_code_is_asked(client: Client, staff: User) -> None:
    sign_in(client, "staff")
    secret, recovery = set_up(client)
    assert client.get("/a/alpha/").status_code == 200
    Tally.objects.all().delete()  # the code just used may be used once more
    again = Client()
    assert sign_in(again, "staff").headers["Location"].startswith(SECOND)
    assert again.get("/a/alpha/").headers["Location"].startswith(LOGIN), "a password alone opens nothing"
    assert again.post(SECOND, {"code": "123456"}).status_code == 200
    assert again.get("/a/alpha/").status_code == 302
    assert again.post(SECOND, {"code": code_of(secret)}).status_code == 302
    assert again.get("/a/alpha/").status_code == 200
    assert recovery


def test_a_recovery_code_opens_once(client: Client, staff: User) -> None:
    sign_in(client, "staff")
    _secret, recovery = set_up(client)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert set(codes) <= set(recovery)
    for expected in (200, 302):
        again = Client()
        sign_in(again, "staff")
        again.post(SECOND, {"code": codes[0]})
        assert again.get("/a/alpha/").status_code == expected


def test_who_switches_the_second_step_off_must_set_it_up_again(client: Client, staff: User) -> None:
    sign_in(client, "staff")
    set_up(client)
    client.post("/accounts/2fa/totp/deactivate/")
    assert client.get("/a/alpha/").headers["Location"] == SETUP


def test_a_role_without_that_duty_and_the_demo_ask_no_second_step(client: Client, alpha: Any, staff: User) -> None:
    person("leader", alpha)
    sign_in(client, "leader")
    page = client.get("/a/alpha/")
    assert page.status_code == 200
    assert "演示" not in page.content.decode()
    Authority.objects.filter(pk=alpha.pk).update(mfa_required=False, demo=True)
    demo = Client()
    sign_in(demo, "staff")
    banner = demo.get("/a/alpha/").content.decode()
    assert "demo-note" in banner
    assert "演示" in banner


def test_the_language_is_switched_and_kept(client: Client, alpha: Any) -> None:
    person("lijuan", alpha)
    sign_in(client, "lijuan")
    assert 'lang="zh' in client.get("/a/alpha/units/").content.decode()
    back = client.post("/language/", {"language": "en", "next": "/a/alpha/units/"})
    assert back.headers["Location"] == "/a/alpha/units/"
    assert 'lang="en' in client.get("/a/alpha/units/").content.decode()
    client.post("/language/", {"language": "xx"})
    assert 'lang="en' in client.get("/a/alpha/units/").content.decode()


def test_who_serves_two_authorities_chooses(client: Client, alpha: Any, beta: Any) -> None:
    person("lijuan", alpha, beta)
    person("onlyone", alpha)
    sign_in(client, "lijuan")
    page = client.get("/").content.decode()
    assert "/a/alpha/" in page
    assert "/a/beta/" in page
    assert (client.get("/a/alpha/").status_code, client.get("/a/beta/").status_code) == (200, 200)
    other = Client()
    sign_in(other, "onlyone")
    assert (other.get("/a/beta/").status_code, other.get("/a/none/").status_code) == (404, 404)


@pytest.mark.parametrize("away", [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example",
    "https:///evil.example", "\thttps://evil.example/"])
def test_nobody_is_led_away(client: Client, alpha: Any, away: str) -> None:
    person("lijuan", alpha)
    assert client.post("/language/", {"language": "en", "next": away}).headers["Location"] == "/"
    assert sign_in(client, "lijuan", next=away).headers["Location"] == "/"
    assert client.post("/accounts/logout/", {"next": away}).headers["Location"] == "/"


def test_a_person_comes_to_the_page_he_asked_for(client: Client, alpha: Any) -> None:
    person("lijuan", alpha)
    asked = client.get("/a/alpha/units/?q=%E7%BA%B8").headers["Location"]
    done = client.post(asked, {"login": "lijuan", "password": PASSWORD, "next": "/a/alpha/units/?q=%E7%BA%B8"})
    assert done.headers["Location"] == "/a/alpha/units/?q=%E7%BA%B8"


@pytest.mark.parametrize("address", CLOSED)
@pytest.mark.parametrize("signed_in", [False, True])
def test_pages_that_nobody_needs_are_closed(client: Client, alpha: Any, address: str, signed_in: bool) -> None:
    person("lijuan", alpha)
    if signed_in:
        sign_in(client, "lijuan")
    before = User.objects.count()
    for send in (client.get, client.post):
        assert send(f"/accounts/{address}").status_code == 404
    assert User.objects.count() == before


@pytest.mark.parametrize("address", ["/accounts/password/change/", "/accounts/logout/", "/accounts/2fa/",
                                     "/accounts/2fa/recovery-codes/generate/", "/accounts/reauthenticate/", SETUP])
def test_own_pages_are_in_chinese_in_our_frame(client: Client, alpha: Any, address: str) -> None:
    person("lijuan", alpha)
    sign_in(client, "lijuan")
    page = client.get(address, follow=True)
    assert page.status_code == 200
    assert 'lang="zh' in page.content.decode()
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("field", ["login", "password"])
def test_odd_signs_are_a_failed_attempt(field: str, client: Client, alpha: Any) -> None:
    answer = client.post(LOGIN, {"login": "a", "password": "b", field: "a\ud7ff\u202e😷" + "x" * 5000})
    assert answer.status_code == 200


def test_a_form_without_its_token_is_refused(alpha: Any) -> None:
    person("lijuan", alpha)
    strict: Callable[..., Any] = Client(enforce_csrf_checks=True).post
    assert strict(LOGIN, {"login": "lijuan", "password": PASSWORD}).status_code == 403
