"""Limits are kept in the database: they hold for all processes and outlive a restart."""

import threading
from typing import Any

from django.core.cache import cache
from django.db import connections
from django.test import Client

from fugong.accounts.models import Tally
from fugong.accounts.services import limits, users
from fugong.kit.actor import system
from fugong.project import jobs


def test_a_limit_counts_and_says_how_long_to_wait(db: None) -> None:
    assert [limits.hit("k", 2, 60) for _ in range(2)] == [0, 0]
    assert 50 < limits.hit("k", 2, 60) <= 60
    assert limits.hit("other", 2, 60) == 0
    Tally.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert limits.hit("k", 2, 60) == 0


def test_old_tallies_go(fresh_database: Any) -> None:
    limits.hit("old", 1, 60)
    Tally.objects.update(expires_at="2020-01-01T00:00:00Z")
    limits.hit("new", 1, 60)
    jobs.tick(0)
    assert list(Tally.objects.values_list("key", flat=True)) == ["new"]


def test_what_is_kept_is_what_comes_back_until_its_time_is_over(db: None) -> None:
    history = [1582000000.123456, 1581999999.5]
    cache.set("h", history, 60)
    assert cache.get("h") == history
    assert not cache.add("h", 1, 60)
    cache.set("gone", 1, -1)
    assert (cache.get("gone", "x"), cache.add("gone", 2, 60), cache.get("gone")) == ("x", True, 2)
    assert (cache.delete("h"), cache.delete("h"), cache.get("h")) == (True, False, None)
    cache.clear()
    assert not Tally.objects.exists()


def test_of_many_at_once_each_is_counted(fresh_database: Any) -> None:
    waits: list[int] = []

    def tries() -> None:
        try:
            waits.extend(limits.hit("k", 30, 60) for _ in range(10))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tries) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(wait == 0 for wait in waits) == 30


def test_failed_sign_ins_are_counted_there(db: None) -> None:
    for _ in range(2):
        Client().post("/accounts/login/", {"login": "lijuan", "password": "x"})
    assert sorted(len(tally.value) for tally in Tally.objects.filter(key__contains="login_failed")) == [2, 2]


def test_too_many_calls_of_a_program_are_told_how_long_to_wait(in_alpha: Any, settings: Any) -> None:
    settings.API_RATE = 2
    user = users.create(actor=system(), username="program", name="程序", password="Correct-horse-1")
    users.grant_role(actor=system(), user=user, authority=in_alpha, role="leader")
    _token, secret = users.create_token(actor=system(), user=user, authority=in_alpha, label="x", scopes=["registry.unit.read", "registry.grid.read"])
    answers = [Client().get("/a/alpha/api/v1/units", headers={"Authorization": f"Bearer {secret}"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["code"] == "too_many_requests"
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
