"""The self-test."""

from dataclasses import asdict

import click

from fugong.project.console import Failure, application, json_option, show
from fugong.project.words import gettext as _


@click.command(help=_("Look whether everything is there that fugong needs (database, roles, Chinese search, time "
                      "zone, fonts, disk, sealed trail), and say how to mend what is not. Exit code 1 if anything is not."))
@json_option
def command(as_json: bool) -> None:
    with application(current=False) as config:
        from fugong.project import selfcheck

        found = list(selfcheck.findings(config))
    well = all(finding.well for finding in found)
    if as_json:
        show({"ok": well, "checks": [asdict(finding) for finding in found]}, as_json=True)
    else:
        for finding in found:
            click.echo(f"{_('ok') if finding.well else _('BAD'):<6}{finding.code}: {finding.text}")
            if not finding.well:
                click.echo(f"      → {finding.mend}")
    if not well:
        click.get_current_context().exit(Failure.exit_code)
