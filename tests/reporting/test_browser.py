"""A day of reports at real browsers: one tap on a phone, confirmation at a desk, the leader's dashboard, the map."""

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from fugong.accounts import selectors, tenancy
from fugong.accounts.models import Authority, User
from fugong.kit import clock
from fugong.kit.actor import system
from fugong.registry.services import grids, states, units
from fugong.reporting.services import daily
from tests.harness.browser import Visitor
from tests.harness.server import Server
from tests.stories.conftest import Stage, hire, move_clock

DAY = date(2020, 2, 17)
WHO = system("alpha")
RING = [[113.10, 29.40], [113.12, 29.40], [113.12, 29.42], [113.10, 29.42], [113.10, 29.40]]


@pytest.fixture
def alpha(fresh_database: Any) -> Authority:
    """Alpha on the morning of 17 February: two units at work, both reported for the day before."""
    found = selectors.authority("alpha")
    assert found is not None
    Authority.objects.filter(pk=found.pk).update(mfa_required=False)
    people = hire(found, gaolan="enterprise_manager/段经理", wangge="grid_officer/姚网格", lingdao="leader/司领导")
    move_clock(found, clock.at(DAY, 8))
    with tenancy.entered(found):
        fill(people)
    return found


def fill(people: dict[str, User]) -> None:
    with clock.frozen(clock.at(date(2020, 2, 1), 9)):
        officer = grids.save_officer(actor=WHO, values={"name": "姚网格", "user_id": people["wangge"].pk})
        grid = grids.save_grid(actor=WHO, values={"code": "G1", "name": "装备网格", "officer": officer,
                                                  "outline": {"type": "Polygon", "coordinates": [RING]}})
        made = [units.register(actor=WHO, values={
            "name": name, "kind": "enterprise", "industry": "35", "staff_total": 300, "grid": grid, "above_scale": True,
            "contact_name": "段某", "contact_phone": "13800001234", "longitude": 113.11, "latitude": 29.41})
            for name in ("高澜节能装备", "钟鼎热工")]
    units.add_member(actor=WHO, unit=made[0], user_id=people["gaolan"].pk)
    for unit in made:
        states.move(actor=WHO, unit_id=unit.pk, to="resumed", at=clock.at(date(2020, 2, 10), 7))
        with clock.frozen(clock.at(DAY - timedelta(days=1), 15)):
            daily.submit(actor=WHO, unit_id=unit.pk, day=DAY - timedelta(days=1), values={
                "due": 268, "on_post": 231, "absent_isolation": 37, "masks_used": 231, "masks_in_stock": 1264, "zero": True})


def test_a_day_of_reports(visitor: Visitor, live: Server, alpha: Authority) -> None:
    stage = Stage(visitor, live, "alpha")

    phone = stage.phone("gaolan")
    phone.goto(stage.at())
    phone.get_by_role("link", name="报送 1 份").click()
    expect(phone.get_by_label("实到人数")).to_have_value("231")
    expect(phone.get_by_label("确诊病例")).to_have_value("")
    stage.shot(phone, "1-report")
    phone.get_by_label("实到人数").fill("240")
    phone.get_by_role("button", name="无异常，零报告报送").click()
    expect(phone.get_by_text("应到减实到为28人，各项原因合计为37人").first).to_be_visible()
    expect(phone.get_by_label("实到人数")).to_have_value("240")
    stage.shot(phone, "2-mistake")
    phone.get_by_label("隔离时间").fill("28")
    phone.get_by_role("button", name="无异常，零报告报送").click()
    expect(phone.get_by_text("日报已报送")).to_be_visible()
    stage.shot(phone, "3-reported")

    officer = stage.page("wangge")
    officer.goto(stage.at("day/"))
    expect(officer.get_by_role("link", name="钟鼎热工")).to_be_visible()
    stage.shot(officer, "4-missing")
    officer.get_by_label("选择本页").check()
    officer.get_by_role("button", name="按前一日代报1家").click()
    officer.locator("#ask [value=yes]").click()
    expect(officer.get_by_text("已按前一日代报1家单位")).to_be_visible()
    stage.shot(officer, "5-to-confirm")
    officer.get_by_label("选择本页").check()
    officer.get_by_role("button", name="确认2份").click()
    officer.locator("#ask [value=yes]").click()
    expect(officer.get_by_text("已确认2份日报")).to_be_visible()

    leader = stage.page("lingdao")
    leader.goto(stage.at("board/"))
    expect(leader.locator("[data-figure=workers_on_post] b")).to_have_text("471")
    leader.locator(".chart-canvas svg").first.wait_for()
    stage.shot(leader, "6-board")
    leader.locator("[data-figure=workers_on_post]").click()
    expect(leader.get_by_role("link", name="高澜节能装备")).to_be_visible()
    stage.shot(leader, "7-figure")
    leader.goto(stage.at("figures/"))
    stage.shot(leader, "8-figures")
    leader.goto(stage.at("map/"))
    leader.locator("[data-ready]").wait_for()
    stage.shot(leader, "9-map")
    leader.goto(stage.at("daily/"))
    stage.shot(leader, "10-ledger")
