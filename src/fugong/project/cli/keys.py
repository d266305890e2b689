"""The keys of encrypted fields and attachments, and of those whom the trail is about, from the shell."""

from dataclasses import replace
from uuid import UUID

import click

from fugong.project import console
from fugong.project.console import Failure, Wrong, application, authority, json_option, progress, show
from fugong.project.words import gettext as _


@click.group(help=_("Make a new field key, encrypt everything under it, erase a person's values for good."))
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


@command.command("erase", help=_("Erase the contact of a unit, or the phone of an officer, for good: in the past too."))
@click.argument("slug")
@click.option("--unit", type=click.UUID, help=_("The unit's id."))
@click.option("--officer", type=click.UUID, help=_("The officer's id."))
@click.option("--reason", required=True, help=_("Why; kept in the trail."))
@click.option("--by", required=True, help=_("Who decided it; kept in the trail."))
@json_option
def erase(slug: str, unit: UUID | None, officer: UUID | None, reason: str, by: str, as_json: bool) -> None:
    if (unit is None) == (officer is None):
        raise Wrong(_("Give either --unit or --officer."))
    with application(), authority(slug) as actor:
        from fugong.registry.services import erasure

        who = replace(actor, on_behalf_of=by[:100])
        if unit is not None:
            erased: object = erasure.erase_contact(actor=who, unit_id=unit, reason=reason)
        elif officer is not None:
            erased = erasure.erase_officer(actor=who, officer_id=officer, reason=reason)
        show({"authority": slug, "erased": str(erased)}, as_json)
