"""The running server process of a home, found by its pid file."""

import contextlib
import os
import select
import signal
from dataclasses import dataclass
from pathlib import Path

from fugong.project.embedded_pg.layout import Home

_STATUS_LINE = 7


@dataclass(frozen=True)
class Postmaster:
    """A live server process. `handle` is a descriptor that becomes readable when the process ends."""

    pid: int
    handle: int

    def stop(self) -> None:
        """End all sessions, write everything down, and wait until the process is gone."""
        signal.pidfd_send_signal(self.handle, signal.SIGINT)
        select.select([self.handle], [], [])
        self.close()

    def close(self) -> None:
        """Forget a process that has ended; reap it if it was our child."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        os.close(self.handle)


def find(home: Home) -> Postmaster | None:
    """The server of this home if one runs, whoever started it; a pid file left by a crash is no server."""
    lines = _pid_file(home)
    if not lines or not lines[0].isdigit():
        return None
    pid = int(lines[0])
    try:
        handle = os.pidfd_open(pid)
        if Path(f"/proc/{pid}/cwd").resolve(strict=True) == home.data:
            return Postmaster(pid, handle)
        os.close(handle)
    except OSError:
        pass
    return None


def ready(home: Home) -> bool:
    """Whether the server takes connections (recovery after a crash is over)."""
    lines = _pid_file(home)
    return len(lines) > _STATUS_LINE and lines[_STATUS_LINE].strip() == "ready"


def _pid_file(home: Home) -> list[str]:
    try:
        return (home.data / "postmaster.pid").read_text("utf-8").splitlines()
    except OSError:
        return []
