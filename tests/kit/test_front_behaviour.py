"""What the scripts promise: nothing typed is lost, nothing is sent twice, nothing happens without saying what."""

import base64
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.harness.browser import PHONE, Visitor


@pytest.fixture
def desk(viewer: Visitor) -> Page:
    return viewer.page()


def posted(page: Page) -> dict[str, object]:
    """What the echo page says it got."""
    return json.loads(page.locator("#posted").inner_text())


# ---- Drafts


def test_draft_is_saved_a_moment_after_typing(desk: Page) -> None:
    desk.goto("/page/form/")
    desk.get_by_label("单位名称").fill("岳阳新名称有限公司")
    expect(desk.locator("[data-draft-word]")).to_have_text("已保存草稿 08:12")


def test_failed_draft_is_kept_in_the_browser_and_put_back(desk: Page) -> None:
    desk.goto("/page/form/?broken=1")
    desk.get_by_label("单位名称").fill("岳阳新名称有限公司")
    desk.get_by_label("不封闭").check()
    expect(desk.locator("[data-draft-word]")).to_have_text(re.compile("内容已留在本浏览器"))
    desk.goto("/page/form/")
    expect(desk.get_by_label("单位名称")).to_have_value("岳阳新名称有限公司")
    expect(desk.get_by_label("不封闭")).to_be_checked()
    expect(desk.locator("[data-draft-word]")).to_have_text(re.compile("已恢复您之前填写的内容"))


