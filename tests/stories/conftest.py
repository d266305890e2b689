"""People who act in a story: each signs in with a browser of his own and works on the server as in life."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import docx
import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect

from fugong.accounts import selectors, tenancy
from fugong.accounts.models import Authority, User
from fugong.accounts.services import users
from fugong.kit import clock
from fugong.kit.actor import system
from fugong.project.demo import loading
from fugong.project.demo.model import Cast
from tests.harness import accessibility
from tests.harness.browser import DESK, PHONE, Visitor
from tests.harness.server import Server

PASSWORD = "Correct-horse-1"  # noqa: S105


@dataclass
class Stage:
    """A story: its people at their browsers, and its pictures."""

    visitor: Visitor
    server: Server
    slug: str
    pages: dict[tuple[str, tuple[int, int]], Page] = field(default_factory=dict)

    def at(self, path: str = "") -> str:
        """The address of a page of the authority."""
        return f"/a/{self.slug}/{path}"

    def page(self, username: str, password: str = PASSWORD, size: tuple[int, int] = DESK) -> Page:
        """Somebody's browser, signed in; the same one each time."""
        if (username, size) not in self.pages:
            page = self.visitor.page(size)
            page.goto("/accounts/login/")
            page.get_by_label("用户名").fill(username)
            page.get_by_label("密码").fill(password)
            page.get_by_role("button", name="登录").click()
            expect(page.get_by_role("link", name="今日").first).to_be_attached()
            self.pages[username, size] = page
        return self.pages[username, size]

    def phone(self, username: str, password: str = PASSWORD) -> Page:
        """Somebody's phone, signed in."""
        return self.page(username, password, PHONE)

    def shot(self, page: Page, name: str) -> None:
        """Keep the page as it is at a desk and on a phone; it must fit both and be open to all."""
        size = page.viewport_size
        assert size is not None
        page.evaluate("scrollTo(0, 0)")
        for width, height in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            self.visitor.shot(page, f"{name}-{width}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name}: wider than {width} px"
        assert accessibility.violations(page) == [], name
        page.set_viewport_size(size)


def move_clock(where: Authority, moment: datetime) -> None:
    """The authority's business clock shows that moment now, and runs on."""
    Authority.objects.filter(pk=where.pk).update(clock_offset=moment - clock.real_now())
    where.refresh_from_db()
    clock.set_offset(where.clock_offset)


def authority(slug: str) -> Authority:
    """The authority as it stands."""
    found = selectors.authority(slug)
    assert found is not None
    return found


def hire(where: Authority, **people: str) -> dict[str, User]:
    """Username → a user with a role in the authority, given as username="role/name"."""
    made = {}
    for username, told in people.items():
        role, name = told.split("/")
        made[username] = users.create(actor=system(), username=username, name=name, password=PASSWORD)
        users.grant_role(actor=system(), user=made[username], authority=where, role=role)
    return made


@pytest.fixture
def park(live: Server) -> Iterator[Authority]:
    """Alpha, a park without two-step sign-in."""
    where = authority("alpha")
    Authority.objects.filter(pk=where.pk).update(mfa_required=False)
    with tenancy.entered(where):
        yield where


@pytest.fixture
def demo(live: Server, as_owner: Callable[[], AbstractContextManager[None]]) -> Callable[[Callable[[], Cast]], Authority]:
    """`demo(cast.jiahe)` loads that authority of the demo."""

    def load(make: Callable[[], Cast]) -> Authority:
        with as_owner():
            loading.load(makers=[make])
        return authority(make().slug)

    return load


@pytest.fixture
def stage(visitor: Visitor, live: Server) -> Callable[[str], Stage]:
    """`stage("alpha")` is a story that plays in that authority."""
    return lambda slug: Stage(visitor, live, slug)


def first_row(page: Page) -> Locator:
    """The link of the first row of a list."""
    return page.get_by_role("main").locator("tbody").get_by_role("link").first


def reload_until(page: Page, wanted: Locator) -> None:
    """Load the page again until a job has done its work."""
    for _each in range(100):
        if wanted.count():
            return
        page.reload()
    expect(wanted.first).to_be_visible()


def saved(page: Page, button: str, folder: Path) -> Path:
    """The file that a link gives, saved."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=button).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def words(path: Path) -> str:
    """All text of a .docx or PDF without spaces and line ends."""
    if path.suffix == ".pdf":
        pages = pypdfium2.PdfDocument(path.read_bytes())
        text = "".join(page.get_textpage().get_text_bounded() for page in pages)
    else:
        text = "".join(docx.Document(io.BytesIO(path.read_bytes())).element.body.itertext())
    return re.sub(r"\s", "", text)
