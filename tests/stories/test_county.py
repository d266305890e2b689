"""S2: a county lets nobody start who falls under the five no-starts, goes over to filing, and writes its work report."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fugong.accounts.models import Authority
from fugong.kit import clock
from fugong.project.demo import cast
from fugong.project.demo.offices import PASSWORD
from tests.stories.conftest import Stage, first_row, move_clock, reload_until, saved, words

SENTENCE = "截至2月17日，已有90家企业复工复产，复产率达59.2%，复工人数达1.29万人"
VETOES = ("认识不到位不开工", "员工排查不到位不开工", "防疫物资不到位不开工", "场地消杀不到位不开工", "疫情防控不到位不开工")


@pytest.mark.timeout(300)
def test_from_the_veto_to_the_work_report(
    stage: Callable[[str], Stage], demo: Callable[..., Authority], tmp_path: Path
) -> None:
    where = demo(cast.jiahe)
    county = stage("jiahe")
    staff, officer = county.page("jh-staff", PASSWORD), county.phone("jh-grid", PASSWORD)
    manager = county.page("jh-manager-returned", PASSWORD)
    told_at_once(county, county.phone("jh-manager-draft", PASSWORD))
    stopped_on_site(county, officer)
    move_clock(where, clock.at(date(2020, 2, 18), 8, 30))
    go_over_to_filing(county, staff)
    look_at_everybody(county, staff)
    check_afterwards(county, staff, file_it(county, manager))
    write_the_work_report(county, staff, tmp_path)


def told_at_once(county: Stage, manager: Page) -> None:
    """Before handing in, every one of the five no-starts that is not met is named, and all papers with them."""
    manager.goto(county.at("applications/"))
    first_row(manager).click()
    manager.get_by_role("link", name="填报", exact=True).click()
    manager.get_by_role("link", name=re.compile("提交申请")).click()
    for veto in VETOES:
        expect(manager.get_by_role("link", name=re.compile(veto))).to_be_visible()
    expect(manager.get_by_role("link", name=re.compile("请上传"))).to_have_count(5)
    expect(manager.get_by_role("button", name="提交申请")).to_be_disabled()
    county.shot(manager, "told-at-once")


def stopped_on_site(county: Stage, officer: Page) -> None:
    """On site one veto item is not in place: the visit cannot end well, and the unit gets all of it back at once."""
    officer.goto(county.at("applications/?state=submitted"))
    county.shot(officer, "submitted")
    first_row(officer).click()
    officer.get_by_role("link", name="开始核查").click()
    officer.get_by_role("main").get_by_role("button", name="开始核查").click()
    item = officer.locator(".item").filter(has_text=VETOES[3])
    item.get_by_label("未落实", exact=True).check()
    item.get_by_placeholder("备注").fill("车间两天没有消杀")
    item.get_by_placeholder("备注").blur()
    expect(item.locator(".item-said")).to_contain_text("已保存")
    county.shot(officer, "veto-unmet")
    officer.get_by_role("link", name="完成核查").click()
    expect(officer.get_by_text(re.compile(VETOES[3])).first).to_be_visible()
    officer.get_by_label("核查结论").fill("其余均已落实。")
    officer.get_by_role("main").get_by_role("button", name="完成核查").click()
    expect(officer.get_by_text(re.compile(VETOES[3])).first).to_be_visible()
    expect(officer.get_by_label("核查结论")).to_have_value("其余均已落实。")
    county.shot(officer, "veto-blocks")
    officer.get_by_role("link", name="取消").click()
    officer.get_by_role("link", name="退回补正").click()
    expect(officer.get_by_role("textbox").last).to_have_value(re.compile(VETOES[3]))
    county.shot(officer, "return")
    officer.get_by_role("main").get_by_role("button", name="退回补正").click()
    expect(officer.get_by_text("退回补正").first).to_be_visible()
    county.shot(officer, "returned")


def go_over_to_filing(county: Stage, staff: Page) -> None:
    """From 18 February units file with a commitment; what is refused keeps what was typed."""
    staff.goto(county.at("rules/admission/"))
    staff.get_by_role("link", name="调整管理方式").click()
    staff.get_by_label(re.compile("备案承诺制：")).check()
    staff.get_by_label("生效时间").fill("2020-02-18T08:00")
    staff.get_by_role("button", name="保存").click()
    expect(staff.get_by_role("alert")).to_contain_text("原因")
    expect(staff.get_by_label(re.compile("备案承诺制："))).to_be_checked()
    staff.get_by_label("原因").fill("疫情形势平稳，由审批改为备案承诺")
    county.shot(staff, "regime-form")
    staff.get_by_role("button", name="保存").click()
    expect(staff.get_by_text("疫情形势平稳，由审批改为备案承诺").first).to_be_visible()
    county.shot(staff, "regime")


def look_at_everybody(county: Stage, staff: Page) -> None:
    """Every unit of the county stands under the new way, and what it means for its application is told."""
    staff.goto(county.at("positions/"))
    expect(staff.locator(".list-count b")).to_have_text("152")
    reload_until(staff, staff.get_by_role("cell", name="备案承诺制"))
    expect(staff.get_by_role("cell", name="备案承诺制").nth(49)).to_be_visible()
    expect(staff.get_by_role("cell", name="审批制", exact=True).nth(49)).to_be_visible()
    county.shot(staff, "positions")
    phone = county.phone("jh-grid", PASSWORD)
    phone.goto(county.at("positions/"))
    expect(phone.get_by_role("navigation", name="本栏目").get_by_role("link", name="各单位管理方式")).to_be_in_viewport(ratio=1)


def file_it(county: Stage, manager: Page) -> str:
    """Whose application was returned mends it and files it: he may work at once. Returns the unit's name."""
    manager.goto(county.at("applications/"))
    first_row(manager).click()
    expect(manager.get_by_text("复工管理方式由“审批制”调整为“备案承诺制”")).to_be_visible()
    expect(manager.get_by_text("请继续填报")).to_be_visible()
    county.shot(manager, "filing-explained")
    manager.get_by_role("link", name="填报", exact=True).click()
    county.shot(manager, "filing-basics")
    manager.get_by_role("link", name=re.compile("^提交|报备$")).first.click()
    county.shot(manager, "filing-submit")
    manager.get_by_role("main").get_by_role("button", name=re.compile("提交")).click()
    expect(manager.get_by_text("已备案").first).to_be_visible()
    expect(manager.get_by_text("请继续填报")).to_have_count(0)
    county.shot(manager, "filed")
    manager.get_by_role("link", name="确认复工").click()
    manager.get_by_role("main").get_by_role("button", name="确认复工").click()
    expect(manager.get_by_text("已确认复工。")).to_be_visible()
    county.shot(manager, "filing-resumed")
    return manager.get_by_role("main").get_by_role("link", name=re.compile("嘉禾|郴州|湖南")).first.inner_text()


