"""The worker that does deferred jobs, and how a server keeps one as its child."""

import asyncio
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from procrastinate import App

from fugong.project.console import Options

CONCURRENCY = 2
GRACE = 20.0  # seconds that a job in flight has when the worker is asked to stop
_RESCUE_EVERY = 30.0  # seconds; jobs of a worker that was killed are begun again
_RESTART_AFTER = 1.0  # seconds


async def work(stop: asyncio.Event) -> None:
    """Do jobs until `stop`. Jobs that are deferred by jobs stay in Django's transactions."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)
    worker_app = app.with_connector(app.connector.get_worker_connector())
    async with worker_app.open_async():
        rescue = asyncio.create_task(_rescue(worker_app, stop))
        worker = asyncio.create_task(worker_app.run_worker_async(
            concurrency=CONCURRENCY, install_signal_handlers=False, shutdown_graceful_timeout=GRACE))
        await asyncio.wait(
            [worker, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        worker.cancel()
        await asyncio.wait([worker, rescue])


async def _rescue(app: App, stop: asyncio.Event) -> None:
    """Begin stalled jobs again until `stop`; a question on its way to the database is answered first."""
    while not stop.is_set():
        for job in await app.job_manager.get_stalled_jobs():
            await app.job_manager.retry_job(job)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _RESCUE_EVERY)


def run(*, child: bool) -> None:
    """Work until SIGTERM or SIGINT; as a child also until the parent ends (its pipe on stdin closes)."""

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        if child:
            threading.Thread(target=lambda: _await_parent(loop, stop), daemon=True).start()
        await work(stop)

    asyncio.run(main())


def _await_parent(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    select.select([sys.stdin], [], [])  # nothing is ever written: readable means closed
    loop.call_soon_threadsafe(stop.set)


@contextmanager
def kept(options: Options) -> Iterator[None]:
    """A worker runs as a child process inside this block; it is begun again if it dies."""
    command = [sys.executable, "-m", "fugong.project.cli", *options.arguments(), "worker", "--child"]
    over = threading.Event()
    child: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not over.is_set():
            child[:] = [subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)]
            child[0].wait()
            over.wait(_RESTART_AFTER)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        if child and child[0].stdin:
            child[0].stdin.close()
        keeper.join()
