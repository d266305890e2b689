"""The rules over the API: what holds, and the decisions that change it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fugong.kit import clock
from fugong.standards.models import AdmissionRegime, PackVersion, ParameterOverride
from tests.standards.conftest import Browser, own_pack

NOW = clock.at(clock.date(2020, 2, 17), 9)
API = "/a/alpha/api/v1/rules"


@pytest.fixture(autouse=True)
def _on_17_february() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def staff(browser: Callable[..., Browser]) -> Browser:
    """A member of the park's staff."""
    return browser("park_staff")


def post(client: Browser, path: str, **values: Any) -> Any:
    return client.post(API + path, json.dumps(values), content_type="application/json")


def test_without_rules_the_answer_says_what_to_do(staff: Browser) -> None:
    answer = staff.get(API)
    assert answer.status_code == 409
    assert answer.json()["code"] == "no_rules"
    assert answer["Content-Type"] == "application/problem+json"


def test_rules_are_loaded_put_in_force_and_read(staff: Browser) -> None:
    assert len(post(staff, "/load").json()["versions"]) == 5
    port = PackVersion.objects.get(code="port-s4")
    made = post(staff, "/adoptions", version=str(port.pk), effective_from="2020-01-26T00:00", with_admission=True)
    assert made.status_code == 201
    assert made.json()["effective_from"].startswith(("2020-01-25T16:00", "2020-01-26T00:00"))
    rules = staff.get(API).json()
    assert (rules["code"], rules["parameters"]["masks.days_of_cover"]) == ("port-s4", 3.0)
    assert "four-no" in {entry["code"] for entry in rules["pack"]["lists"]}
    assert staff.get(f"{API}/admission?at=2020-01-28T08:00").json()["regime"] == "prohibited"
    assert staff.get(f"{API}/admission").json()["regime"] == "approval"


def test_decisions_are_recorded_or_refused_with_their_fields(staff: Browser, adopt: Callable[..., None]) -> None:
    adopt("park-s1")
    assert post(staff, "/parameters/temperature.limit", value=99, reason="从严").json()["fields"].keys() == {"value"}
    assert post(staff, "/admission", regime="anything", reason="").json()["fields"].keys() == {"regime", "reason"}
    assert post(staff, "/lists/six-musts/items/1", zh="改写").status_code == 409
    assert not ParameterOverride.objects.exists()
    assert not AdmissionRegime.objects.exists()
    assert post(staff, "/parameters/temperature.limit", value=37.2, reason="从严").status_code == 201
    assert post(staff, "/parameters/report.deadline", value="17:00", reason="延后").status_code == 201
    assert post(staff, "/admission", regime="filing", reason="形势好转").status_code == 201
    assert post(staff, "/lists/four-alls/items/1", zh="第一条").status_code == 201
    rules = staff.get(API).json()
    assert rules["parameters"]["temperature.limit"] == 37.2
    assert rules["parameters"]["report.deadline"] == "17:00"
    listed = staff.get(f"{API}/lists/four-alls").json()
    assert listed["rules"]["items"][0]["text"]["zh"] == "第一条"
    given = post(staff, "/lists/four-alls/acknowledge", text_sha256=listed["text_sha256"])
    assert (given.status_code, given.json()["subject_label"]) == (201, "王工")


def test_two_editions_are_compared(staff: Browser, editions: dict[str, PackVersion]) -> None:
    query = f"before={editions['port-s4'].pk}&after={editions['state-2020-02-21'].pk}"
    changes = staff.get(f"{API}/compare?{query}").json()
    sentences = {change["sentence"]["zh"] for change in changes}
    assert "企业：措施“无接触考勤”新增（不落实不得通过）。" in sentences
    assert staff.get(f"{API}/compare").json()["fields"].keys() == {"version"}
    assert staff.get(f"{API}/editions").json()["count"] == 5


def test_who_has_not_read_the_latest_decision_is_refused(staff: Browser, adopt: Callable[..., None]) -> None:
    adopt("park-s1")
    seen = staff.get(f"{API}/decisions").json()
    assert (seen["adoptions"], seen["admission"], seen["parameters"], seen["items"]) == (1, 0, {}, {})
    ways = {"/parameters/temperature.limit": {"value": 37.2}, "/admission": {"regime": "filing"},
            "/lists/four-alls/items/1": {"zh": "第一条"}}
    for path, values in ways.items():
        assert post(staff, path, **values, reason="先到", seen=0).status_code == 201
        late = post(staff, path, **{**values, "value": 37.1, "regime": "approval"} if "zh" not in values else values,
                    reason="后到", seen=0)
        assert (late.status_code, late.json()["code"]) == (409, "stale")
    again = staff.get(f"{API}/decisions").json()
    assert (again["admission"], again["parameters"], again["items"]) == (
        1, {"temperature.limit": 1}, {"four-alls/1": 1})


def test_a_pack_is_loaded_over_the_api(staff: Browser, editions: dict[str, PackVersion]) -> None:
    assert post(staff, "/packs", yaml="code: [").json()["fields"].keys() == {"file"}
    made = post(staff, "/packs", yaml=own_pack())
    assert made.status_code == 201
    assert str(PackVersion.objects.get(code="own-park").pk) == made.json()["versions"][0]