def check_afterwards(county: Stage, staff: Page, name: str) -> None:
    """The county looks at what was filed while the unit works (报备复核)."""
    staff.goto(county.at("applications/?state=filed"))
    staff.get_by_role("main").get_by_role("searchbox").fill(name)
    expect(staff).to_have_url(re.compile("q="))  # the count may have been one before
    expect(staff.locator(".list-count b")).to_have_text("1")
    county.shot(staff, "filed-list")
    first_row(staff).click()
    staff.get_by_role("link", name="复核确认").click()
    staff.get_by_label("备注").fill("现场查看，与备案一致")
    county.shot(staff, "filing-check")
    staff.get_by_role("main").get_by_role("button", name="复核确认").click()
    expect(staff.get_by_text("现场查看，与备案一致").first).to_be_visible()
    county.shot(staff, "filing-checked")


def write_the_work_report(county: Stage, staff: Page, folder: Path) -> None:
    """The figures of 17 February stand in the county's report, 90 of 152 being 59.2 %."""
    staff.goto(county.at("figures/?as_of=2020-02-17"))
    for name, value in (("登记单位", "152"), ("复工单位", "90"), ("复工率", "59.2"), ("到岗员工", "12900")):
        row = staff.get_by_role("row").filter(has=staff.get_by_role("link", name=name, exact=True))
        expect(row.get_by_role("cell").nth(1)).to_have_text(re.compile(rf"^{value}\D*$"))
    staff.goto(county.at("reports/"))
    staff.get_by_role("link", name=re.compile("五到位")).click()
    staff.get_by_label("数据截至").fill("2020-02-17")
    staff.get_by_role("button", name="查看").click()
    expect(staff.get_by_text(SENTENCE).first).to_be_visible()
    county.shot(staff, "work-report")
    for button in ("Word", "PDF"):
        assert SENTENCE in words(saved(staff, button, folder))
