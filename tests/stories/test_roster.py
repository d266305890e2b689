"""S4: the park has its enterprises in an Excel file full of what such files are full of, and gets them into the register."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from fugong.kit import clock
from fugong.kit.actor import system
from fugong.project.demo.roster import ALL_NASTY, Roster, write_roster
from fugong.registry.models import Unit
from fugong.registry.services import grids
from tests.stories.conftest import Stage, hire, move_clock, saved

ROWS = 120


@pytest.mark.timeout(300)
def test_from_the_roster_to_the_register(stage: Callable[[str], Stage], park: Any, tmp_path: Path) -> None:
    move_clock(park, clock.at(date(2020, 2, 10), 9))
    hire(park, zhou="park_staff/周文")
    roster = write_roster(tmp_path / "企业花名册.xlsx", ROWS, nasty=ALL_NASTY)
    story = stage("alpha")
    staff = story.page("zhou")
    make_grids(story, staff, sorted({unit.grid for unit in roster.units}))
    check_the_file(story, staff, roster)
    marked = write_the_good_rows(story, staff, roster, tmp_path)
    decide_the_pair(story, staff)
    send_the_rest(story, staff, roster, marked)
    look_one_up(story, staff, roster)
    take_back(story, staff)


def known() -> int:
    """How many units the register has."""
    return Unit.objects.filter(archived_at=None).count()


def make_grids(story: Stage, staff: Page, names: list[str]) -> None:
    """The first grid gets its officer on the screen; the others are as the first."""
    staff.goto(story.at("officers/new/"))
    staff.get_by_label("姓名").fill("任立刚")
    staff.get_by_role("button", name="保存").click()
    expect(staff.get_by_role("heading", name="任立刚")).to_be_visible()
    staff.goto(story.at("grids/new/"))
    staff.get_by_label("代码").fill("W01")
    staff.get_by_label("名称").fill(names[0])
    staff.get_by_label("网格员", exact=True).select_option(label="任立刚")
    story.shot(staff, "grid-form")
    staff.get_by_role("button", name="保存").click()
    expect(staff.get_by_role("heading", name=names[0])).to_be_visible()
    expect(staff.get_by_role("main").get_by_text("任立刚").first).to_be_visible()
    for number, name in enumerate(names[1:], start=2):
        grids.save_grid(actor=system("alpha"), values={"code": f"W{number:02}", "name": name})


def upload(story: Stage, staff: Page, path: Path) -> None:
    """From the list of units to the checked file."""
    staff.goto(story.at("units/"))
    staff.get_by_role("link", name="导入").first.click()
    staff.get_by_label("文件").set_input_files(path)
    staff.get_by_role("button", name="核对文件").click()
    expect(staff.get_by_role("heading", name=path.name).last).to_be_visible()


def tally(staff: Page, label: str) -> int:
    """A number of the result."""
    return int(staff.locator(".tallies > div").filter(has=staff.get_by_text(label, exact=True)).locator("dd").inner_text())


def check_the_file(story: Stage, staff: Page, roster: Roster) -> None:
    """Every planted fault is told with its row and column, and nothing is written yet."""
    upload(story, staff, roster.path)
    expect(staff.get_by_role("button", name=re.compile("^导入 \\d+ 行"))).to_be_visible()
    told = {(int(row.locator("td").nth(0).inner_text()), row.locator("td").nth(1).inner_text(),
             row.get_attribute("data-code")) for row in staff.locator("tr[data-code]").all()}
    assert told == {(fault.row, fault.column, fault.code) for fault in roster.faults}
    assert (tally(staff, "有误"), tally(staff, "疑似重复")) == (len(roster.faults), len(roster.duplicates))
    assert known() == 0
    story.shot(staff, "checked")


def write_the_good_rows(story: Stage, staff: Page, roster: Roster, folder: Path) -> Path:
    """The good rows are in the register; the others come back in a workbook that says what to mend."""
    staff.get_by_role("button", name=re.compile("^导入 \\d+ 行")).click()
    expect(staff.get_by_role("button", name="撤销本次导入")).to_be_visible()
    assert known() == len(roster.units) == ROWS - len(roster.faults)
    story.shot(staff, "imported")
    path = saved(staff, "下载标注的工作簿", folder)
    lines = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert path.name == "企业花名册（待改正）.xlsx"
    assert sum(1 for line in lines[1:] if line[0]) == len(roster.faults)
    return path


def decide_the_pair(story: Stage, staff: Page) -> None:
    """The rows that say the same as another are one unit."""
    for choice in staff.get_by_label(re.compile("^处理")).all():
        choice.select_option(label="是同一个")
    staff.get_by_role("button", name="保存处理结果").click()
    expect(staff.get_by_text("已确认 2 对。")).to_be_visible()
    assert known() == ROWS - 3
    story.shot(staff, "decided")


def send_the_rest(story: Stage, staff: Page, roster: Roster, marked: Path) -> None:
    """The workbook that came back is mended and sent as it is."""
    book = openpyxl.load_workbook(marked)
    sheet = book.active
    headers = {str(cell.value).removeprefix("*"): cell.column for cell in sheet[1]}
    mended = {"check_digit": "", "digits_lost": "", "unknown_choice": "企业"}
    for row, fault in enumerate(roster.faults, start=2):
        sheet.cell(row, headers[fault.column]).value = mended[fault.code]
    path = marked.with_name("补正.xlsx")
    book.save(path)
    upload(story, staff, path)
    staff.get_by_role("button", name="导入 3 行").click()
    expect(staff.get_by_role("button", name="撤销本次导入")).to_be_visible()
    assert known() == ROWS


def look_one_up(story: Stage, staff: Page, roster: Roster) -> None:
    """Any unit is found by two characters of its name, and changed."""
    unit = roster.units[5]
    staff.goto(story.at("units/"))
    story.shot(staff, "units")
    staff.get_by_role("main").get_by_role("searchbox").fill(unit.name[2:6])
    expect(staff).to_have_url(re.compile("q="))
    staff.get_by_role("main").get_by_role("link", name=unit.name).click()
    expect(staff.get_by_role("heading", name=unit.name)).to_be_visible()
    story.shot(staff, "unit")
    staff.get_by_role("link", name="修改").click()
    staff.get_by_label("疫情防控负责人").fill("潘旺")
    staff.get_by_role("button", name="保存").click()
    expect(staff.get_by_text("潘旺").first).to_be_visible()


def take_back(story: Stage, staff: Page) -> None:
    """The first import is undone, except for the unit that somebody changed since; the second goes whole."""
    for name, left in (("企业花名册.xlsx", 4), ("补正.xlsx", 1)):
        staff.goto(story.at("imports/"))
        staff.get_by_role("link", name=name).click()
        staff.get_by_role("button", name="撤销本次导入").click()
        staff.get_by_role("dialog").get_by_role("button", name="继续").click()
        expect(staff.get_by_text(re.compile("已撤销 \\d+ 行"))).to_be_visible()
        assert known() == left
        story.shot(staff, f"undone-{left}")
