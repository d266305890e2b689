"""S4: an enterprise asks to resume; it is visited, reviewed, signed off and approved by people who watch each other."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from fugong.accounts.services import users
from fugong.kit import clock
from fugong.kit.actor import system
from fugong.registry.models import Unit
from fugong.registry.services import grids, units
from fugong.resumption.models import Application
from tests.files.samples import PDF, picture
from tests.resumption.conftest import adopt_rules
from tests.stories.conftest import Stage, hire, move_clock

NAME = "岳阳澜舟建材有限公司"
PAPERS = 5


@pytest.mark.timeout(300)
def test_from_the_application_to_work(stage: Callable[[str], Stage], park: Any) -> None:
    move_clock(park, clock.at(date(2020, 2, 16), 9))
    adopt_rules()
    set_up(park)
    story = stage("alpha")
    apply(story, story.page("qian"))
    verify(story, story.phone("ren"), story.phone("pan"))
    review(story)
    decide(story)
    move_clock(park, clock.at(date(2020, 2, 18), 7, 30))
    resume(story, story.page("qian"))


def set_up(park: Any) -> None:
    """One enterprise of 90 in the grid of an officer who also sits among the park's leaders."""
    people = hire(park, qian="enterprise_manager/钱长兴", ren="grid_officer/任立刚", pan="liaison/潘旺", zhou="park_staff/周文",
                  xiao="epidemic_officer/萧芳", zhong="safety_officer/钟家忠", xiong="guide/熊云平", sima="leader/司马敏")
    users.grant_role(actor=system(), user=people["ren"], authority=park, role="leader")
    who = system("alpha")
    officer, deputy = (grids.save_officer(actor=who, values={"name": people[name].name, "user_id": people[name].pk})
                       for name in ("ren", "pan"))
    grid = grids.save_grid(actor=who, values={"code": "W01", "name": "望江网格", "officer": officer, "deputy": deputy})
    unit = units.register(actor=who, values={
        "name": NAME, "kind": "enterprise", "grid": grid, "staff_total": 90, "planned_return": 60, "batch": "C"})
    units.add_member(actor=who, unit=unit, user_id=people["qian"].pk)


def open_it(story: Stage, page: Page) -> None:
    """The application's page, found in the list."""
    page.goto(story.at("applications/"))
    page.get_by_role("main").get_by_role("link", name=NAME).first.click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()


def apply(story: Stage, manager: Page) -> None:
    """The manager fills in one application; all that is missing is told at once, on every step."""
    manager.goto(story.at("applications/"))
    manager.get_by_role("link", name="新建").first.click()
    manager.get_by_role("button", name=NAME).click()
    expect(manager.get_by_text(f"缺{PAPERS}项").first).to_be_visible()
    manager.get_by_label("拟复工日期").fill("2020-02-18")
    manager.get_by_label("疫情防控负责人").fill("潘旺")
    manager.get_by_label("防控负责人电话").fill("13800001234")
    manager.locator("[name=workers_local]").fill("60")
    story.shot(manager, "apply-1-basics")
    manager.get_by_role("button", name="保存并继续").click()
    write_the_plan(story, manager)
    attach_papers(story, manager)
    answer_items(manager, photo="拍照")
    story.shot(manager, "apply-4-self-check")
    manager.get_by_role("main").get_by_role("link", name="下一步").click()
    sign(story, manager)
    hand_in(story, manager)


def write_the_plan(story: Stage, manager: Page) -> None:
    """Each section begins with a sample that can be taken over."""
    expect(manager.locator("details.sample").first).to_be_visible()  # the page before it has text areas too
    manager.wait_for_load_state()
    for sample in manager.locator("details.sample").all():  # open while nothing is written
        sample.get_by_role("button", name="使用范文").click()
    for section in manager.locator("fieldset textarea").all():
        expect(section).not_to_have_value("")
    story.shot(manager, "apply-2-plan")
    manager.get_by_role("button", name="保存并继续").click()


def attach_papers(story: Stage, manager: Page) -> None:
    """Every required paper; a file that is none is refused at its paper, and told how to mend it."""
    missing = manager.locator(".item").filter(has_text="待上传")
    expect(missing).to_have_count(PAPERS)
    missing.first.locator("input[type=file]").set_input_files(FilePayload(name="方案.exe", mimeType="", buffer=b"MZ"))
    missing.first.get_by_role("button", name="上传").click()
    expect(manager.locator(".errorlist")).to_contain_text("不支持这种文件")
    for left in range(PAPERS, 0, -1):
        expect(missing).to_have_count(left)
        paper = FilePayload(name=f"材料{left}.pdf", mimeType="application/pdf", buffer=PDF + b"%%%d\n%%%%EOF" % left)
        missing.first.locator("input[type=file]").set_input_files(paper)
        missing.first.get_by_role("button", name="上传").click()
    expect(missing).to_have_count(0)
    story.shot(manager, "apply-3-papers")
    manager.get_by_role("main").get_by_role("link", name="下一步").click()


