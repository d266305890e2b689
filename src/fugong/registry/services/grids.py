"""Grids and the officers who answer for them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import masks
from fugong.kit.actor import Actor
from fugong.kit.errors import invalid, not_allowed, not_found, stale
from fugong.kit.text import normal, person_pinyin, pinyin
from fugong.registry.models import Grid, Officer

GRID_FIELDS = ("code", "name", "township", "officer", "deputy", "outline")
OFFICER_FIELDS = ("name", "department", "title", "level", "phone", "user_id")


@transaction.atomic
def save_grid(
    *, actor: Actor, values: Mapping[str, Any], grid_id: UUID | str | None = None, version: int = 0
) -> Grid:
    """Make a grid, or change one that nobody changed since `version`."""
    if not actor.can("registry.grid.edit"):
        raise not_allowed("registry.grid.edit")
    grid = Grid() if grid_id is None else _locked(Grid, grid_id, version)
    for field in GRID_FIELDS:
        if field in values:
            setattr(grid, field, values[field])
    grid.name, grid.code = normal(grid.name), normal(grid.code).upper()
    problems = {}
    others = Grid.objects.exclude(pk=grid.pk)
    if not grid.name or others.filter(name=grid.name).exists():
        problems["name"] = _("Give a name that no other grid has.")
    if not grid.code or others.filter(code=grid.code).exists():
        problems["code"] = _("Give a code that no other grid has.")
    if grid.officer_id and grid.officer_id == grid.deputy_id:
        problems["deputy"] = _("Officer and deputy must be two people.")
    if problems:
        raise invalid(problems)
    grid.name_sort = pinyin(grid.name)[0]
    return _store(actor, grid, "registry.grid", {"code": grid.code, "name": grid.name})  # type: ignore[return-value]


@transaction.atomic
def save_officer(
    *, actor: Actor, values: Mapping[str, Any], officer_id: UUID | str | None = None, version: int = 0
) -> Officer:
    """Enter a responsible officer, or change one that nobody changed since `version`."""
    if not actor.can("registry.officer.edit"):
        raise not_allowed("registry.officer.edit")
    officer = Officer() if officer_id is None else _locked(Officer, officer_id, version)
    for field in OFFICER_FIELDS:
        if field in values:
            setattr(officer, field, values[field])
    officer.user_id = officer.user_id or None
    officer.name = normal(officer.name)
    if not officer.name:
        raise invalid({"name": _("Give the officer's name.")})
    officer.name_sort = person_pinyin(officer.name)[0]
    data = {"after": {"title": officer.title, "department": officer.department, "phone": officer.phone}}
    return _store(actor, officer, "registry.officer", data)  # type: ignore[return-value]


def _locked(model: type[Any], key: UUID | str, version: int) -> Any:
    row = model.objects.select_for_update(of=("self",)).filter(pk=key, archived_at=None).first()
    if row is None:
        raise not_found()
    if row.version != version:
        raise stale({"version": row.version})
    return row


def _store(actor: Actor, row: Grid | Officer, noun: str, data: Mapping[str, Any]) -> Grid | Officer:
    new = row._state.adding
    if not new:
        row.version += 1
    row.save()
    audit.record(actor, f"{noun}.{'added' if new else 'changed'}", row, data, personal={"phone": masks.phone})
    return row
