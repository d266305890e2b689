"""The small process that keeps one server: starts it, and stops it when its last user is gone.

Users share a lock (`use.lock`) that the kernel releases when they end, even by SIGKILL. The supervisor waits
for the whole of it, stops the server and ends. It leads a session of its own, so that Ctrl-C in a terminal
does not reach it or the server. A server that dies while it is used is started again.

    python -m fugong.project.embedded_pg.supervisor HOME [name=value …]   (settings of the server)
"""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from fugong.project.embedded_pg import postmaster, programs
from fugong.project.embedded_pg.layout import Account, Home, clean_environ
from fugong.project.embedded_pg.locks import Lock
from fugong.project.embedded_pg.postmaster import Postmaster

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
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
}
_RESTART_AFTER = 1.0  # seconds, so that a server which cannot live does not spin
_LOG_LIMIT = 10_000_000  # bytes


def main(home: Home, settings: dict[str, str]) -> int:
    """Supervise until nobody uses the server. 0: stopped in order; 1: the server did not come up."""
    if not Lock(home.supervisor_lock).try_exclusive():
        return 0  # another supervisor serves this home
    over, ending = os.pipe()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: os.write(ending, b"."))
    threading.Thread(target=_await_last_user, args=(home, ending), daemon=True).start()
    while True:
        server = postmaster.find(home) or _start(home, settings)
        came_up = _follow(home, server, over)
        if came_up is None:
            server.stop()
            return 0
        server.close()
        if not came_up:
            return 1
        time.sleep(_RESTART_AFTER)


def _await_last_user(home: Home, ending: int) -> None:
    Lock(home.use_lock).exclusive()  # never released: newcomers wait until the server has stopped
    os.write(ending, b".")


def _follow(home: Home, server: Postmaster, over: int) -> bool | None:
    """Wait for the end of use (None) or of the server (whether it had come up)."""
    came_up = False
    while True:
        came_up = came_up or postmaster.ready(home)
        happened, _, _ = select.select([over, server.handle], [], [], None if came_up else 0.05)
        if over in happened:
            return None
        if server.handle in happened:
            return came_up


def _start(home: Home, settings: dict[str, str]) -> Postmaster:
    if home.log.exists() and home.log.stat().st_size > _LOG_LIMIT:
        home.log.replace(home.log.with_suffix(".log.1"))
    options = {**SETTINGS, "unix_socket_directories": str(home.socket), **settings}
    arguments = [f"--{name}={value}" for name, value in options.items()]
    with home.log.open("ab") as log:
        process = subprocess.Popen(
            [programs.copied(home, "postgres"), "-D", home.data, *arguments], cwd=home.folder, umask=0o077,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environ(), **Account.of(home).switch,
        )
    return Postmaster(process.pid, os.pidfd_open(process.pid))


if __name__ == "__main__":
    sys.exit(main(Home(Path(sys.argv[1])), dict(item.split("=", 1) for item in sys.argv[2:])))
