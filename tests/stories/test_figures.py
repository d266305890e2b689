"""S4: the day is reported, what the headquarters read are the published figures, and the bulletin says so in the very words."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fugong.accounts import tenancy
from fugong.accounts.models import Authority
from fugong.kit import clock
from fugong.project.demo import cast
from fugong.project.demo.offices import PASSWORD
from fugong.reporting.models import DailyReport
from tests.stories.conftest import Stage, authority, first_row, move_clock, saved, words

TODAY, LAST = date(2020, 2, 17), "2020-02-16"
FIGURES = {"登记单位": "268", "复工单位": "130", "复工率": "48.5", "规模以上工业企业复工率": "61", "到岗员工": "7334"}
SENTENCE = "截至2月16日，已复工企业130家（含工地6家），到岗员工7334人，复工率为48.5%，其中规模以上工业企业复工率为61%"
FOUND = "个别企业门岗登记不完整，2月19日前整改到位，由属地网格员负责。"
SERIES = "新港区复工复产通报"


@pytest.mark.timeout(300)
def test_from_the_daily_report_to_the_bulletin(
    stage: Callable[[str], Stage], demo: Callable[..., Authority], tmp_path: Path
) -> None:
    where = demo(cast.chenglingji)
    park = stage("chenglingji")
    staff, leader = park.page("clj-staff", PASSWORD), park.page("clj-leader", PASSWORD)
    left = not_reported(park, staff, "day-morning")
    expect(staff.get_by_text("已过截止时间")).to_have_count(0)
    report_the_day(park, park.phone("clj-manager", PASSWORD))
    move_clock(where, clock.at(TODAY, 16, 40))
    assert not_reported(park, staff, "day-late") == left - 1
    expect(staff.get_by_text("已过截止时间")).to_be_visible()
    call_the_others(park, staff, left - 1)
    read_the_figures(park, leader)
    read_the_press_report(park, staff, tmp_path)
    make_a_series(park, staff)
    number = compose_the_bulletin(park, staff)
    issue_it(park, leader, number)
    read_the_bulletin(park, leader, tmp_path)


def not_reported(park: Stage, staff: Page, picture: str) -> int:
    """How many units have not reported for today, each with the officer to call."""
    staff.goto(park.at("day/"))
    tab = staff.get_by_role("link", name=re.compile("^未报"))
    tab.click()
    expect(staff.get_by_text("16:30截止")).to_be_visible()
    park.shot(staff, picture)
    return int(tab.locator(".count").inner_text())


def report_the_day(park: Stage, manager: Page) -> None:
    """The form is filled in as yesterday; that nobody has fever is said, never assumed, and nothing typed is lost."""
    manager.goto(park.at("day/"))
    first_row(manager).click()
    expect(manager.get_by_text("2月16日").first).to_be_visible()
    form, wanted = manager.url, manager.get_by_label("实到人数")
    expect(wanted).not_to_have_value("")
    fever = manager.get_by_label("体温异常人数")
    expect(fever).to_have_value("")
    park.shot(manager, "daily-report")
    on_post = int(wanted.input_value()) - 1
    wanted.fill(str(on_post))
    manager.get_by_label("存在困难").fill("口罩只够用三天")
    manager.get_by_role("button", name="报送", exact=True).click()
    expect(manager.get_by_role("alert")).to_contain_text("体温异常人数")
    expect(manager.get_by_role("alert")).to_contain_text("各项原因合计为37人")
    expect(wanted).to_have_value(str(on_post))
    park.shot(manager, "daily-refused")
    manager.get_by_label("其他").fill("1")
    manager.get_by_role("button", name="零报告").click()
    expect(manager.get_by_text("口罩只够用三天")).to_be_visible()
    park.shot(manager, "daily-reported")
    with tenancy.entered(authority("chenglingji")):
        report = DailyReport.objects.get(day=TODAY)
    assert (report.on_post, report.abnormal_temperatures, report.confirmed, report.suspected) == (on_post, 0, 0, 0)
    manager.goto(form)  # a correction begins with what was taken, not with what was typed before
    expect(manager.get_by_text("已恢复您之前填写的内容")).to_have_count(0)
    expect(manager.get_by_label("实到人数")).to_have_value(str(on_post))


def call_the_others(park: Stage, staff: Page, left: int) -> None:
    """After the deadline all who are late are reminded at once; whom that reaches is said before."""
    staff.get_by_role("button", name=f"催报{left}家").click()
    expect(staff.get_by_role("dialog")).to_contain_text(f"{left}家")
    staff.get_by_role("dialog").get_by_role("button", name="继续").click()
    expect(staff.get_by_text(f"正在催报{left}家单位。")).to_be_visible()


def read_the_figures(park: Stage, leader: Page) -> None:
    """The dashboard of 16 February; each figure opens to its rows."""
    leader.goto(park.at(f"board/?as_of={LAST}"))
    expect(leader.locator(".chart-card svg").first).to_be_visible()
    park.shot(leader, "board")
    leader.goto(park.at(f"figures/?as_of={LAST}"))
    for name, value in FIGURES.items():
        row = leader.get_by_role("row").filter(has=leader.get_by_role("link", name=name, exact=True))
        expect(row.get_by_role("cell").nth(1)).to_have_text(re.compile(rf"^{value}\D*$"))
    park.shot(leader, "figures")
    leader.get_by_role("link", name="复工单位", exact=True).first.click()
    expect(leader.get_by_role("heading", name="复工单位")).to_be_visible()
    expect(leader.locator(".list-count b")).to_have_text("130")
    park.shot(leader, "figure")


def read_the_press_report(park: Stage, staff: Page, folder: Path) -> None:
    """The press report writes itself, with the sentence of the source; so do its files."""
    staff.goto(park.at("reports/"))
    park.shot(staff, "reports")
    staff.get_by_role("link", name=re.compile("^新闻稿")).click()
    staff.get_by_label("数据截至").fill(LAST)
    staff.get_by_role("button", name="查看").click()
    expect(staff.get_by_text(SENTENCE).first).to_be_visible()
    park.shot(staff, "press")
    assert SENTENCE in words(saved(staff, "Word", folder))
    assert SENTENCE in words(saved(staff, "PDF", folder))


def make_a_series(park: Stage, staff: Page) -> None:
    """Six issues were numbered on paper."""
    staff.goto(park.at("series/new/"))
    staff.get_by_label("编号方式").select_option(label="通报，按期编号")
    staff.get_by_label("机关代字").fill(SERIES)
    staff.get_by_label(re.compile(r"^发文机关\s*必填")).fill("城陵矶新港区疫情防控指挥部")
    staff.get_by_label("发文机关标志").fill(SERIES)
    staff.get_by_label(re.compile("^纸质文号的最后序号")).fill("6")
    park.shot(staff, "series")
    staff.get_by_role("button", name="保存").click()
    expect(staff.get_by_text(f"“{SERIES}”已保存")).to_be_visible()


def compose_the_bulletin(park: Stage, staff: Page) -> str:
    """What no figure tells is written by hand, then the leader gets it. Returns its path."""
    staff.goto(park.at(f"reports/daily-bulletin/?as_of={LAST}"))
    staff.get_by_role("button", name="存为草稿").click()
    staff.get_by_role("link", name="补充填写").click()
    staff.get_by_role("textbox").last.fill(FOUND)
    park.shot(staff, "bulletin-gap")
    staff.get_by_role("button", name="保存").click()
    expect(staff.get_by_text(FOUND)).to_be_visible()
    staff.get_by_role("button", name="送审").click()
    expect(staff.get_by_text("审核中").first).to_be_visible()
    park.shot(staff, "bulletin-review")
    return staff.url


def issue_it(park: Stage, leader: Page, url: str) -> None:
    """The leader finds it on his desk's list and gives it the next number."""
    leader.goto(url)
    leader.get_by_role("link", name="签发").click()
    leader.get_by_label("文号").select_option(label=SERIES)
    park.shot(leader, "bulletin-issue")
    leader.get_by_role("button", name="签发").click()
    expect(leader.get_by_text("第7期").first).to_be_visible()
    park.shot(leader, "bulletin")


def read_the_bulletin(park: Stage, leader: Page, folder: Path) -> None:
    """Number, figures and findings stand in both files; a figure of the sheet opens to its rows."""
    for button in ("Word", "PDF"):
        text = words(saved(leader, button, folder))
        assert "第7期" in text
        assert "截至2月16日，在册单位268家，已复工企业130家（含工地6家），到岗员工7334人，复工率为48.5%" in text
        assert FOUND in text
    leader.get_by_role("main").get_by_role("link", name="7334").first.click()
    expect(leader.get_by_role("heading", name="到岗员工")).to_be_visible()
