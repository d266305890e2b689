"""Rows from a spreadsheet into the register, from the shell."""

from itertools import chain
from pathlib import Path
from typing import Any

import click

from fugong.project.console import Failure, application, authority, json_option, progress, show, writable
from fugong.project.words import gettext as _


@click.command(help=_("Import a spreadsheet (.xlsx, .xls, .csv): good rows go in, rows with errors are reported."))
@click.argument("kind", type=click.Choice(["units", "workers"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--authority", "slug", required=True, help=_("Short name of the authority."))
@click.option("--dry-run", is_flag=True, help=_("Only say what would happen; write nothing."))
@click.option("--all-or-nothing", "whole", is_flag=True, help=_("Write nothing when a row has an error."))
@click.option("--marked", type=click.Path(dir_okay=False, path_type=Path), callback=writable,
              help=_("Write the rows that were not taken to this .xlsx, with what to mend."))
@json_option
def command(
    kind: str, file: Path, slug: str, dry_run: bool, whole: bool, marked: Path | None, as_json: bool
) -> None:
    with application(), authority(slug) as actor:
        from fugong.intake.services import imports

        report = imports.import_file(
            actor=actor, kind=kind, name=file.name, data=file.read_bytes(), dry_run=dry_run, whole=whole)
        if marked is not None:
            marked.write_bytes(report.returned())
        found = report.as_json()
        if not as_json:
            _tell(found)
        if report.refusal:
            raise Failure(report.refusal, **found)
        if as_json:
            show(found, as_json=True)


def _tell(found: dict[str, Any]) -> None:
    """The report for people: the counts, then one line per error and warning."""
    lines = ("errors", "warnings")
    show({name: value for name, value in found.items() if name not in lines}, as_json=False)
    for error in chain.from_iterable(found.get(name, ()) for name in lines):
        progress(_("row {row}, {column}: {message} [{code}]").format(**error))
