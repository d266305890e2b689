"""Bring the database to this version."""

import click

from fugong.project.console import application, progress
from fugong.project.words import gettext as _


@click.command(help=_("Bring the database to this version: what all authorities share, then each authority. "
                      "May be broken off and repeated."))
def command() -> None:
    with application("owner", make=True, current=False):
        from fugong.project import upkeep

        upkeep.bring_up_to_date(lambda slug: progress(_("Migrated: {slug}").format(slug=slug)))
        progress(_("The database is of this version."))
