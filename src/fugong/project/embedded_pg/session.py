"""Using the embedded server: attach to the running one, or start it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fugong.project.embedded_pg import cluster, postmaster
from fugong.project.embedded_pg.errors import failed_program, told
from fugong.project.embedded_pg.layout import Home, make_home
from fugong.project.embedded_pg.locks import Lock
from fugong.project.secrets import Secrets
from fugong.project.words import gettext as _

Progress = Callable[[str], None]

_LOOK_EVERY = 0.02  # seconds
_TELL_EVERY = 3.0  # seconds


@dataclass(frozen=True)
class _Use:
    """A share of the use lock of a server, and the supervisor if we started it."""

    lock: Lock
    supervisor: "subprocess.Popen[bytes] | None"


@contextmanager
def running(data_dir: Path, secrets: Secrets, *, progress: Progress = lambda line: None,
            settings: Mapping[str, str] | None = None) -> Iterator[None]:
    """The embedded server of a data folder runs inside this block; it ends with its last user.

    progress: told one line when something takes time. settings: further settings of PostgreSQL, which count
    where this call starts the server (tests switch fsync off). Raises DatabaseError.
    """
    with told(data_dir):
        home = make_home(data_dir)
        use = _enter(home, secrets, progress, settings or {})
    try:
        yield
    finally:
        with told(data_dir):  # the folder may have been taken away meanwhile
            _leave(home, use)


def _enter(home: Home, secrets: Secrets, progress: Progress, settings: Mapping[str, str]) -> _Use:
    """Have a server that is ready, and say that we use it."""
    with Lock(home.start_lock) as start:
        if not start.try_exclusive():
            progress(_("Another command is starting or stopping the database; waiting …"))
            start.exclusive()
        lock = Lock(home.use_lock).shared()
        try:
            while True:
                supervisor = None
                if not _supervised(home):
                    if postmaster.find(home) is None:
                        cluster.ensure(home, secrets, progress, settings)
                    supervisor = _start_supervisor(home, settings)
                if _await_ready(home, supervisor, progress):
                    break
        except BaseException:
            lock.release()
            raise
    return _Use(lock, supervisor)


def _leave(home: Home, use: _Use) -> None:
    """Stop using the server; the last user waits until it has stopped, so that his end leaves no process."""
    with Lock(home.start_lock).exclusive():
        last = not use.lock.held_by_others()
        use.lock.release()
        if last:
            Lock(home.supervisor_lock).exclusive().release()
            if use.supervisor:
                use.supervisor.wait()


def _supervised(home: Home) -> bool:
    with Lock(home.supervisor_lock) as lock:
        return lock.held_by_others()


def _start_supervisor(home: Home, settings: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    package_root = str(Path(__file__).parents[3])  # we may have been found by a path that a child does not know
    search = os.pathsep.join(filter(None, [package_root, os.environ.get("PYTHONPATH")]))
    with (home.log.parent / "supervisor.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "fugong.project.embedded_pg.supervisor", str(home.folder),
             *(f"{name}={value}" for name, value in settings.items())],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, "PYTHONPATH": search},
        )


def _await_ready(home: Home, supervisor: "subprocess.Popen[bytes] | None", progress: Progress) -> bool:
    """Wait as long as the server needs; after a crash it may have much to recover.

    False: the supervisor was another's, and just ending when we came (the kernel gives its locks back one by one).
    """
    log_start = home.log.stat().st_size if home.log.exists() else 0
    began = told_at = time.monotonic()
    while not (postmaster.ready(home) and _supervised(home)):
        if supervisor is None and not _supervised(home):
            return False
        if supervisor and supervisor.poll() is not None:
            raise failed_program("postgres", _written_since(home, log_start), home.folder)
        time.sleep(_LOOK_EVERY)
        if time.monotonic() - told_at > _TELL_EVERY:
            told_at = time.monotonic()
            progress(_("The database is starting and repairs what a crash left ({seconds} s) …")
                     .format(seconds=round(told_at - began)))
    return True


def _written_since(home: Home, start: int) -> str:
    output = home.log.read_bytes()[start:] if home.log.exists() else b""
    output += (home.log.parent / "supervisor.log").read_bytes()
    return output.decode("utf-8", "replace")


