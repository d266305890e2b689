"""The API as a whole: its description is the committed one, and nothing that is sent makes it fall over."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from fugong.accounts import tenancy
from fugong.accounts.services import users
from fugong.kit.actor import system
from fugong.project.api import api
from fugong.project.wiring import permissions
from fugong.project.wsgi import application
from fugong.registry.models import Unit

SNAPSHOT = Path(__file__).parents[2] / "docs" / "openapi.json"
EXAMPLES = 6


def described() -> dict[str, Any]:
    """The description as programs get it, without the authority's part of the address."""
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="/a/{authority}/api/v1/"), default=str))  # type: ignore[no-any-return]


def test_the_description_is_the_committed_one() -> None:
    assert json.loads(SNAPSHOT.read_text()) == described(), "run: python tools/openapi.py, and look at what changed"


@pytest.fixture
def secret(in_alpha: Any) -> str:
    """A token that may do everything a program may do in alpha."""
    user = users.create(actor=system(), username="program", name="程序", password="Correct-horse-1")
    for role in ("park_staff", "leader", "security_admin"):
        users.grant_role(actor=system(), user=user, authority=in_alpha, role=role)
    _token, secret = users.create_token(
        actor=system(), user=user, authority=in_alpha, label="x", scopes=[p.code for p in permissions()])
    return secret


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests leave the test's connection open, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.timeout(300)
def test_nothing_sent_makes_it_fall_over(secret: str, one_connection: None) -> None:
    import schemathesis  # slow to load, and every worker reads this file

    schema = schemathesis.openapi.from_wsgi("/a/alpha/api/v1/openapi.json", application)
    headers = {"Authorization": f"Bearer {secret}"}
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))
        def holds(case: Any) -> None:
            point = transaction.savepoint()
            answer = case.call(headers=headers)
            transaction.savepoint_rollback(point)
            assert answer.status_code < 500, (case.method, case.formatted_path, answer.text[:500])

        holds()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b'{"name": "\\ud800"}', b'{"name": "a\\u0000b", "kind": "enterprise"}',
                                  b"\xff\xfe", b'{"staff_total": 1e400}', b'{"staff_total": 99999999999999999999, "name": "x"}'])
def test_bad_bodies_are_problems_and_write_nothing(secret: str, client: Any, in_alpha: Any, body: bytes) -> None:
    answer = client.post("/a/alpha/api/v1/units", body, content_type="application/json",
                         headers={"Authorization": f"Bearer {secret}"})
    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code"} <= answer.json().keys()
    with tenancy.entered(in_alpha):
        assert not Unit.objects.exists()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic eDp5", "bearer fg_" + "x" * 5000])
def test_without_a_valid_token_nobody_is_let_in(in_alpha: Any, client: Any, header: str) -> None:
    answer = client.get("/a/alpha/api/v1/units", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_needs_its_csrf_token(in_alpha: Any) -> None:
    user = users.create(actor=system(), username="staff", name="李", password="Correct-horse-1")
    users.grant_role(actor=system(), user=user, authority=in_alpha, role="leader")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    assert browser.post("/a/alpha/api/v1/units", "{}", content_type="application/json").status_code == 403


def test_who_sees_units_only_gets_their_list_without_the_grids_to_filter_by(in_alpha: Any, client: Any) -> None:
    user = users.create(actor=system(), username="reader", name="读者", password="Correct-horse-1")
    users.grant_role(actor=system(), user=user, authority=in_alpha, role="leader")
    _token, secret = users.create_token(
        actor=system(), user=user, authority=in_alpha, label="x", scopes=["registry.unit.read"])
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/a/alpha/api/v1/units?state=resumed", headers=headers).json()["items"] == []
    assert client.get(f"/a/alpha/api/v1/units?grid={user.pk}", headers=headers).status_code == 400


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/a/alpha/api/v1/nothing", 404), ("POST", "/a/alpha/api/v1/units/x/y/z", 404), ("GET", "/a/alpha/api/", 404),
    ("GET", "/api/v1/units", 404), ("GET", "/a/nowhere/api/v1/units", 404), ("DELETE", "/a/alpha/api/v1/units", 405)])
def test_a_program_never_gets_a_page(secret: str, client: Any, method: str, path: str, status: int) -> None:
    answer = client.generic(method, path, headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    told = answer.json()
    assert (told["status"], bool(told["detail"]), bool(told["request_id"])) == (status, True, True)
    assert ("Allow" in answer.headers) is (status == 405)


@pytest.mark.parametrize("sent", [{"staff_total": True}, {"staff_total": 5.5}, {"staff_total": "5"}, {"longitude": True}])
def test_a_number_is_a_number(secret: str, client: Any, in_alpha: Any, sent: dict[str, Any]) -> None:
    answer = client.post("/a/alpha/api/v1/units", {"name": "甲厂", "kind": "enterprise", **sent},
                         content_type="application/json", headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [f"sent.{next(iter(sent))}"])
    with tenancy.entered(in_alpha):
        assert not Unit.objects.exists()


@pytest.mark.parametrize(("body", "told"), [
    ("{", "发送的内容不是有效的 JSON"), ('{"name": "a\\u0000b"}', "空字符"), ('{"name": "\\ud800"}', "无效字符")])
def test_what_cannot_be_read_is_told_in_words(secret: str, client: Any, body: str, told: str) -> None:
    answer = client.post("/a/alpha/api/v1/units", body, content_type="application/json", headers={
        "Authorization": f"Bearer {secret}", "Accept-Language": "zh-hans"})
    assert answer.status_code == 400 and told in answer.json()["detail"]
