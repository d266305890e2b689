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
    made = users.create_many(actor=actor, password=PASSWORD, users=[
        User(username=row.username, name=row.person.name, phone=row.person.phone, home=authority)
        for row in demo.users])
    for row, user in zip(demo.users, made, strict=True):
        users.grant_role(actor=actor, user=user, authority=authority, role=row.role, title=row.title)
    return {user.username: user for user in made}


def actors(authority: Authority, made: dict[str, User]) -> dict[str, Actor]:
    """The accounts as they act while the past is entered."""
    found = {name: selectors.actor_for(user, authority, source="import") for name, user in made.items()}
    return {name: actor for name, actor in found.items() if actor}
