"""Authorities, from the shell."""

import click

from fugong.project.console import application, json_option, progress, show
from fugong.project.words import gettext as _


@click.group(help=_("Make and list authorities."))
def command() -> None:
    """The group."""


@command.command("create", help=_("Make an authority with its own schema."))
@click.argument("slug")
@click.option("--name", required=True, help=_("Its name, as it stands on documents."))
@click.option("--name-en", default="", help=_("Its English name."))
@click.option("--kind", type=click.Choice(["park", "county", "city", "province"]), required=True)
@click.option("--parent", default="", help=_("Short name of the authority above."))
@click.option("--division", default="", help=_("GB/T 2260 code."))
@json_option
def create(slug: str, name: str, name_en: str, kind: str, parent: str, division: str, as_json: bool) -> None:
    with application("owner", make=True, current=False):
        from fugong.accounts.services import authorities
        from fugong.kit.actor import system
        from fugong.project import upkeep

        upkeep.bring_up_to_date()
        made = authorities.create(actor=system(source="cli"), slug=slug, name=name, name_en=name_en, kind=kind,
                                  parent=parent, division_code=division)
        show({"slug": made.slug, "name": made.name, "kind": made.kind, "schema": made.schema_name}, as_json)
        progress(_("Next: fugong user create NAME --authority {slug} --role system_admin").format(slug=slug))


@command.command("list", help=_("List the authorities."))
@json_option
def listing(as_json: bool) -> None:
    with application():
        from fugong.accounts.models import Authority

        rows = [{"slug": a.slug, "name": a.name, "kind": a.kind, "archived": a.archived_at is not None}
                for a in Authority.objects.order_by("slug")]
        show({"authorities": rows} if as_json else {r["slug"]: f"{r['name']} ({r['kind']})" for r in rows}, as_json)