def test_session_end_loses_nothing(desk: Page) -> None:
    desk.goto("/page/form/?broken=1")
    desk.get_by_label("单位名称").fill("岳阳新名称有限公司")
    desk.route(
        "**/page/form/**",
        lambda route: (
            route.fulfill(status=302, headers={"Location": "/page/login/"})
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    desk.get_by_role("button", name="保存", exact=True).click()
    desk.wait_for_url("**/page/login/")
    desk.goto("/page/form/")
    expect(desk.get_by_label("单位名称")).to_have_value("岳阳新名称有限公司")


def test_draft_goes_once_the_form_was_taken(desk: Page) -> None:
    desk.goto("/page/form/")
    before = desk.get_by_label("单位名称").input_value()
    desk.get_by_label("单位名称").fill("岳阳新名称有限公司")
    desk.locator("form.form").evaluate("form => form.action = '/echo/'")
    desk.get_by_role("button", name="保存", exact=True).click()
    assert posted(desk)["fields"]["name"] == ["岳阳新名称有限公司"]  # type: ignore[index]
    desk.goto("/page/form/")
    expect(desk.get_by_label("单位名称")).to_have_value(before)


def test_draft_stays_while_the_form_is_refused(desk: Page) -> None:
    desk.goto("/page/form/")
    desk.get_by_label("单位名称").fill("岳阳新名称有限公司")
    desk.route("**/page/form/", lambda route: (
        route.fulfill(status=409, content_type="text/html; charset=utf-8", body="<h1>已被他人修改</h1>") if route.request.method == "POST"
        else route.continue_()))
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.get_by_role("heading", name="已被他人修改")).to_be_visible()
    desk.goto("/page/list/")
    desk.goto("/page/form/")
    expect(desk.get_by_label("单位名称")).to_have_value("岳阳新名称有限公司")


# ---- Sending once, asking first


def test_second_click_sends_nothing(desk: Page) -> None:
    desk.goto("/page/form/")
    sent, word = desk.evaluate("""() => {
        let sent = 0;
        addEventListener("submit", (event) => { sent += event.defaultPrevented ? 0 : 1; event.preventDefault(); });
        const button = document.querySelector(".form .btn-primary");
        for (let click = 0; click < 3; click += 1) button.click();
        return [sent, button.textContent];
    }""")
    assert sent == 1
    assert word == "正在提交…"


def test_confirm_asks_and_no_means_no(desk: Page) -> None:
    desk.goto("/page/detail/")
    desk.get_by_role("button", name="责令停工").click()
    expect(desk.get_by_role("dialog")).to_contain_text("停工后须重新申请")
    desk.get_by_role("button", name="取消", exact=True).click()
    assert desk.url.endswith("/page/detail/")
    desk.get_by_role("button", name="责令停工").click()
    desk.get_by_role("button", name="继续").click()
    assert posted(desk)["fields"]["_key"]  # type: ignore[index]


# ---- Lists


def test_bulk_says_what_it_will_do_to_how_many(desk: Page) -> None:
    desk.goto("/page/list/")
    desk.locator("tbody .pick input").nth(1).check()
    desk.locator("tbody .pick input").nth(2).check()
    desk.get_by_role("button", name="催报 2 家").click()
    expect(desk.get_by_role("dialog")).to_contain_text("向选中的 2 家单位")
    desk.get_by_role("button", name="取消", exact=True).click()
    desk.get_by_role("button", name="停工 2 家").click()
    expect(desk.get_by_role("dialog")).to_contain_text("对2条记录执行“停工 2 家”")
    desk.get_by_role("button", name="继续").click()
    fields = posted(desk)["fields"]
    assert fields["action"] == ["suspend"]  # type: ignore[index]
    assert len(fields["id"]) == 2  # type: ignore[index]


def go_back(desk: Page) -> None:
    """Back, until the page has loaded again (the address changes before)."""
    with desk.expect_event("load"):
        desk.evaluate("history.back()")


def test_filters_stand_in_the_address_and_back_works(desk: Page) -> None:
    desk.goto("/page/list/")
    desk.locator("#filter-state").select_option("pass")
    expect(desk.locator(".list-count b")).to_have_text("54")
    assert desk.url.endswith("/page/list/?state=pass")
    desk.locator("#filter-q").fill("冷链")
    expect(desk.locator(".list-count b")).not_to_have_text("54")
    assert "state=pass" in desk.url
    go_back(desk)
    expect(desk.locator(".list-count b")).to_have_text("54")
    go_back(desk)
    expect(desk.locator(".list-count b")).to_have_text("268")
    assert desk.url.endswith("/page/list/")


def test_next_page_replaces_the_rows_only(desk: Page) -> None:
    desk.goto("/page/list/")
    desk.evaluate("window.same = true")
    desk.get_by_role("link", name="下一页").click()
    expect(desk.locator(".pages-here")).to_have_text("第2页，共6页")
    assert desk.evaluate("window.same")
    assert desk.url.endswith("?page=2")
    assert desk.locator("#list").evaluate("list => list.getBoundingClientRect().top") >= 0


@pytest.fixture
def searching(desk: Page) -> Callable[[], None]:
    """A list whose search is on its way; calling lets the answer in."""
    waiting: list[Route] = []
    desk.goto("/page/list/")
    desk.route("**/page/list/?q=**", lambda route: waiting.append(route))
    with desk.expect_request("**/page/list/?q=**"):
        desk.locator("#filter-q").fill("冷链")

    def answer() -> None:
        with desk.expect_event("requestfinished"):
            waiting.pop().continue_()
        desk.unroute("**/page/list/?q=**")

    return answer


def test_a_row_pressed_while_the_search_runs_opens(desk: Page, searching: Callable[[], None]) -> None:
    row = desk.locator("tbody a").first
    href = row.get_attribute("href")
    row.hover()
    desk.mouse.down()
    searching()
    expect(desk.locator(".list-count b")).to_have_text("268")
    desk.mouse.up()
    desk.wait_for_url(f"**{href}")


def test_a_row_that_opens_is_the_last_word(desk: Page, searching: Callable[[], None]) -> None:
    row = desk.locator("tbody a").first
    href = row.get_attribute("href")
    opened: list[Route] = []
    desk.route(f"**{href}", lambda route: opened.append(route))
    with desk.expect_request(f"**{href}"):
        row.click(no_wait_after=True)
    searching()
    opened.pop().continue_()
    desk.wait_for_url(f"**{href}")


def test_what_was_found_comes_once_the_button_is_up(desk: Page, searching: Callable[[], None]) -> None:
    desk.locator(".list-count").hover()
    desk.mouse.down()
    searching()
    desk.mouse.up()
    expect(desk.locator(".list-count b")).not_to_have_text("268")
    assert "q=" in desk.url


def test_chosen_columns_are_remembered(desk: Page) -> None:
    desk.goto("/page/list/")
    desk.get_by_text("列", exact=True).click()
    desk.get_by_label("网格").last.uncheck()
    expect(desk.locator("th[data-key=grid]")).to_be_hidden()
    desk.goto("/page/list/")
    expect(desk.locator("th[data-key=grid]")).to_be_hidden()
    expect(desk.locator("tbody tr").first.get_by_text("第1网格")).to_be_hidden()


def test_a_column_that_was_not_drawn_is_fetched_when_it_is_ticked(desk: Page) -> None:
    desk.goto("/page/list/")
    desk.get_by_text("列", exact=True).click()
    desk.get_by_label("网格").last.uncheck()
    desk.goto("/page/list/?page=2")
    expect(desk.locator("th[data-key=grid]")).to_have_count(0)
    desk.get_by_text("列", exact=True).click()
    desk.get_by_label("网格").last.check()
    expect(desk.locator("th[data-key=grid]")).to_be_visible()
    expect(desk.locator("tbody tr").first.get_by_text("第3网格")).to_be_visible()
    expect(desk.get_by_label("网格").last).to_be_focused()
    assert desk.url.endswith("?page=2")


def test_first_column_stays_on_a_narrow_screen(viewer: Visitor) -> None:
    page = viewer.page(PHONE)
    page.goto("/page/list/")
    page.locator(".list .table-wide").evaluate("box => box.scrollLeft = 300")
    left = page.locator("tbody tr").first.locator("td").nth(1).evaluate("cell => cell.getBoundingClientRect().left")
    assert left == pytest.approx(page.locator(".table-wide").evaluate("box => box.getBoundingClientRect().left"), abs=2)


def test_slash_goes_to_the_search(desk: Page) -> None:
    desk.goto("/page/list/")
    desk.keyboard.press("/")
    expect(desk.locator("#filter-q")).to_be_focused()


# ---- Two versions, errors, network


def test_their_value_can_be_taken_line_by_line(desk: Page) -> None:
    desk.goto("/page/form-stale/")
    desk.locator("[data-take=staff]").click()
    expect(desk.get_by_label("职工总数")).to_have_value("92")
    expect(desk.get_by_label("类型")).to_have_value("enterprise")


def test_errors_are_told_together_and_lead_to_their_fields(desk: Page) -> None:
    desk.goto("/page/form-wrong/")
    expect(desk.get_by_role("alert")).to_be_focused()
    expect(desk.get_by_role("alert")).to_contain_text("有3项需要更正")
    desk.get_by_role("alert").get_by_role("link", name="单位名称").click()
    expect(desk.get_by_label("单位名称")).to_be_focused()
    expect(desk.get_by_label("单位名称")).to_have_accessible_description(re.compile("这个字段是必填项"))


def test_a_failed_request_says_so(viewer: Visitor) -> None:
    page = viewer.page()
    page.goto("/page/list/")
    page.route("**/page/list/?**", lambda route: route.fulfill(status=500, body=""))
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("#toasts")).to_contain_text("未能完成，未作任何更改")
    expect(page.locator(".list-count b")).to_have_text("268")
    viewer.complaints[:] = [said for said in viewer.complaints if "500" not in said]


