"""Do deferred jobs. `fugong serve` keeps one worker; more may run beside it."""

import click

from fugong.project.console import application
from fugong.project.words import gettext as _


@click.command(help=_("Do deferred jobs until stopped. `fugong serve` has its own; start more where it needs help."))
@click.option("--child", is_flag=True, hidden=True)
def command(child: bool) -> None:
    with application():
        from fugong.project import worker

        worker.run(child=child)
