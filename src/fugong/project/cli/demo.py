"""The demo: prepare two invented authorities and serve them."""

import click

from fugong.project.cli.serve import serve
from fugong.project.words import gettext as _


@click.command(help=_("Prepare the demo authorities (a park and a county of February 2020) and serve them."))
@click.option("--host", help=_("Address to listen at (built-in: 127.0.0.1, this machine only)."))
@click.option("--port", type=click.IntRange(0, 65535), help=_("Port to listen at (built-in: 8000; 0: a free one)."))
def command(host: str | None, port: int | None) -> None:
    serve(host, port, demo=True)