def test_a_slow_network_shows_that_something_happens(desk: Page) -> None:
    desk.clock.install()
    desk.goto("/page/list/")
    desk.route("**/page/list/?**", lambda route: None)
    desk.get_by_role("link", name="下一页").click()
    desk.clock.run_for(400)
    expect(desk.locator("#busy")).to_be_visible()
    desk.clock.run_for(3000)
    expect(desk.locator("#busy")).to_contain_text("网络较慢")


# ---- Photos, review, charts, map, print


def test_photos_are_made_small_before_they_are_sent(desk: Page, tmp_path: Path) -> None:
    photo = tmp_path / "现场.jpg"
    Image.effect_noise((3200, 2400), 60).convert("RGB").save(photo, quality=95)
    desk.goto("/page/form/")
    desk.get_by_label("现场照片").set_input_files(photo)
    expect(desk.locator(".evidence img")).to_be_visible()
    expect(desk.locator(".evidence")).to_contain_text("照片已缩小")
    encoded = desk.get_by_label("现场照片").evaluate("""field => new Promise((done) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result.split(",")[1]);
        reader.readAsDataURL(field.files[0]);
    })""")
    data = base64.b64decode(encoded)
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (1600, 1200)
    assert len(data) < photo.stat().st_size


def test_items_are_judged_by_keyboard(desk: Page) -> None:
    desk.goto("/page/review/")
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "2"):
        desk.keyboard.press(key)
    expect(desk.locator(".item").nth(2).get_by_label("不合格")).to_be_checked()
    desk.locator("[data-zoom]").first.click()
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_be_hidden()


def test_a_bar_opens_its_rows_and_the_table_says_the_same(desk: Page) -> None:
    desk.goto("/page/charts/")
    for figure in desk.locator(".chart").all():
        figure.scroll_into_view_if_needed()
        expect(figure.locator("svg")).to_be_visible()
    grids = desk.locator(".chart-bar").last
    grids.get_by_text("数据表").click()
    expect(grids.get_by_role("row", name="第1网格")).to_contain_text("31")
    grids.get_by_role("link", name="第1网格").click()
    assert desk.url.endswith("/page/list/")


def test_printed_list_is_an_office_document(desk: Page) -> None:
    desk.goto("/page/print/")
    desk.emulate_media(media="print")
    expect(desk.get_by_role("button", name="打印")).to_be_hidden()
    for words in ("编制单位：城陵矶新港区管理委员会", "截至：2020年2月17日 08:12", "制表人：周明远", "审核人："):
        expect(desk.get_by_text(words)).to_be_visible()
    size = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", desk.pdf(prefer_css_page_size=True))
    assert size is not None
    assert [round(float(side)) for side in size.groups()] == [842, 595]
