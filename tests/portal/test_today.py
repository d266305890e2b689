"""Today: what waits for whom, in order; the figures of the role; notices; empty desks."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from fugong.accounts.models import Authority, User
from fugong.accounts.services import users
from fugong.kit import clock
from fugong.kit.actor import system
from fugong.kit.waiting import Waiting, in_order
from fugong.notifications import services as notifications
from fugong.notifications.models import Notice
from fugong.registry.models import Unit
from fugong.registry.services import states, units
from fugong.reporting.services import daily
from tests.harness.screen import Screen

DAY = date(2020, 2, 17)
SYSTEM = system("alpha")
HOME = "/a/alpha/"


@pytest.fixture(autouse=True)
def _morning(in_alpha: Any) -> Any:
    Authority.objects.filter(pk=in_alpha.pk).update(mfa_required=False)
    with clock.frozen(clock.at(DAY, 8)):
        yield


@pytest.fixture
def people(in_alpha: Any) -> dict[str, User]:
    made = {}
    for role in ("enterprise_manager", "park_staff", "system_admin", "guard"):
        made[role] = users.create(actor=SYSTEM, username=f"t-{role}", name=role, password="Correct-horse-1")
        users.grant_role(actor=SYSTEM, user=made[role], authority=in_alpha, role=role)
    return made


@pytest.fixture
def as_(people: dict[str, User], in_alpha: Any) -> Callable[[str], Client]:
    return lambda role: Screen(people[role], in_alpha)


@pytest.fixture
def unit(people: dict[str, User]) -> Unit:
    with clock.frozen(clock.at(date(2020, 2, 1), 8)):
        made = units.register(actor=SYSTEM, values={"name": "甲厂", "kind": "enterprise", "staff_total": 20})
    states.move(actor=SYSTEM, unit_id=made.pk, to="resumed", at=clock.at(date(2020, 2, 10), 7))
    units.add_member(actor=SYSTEM, unit=made, user_id=people["enterprise_manager"].pk)
    return made


def tasks(page: Any) -> list[tuple[str, int, str]]:
    return [(str(task.verb), task.count, task.tone) for task in page.context["tasks"]]


def test_danger_first_then_age_and_nothing_of_none() -> None:
    old, new = clock.at(DAY, 6), clock.at(DAY, 7)
    given = [Waiting("d", 1, "", "", ""), Waiting("b", 1, "", "", "", "check", new), Waiting("a", 1, "", "", "", "stop"),
             Waiting("c", 1, "", "", "", "check"), Waiting("x", 0, "", "", "", "stop"),
             Waiting("b0", 1, "", "", "", "check", old)]
    assert [task.verb for task in in_order(given)] == ["a", "b0", "b", "c", "d"]


def test_a_manager_sends_his_report_and_the_desk_is_empty(unit: Unit, as_: Callable[[str], Client]) -> None:
    client = as_("enterprise_manager")
    page = client.get(HOME)
    assert ("报送", 1, "check") in tasks(page)
    assert next(t.url for t in page.context["tasks"] if t.verb == "报送") == f"{HOME}day/{unit.pk}/{DAY}/"
    with clock.frozen(clock.at(DAY, 17)):
        assert ("报送", 1, "stop") in tasks(client.get(HOME))
    daily.submit(actor=SYSTEM, unit_id=unit.pk, day=DAY, values={"due": 5, "on_post": 5, "zero": True})
    assert "报送" not in [verb for verb, *_rest in tasks(client.get(HOME))]


def test_staff_call_in_yesterday_and_today_when_the_deadline_is_near(unit: Unit, as_: Callable[[str], Client]) -> None:
    client = as_("park_staff")
    assert [task for task in tasks(client.get(HOME)) if task[0] == "催报"] == [("催报", 1, "stop")]
    with clock.frozen(clock.at(DAY, 15)):
        assert [task for task in tasks(client.get(HOME)) if task[0] == "催报"] == [("催报", 1, "stop"), ("催报", 1, "check")]
    daily.submit(actor=SYSTEM, unit_id=unit.pk, day=DAY - timedelta(days=1),
                 values={"due": 5, "on_post": 5, "zero": True})
    assert ("确认", 1, "check") in tasks(client.get(HOME))


def test_six_figures_in_pairs_and_none_for_who_may_not_see_any(unit: Unit, as_: Callable[[str], Client]) -> None:
    page = as_("park_staff").get(HOME)
    assert [len(pair) for pair in page.context["pairs"]] == [2, 2, 2]
    for role in ("system_admin", "guard"):
        page = as_(role).get(HOME)
        assert page.status_code == 200
        assert page.context["pairs"] == []
        assert "没有待办事项" in page.content.decode() or page.context["tasks"] == []


def test_notices_are_read_once(unit: Unit, people: dict[str, User], as_: Callable[[str], Client]) -> None:
    notifications.send(actor=SYSTEM, messages=[
        notifications.Message("k", "请报送日报", "Please report", "day/", user_id=people["enterprise_manager"].pk),
        notifications.Message("k", "请报送甲厂日报", "Please report", "day/", unit_id=unit.pk)])
    client = as_("enterprise_manager")
    assert ("查看", 2, "idle") in tasks(client.get(HOME))
    page = client.get(f"{HOME}notices/")
    assert page.content.decode().count("请报送") >= 2
    as_("park_staff").post(f"{HOME}notices/", {"id": page.context["unread"]})
    assert Notice.objects.filter(read_at=None).count() == 2
    client.post(f"{HOME}notices/", {"id": [*page.context["unread"], "garbage"]})
    assert not Notice.objects.filter(read_at=None).exists()
