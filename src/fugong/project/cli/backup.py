"""Save one authority, or everything."""

from pathlib import Path

import click

from fugong.project.console import Wrong, application, json_option, progress, show, writable
from fugong.project.words import gettext as _


@click.command(help=_("Save one authority (by its short name), or everything with --all, into one file."))
@click.argument("slug", required=False, default="")
@click.option("--all", "everything", is_flag=True, help=_("Save the whole installation."))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, callback=writable)
@click.option("--with-keys", is_flag=True, help=_("Put the keys of encrypted fields into the file. Guard it well."))
@json_option
def command(slug: str, everything: bool, out: Path, with_keys: bool, as_json: bool) -> None:
    if bool(slug) == everything:
        raise Wrong(_("Name one authority, or give --all."))
    # All is saved as it stands, so that a database can be saved before this version migrates it.
    with application("owner", current=not everything) as config:
        from fugong.kit.actor import system
        from fugong.project import backup

        made = backup.save(actor=system(source="cli"), config=config, out=out, slug=slug, with_keys=with_keys)
        show({**made, "out": str(out), "bytes": out.stat().st_size}, as_json)
    if not with_keys:
        progress(_("The keys are not in the file: keep a copy of {file} in another safe place.").format(
            file=config.secrets_file))
