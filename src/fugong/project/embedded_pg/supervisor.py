"""The small process that keeps one server: starts it, and stops it when its last user is gone.

Users share a lock (`use.lock`) that the kernel releases when they end, even by SIGKILL. The supervisor waits
for the whole of it, stops the server and ends. It leads a session of its own, so that Ctrl-C in a terminal
does not reach it or the server. A server that dies while it is used is started again.

    python -m fugong.project.embedded_pg.supervisor HOME [name=value …]   (settings of the server)
"""

import os
import select
import signal
import sys
import threading
import time
from pathlib import Path

from fugong.project.embedded_pg import postmaster
from fugong.project.embedded_pg.layout import Home
from fugong.project.embedded_pg.locks import Lock
from fugong.project.embedded_pg.postmaster import Postmaster

_RESTART_AFTER = 1.0  # seconds, so that a server which cannot live does not spin


def main(home: Home, settings: dict[str, str]) -> int:
    """Supervise until nobody uses the server. 0: stopped in order; 1: the server did not come up."""
    if not Lock(home.supervisor_lock).try_exclusive():
        return 0  # another supervisor serves this home
    over, ending = os.pipe()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: os.write(ending, b"."))
    threading.Thread(target=_await_last_user, args=(home, ending), daemon=True).start()
    while True:
        server = postmaster.find(home) or postmaster.start(home, settings)
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
            return came_up or postmaster.said_ready(home, server.pid)


if __name__ == "__main__":
    sys.exit(main(Home(Path(sys.argv[1])), dict(item.split("=", 1) for item in sys.argv[2:])))
