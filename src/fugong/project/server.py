"""Serving pages and API: one process, Django as WSGI in threads under one ASGI server. See docs/adr/0002."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from fugong.project.config import Config, ConfigError
from fugong.project.embedded_pg.locks import Lock
from fugong.project.words import gettext as _

GRACE = 30  # seconds that requests in flight have when the server is asked to stop
_BACKLOG = 512


@contextmanager
def alone(data_dir: Path) -> Iterator[Path]:
    """Only one server serves a data folder. Gives the file that tells a second one about us.

    Raises ConfigError that names the other server.
    """
    path = data_dir / "serve.lock"
    with Lock(path) as lock:
        if not lock.try_exclusive():
            raise ConfigError(
                _("fugong already serves the data folder {folder} ({other}): stop it, or name another folder with "
                  "--data-dir.").format(folder=data_dir, other=path.read_text("utf-8").strip())
            )
        path.write_text(f"{os.getpid()}\n", "utf-8")
        yield path


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises ConfigError when the address cannot be had."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        raise ConfigError(
            _("Cannot serve at {host}:{port} ({reason}): choose another port with --port, or end the program that "
              "uses it.").format(host=host, port=port, reason=error.strerror)
        ) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """What to type into a browser."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def serve(config: Config, listener: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM; requests in flight are finished. Django is set up."""
    import uvicorn
    from a2wsgi import WSGIMiddleware
    from django.core.wsgi import get_wsgi_application

    pages: Any = get_wsgi_application()
    server = uvicorn.Server(uvicorn.Config(
        WSGIMiddleware(pages, workers=config.threads), interface="asgi3", lifespan="off",
        log_config=None, access_log=False, server_header=False, proxy_headers=config.https,
        timeout_graceful_shutdown=GRACE, backlog=_BACKLOG,
    ))
    with suppress(KeyboardInterrupt, Terminated):  # the server raises the signal again after it has stopped
        server.run(sockets=[listener])


class Terminated(BaseException):
    """SIGTERM, as an exception: what runs is left in order."""


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM and Ctrl-C end the block in order, also while it is still starting."""

    def terminate(*_: object) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except (KeyboardInterrupt, Terminated):
        print(file=sys.stderr)
    finally:
        signal.signal(signal.SIGTERM, before)
