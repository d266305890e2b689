# ruff: noqa: S608  the statements are put together from names of our own tables and columns
"""Matched rows of a roster into the register, as `workers.register` and `workers.change` write them.

The standing and the word on the holiday that a row brings have the key of its line in the report: so an undo finds them.
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fugong.audit import services as audit
from fugong.kit import clock, crypto, masks
from fugong.kit.actor import Actor
from fugong.kit.events import publish
from fugong.kit.text import pinyin
from fugong.people.events import WorkersImported
from fugong.people.models import HolidayMovement, Standing, Team, Worker
from fugong.people.services import workers
from fugong.people.services.match_workers import INDEXES, MOVED, NEW, SEALED, STAGED, VALUES, find_teams, rows, run

NAMED = ("name", *SEALED)
"""Those that are about the person."""
PLAIN = tuple(column for column in VALUES if column not in (*NAMED, *INDEXES))
HELD = ("state", *PLAIN, *NAMED)
"""Those that the trail tells."""
STOOD = ("state", "absence", "state_since")
LABEL = Worker._meta.label_lower


def merge(actor: Actor) -> None:
    """Write the rows to be created and updated, their dated rows, and the trail."""
    run("SELECT 1 FROM {u} u JOIN {s} s ON s.target = u.id WHERE s.outcome = 'updated' ORDER BY u.id FOR UPDATE OF u")
    _make_teams(actor)
    _insert()
    _update()
    _stand(actor)
    _note_movements(actor)
    created = audit.record_many(actor, "people.worker.registered", LABEL, _trail("created"))
    updated = audit.record_many(actor, "people.worker.changed", LABEL, _trail("updated"))
    publish(actor, WorkersImported(created, updated))
    for model in (Worker, Standing, HolidayMovement):
        run(f"ANALYZE {model._meta.db_table}")


def _make_teams(actor: Actor) -> None:
    """The workshops and teams that the rows name and their units have not got yet."""
    wanted = "FROM {s} s WHERE s.outcome IN ('created', 'updated') AND s.workshop IS NOT NULL AND s.team_id IS NULL"
    pairs = rows(f"SELECT DISTINCT unit_id, workshop, team {wanted}")
    if not pairs:
        return
    kept = {(team.unit_id, team.name): team for team in Team.objects.filter(
        unit__in={unit for unit, _shop, _team in pairs}, parent=None, archived_at=None)}
    made = []
    for unit, shop in sorted({(unit, shop) for unit, shop, _team in pairs} - kept.keys(), key=str):
        kept[unit, shop] = Team(unit_id=unit, name=shop, name_sort=pinyin(shop)[0])
        made.append(kept[unit, shop])
    made += [Team(unit_id=unit, parent=kept[unit, shop], name=name, name_sort=pinyin(name)[0])
             for unit, shop, name in sorted(pairs, key=str) if name is not None]
    Team.objects.bulk_create(made)
    audit.record_many(actor, "people.team.saved", Team._meta.label_lower, (
        (team.pk, team.name, {"before": None, "after": {"name": team.name, "parent": team.parent_id and str(team.parent_id)}})
        for team in made))
    find_teams()


def _insert() -> None:
    """New workers, expected back from now on."""
    parameters: dict[str, Any] = {"now": clock.now(), "real": clock.real_now()}
    special = {"id": "s.target", "bigrams": "string_to_array(s.bigrams, ' ')", "state_since": "%(now)s",
               "created_at": "%(real)s", "changed_at": "%(real)s"}
    expressions = {}
    for field in Worker._meta.concrete_fields:
        column = str(field.column)
        if column not in special:
            parameters[column] = field.get_default()
        expressions[column] = special.get(column) or (
            f"coalesce(s.{column}, %({column})s)" if column in STAGED else f"%({column})s")
    expressions["team_id"] = "s.team_id"
    run(f"INSERT INTO {{u}} ({', '.join(expressions)}) SELECT {', '.join(expressions.values())} "
        "FROM {s} s WHERE s.outcome = 'created' ORDER BY s.number", parameters)


def _update() -> None:
    """Changed workers; what they were is noted for the trail, the undo and their standings."""
    kept = ", ".join((*VALUES, *STOOD))
    run(f"UPDATE {{s}} s SET before = to_jsonb(b) FROM (SELECT id, {kept} FROM {{u}}) b "
        "WHERE b.id = s.target AND s.outcome = 'updated'")
    moves = f"(u.unit_id <> s.unit_id OR u.team_id IS DISTINCT FROM {NEW['team_id']} OR u.state = 'left')"
    renamed = [key for (key,) in rows(
        "SELECT u.id FROM {s} s JOIN {u} u ON u.id = s.target WHERE s.outcome = 'updated' AND u.name <> s.name")]
    changes = ", ".join(f"{column} = {new}" for column, new in NEW.items())
    run(f"UPDATE {{u}} u SET {changes}, absence = CASE WHEN u.state = 'left' THEN '' ELSE u.absence END, "
        f"state_since = CASE WHEN {moves} THEN %(now)s ELSE u.state_since END, version = u.version + 1, "
        "changed_at = %(real)s FROM {s} s WHERE u.id = s.target AND s.outcome = 'updated'",
        {"now": clock.now(), "real": clock.real_now()})
    run("UPDATE {s} s SET version = u.version FROM {u} u WHERE u.id = s.target AND s.outcome = 'updated'")
    for worker in Worker.objects.filter(pk__in=renamed):
        workers.derive(worker)
        worker.save(update_fields=["name_sort", "search", "bigrams"])


def _stand(actor: Actor) -> None:
    """From now on the new and the moved stand as their rows say."""
    parameters = {"real": clock.real_now(), "by": actor.label[:100]}
    moved = ("(s.outcome = 'created' OR s.outcome = 'updated' AND (s.before->>'unit_id' <> u.unit_id::text OR "
             "s.before->>'team_id' IS DISTINCT FROM u.team_id::text OR s.before->>'state' <> u.state))")
    run("UPDATE people_standing h SET held_to = u.state_since FROM {s} s JOIN {u} u ON u.id = s.target "
        f"WHERE h.worker_id = u.id AND h.held_to IS NULL AND h.withdrawn_at IS NULL AND {moved}")
    run("INSERT INTO people_standing (id, worker_id, unit_id, team_id, state, absence, held_from, reason, recorded_at, "
        "recorded_by) SELECT s.line, u.id, u.unit_id, u.team_id, u.state, u.absence, u.state_since, '', %(real)s, %(by)s "
        f"FROM {{s}} s JOIN {{u}} u ON u.id = s.target WHERE {moved}", parameters)


def _note_movements(actor: Actor) -> None:
    """What the roster says of the holiday, in place of what a former one said."""
    parameters = {"real": clock.real_now(), "now": clock.now(), "by": actor.label[:100]}
    said = ("s.fingerprint IS NOT NULL AND s.outcome IN ('created', 'updated')")
    live = "m.source = 'roster' AND m.replaced_at IS NULL AND m.withdrawn_at IS NULL"
    run(f"UPDATE people_holidaymovement m SET replaced_at = %(real)s FROM {{s}} s WHERE m.worker_id = s.target AND {live} "
        f"AND m.fingerprint <> s.fingerprint AND {said}", parameters)
    columns = ", ".join(MOVED)
    values = ", ".join(f"coalesce(s.{column}, '')" if kind == "text" else f"s.{column}" for column, kind in MOVED.items())
    run(f"INSERT INTO people_holidaymovement (id, worker_id, source, {columns}, fingerprint, said_at, recorded_at, "
        f"recorded_by) SELECT s.line, s.target, 'roster', {values}, s.fingerprint, %(now)s, %(real)s, %(by)s FROM {{s}} s "
        f"WHERE {said} AND NOT EXISTS (SELECT FROM people_holidaymovement m WHERE m.worker_id = s.target AND {live})",
        parameters)


def _trail(outcome: str) -> list[tuple[UUID, str, Mapping[str, Any]]]:
    """The lines of the trail as the services write them: personal values masked, and whole under the worker's own key.

    What is kept for undoing holds personal values in the same way: only where they changed, and sealed.
    """
    columns = ", ".join(f"u.{column}::text" for column in HELD)
    found = rows("SELECT s.line, u.id, s.version, s.before, EXISTS (SELECT FROM people_holidaymovement m WHERE m.id = s.line), "
                 f"{columns} FROM {{s}} s JOIN {{u}} u ON u.id = s.target WHERE s.outcome = '{outcome}' ORDER BY s.number")
    told: dict[UUID, dict[str, Any]] = {}
    names: dict[UUID, str] = {}
    former: dict[UUID, tuple[UUID, dict[str, Any]]] = {}
    for line, key, version, kept, moved, *held in found:
        before = json.loads(kept) if kept else None
        after = _opened(dict(zip(HELD, held, strict=True)))
        names[key] = masks.person(after["name"])
        if before is None:
            told[key] = {"after": {column.removesuffix("_id"): value for column, value in after.items() if value}}
        else:
            told[key] = {"changed": _changed(_opened(before), after), "version": version}
            former[key] = line, {column: before[column] for column in (*PLAIN, *STOOD)}
        told[key]["holiday"] = moved
    guarded = audit.guard_many(LABEL, told, workers.PERSONAL)
    _keep({line: {**values, "sealed": guarded[key].get("sealed", "")} for key, (line, values) in former.items()})
    return [(key, names[key], data) for key, data in guarded.items()]


def _opened(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same with what is encrypted in the clear."""
    return {**values, **{column: crypto.open_sealed(values[column] or "") for column in SEALED}}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str]]:
    """Column → [former, present], where they differ."""
    pairs = {column: [before[column] or "", after[column] or ""] for column in HELD}
    return {column.removesuffix("_id"): pair for column, pair in pairs.items() if pair[0] != pair[1]}


def _keep(before: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Write what lines keep of the former values."""
    run("UPDATE {s} s SET before = f.before FROM unnest(%(lines)s::uuid[], %(before)s::jsonb[]) f (line, before) "
        "WHERE f.line = s.line", {"lines": list(before), "before": [json.dumps(each) for each in before.values()]})
