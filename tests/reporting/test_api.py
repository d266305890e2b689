"""Figures and daily reports over the API, like the screens."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pydantic import ValidationError

from fugong.accounts.services import users
from fugong.reporting.api.reports import Asked
from fugong.reporting.models import DailyReport
from tests.harness.screen import Screen
from tests.reporting.conftest import DAY, SYSTEM

pytestmark = pytest.mark.usefixtures("afternoon")
Make = Callable[..., Any]
API = "/a/alpha/api/v1"


@pytest.fixture
def staff(in_alpha: Any) -> Client:
    user = users.create(actor=SYSTEM, username="api-staff", name="专干", password="Correct-horse-1")
    users.grant_role(actor=SYSTEM, user=user, authority=in_alpha, role="park_staff")
    return Screen(user, in_alpha)


def put(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.put(API + path, json.dumps(body), content_type="application/json", headers=headers)


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(API + path, json.dumps(body), content_type="application/json")


def test_figures_read_as_from_the_shell(staff: Client, unit_of: Make) -> None:
    for number in range(8):
        unit_of(resumed=date(2020, 2, 10) if number < 1 else None)
    found = staff.get(f"{API}/figures?as_of={DAY}").json()
    assert found["as_of"] == "2020-02-16"
    assert (found["figures"]["units_registered"], found["figures"]["resumption_rate"]) == (8, "12.5")
    assert found["figures"]["workers_on_post"] is None
    one = staff.get(f"{API}/figures/resumption_rate?as_of={DAY}").json()
    assert (one["numerator"], one["denominator"], one["value"]) == (1, 8, "12.5")
    days = staff.get(f"{API}/figures/units_resumed/days?first=2020-02-09&as_of={DAY}").json()
    assert [point["value"] for point in days] == [0, 1, 1, 1, 1, 1, 1, 1]
    groups = staff.get(f"{API}/figures/units_resumed/groups?by=kind&as_of={DAY}").json()
    assert [(group["group"], group["value"]) for group in groups] == [("enterprise", 1)]
    rows = staff.get(f"{API}/figures/units_resumed/rows?as_of={DAY}").json()
    assert rows["count"] == 1


@pytest.mark.parametrize(("path", "status"), [
    ("/figures?as_of=0001-01-01", 422), ("/figures?known_at=0001-01-01T00:00:00", 400), ("/figures/nothing", 404),
    ("/figures/units_resumed/days?first=2001-01-01&as_of=2020-02-16", 400), ("/figures/units_resumed/groups?by=colour", 422),
    ("/daily/2020-13-01/missing", 422),
])
def test_nonsense_is_refused_as_a_problem(staff: Client, path: str, status: int) -> None:
    answer = staff.get(API + path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


def test_a_report_is_sent_corrected_and_confirmed(staff: Client, unit_of: Make) -> None:
    unit = unit_of(resumed=date(2020, 2, 10))
    assert [one["id"] for one in staff.get(f"{API}/daily/{DAY}/missing").json()] == [str(unit.pk)]
    where = f"/daily/{DAY}/units/{unit.pk}"
    assert set(put(staff, where, {"due": 9, "on_post": 10}).json()["fields"]) >= {"confirmed"}
    assert not DailyReport.objects.exists()
    sent = put(staff, where, {"due": 10, "on_post": 10, "zero": True})
    assert (sent.status_code, sent.headers["ETag"]) == (201, '"1"')
    stale = put(staff, where, {"due": 8, "on_post": 8, "zero": True})
    assert (stale.status_code, stale.json()["theirs"]["on_post"]) == (409, 10)
    corrected = put(staff, where, {"due": 8, "on_post": 8, "zero": True, "reason": "更正"}, **{"If-Match": '"1"'})
    assert (corrected.status_code, corrected.json()["revision"]) == (200, 2)
    assert [one["on_post"] for one in staff.get(API + where).json()] == [8, 10]
    assert post(staff, f"/daily/{DAY}/confirmations", {"ids": [corrected.json()["id"]]}).json() == {"done": 1}
    assert staff.get(API + where).json()[0]["confirmed_by"] == "专干"


def test_the_number_of_a_bulletin_is_a_number_in_body_and_query() -> None:
    assert [Asked.model_validate({"issue": given}).issue for given in (7, "7", None)] == [7, 7, None]
    with pytest.raises(ValidationError):
        Asked.model_validate({"issue": True})
