"""Looking at the machine's processes, making small disks, and working as an ordinary user."""

import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.harness.database import ROOT
from tests.harness.server import environ

LIMIT = 60  # seconds
IS_ROOT = os.geteuid() == 0


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


def await_transactions() -> None:
    """Wait until every transaction has ended that ran on the server just now, those of other tests included."""
    from django.db import connection

    def ask(question: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return int(cursor.fetchone()[0])

    now = ask("SELECT pg_current_xact_id()::text::bigint")
    wait_until(lambda: ask("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") > now,
               "the running transactions to end")


@contextmanager
def open_place() -> Iterator[Path]:
    """A folder that every user may pass through (pytest's own is closed)."""
    path = Path(tempfile.mkdtemp(prefix="fugong-"))
    path.chmod(0o711)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def mounted(folder: Path, *arguments: str | Path) -> Iterator[Path]:
    """Something mounted on a new folder. Only root may."""
    folder.mkdir()
    subprocess.run(["mount", *arguments, folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


@dataclass
class Ordinary:
    """An ordinary user with an empty home: ourselves, or as root the user nobody, shown our Python and source."""

    home: Path
    python: Path
    search: str
    uid: int
    gid: int

    def run(self, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run `fugong …` as this user."""
        switch = {"user": self.uid, "group": self.gid, "extra_groups": []} if IS_ROOT else {}
        return subprocess.run(
            [str(self.python), "-m", "fugong.project.cli", *arguments], cwd=self.home, text=True,
            stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=100,
            env=environ(HOME=str(self.home), PYTHONPATH=self.search, PYTHONDONTWRITEBYTECODE="1",
                        LD_LIBRARY_PATH=str(self.python.parents[1] / "lib"), **settings), **switch)


@contextmanager
def ordinary_user() -> Iterator[Ordinary]:
    """An ordinary user."""
    with open_place() as place, ExitStack() as mounts:
        home = place / "home"
        home.mkdir()
        libraries = Path(sysconfig.get_path("purelib"))
        if not IS_ROOT:
            yield Ordinary(home, Path(sys.executable), f"{ROOT / 'src'}{os.pathsep}{libraries}", os.geteuid(),
                           os.getegid())
            return
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        prefix, source, packages = (
            mounts.enter_context(mounted(place / name, "--bind", path))
            for name, path in (("python", sys.base_prefix), ("source", ROOT / "src"), ("libraries", libraries)))
        interpreter = prefix / "bin" / f"python3.{sys.version_info.minor}"
        yield Ordinary(home, interpreter, f"{source}{os.pathsep}{packages}", nobody.pw_uid, nobody.pw_gid)
