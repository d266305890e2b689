"""The keys of encrypted fields and attachments, from the shell."""

import click

from fugong.project import console
from fugong.project.console import Failure, application, json_option, progress, show
from fugong.project.words import gettext as _


@click.group(help=_("Make a new field key, and encrypt everything under it."))
def command() -> None:
    """The group."""


@command.command("new", help=_("Make a new field key; what is stored from then on is encrypted with it. Stop the server first."))
@json_option
def new(as_json: bool) -> None:
    from fugong.project import datafolder, server

    config = console.config()
    datafolder.claim(config, make=False)
    with server.alone(config.data_dir):  # a running server would not know the key
        secrets = config.secrets.rotated()
        secrets.save(config.secrets_file)
    show({"current": secrets.current_field_key, "keys": list(secrets.field_keys)}, as_json)
    progress(_("Next: save {file} in a safe place, start the server, then run `fugong keys rotate`.").format(
        file=config.secrets_file))


@command.command("rotate", help=_("Encrypt what is under an older key again under the current one. May be repeated at any time."))
@json_option
def rotate(as_json: bool) -> None:
    with application():
        from fugong.kit.actor import system
        from fugong.project import rotation

        done = rotation.rotate(actor=system(source="cli"), progress=progress)
        found = {"values": done.values, "files": done.files, "unreadable": done.unreadable}
        if done.unreadable:
            raise Failure(_("{n} values or files cannot be read: bring back the key that they were encrypted with.").format(
                n=len(done.unreadable)), **found)
        show(found, as_json)
