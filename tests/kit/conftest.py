"""The gallery as a server of its own, and people who look at it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.harness.browser import Visitor
from tests.harness.database import ROOT
from tests.harness.server import environ


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """Where the gallery is served."""
    command = [sys.executable, "-m", "tests.kit.gallery.serve", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environ(PYTHONPATH=f"{ROOT / 'src'}:{ROOT}"), text=True, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def viewer(browser: Any, gallery: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """`viewer.page()` looks at the gallery; script errors and breaches of the security policy fail the test."""
    viewer = Visitor(browser, gallery, request.node.name)
    yield viewer
    viewer.leave()
    assert viewer.complaints == []


@pytest.fixture(scope="session")
def onlooker(browser: Any, gallery: str) -> Iterator[Visitor]:
    """Somebody who looks at page after page; opening a browser costs more than all of them."""
    onlooker = Visitor(browser, gallery, "onlooker")
    onlooker.page = cache(onlooker.page)  # type: ignore[method-assign]
    yield onlooker
    onlooker.leave()


@pytest.fixture
def look(onlooker: Visitor) -> Iterator[Callable[[tuple[int, int]], Page]]:
    """`look(DESK)` is the onlooker's page of that size, without memory of what he saw before; it fails like `viewer`."""
    onlooker.complaints.clear()
    yield onlooker.page
    for context in onlooker.contexts:
        context.clear_cookies()
        context.pages[0].evaluate("localStorage.clear()")
    assert onlooker.complaints == []
