"""The gallery as a server of its own, and people who look at it."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

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
