"""The importer of units: rows of a roster into the register."""

from collections.abc import Mapping, Sequence
from typing import Any

from fugong.intake.services import Importer
from fugong.kit import crypto, masks
from fugong.registry.services import merge_units, roster
from fugong.registry.services.units import derived


def stage(values: Mapping[str, Any]) -> Sequence[Any]:
    """One row for the staging table: values, keys derived from them, the phone encrypted and masked."""
    grid = values["grid"]
    is_new = grid is not None and grid.startswith(roster.NEW_GRID)
    code = values["credit_code"] or ""
    sort, search, bigrams = derived(values["name"], code)
    phone = values["contact_phone"]
    plain = {**values, "grid_id": None if is_new else grid, "new_grid": grid[1:] if is_new else None,
             "credit_code": code, "name_sort": sort, "search": search, "bigrams": " ".join(bigrams),
             "contact_phone": crypto.seal(phone) if phone else None,
             "phone_shown": masks.phone(phone) if phone else None, "phone_was": None}
    return [plain[name] for name in merge_units.STAGED]


IMPORTER = Importer(
    kind="units", desk="registry.unit", label="name", permission="registry.unit.import",
    layout=roster.layout, own=merge_units.STAGED, stage=stage,
    match=merge_units.match, merge=merge_units.merge, revert=merge_units.revert,
)
