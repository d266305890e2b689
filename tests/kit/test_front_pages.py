"""Every part of the front end, looked at by machines: access for everybody, width, policy, weight."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Page, Response

from tests.harness.accessibility import violations
from tests.harness.browser import DESK, PHONE, Visitor
from tests.harness.database import ROOT
from tests.kit.gallery import pages
from tests.kit.gallery.names import INSIDE, NAMES

DRAWN = ("today", "charts", "map")


def settled(page: Page, name: str) -> None:
    """Open a page and wait until what it draws stands."""
    page.goto(f"/page/{name}/", wait_until="load")
    if name in DRAWN:
        page.locator(".chart, .map").first.scroll_into_view_if_needed()
        page.wait_for_selector(".chart-canvas svg, [data-map][data-ready]")


@cache
def packed(body: bytes) -> int:
    """Bytes on the wire; most pages load the same files."""
    return len(brotli.compress(body))


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize(
    ("name", "size"),
    [
        *((name, PHONE) for name in NAMES),
        *((name, DESK) for name in INSIDE),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, tuple) else value,
)
def test_everybody_can_use_it(look: Callable[[tuple[int, int]], Page], name: str, size: tuple[int, int]) -> None:
    page = look(size)
    settled(page, name)
    assert too_wide(page) <= 0
    assert violations(page) == []


def test_no_style_minds_how_a_phone_is_held() -> None:
    """WCAG 1.3.4; the same for all pages, which `violations` therefore does not ask."""
    assert [path.name for path in (ROOT / "src").rglob("*.css") if "(orientation" in path.read_text("utf-8").replace(" ", "")] == []


def test_open_menus_can_be_used_by_everybody(viewer: Visitor) -> None:
    page = viewer.page(PHONE)
    settled(page, "list")
    page.get_by_role("button", name="清单").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="筛选").click()
    assert violations(page) == []


def test_policy_is_the_products() -> None:
    source = (ROOT / "src/fugong/project/middleware.py").read_text("utf-8")
    stated = re.search(r"POLICY = \((.*?)\n\)", source, re.DOTALL)
    assert stated is not None
    assert "".join(re.findall(r'"(.*?)"', stated.group(1))) == pages.POLICY


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("form", 120),
        ("review", 120),
        ("login", 120),
        ("list", 131),
        ("detail", 131),
        ("today", 320),
        ("charts", 320),
        ("map", 560),
    ],
)
def test_weight(viewer: Visitor, name: str, limit: int) -> None:
    """Everything a first visit loads, brotli, in kB (ux.md §2)."""
    page = viewer.page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    settled(page, name)
    weight = sum(packed(answer.body()) for answer in answers if not answer.url.startswith("blob:"))
    assert weight / 1000 <= limit


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1440", "360"])
@pytest.mark.parametrize("name", ["list", "detail", "form", "today", "review"])
def test_nothing_jumps_while_loading(viewer: Visitor, name: str, size: tuple[int, int]) -> None:
    page = viewer.page(size)
    page.goto(f"/page/{name}/", wait_until="networkidle")
    shift = page.evaluate("""() => new Promise((done) => {
        let sum = 0;
        new PerformanceObserver((seen) => { for (const entry of seen.getEntries()) sum += entry.value; })
            .observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
    })""")
    assert shift < 0.05


def test_no_file_of_ours_is_long() -> None:
    ours = [path for kind in ("js", "css") for path in (ROOT / "src/fugong/kit/static/kit" / kind).iterdir()]
    assert [path.name for path in ours if len(Path(path).read_text("utf-8").splitlines()) > 400] == []
