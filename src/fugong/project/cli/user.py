"""Users, from the shell: the first administrators of an authority are made here."""

import sys

import click

from fugong.project.console import Wrong, application, json_option, show
from fugong.project.words import gettext as _


@click.group(help=_("Make users and give them roles."))
def command() -> None:
    """The group."""


@command.command("create", help=_("Make a user who can sign in; the password is asked for, or read from stdin."))
@click.argument("username")
@click.option("--name", help=_("The person's name."))
@click.option("--authority", "slug", required=True, help=_("Short name of the authority."))
@click.option("--role", "roles", multiple=True, required=True, help=_("Code of a role; may be given several times."))
@click.option("--password-stdin", is_flag=True, help=_("Read the password from the first line of stdin."))
@json_option
def create(username: str, name: str | None, slug: str, roles: tuple[str, ...], password_stdin: bool, as_json: bool) -> None:
    if password_stdin:
        password: str = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    with application():
        from django.db import transaction

        from fugong.accounts import selectors
        from fugong.accounts.models import Role
        from fugong.accounts.services import users
        from fugong.kit.actor import system

        where = selectors.authority(slug)
        if where is None:
            raise Wrong(_("There is no authority {slug}.").format(slug=slug))
        known = list(Role.objects.values_list("code", flat=True))
        if unknown := set(roles) - set(known):
            raise Wrong(_("There is no role {role}. Roles: {known}.").format(
                role=", ".join(sorted(unknown)), known=", ".join(known)))
        who = system(source="cli")
        with transaction.atomic():
            user = users.create(actor=who, username=username, name=name or username, password=password, home=where)
            for role in roles:
                users.grant_role(actor=who, user=user, authority=where, role=role)
        show({"username": user.username, "authority": slug, "roles": list(roles)}, as_json)
