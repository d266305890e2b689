"""What an owning app declares so that its rows can be imported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fugong.kit.actor import Actor
from fugong.kit.errors import not_allowed, not_found
from fugong.kit.excel.columns import Layout
from fugong.kit.excel.problems import Problem

_offered: dict[str, "Importer"] = {}


@dataclass(frozen=True, kw_only=True)
class Importer:
    """A kind of rows that can be imported.

    kind: its name, also of the layout; desk: code of the desk that shows the rows; permission: who may import;
    layout(): columns with the choices as they stand in the authority now; label: the column by which people call a
    row; own: names and SQL types of the columns that the owner adds to the staging table; stage(values): what they
    hold for one checked row.

    The three set-based services work on the staging table (`staging.TABLE`), one row per row of the file:
    number    row of the sheet
    forced    "same" or "different" where somebody decided, else NULL
    outcome   created, unless match finds it updated, unchanged or a duplicate
    target    the id of a row to be created, made beforehand; match sets it for the others
    label, found, why    words for the report: the row; set by match: what it may duplicate, and by what
    version, before      set by merge for updated rows: the target's version now, and its former values

    match(): says for every row what it is, and returns problems that only the register can show; the rows that
    they block are then taken out. merge(actor): writes created and updated rows, with their audit. revert(actor):
    works on (target, version, created, before, reverted): takes back, and marks as reverted, what still has its
    version.
    """

    kind: str
    desk: str
    permission: str
    label: str
    layout: Callable[[], Layout]
    own: Mapping[str, str]
    stage: Callable[[Mapping[str, Any]], Sequence[Any]]
    match: Callable[[], list[Problem]]
    merge: Callable[[Actor], None]
    revert: Callable[[Actor], None]


def offer(importer: Importer) -> None:
    """Make a kind known; project.wiring does, once."""
    _offered[importer.kind] = importer


def importer_of(actor: Actor, kind: str) -> Importer:
    """The importer of a kind, for somebody who may import it. Importers see the whole register."""
    importer = _offered.get(kind)
    if importer is None:
        raise not_found(kind)
    if not actor.can(importer.permission) or (actor.kind != "system" and actor.reach != "authority"):
        raise not_allowed(importer.permission)
    return importer


def offered(actor: Actor) -> list[str]:
    """The kinds that somebody may import."""
    return [kind for kind, importer in _offered.items() if actor.can(importer.permission)]
