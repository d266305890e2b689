"""Bring a backup back into an empty place."""

from pathlib import Path

import click

from fugong.project.console import application, json_option, show
from fugong.project.words import gettext as _


@click.command(help=_("Restore a backup where none of its authorities is. All of it comes back, or nothing."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
def command(file: Path, as_json: bool) -> None:
    with application("owner", make=True, current=False) as config:
        from fugong.kit.actor import system
        from fugong.project import backup

        show(backup.bring_back(actor=system(source="cli"), config=config, path=file), as_json)
