"""A form is sent once: a second sending gets the first answer and does nothing; an error gives the key back."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from fugong.accounts import selectors, tenancy
from fugong.accounts.models import Authority
from fugong.accounts.services import users
from fugong.intake.models import IdempotencyKey
from fugong.intake.services import once
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.registry.models import Unit

FORM = {"name": "甲厂", "kind": "enterprise", "staff_total": "10", "planned_return": "5", "batch": "C", "_key": "k1"}
NEW = "/a/alpha/units/new/"


def count(model: Any) -> int:
    """Rows of alpha: a request leaves the authority when it ends."""
    alpha = selectors.authority("alpha")
    assert alpha is not None
    with tenancy.entered(alpha):
        return int(model.objects.count())


@pytest.fixture
def staff(in_alpha: Any) -> Client:
    return signed_in(in_alpha)


def signed_in(authority: Authority) -> Client:
    Authority.objects.filter(pk=authority.pk).update(mfa_required=False)
    user = users.create(actor=system(), username="once", name="某人", password="Correct-horse-1")
    users.grant_role(actor=system(), user=user, authority=authority, role="park_staff")
    client = Client()
    client.force_login(user)
    return client


def test_a_second_sending_gets_the_first_answer(staff: Client) -> None:
    first, second = staff.post(NEW, FORM), staff.post(NEW, FORM)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert "Idempotent-Replay" in second.headers
    assert count(Unit) == 1


def test_the_header_does_the_same_for_programs(staff: Client) -> None:
    body = {"name": "甲厂", "kind": "enterprise", "staff_total": 10}
    answers = [staff.post("/a/alpha/api/v1/units", body, content_type="application/json",
                          headers={"Idempotency-Key": "p1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert count(Unit) == 1


def test_an_error_gives_the_key_back(staff: Client) -> None:
    assert staff.post(NEW, FORM | {"planned_return": "50"}).status_code == 422
    assert count(IdempotencyKey) == 0
    assert staff.post(NEW, FORM).status_code == 302


def test_the_browser_hears_that_a_form_was_taken_and_only_then(staff: Client) -> None:
    refused = staff.post(NEW, FORM | {"planned_return": "50"})
    assert "fugong-taken" not in refused.cookies
    for answer in (staff.post(NEW, FORM), staff.post(NEW, FORM)):
        assert answer.cookies["fugong-taken"].value == "k1"
        assert not answer.cookies["fugong-taken"]["httponly"]
    assert "fugong-taken" not in staff.post(NEW, FORM | {"name": "乙厂"}).cookies


def test_a_key_is_for_one_content(staff: Client) -> None:
    staff.post(NEW, FORM)
    answer = staff.post(NEW, FORM | {"name": "乙厂"})
    assert answer.status_code == 422
    assert "重新打开" in answer.content.decode()
    assert count(Unit) == 1
    assert staff.post(NEW, FORM | {"_key": "k" * 99}).status_code == 400


def test_keys_of_two_people_are_two(staff: Client, in_alpha: Any) -> None:
    asked = once.fingerprint("POST", "/x", [])
    for person in ("1", "2"):
        assert once.claim(Actor("user", person, "某人", "alpha"), "k1", asked) is None


def test_what_was_answered_is_encrypted(staff: Client, in_alpha: Any) -> None:
    staff.post("/a/alpha/api/v1/units", {"name": "机密厂", "kind": "enterprise"}, content_type="application/json",
               headers={"Idempotency-Key": "p2"})
    with tenancy.entered(in_alpha), connection.cursor() as cursor:
        cursor.execute("SELECT body FROM intake_idempotencykey")
        assert "机密厂" not in cursor.fetchone()[0]


def test_old_keys_are_forgotten(staff: Client, in_alpha: Any) -> None:
    staff.post(NEW, FORM)
    with tenancy.entered(in_alpha):
        assert once.forget_old() == 0
        IdempotencyKey.objects.update(used_at=clock.real_now() - once.KEPT * 2)
        assert once.forget_old() == 1


def test_two_sendings_at_the_same_time_do_one_thing(fresh_database: Any) -> None:
    """Two real connections: the second waits for the first and gets its answer."""
    alpha = selectors.authority("alpha")
    assert alpha is not None
    client = signed_in(alpha)
    answers: list[Any] = []

    def send() -> None:
        own = Client()
        own.cookies = client.cookies
        answers.append(own.post(NEW, FORM))
        connection.close()

    run_together([send] * 4)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert count(Unit) == 1


def run_together(tasks: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
