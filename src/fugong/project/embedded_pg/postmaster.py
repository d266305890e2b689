"""The server process of a home: started with our settings, or found by its pid file."""

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fugong.project.embedded_pg import programs
from fugong.project.embedded_pg.layout import Account, Home, clean_environ

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "max_locks_per_transaction": "256",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "1GB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # many short questions at once: a helper process costs more than it brings
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
}
_STATUS_LINE = 7
_LOOK_EVERY = 0.05  # seconds
_LOG_LIMIT = 10_000_000  # bytes


@dataclass(frozen=True)
class Postmaster:
    """A live server process. `handle` is a descriptor that becomes readable when the process ends.

    `process` is set where it is our child, which must be reaped.
    """

    pid: int
    handle: int
    process: "subprocess.Popen[bytes] | None" = None

    def stop(self) -> None:
        """End all sessions, write everything down, and wait until the process is gone."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGINT)
        select.select([self.handle], [], [])
        self.close()

    def ended(self, *, within: float) -> bool:
        """Whether the process ends within so many seconds."""
        return bool(select.select([self.handle], [], [], within)[0])

    def close(self) -> None:
        """Forget a process that has ended."""
        if self.process:
            self.process.wait()
        os.close(self.handle)


def start(home: Home, settings: Mapping[str, str]) -> Postmaster:
    """Start the server on the home's data; it is ready some time later. It writes to the home's log."""
    _await_orphans(home)
    if home.log.exists() and home.log.stat().st_size > _LOG_LIMIT:
        home.log.replace(home.log.with_suffix(".log.1"))
    options = {**SETTINGS, "unix_socket_directories": str(home.socket), **settings}
    arguments = [f"--{name}={value}" for name, value in options.items()]
    with home.log.open("ab") as log:
        process = subprocess.Popen(
            [programs.copied(home, "postgres"), "-D", home.data, *arguments], cwd=home.folder, umask=0o077,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environ(), **Account.of(home).switch,
        )
    return Postmaster(process.pid, os.pidfd_open(process.pid), process)


def _await_orphans(home: Home) -> None:
    """Sessions of a killed server end by themselves, a long statement later; no two servers may share the data."""
    while any(_works_in(process, home.data) for process in Path("/proc").glob("[0-9]*")):
        time.sleep(_LOOK_EVERY)
    for path in (home.data / "postmaster.pid", home.socket / ".s.PGSQL.5432.lock"):
        with contextlib.suppress(OSError):
            pid = path.read_text("utf-8").splitlines()[0].strip()
            if Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z":
                path.unlink()  # PostgreSQL would take the dead, not yet buried, for alive


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").resolve(strict=True) == folder
    except OSError:
        return False


def find(home: Home) -> Postmaster | None:
    """The server of this home if one runs, whoever started it; a pid file left by a crash is no server."""
    pid = _pid(home, _pid_file(home))
    try:
        return Postmaster(pid, os.pidfd_open(pid)) if pid else None
    except ProcessLookupError:
        return None


def ready(home: Home) -> bool:
    """Whether the server takes connections (recovery after a crash is over)."""
    pid = _pid(home, _pid_file(home))
    return pid is not None and said_ready(home, pid)


def said_ready(home: Home, pid: int) -> bool:
    """Whether this process, alive or killed, had come up: the file of a killed server still says what it was."""
    lines = _pid_file(home)
    return len(lines) > _STATUS_LINE and lines[0] == str(pid) and lines[_STATUS_LINE].strip() == "ready"


def _pid(home: Home, lines: list[str]) -> int | None:
    """The process of a pid file if it lives and works in our data folder."""
    if not lines or not lines[0].isdigit():
        return None
    return int(lines[0]) if _works_in(Path("/proc") / lines[0], home.data) else None


def _pid_file(home: Home) -> list[str]:
    try:
        return (home.data / "postmaster.pid").read_text("utf-8").splitlines()
    except OSError:
        return []
