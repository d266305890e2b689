"""Looking at the machine's processes, and working as another user."""

import os
import pwd
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

from tests.harness.database import ROOT

LIMIT = 30  # seconds


def processes_of(folder: Path) -> list[str]:
    """Command lines of all processes that name a folder; this one and ended ones do not count."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
        except OSError:
            continue
        if str(folder) in line and int(process.name) != os.getpid():
            found.append(line)
    return found


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < deadline, f"waited {LIMIT} s for: {what}"
        time.sleep(0.02)


def run_as_ordinary(user: str, *arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run `fugong …` as an ordinary user. It gets an interpreter that it can reach: the system's, with our libraries."""
    entry = pwd.getpwnam(user)
    libraries = sysconfig.get_path("purelib")
    return subprocess.run(
        [reachable_python(), "-m", "fugong.project.cli", *arguments], cwd=folder, text=True, capture_output=True,
        env={"PATH": os.defpath, "HOME": str(folder), "FUGONG_LANGUAGE": "en", "PYTHONDONTWRITEBYTECODE": "1",
             "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{libraries}"},
        user=entry.pw_uid, group=entry.pw_gid, extra_groups=[], check=False, timeout=100)


def reachable_python() -> str:
    """A Python of this version that every user may run."""
    for path in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        real = Path(path).resolve()
        if real.exists() and all(part.stat().st_mode & 0o001 for part in (real, *real.parents)):
            return path
    return ""
