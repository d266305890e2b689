"""Reporting on the screen: the form, the day of all units, figures and their rows, the dashboard, the map."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from fugong.accounts.models import User
from fugong.accounts.services import users
from fugong.audit.models import Entry
from fugong.notifications.models import Notice
from fugong.registry.models import Unit
from fugong.registry.services import grids, units
from fugong.reporting.models import Confirmation, DailyReport
from fugong.reporting.rules import daily as rules
from tests.harness.screen import Screen
from tests.reporting.conftest import DAY, SYSTEM

pytestmark = pytest.mark.usefixtures("afternoon")
Make = Callable[..., Any]
HOME = "/a/alpha/"


@pytest.fixture
def people(in_alpha: Any) -> dict[str, User]:
    made = {}
    for role in ("enterprise_manager", "grid_officer", "leader", "supervisor", "park_staff", "guard"):
        made[role] = users.create(actor=SYSTEM, username=f"r-{role}", name=role, password="Correct-horse-1")
        users.grant_role(actor=SYSTEM, user=made[role], authority=in_alpha, role=role)
    return made


@pytest.fixture
def unit(unit_of: Make, people: dict[str, User]) -> Unit:
    """A unit in operation, in the grid of the grid officer, managed by the manager."""
    officer = grids.save_officer(actor=SYSTEM, values={"name": "网格员", "user_id": people["grid_officer"].pk})
    grid = grids.save_grid(actor=SYSTEM, values={
        "code": "G1", "name": "一号网格", "officer": officer,
        "outline": {"type": "Polygon", "coordinates": [[[113.0, 29.0], [113.1, 29.0], [113.1, 29.1], [113.0, 29.0]]]}})
    made: Unit = unit_of(resumed=date(2020, 2, 10), grid=grid, contact_name="解某", contact_phone="13800001234",
                         longitude=113.05, latitude=29.02, staff_total=60)
    units.add_member(actor=SYSTEM, unit=made, user_id=people["enterprise_manager"].pk)
    return made


@pytest.fixture
def as_(people: dict[str, User], in_alpha: Any) -> Callable[[str], Client]:
    return lambda role: Screen(people[role], in_alpha)


def form(unit: Unit, day: date = DAY) -> str:
    return f"{HOME}day/{unit.pk}/{day}/"


def typed(**changes: Any) -> dict[str, str]:
    numbers = {**dict.fromkeys(rules.NUMBERS, 0), "due": 40, "on_post": 40, **changes}
    return {**{name: "" if value is None else str(value) for name, value in numbers.items()},
            **{key: str(value) for key, value in changes.items() if key.startswith("_") or key in ("reason", "zero")}}


def test_a_first_report_starts_as_yesterday_without_assuming_health(
    unit: Unit, report_of: Make, as_: Callable[[str], Client]
) -> None:
    report_of(unit, DAY - timedelta(days=1), on_post=33, masks_in_stock=70)
    page = as_("enterprise_manager").get(form(unit))
    assert page.context["form"].initial["on_post"] == 33
    assert page.context["form"].initial["masks_in_stock"] == 70
    assert not set(rules.EXPLICIT) & page.context["form"].initial.keys()
    assert "2月15日" in page.content.decode()


def test_one_tap_reports_zero(unit: Unit, as_: Callable[[str], Client]) -> None:
    sent = typed(abnormal_temperatures=None, confirmed=None, suspected=None, _version=0, zero=1)
    answer = as_("enterprise_manager").post(form(unit), sent)
    report = DailyReport.objects.get()
    assert answer.headers["Location"] == f"{HOME}daily/{report.pk}/"
    assert (report.on_post, report.zero, report.confirmed) == (40, True, 0)


def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(unit: Unit, as_: Callable[[str], Client]) -> None:
    answer = as_("enterprise_manager").post(form(unit), typed(due=45, confirmed=None, difficulties="缺口罩", _version=0))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"confirmed", "absent_road_closed"}, "told all at once"
    answer = as_("enterprise_manager").post(form(unit), typed(due=45, _version=0))
    assert "应到减实到为5人，各项原因合计为0人" in answer.content.decode()
    assert answer.context["form"]["due"].value() == "45"
    answer = as_("enterprise_manager").post(form(unit), typed(due="四十", _version=0))
    assert set(answer.context["form"].errors) == {"due"}
    assert not DailyReport.objects.exists()


def test_a_correction_asks_for_its_reason_and_tells_the_story(
    unit: Unit, report_of: Make, as_: Callable[[str], Client]
) -> None:
    report_of(unit, on_post=40)
    client = as_("enterprise_manager")
    assert "reason" in client.get(form(unit)).context["form"].fields
    assert client.post(form(unit), typed(due=38, on_post=38, _version=1)).status_code == 422
    answer = client.post(form(unit), typed(due=38, on_post=38, reason="重新点名", _version=1), follow=True)
    page = answer.content.decode()
    assert "重新点名" in page
    assert "实到人数 40 → 38" in page
    assert DailyReport.objects.count() == 2


def test_who_was_overtaken_sees_both_versions(unit: Unit, report_of: Make, as_: Callable[[str], Client]) -> None:
    report_of(unit, on_post=30)
    answer = as_("enterprise_manager").post(form(unit), typed(reason="x", _version=0))
    assert answer.status_code == 409
    assert {row["name"]: (row["mine"], row["theirs"]) for row in answer.context["stale"]["rows"]}["on_post"] == (40, 30)
    assert DailyReport.objects.count() == 1


def test_the_day_leads_to_what_is_to_be_done(unit: Unit, report_of: Make, as_: Callable[[str], Client]) -> None:
    client = as_("grid_officer")
    page = client.get(f"{HOME}day/")
    assert (page.context["tab"], page.context["counts"]) == ("missing", {"missing": 1, "waiting": 0, "confirmed": 0})
    assert "138****1234" in page.content.decode()
    report_of(unit, on_post=40)
    page = client.get(f"{HOME}day/")
    assert page.context["tab"] == "waiting"
    report = DailyReport.objects.get()
    client.post(f"{HOME}day/act/?day={DAY}", {"action": "confirm", "id": str(report.pk)})
    assert Confirmation.objects.get().report_id == report.pk
    assert client.get(f"{HOME}day/").context["tab"] == "confirmed"


def test_reports_as_before_for_those_who_were_asked(unit: Unit, report_of: Make, as_: Callable[[str], Client]) -> None:
    report_of(unit, DAY - timedelta(days=1), on_post=33)
    answer = as_("grid_officer").post(f"{HOME}day/act/?day={DAY}", {"action": "carry_over", "id": str(unit.pk)}, follow=True)
    assert "已按前一日代报1家单位" in answer.content.decode()
    assert DailyReport.objects.get(day=DAY).on_post == 33
    assert as_("grid_officer").post(f"{HOME}day/act/", {"action": "confirm", "id": "garbage"}).status_code == 400


def test_the_call_list_shows_whole_numbers_and_is_on_the_trail(unit: Unit, as_: Callable[[str], Client]) -> None:
    page = as_("grid_officer").post(f"{HOME}day/calls/?day={DAY}").content.decode()
    assert "13800001234" in page
    assert Entry.objects.filter(action="registry.unit.phone_revealed", subject_id=str(unit.pk)).count() == 1
    before = Entry.objects.count()
    assert as_("enterprise_manager").post(f"{HOME}day/calls/").status_code == 403
    assert Entry.objects.count() == before


def test_reminding_is_told_and_done_later(unit: Unit, as_: Callable[[str], Client]) -> None:
    page = as_("grid_officer").post(f"{HOME}day/remind/?day={DAY}", follow=True).content.decode()
    assert "正在催报1家单位" in page
    assert not Notice.objects.exists(), "the job sends, not the page"


def test_a_figure_opens_to_its_rows(unit: Unit, report_of: Make, as_: Callable[[str], Client]) -> None:
    report_of(unit, on_post=40)
    page = as_("leader").get(f"{HOME}figures/workers_on_post/?as_of={DAY}")
    assert page.context["figure"].value == 40
    assert [row["cells"][0]["text"] for row in page.context["rows"]] == [unit.name]
    page = as_("leader").get(f"{HOME}figures/resumption_rate/?as_of={DAY}&kind=site")
    assert page.context["figure"].value is None
    assert as_("leader").get(f"{HOME}figures/no_such/").status_code == 404
    assert as_("leader").get(f"{HOME}figures/units_resumed/?as_of=gestern").status_code == 400
    assert as_("leader").get(f"{HOME}figures/units_resumed/?as_of=0001-01-01").status_code == 400


def test_a_supervisor_gets_figures_and_no_rows(unit: Unit, report_of: Make, as_: Callable[[str], Client]) -> None:
    report_of(unit, on_post=40)
    page = as_("supervisor").get(f"{HOME}figures/workers_on_post/?as_of={DAY}")
    assert page.context["figure"].value == 40
    assert page.context["rows_context"] is None
    assert unit.name not in page.content.decode()
    assert as_("supervisor").get(f"{HOME}board/").status_code == 200
    assert as_("guard").get(f"{HOME}board/").status_code == 403


def test_a_manager_counts_his_own_unit_only(unit: Unit, unit_of: Make, report_of: Make, as_: Callable[[str], Client]) -> None:
    report_of(unit, on_post=40)
    report_of(unit_of(resumed=date(2020, 2, 10)), on_post=7)
    assert as_("enterprise_manager").get(f"{HOME}figures/workers_on_post/?as_of={DAY}").context["figure"].value == 40
    assert as_("leader").get(f"{HOME}figures/workers_on_post/?as_of={DAY}").context["figure"].value == 47


def test_the_dashboard_pairs_figures_and_names_grids(unit: Unit, report_of: Make, as_: Callable[[str], Client]) -> None:
    report_of(unit, on_post=40)
    page = as_("leader").get(f"{HOME}board/?as_of={DAY}")
    assert [len(pair) for pair in page.context["pairs"]] == [2, 2, 2]
    assert [one.indicator.side for pair in page.context["pairs"] for one in pair] == ["control", "resumption"] * 3
    assert "一号网格" in page.content.decode()
    assert as_("leader").get(f"{HOME}figures/?as_of={DAY}").status_code == 200


def test_the_map_shows_what_the_reader_may_see(unit: Unit, unit_of: Make, as_: Callable[[str], Client]) -> None:
    unit_of(longitude=113.06, latitude=29.03)
    seen = {role: as_(role).get(f"{HOME}map/plan.json").json()["features"] for role in ("leader", "enterprise_manager")}
    points = {role: [f["properties"]["name"] for f in features if f["geometry"]["type"] == "Point"]
              for role, features in seen.items()}
    assert len(points["leader"]) == 2
    assert points["enterprise_manager"] == [unit.name]
    assert as_("leader").get(f"{HOME}map/").status_code == 200
    shown = {role: "data-map" in as_(role).get(f"{HOME}board/").content.decode() for role in ("leader", "supervisor")}
    assert shown == {"leader": True, "supervisor": False}


def test_the_ledger_finds_units_by_name_and_prints(unit: Unit, report_of: Make, as_: Callable[[str], Client]) -> None:
    report_of(unit, on_post=40)
    for question, rows in ((f"?q={unit.name}", 1), ("?q=没有", 0), (f"?day={DAY}", 1), ("?day=2020-02-01", 0)):
        assert len(as_("park_staff").get(f"{HOME}daily/{question}").context["rows"]) == rows, question
    assert as_("park_staff").get(f"{HOME}daily/print/?day={DAY}").status_code == 200
