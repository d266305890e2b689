"""The real `fugong serve` as a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from tests.harness.database import ROOT

START_LIMIT = 60  # seconds
STOP_LIMIT = 30


def environ(**more: str) -> dict[str, str]:
    """The environment of a command: this source tree, compiled once, nothing of the caller's configuration, English."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("FUGONG_", "DJANGO_", "PYTEST_"))
            and name not in ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE")}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "FUGONG_LANGUAGE": "en", **more}


def command(*arguments: str) -> list[str]:
    """`fugong …` of this source tree."""
    return [sys.executable, "-m", "fugong.project.cli", *arguments]


@dataclass
class Server:
    """A server on a free port. `url` is known once it has started; `output` is what it said."""

    settings: Mapping[str, str]
    folder: Path
    arguments: tuple[str, ...] = ("serve", "--port", "0")
    url: str = ""
    process: "subprocess.Popen[str] | None" = field(default=None, repr=False)

    def start(self) -> "Server":
        """Start and wait until it answers."""
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command(*self.arguments), env=environ(**self.settings), cwd=self.folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, text=True, start_new_session=True)
        note = Path(self.settings["FUGONG_DATA_DIR"]) / "serve.lock"
        self._await(lambda: "http" in _text(note) and f", {self.pid}" in _text(note))
        self.url = _text(note).split(",")[0]
        with urlopen(f"{self.url}/accounts/login/", timeout=START_LIMIT) as answer:  # noqa: S310
            assert answer.status == 200, self.output
        return self

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def output(self) -> str:
        return _text(self.log)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop and wait; the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(STOP_LIMIT)

    def kill(self) -> None:
        """End it with SIGKILL, as a power failure would."""
        self.stop(signal.SIGKILL)

    def _await(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_LIMIT
        while not condition():
            assert self.process is not None
            assert self.process.poll() is None, f"the server ended:\n{self.output}"
            assert time.monotonic() < deadline, f"the server did not come up:\n{self.output}"
            time.sleep(0.02)


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
