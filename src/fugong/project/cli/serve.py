"""Serve pages and API."""

import os
from dataclasses import replace

import click

from fugong.project import console
from fugong.project.console import progress
from fugong.project.words import gettext as _


@click.command(help=_("Serve pages and API, and do deferred jobs, until Ctrl-C."))
@click.option("--host", help=_("Address to listen at (built-in: 127.0.0.1, this machine only)."))
@click.option("--port", type=click.IntRange(0, 65535), help=_("Port to listen at (built-in: 8000; 0: a free one)."))
def command(host: str | None, port: int | None) -> None:
    serve(host, port)


def serve(host: str | None, port: int | None, *, demo: bool = False) -> None:
    """Serve the data folder of this command; with `demo`, prepare the demo authorities first."""
    from fugong.project import datafolder, runtime, server, worker

    config = console.config()
    config = replace(
        config, host=host or config.host, port=config.port if port is None else port, demo=demo or config.demo
    ).checked()
    with server.stoppable():
        datafolder.claim(config, make=demo)
        with server.alone(config.data_dir) as note, server.listen(config.host, config.port) as listener:
            address = server.address_of(listener)
            note.write_text(f"{address}, {os.getpid()}\n", "utf-8")
            with runtime.database(config, make=demo, progress=progress), runtime.django(config):
                if demo:
                    _prepare_demo()
                runtime.require_current()
                with worker.kept(console.options()):
                    progress(_("Serving at {address} (Ctrl-C stops).").format(address=address))
                    server.serve(config, listener)
    progress(_("Stopped."))


def _prepare_demo() -> None:
    from fugong.project import runtime, upkeep
    from fugong.project.demo import loading

    with runtime.acting_as("owner"):
        upkeep.bring_up_to_date(lambda slug: progress(_("Migrated: {slug}").format(slug=slug)))
        loading.load(progress)
    for line in loading.accounts_shown():
        click.echo(line)
