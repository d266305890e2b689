# ruff: noqa: S608  the statements are put together from names of our own tables and columns
"""A roster of workers taken back: who was new is archived, who changed gets his values and his former place back."""

import json
from typing import Any
from uuid import UUID

from fugong.audit import services as audit
from fugong.kit import clock, crypto
from fugong.kit.actor import Actor
from fugong.kit.events import publish
from fugong.people.events import WorkersImportReverted
from fugong.people.models import Worker
from fugong.people.services import workers
from fugong.people.services.match_workers import DERIVED, SEALED, VALUES, rows, run
from fugong.people.services.merge_workers import LABEL, STOOD


def revert(actor: Actor) -> None:
    """Take back what nobody changed since. The standings and words of the roster have the keys of its lines."""
    parameters = {"real": clock.real_now()}
    run("SELECT 1 FROM {u} u JOIN {s} s ON s.target = u.id ORDER BY u.id FOR UPDATE OF u")
    run("UPDATE {s} s SET reverted = true FROM {u} u WHERE u.id = s.target AND u.version = s.version AND u.archived_at IS NULL")
    run("UPDATE {u} u SET archived_at = %(real)s, version = u.version + 1, changed_at = %(real)s FROM {s} s "
        "WHERE s.reverted AND s.created AND u.id = s.target", parameters)
    _bring_back_values(parameters)
    for table in ("people_standing", "people_holidaymovement"):
        run(f"UPDATE {table} h SET withdrawn_at = %(real)s FROM {{s}} s WHERE s.reverted AND h.id = s.line", parameters)
    run("""
        UPDATE people_standing h SET held_to = NULL FROM (
            SELECT DISTINCT ON (former.worker_id) former.id
            FROM {s} s JOIN people_standing gone ON gone.id = s.line
            JOIN people_standing former ON former.worker_id = gone.worker_id AND former.held_to = gone.held_from
            WHERE s.reverted AND former.withdrawn_at IS NULL ORDER BY former.worker_id, former.id DESC) f
        WHERE h.id = f.id
        """)
    run("UPDATE people_holidaymovement m SET replaced_at = NULL FROM {s} s JOIN people_holidaymovement gone ON gone.id = s.line "
        "WHERE s.reverted AND m.worker_id = gone.worker_id AND m.source = gone.source AND m.replaced_at = gone.recorded_at "
        "AND m.withdrawn_at IS NULL")
    done = rows("SELECT target, label, created FROM {s} WHERE reverted ORDER BY number")
    audit.record_many(actor, "people.worker.import_reverted", LABEL, (
        (key, label, {"created": created}) for key, label, created in done))
    publish(actor, WorkersImportReverted(len(done)))


def _bring_back_values(parameters: dict[str, Any]) -> None:
    """Former values; what was erased since stays as it is."""
    changed = "s.reverted AND NOT s.created"
    cards = dict(rows(f"SELECT s.line, u.card_number FROM {{s}} s JOIN {{u}} u ON u.id = s.target WHERE {changed}"))
    sealed: dict[UUID, str] = dict(rows(f"SELECT line, before->>'sealed' FROM {{s}} s WHERE {changed} AND before ? 'sealed'"))
    former = {line: _former(whole["changed"], cards[line]) for line, whole in audit.open_personal(sealed).items()}
    run("UPDATE {s} s SET before = s.before || f.named FROM unnest(%(lines)s::uuid[], %(named)s::jsonb[]) f (line, named) "
        "WHERE f.line = s.line", {"lines": list(former), "named": [json.dumps(named) for named in former.values()]})
    columns = (*VALUES, *DERIVED, *STOOD)
    values = ", ".join(f"{column} = b.{column}" for column in columns)
    run(f"UPDATE {{u}} u SET {values}, version = u.version + 1, changed_at = %(real)s FROM ("
        f"SELECT w.id AS row, b.* FROM {{s}} s JOIN {{u}} w ON w.id = s.target "
        f"CROSS JOIN LATERAL jsonb_populate_record(w, s.before) b WHERE {changed}) b WHERE b.row = u.id", parameters)


def _former(changed: dict[str, list[str]], card_number: str) -> dict[str, Any]:
    """Former personal values as the row keeps them: encrypted, with their indexes and what is searched."""
    were = {column: pair[0] for column, pair in changed.items()}
    worker = Worker(card_number=card_number, **were)
    workers.derive(worker)
    kept: dict[str, Any] = {column: crypto.seal(was) for column, was in were.items() if column in SEALED}
    for column, index in (("id_number", "id_index"), ("phone", "phone_index")):
        if column in were:
            kept[index] = getattr(worker, index)
    if "name" in were:
        kept |= {column: getattr(worker, column) for column in ("name", *DERIVED)}
    return kept
