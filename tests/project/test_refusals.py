"""NUL is refused wherever it comes in, in the language of the person; a page that no list has is no page one."""

from typing import Any

import pytest
from django.test import Client

from fugong.accounts import tenancy
from fugong.registry.models import Unit
from tests.intake.test_once import signed_in

UNITS = "/a/alpha/api/v1/units"


@pytest.fixture
def staff(in_alpha: Any) -> Client:
    client = signed_in(in_alpha)
    client.raise_request_exception = False
    return client


def test_nul_in_an_address_a_field_a_header_or_a_cookie_is_refused(staff: Client, in_alpha: Any) -> None:
    form = {"name": "甲\0厂", "kind": "enterprise", "staff_total": "1", "batch": "C"}
    answers = [
        staff.get("/a/alpha/units/?q=%00"), staff.get("/a/alpha/units/?%00=1"), staff.get("/a/alpha/%00/"),
        staff.post("/a/alpha/units/new/", form), staff.post("/a/alpha/units/new/", {**form, "_key": "\0"}),
        staff.post("/accounts/login/", {"login": "\0", "password": "\0"}), staff.get("/?next=%00"),
        staff.get("/a/alpha/units/", headers={"X-Any": "a\0b"}),
        staff.post("/a/alpha/notices/", "a=%00", content_type="application/x-www-form-urlencoded"),
    ]
    assert [answer.status_code for answer in answers] == [400] * len(answers)
    assert "空字符" in answers[0].content.decode()
    english = staff.get("/a/alpha/units/?q=%00", headers={"Cookie": "django_language=en"})
    assert "NUL" in english.content.decode()
    staff.cookies["sessionid"] = "abcdefgh\0abcdefgh"
    assert staff.get("/a/alpha/units/").status_code in (302, 400)
    with tenancy.entered(in_alpha):
        assert not Unit.objects.exists()


def test_nul_in_what_a_program_sends_is_refused_as_a_problem(staff: Client, in_alpha: Any) -> None:
    for name in ("甲\0厂", "\0"):
        answer = staff.post(UNITS, {"name": name, "kind": "enterprise"}, content_type="application/json")
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert staff.get(f"{UNITS}?q=%00").json()["code"] == "bad_text"
    kept = staff.post(UNITS, {"name": "甲\\u0000厂", "kind": "enterprise", "staff_total": 1}, content_type="application/json")
    assert kept.json()["name"] == "甲\\u0000厂"


@pytest.mark.parametrize("page", ["0", "-1", "201", "9" * 31, "1e3", "x"])
def test_a_page_that_no_list_has_is_refused(staff: Client, page: str) -> None:
    answer = staff.get(f"{UNITS}?page={page}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert "page" in answer.json()["fields"]


def test_a_body_that_is_too_large_or_unreadable_is_told_so(staff: Client, in_alpha: Any) -> None:
    large = '{"name": "' + "a" * 5_000_000 + '"}'
    answers = [
        staff.post(UNITS, large, content_type="application/json"),
        staff.post("/a/alpha/api/v1/imports", {f"f{n}": "1" for n in range(6000)}),
        staff.post("/a/alpha/units/new/", {"name": "a" * 5_000_000}),
        staff.post("/a/alpha/units/new/", {f"f{n}": "1" for n in range(6000)}),
    ]
    assert [answer.status_code for answer in answers] == [413, 400, 413, 400]
    assert [answer.json()["code"] for answer in answers[:2]] == ["too_large", "malformed"]


def test_unseen_marks_do_not_get_into_a_name(staff: Client) -> None:
    made = staff.post(UNITS, {"name": "\u202e甲\u2066厂\u200d😷", "kind": "enterprise", "staff_total": 1}, content_type="application/json")
    assert made.json()["name"] == "甲厂😷"
    hidden = staff.post(UNITS, {"name": "\u202e\u2066", "kind": "enterprise", "staff_total": 1}, content_type="application/json")
    assert (hidden.status_code, set(hidden.json()["fields"])) == (422, {"name"})


@pytest.mark.parametrize(("field", "value"), [("longitude", 181), ("longitude", 1e308), ("latitude", -91)])
def test_a_place_that_is_not_on_earth_is_refused(staff: Client, field: str, value: float) -> None:
    answer = staff.post(UNITS, {"name": "甲厂", "kind": "enterprise", "staff_total": 1, field: value}, content_type="application/json")
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {field})
