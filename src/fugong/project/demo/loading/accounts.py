"""The authority itself, its department directory and its accounts."""

from datetime import datetime

from fugong.accounts import selectors
from fugong.accounts.models import Authority, User
from fugong.accounts.services import authorities, users
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.project.demo.model import Cast
from fugong.project.demo.offices import PASSWORD


def make_authority(demo: Cast, morning: datetime) -> Authority:
    """The authority with its schema; its business clock says `morning` now."""
    actor = system(source="cli")
    authority = authorities.create(
        actor=actor, slug=demo.slug, name=demo.name, name_en=demo.name_en, kind=demo.kind,
        division_code=demo.division, clock_offset=morning - clock.real_now(), mfa_required=False, demo=True)
    authorities.set_departments(
        actor=actor, authority=authority, names=[department.name for department in demo.departments])
    return authority


def make_users(demo: Cast, authority: Authority) -> dict[str, User]:
    """One account per row of the cast, with its role and post."""
    actor = system(source="cli")
    made = {}
    for row in demo.users:
        user = users.create(
            actor=actor, username=row.username, name=row.person.name, password=PASSWORD, phone=row.person.phone)
        users.grant_role(actor=actor, user=user, authority=authority, role=row.role, title=row.title)
        made[row.username] = user
    return made


def actors(authority: Authority, made: dict[str, User]) -> dict[str, Actor]:
    """The accounts as they act while the past is entered."""
    found = {name: selectors.actor_for(user, authority, source="import") for name, user in made.items()}
    return {name: actor for name, actor in found.items() if actor}