def answer_items(page: Page, photo: str, share: slice = slice(None)) -> None:
    """Every item that blocks (or somebody's share of them) is in place, with the number or picture that it wants."""
    expect(page.locator("form[data-item]").first).to_be_visible()
    for number, item in list(enumerate(page.locator(".item").filter(has=page.locator(".item-veto")).all()))[share]:
        item.get_by_label("已落实", exact=True).check()
        expect(item.locator(".item-said")).to_contain_text("已保存")
        if item.locator(".item-number").count():
            item.locator(".item-number").fill("500")
            item.locator(".item-number").blur()
        else:
            item.locator("input[type=file]").set_input_files(
                FilePayload(name=f"{photo}{number}.jpg", mimeType="image/jpeg", buffer=picture()))
            expect(item.locator("ul[id^='evidence-'] li")).to_have_count(1)
        expect(item.locator(".item-lack")).to_have_count(0)


def sign(story: Stage, manager: Page) -> None:
    """The letter is read and signed in the app."""
    expect(manager.get_by_role("heading", name="疫情防控工作承诺函")).to_be_visible()
    manager.get_by_label("签署人").fill("钱长兴")
    manager.get_by_label("我已阅读全文，代表本单位签署").check()
    story.shot(manager, "apply-5-letter")
    manager.get_by_role("button", name="签署").click()


def hand_in(story: Stage, manager: Page) -> None:
    """Nothing is missing any more."""
    button = manager.get_by_role("button", name="提交申请")
    expect(button).to_be_enabled()
    button.click()
    expect(manager.get_by_text("已提交").first).to_be_visible()
    assert Application.objects.get().state == "submitted"
    story.shot(manager, "applied")


def verify(story: Stage, officer: Page, liaison: Page) -> None:
    """Two go there and share the items, each at his phone: what is missing stops the visit from ending well."""
    open_it(story, officer)
    officer.get_by_role("link", name="开始核查").click()
    officer.get_by_label("同行人员").fill("潘旺")
    officer.get_by_role("main").get_by_role("button", name="开始核查").click()
    for page in (officer, liaison):
        open_it(story, page)
        page.get_by_role("link", name="继续核查").click()
    rooms = officer.locator(".item").filter(has_text="设置隔离室")
    rooms.get_by_label("未落实", exact=True).check()
    expect(rooms.locator(".item-wrong")).to_be_visible()
    rooms.get_by_placeholder("备注").fill("隔离室未清空")
    rooms.get_by_placeholder("备注").blur()
    expect(rooms.locator(".item-said")).to_contain_text("已保存")
    story.shot(officer, "visit-unmet")
    answer_items(liaison, "联络员", slice(0, None, 2))
    answer_items(officer, "网格员", slice(1, None, 2))
    officer.reload()
    rooms.get_by_label("已落实", exact=True).check()
    expect(rooms.locator(".item-lack")).to_have_count(0)
    expect(officer.locator(".item-said").filter(has_text="潘旺").first).to_be_visible()
    story.shot(officer, "visit")
    officer.get_by_role("link", name="完成核查").click()
    officer.get_by_label("核查结论").fill("隔离室已清空，符合条件。")
    officer.get_by_role("main").get_by_role("button", name="完成核查").click()
    expect(officer.get_by_text("隔离室已清空，符合条件。").first).to_be_visible()
    assert Application.objects.get().state == "verified"


def review(story: Stage) -> None:
    """Epidemic control and production safety in parallel, then the departments."""
    leader = story.page("sima")
    open_it(story, leader)
    expect(leader.get_by_text("尚缺疫情防控审查意见。").first).to_be_visible()
    for person, lines in (("xiao", ("疫情防控",)), ("zhong", ("安全生产",)), ("xiong", ("卫生健康", "应急"))):
        for name in lines:
            page = story.phone(person)
            open_it(story, page)
            page.locator("#reviews").get_by_role("link", name=re.compile(name)).click()
            page.get_by_label("通过", exact=True).check()
            story.shot(page, f"review-{person}")
            page.get_by_role("main").get_by_role("button").first.click()
            expect(page.locator("#reviews")).to_be_visible()


def decide(story: Stage) -> None:
    """Who verified is refused, though he is a leader too; another leader approves."""
    officer, leader = story.phone("ren"), story.page("sima")
    open_it(story, officer)
    expect(officer.get_by_role("link", name="批准", exact=True)).to_have_count(0)
    expect(officer.get_by_text("您参与了该申请的核查或审查").first).to_be_visible()
    officer.goto(f"{officer.url}approve/")
    officer.get_by_role("button", name="批准", exact=True).click()
    expect(officer.get_by_role("alert").first).to_contain_text("您参与了该申请的核查或审查")
    assert Application.objects.get().state == "verified"
    open_it(story, leader)
    leader.get_by_role("link", name="批准", exact=True).click()
    leader.get_by_label("备注").fill("同意")
    leader.get_by_role("button", name="批准", exact=True).click()
    expect(leader.get_by_text("已批准").first).to_be_visible()
    story.shot(leader, "approved")


def resume(story: Stage, manager: Page) -> None:
    """The unit says that it works again."""
    open_it(story, manager)
    manager.get_by_role("link", name="确认复工").click()
    manager.get_by_role("button", name="确认复工").click()
    expect(manager.get_by_text("已确认复工。")).to_be_visible()
    expect(manager.locator(".event").first).to_contain_text("2月18日 07:30")
    assert Unit.objects.get().state == "resumed"
    story.shot(manager, "resumed")
