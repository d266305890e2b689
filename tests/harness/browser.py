"""Debian's chromium through Playwright."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.harness.database import ROOT

ARTEFACTS = ROOT / "artefacts"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
DESK, PHONE = (1440, 900), (360, 740)
_EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser with an empty profile."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread; no view does
    with sync_playwright() as playwright:
        expect.set_options(timeout=15_000)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """People at browsers: each gets a profile of its own; what their consoles complain of is collected."""

    browser: Browser
    url: str
    name: str
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, size: tuple[int, int] = DESK, locale: str = "zh-CN") -> Page:
        """A new person's first page (DESK or PHONE); paths are relative to the server."""
        context = self.browser.new_context(
            base_url=self.url, locale=locale, timezone_id="Asia/Shanghai",
            viewport={"width": size[0], "height": size[1]}, has_touch=size == PHONE, is_mobile=size == PHONE,
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)
        return page

    def shot(self, page: Page, name: str) -> Path:
        """Keep a picture of the whole page under artefacts/<test>/."""
        path = ARTEFACTS / self.name / f"{name}.jpeg"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True, quality=80)
        return path

    def shoot_all(self, name: str) -> None:
        """Keep a picture of every open page."""
        pages = [page for context in self.contexts for page in context.pages]
        for number, page in enumerate(pages, 1):
            self.shot(page, f"{name}-{number}")

    def leave(self) -> None:
        for context in self.contexts:
            context.close()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _EXPECTED.match(message.text):
            self.complaints.append(message.text)
