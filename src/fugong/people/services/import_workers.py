"""The importer of workers: rows of a roster into the register."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fugong.intake.services import Importer
from fugong.kit import crypto
from fugong.people.rules import homes, identity
from fugong.people.services import match_workers, merge_workers, revert_workers, roster
from fugong.people.services.match_workers import MOVED, STAGED
from fugong.people.services.workers import derived


def stage(values: Mapping[str, Any]) -> Sequence[Any]:
    """One row for the staging table: values, keys derived from them, what is personal encrypted."""
    number, phone = values["id_number"], values["phone"]
    sort, search, bigrams = derived(values["name"])
    workshop, team = (*roster.team_names(values["team"] or ""), None, None)[:2]
    told = {column: values[column] for column in MOVED}
    plain = {
        **values, "document": values["document"] or identity.guessed(number), "unit_id": values["unit"],
        "id_index": crypto.blind_index(identity.lengthened(number)), "phone_index": crypto.blind_index(phone or ""),
        "home_division": homes.division_of(values["home_address"] or "") or None, "name_sort": sort, "search": search,
        "bigrams": " ".join(bigrams), "workshop": workshop, "team": team, "team_id": None,
        "fingerprint": crypto.blind_index(json.dumps(told, default=str)) if any(v is not None for v in told.values()) else None,
    }
    for column in (*match_workers.SEALED, "via", "health"):
        plain[column] = crypto.seal(values[column]) if values[column] else None
    return [plain[name] for name in STAGED]


IMPORTER = Importer(
    kind="workers", desk="people.worker", label="name", permission="people.worker.import",
    layout=roster.layout, own=STAGED, stage=stage,
    match=match_workers.match, merge=merge_workers.merge, revert=revert_workers.revert,
)
