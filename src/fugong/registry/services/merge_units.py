# ruff: noqa: S608  the statements are put together from names of our own tables and columns
"""Staged units against the register, set by set: what matches, what is written, what is taken back.

A row IS a unit of the register when kind and name are the same and their credit codes do not contradict each
other. A row MAY BE one when only the code, or only the name, is the same: that is a pair for somebody to decide.
An empty cell leaves the unit's value as it is.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from fugong.audit import services as audit
from fugong.intake.services import TABLE
from fugong.kit import clock, crypto, masks
from fugong.kit.actor import Actor
from fugong.kit.events import publish
from fugong.kit.excel.problems import Problem
from fugong.kit.text import pinyin
from fugong.registry.events import UnitsImported, UnitsImportReverted
from fugong.registry.models import Unit, UnitName, UnitStanding
from fugong.registry.services import grids
from fugong.registry.services.roster import LAYOUT
from fugong.registry.services.units import ORIGINS

VALUES: Mapping[str, str] = {
    "kind": "text", "name": "text", "credit_code": "text", "industry": "text", "above_scale": "boolean",
    "key_unit": "boolean", "address": "text", "grid_id": "uuid", "legal_person": "text", "contact_name": "text",
    "contact_phone": "text", "staff_total": "int", "planned_return": "int", **dict.fromkeys(ORIGINS, "int"),
    "orders": "int",
}
NAMED = ("legal_person", "contact_name", "contact_phone")
"""Those that are about a person."""
DERIVED: Mapping[str, str] = {"name_sort": "text", "search": "text", "bigrams": "text"}
STAGED: Mapping[str, str] = {
    **VALUES, **DERIVED, "new_grid": "text", "phone_shown": "text", "phone_was": "text"}
"""Columns of the staging table with their SQL types. NULL is an empty cell, except that no credit code is ''.
Bigrams are separated by spaces: an array is slow to copy. phone_shown, phone_was: masked, for the trail."""

NAMES, STANDINGS = ("name", "credit_code"), ("above_scale", "key_unit")
UNIT = Unit._meta.db_table
_NEW = {column: f"coalesce(s.{column}, u.{column})" for column in VALUES} | {
    "credit_code": "CASE s.credit_code WHEN '' THEN u.credit_code ELSE s.credit_code END"}


def _run(sql: str, parameters: Mapping[str, Any] | None = None) -> int:
    """Execute one statement; {s} is the staging table and {u} the table of units. Returns the rows touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(s=TABLE, u=UNIT, row_id=_row_id()), parameters or {})
        return int(cursor.rowcount)


def _row_id() -> str:
    """How the database makes a key: in the order of time where it can."""
    return "uuidv7()" if connection.pg_version >= 180000 else "gen_random_uuid()"  # type: ignore[attr-defined]


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(s=TABLE, u=UNIT))
        return cursor.fetchall()


def match() -> list[Problem]:
    """Say for every staged row what it is; problems are those of rows that no longer fit their unit."""
    _run("UPDATE {s} SET outcome = 'matched' WHERE forced = 'same'")
    _run("""
        WITH same AS (
            SELECT s.number, (array_agg(u.id ORDER BY u.id))[1] AS id, count(*) AS count
            FROM {s} s JOIN {u} u ON u.name_sort = s.name_sort AND u.name = s.name AND u.kind = s.kind
            WHERE s.forced IS NULL AND u.archived_at IS NULL
                AND (u.credit_code = s.credit_code OR '' IN (u.credit_code, s.credit_code))
            GROUP BY s.number)
        UPDATE {s} s SET outcome = 'matched', target = same.id FROM same WHERE same.number = s.number AND same.count = 1
        """)
    _run("""
        WITH near AS (
            SELECT s.number, u.id, u.name, 0 AS rank, s.credit_code AS why
            FROM {s} s JOIN {u} u ON u.credit_code = s.credit_code AND s.credit_code <> ''
            WHERE s.outcome = 'created' AND s.forced IS NULL AND u.archived_at IS NULL
            UNION ALL
            SELECT s.number, u.id, u.name, 1, s.name
            FROM {s} s JOIN {u} u ON u.name_sort = s.name_sort AND u.name = s.name
            WHERE s.outcome = 'created' AND s.forced IS NULL AND u.archived_at IS NULL),
        nearest AS (SELECT DISTINCT ON (number) * FROM near ORDER BY number, rank, id)
        UPDATE {s} s SET outcome = 'duplicate', target = n.id, found = n.name, why = n.why
        FROM nearest n WHERE n.number = s.number
        """)
    _settle_phones()
    differs = " OR ".join(f"{new} IS DISTINCT FROM u.{column}" for column, new in _NEW.items())
    _run(f"""
        UPDATE {{s}} s SET outcome = CASE WHEN s.new_grid IS NOT NULL OR {differs} THEN 'updated' ELSE 'unchanged' END
        FROM {{u}} u WHERE u.id = s.target AND s.outcome = 'matched'
        """)
    return _misfits()


def _settle_phones() -> None:
    """Where a phone is the unit's own already, stage it in the unit's encryption, so that it compares as equal."""
    held = [(number, crypto.open_sealed(given), crypto.open_sealed(kept)) for number, given, kept in _rows("""
        SELECT s.number, s.contact_phone, u.contact_phone FROM {s} s JOIN {u} u ON u.id = s.target
        WHERE s.outcome = 'matched' AND s.contact_phone IS NOT NULL AND u.contact_phone <> ''
        """)]
    _run("UPDATE {s} s SET contact_phone = u.contact_phone FROM {u} u WHERE u.id = s.target AND s.number = ANY(%(same)s)",
         {"same": [number for number, given, kept in held if given == kept]})
    others = {number: masks.phone(kept) for number, given, kept in held if given != kept}
    _run("UPDATE {s} s SET phone_was = o.phone FROM unnest(%(numbers)s::int[], %(phones)s::text[]) o (number, phone) "
         "WHERE o.number = s.number", {"numbers": list(others), "phones": list(others.values())})


def _misfits() -> list[Problem]:
    """Rows that do not fit together with what the unit keeps, because the file leaves that open."""
    counted = ("staff_total", "planned_return", *ORIGINS)
    rows = _rows(f"SELECT s.number, {', '.join(_NEW[column] for column in counted)} FROM {{s}} s "
                 "JOIN {u} u ON u.id = s.target WHERE s.outcome = 'updated'")
    found = (rule.problem(LAYOUT, number, dict(zip(counted, values, strict=True)))
             for number, *values in rows for rule in LAYOUT.checks)
    return [problem for problem in found if problem is not None]


def merge(actor: Actor) -> None:
    """Write the rows to be created and updated, their dated rows, and the trail."""
    _run("SELECT 1 FROM {u} u JOIN {s} s ON s.target = u.id WHERE s.outcome = 'updated' ORDER BY u.id FOR UPDATE OF u")
    _make_grids(actor)
    _insert(actor)
    _update(actor)
    _seal_personal()
    created = audit.record_query(actor, "registry.unit.registered", Unit._meta.label_lower, f"""
        SELECT line, s.target, label, jsonb_strip_nulls(jsonb_build_object(
            'after', jsonb_strip_nulls({_shown('s', 's.phone_shown')}), 'sealed', p.sealed))
        FROM {TABLE} s LEFT JOIN personal_sealed p ON p.target = s.target WHERE outcome = 'created'""")
    updated = audit.record_query(actor, "registry.unit.changed", Unit._meta.label_lower, f"""
        SELECT s.line, s.target, s.label, jsonb_build_object('version', s.version, 'changed', (
            SELECT jsonb_object_agg(new.key, jsonb_build_array({_masked('old')}, {_masked('new')}))
            FROM jsonb_each({_raw('u', 's.phone_shown')}) new
            JOIN jsonb_each(s.before || jsonb_build_object('contact_phone', s.phone_was)) old USING (key)
            WHERE CASE WHEN new.key = 'contact_phone' THEN s.before->>new.key <> u.contact_phone
                ELSE new.value <> old.value END))
            || CASE WHEN p.sealed IS NULL THEN '{{}}' ELSE jsonb_build_object('sealed', p.sealed) END
        FROM {TABLE} s JOIN {UNIT} u ON u.id = s.target LEFT JOIN personal_sealed p ON p.target = s.target
        WHERE s.outcome = 'updated'""")
    _keep_sealed()
    _run("DROP TABLE personal_sealed")
    publish(actor, UnitsImported(created, updated))
    _run("ANALYZE {u} (id, kind, state, grid_id, name_sort, credit_code, staff_total)")
    for model in (UnitName, UnitStanding):
        _run(f"ANALYZE {model._meta.db_table}")


def _make_grids(actor: Actor) -> None:
    """The grids that a first roster names, in the order of their names."""
    names = [name for (name,) in _rows("SELECT DISTINCT new_grid FROM {s} WHERE new_grid IS NOT NULL "
                                       "AND outcome IN ('created', 'updated')")]
    for number, name in enumerate(sorted(names, key=pinyin), 1):
        grids.save_grid(actor=actor, values={"code": f"{number:02d}", "name": name})
    if names:
        _run("UPDATE {s} s SET grid_id = g.id FROM registry_grid g WHERE g.name = s.new_grid")


def _insert(actor: Actor) -> None:
    """New units with their first name, standing and state, as `units.register` makes them."""
    parameters: dict[str, Any] = {
        "today": clock.today(), "now": clock.now(), "real": clock.real_now(), "by": actor.label[:100]}
    special = {
        "id": "s.target", "bigrams": "string_to_array(s.bigrams, ' ')", "registered_on": "%(today)s",
        "state_since": "%(now)s", "created_at": "%(real)s", "changed_at": "%(real)s"}
    expressions = {}
    for field in Unit._meta.concrete_fields:
        column = str(field.column)
        if column not in special:
            parameters[column] = field.get_default()
        expressions[column] = special.get(column) or (
            f"coalesce(s.{column}, %({column})s)" if column in STAGED else f"%({column})s")
    _run(f"INSERT INTO {{u}} ({', '.join(expressions)}) SELECT {', '.join(expressions.values())} "
         "FROM {s} s WHERE s.outcome = 'created' ORDER BY s.number", parameters)
    _run("INSERT INTO registry_unitname (id, unit_id, name, credit_code, held_from, recorded_at, recorded_by) "
         "SELECT {row_id}, target, name, credit_code, %(today)s, %(real)s, %(by)s FROM {s} WHERE outcome = 'created'",
         parameters)
    _run("INSERT INTO registry_unitstanding (id, unit_id, above_scale, key_unit, held_from, recorded_at, recorded_by) "
         "SELECT {row_id}, target, coalesce(above_scale, false), coalesce(key_unit, false), %(today)s, %(real)s, "
         "%(by)s FROM {s} WHERE outcome = 'created'", parameters)
    _run("INSERT INTO registry_unitstate (id, unit_id, state, held_from, recorded_at, reason, cause_type, cause_id, "
         "recorded_by) SELECT {row_id}, target, %(state)s, %(now)s, %(real)s, '', '', '', %(by)s "
         "FROM {s} WHERE outcome = 'created'", parameters)


def _update(actor: Actor) -> None:
    """Changed units; names, codes and standings keep their past, as in `units.change`."""
    kept = ", ".join((*VALUES, *DERIVED))
    _run(f"UPDATE {{s}} s SET before = to_jsonb(b) FROM (SELECT id, {kept} FROM {{u}}) b "
         "WHERE b.id = s.target AND s.outcome = 'updated'")
    derived = {
        "name_sort": "s.name_sort",
        **{column: f"CASE WHEN s.credit_code = '' AND u.credit_code <> '' AND s.name = u.name THEN u.{column} "
                   f"ELSE {staged} END"
           for column, staged in (("search", "s.search"), ("bigrams", "string_to_array(s.bigrams, ' ')"))}}
    changes = ", ".join(f"{column} = {new}" for column, new in (_NEW | derived).items())
    _run(f"UPDATE {{u}} u SET {changes}, version = u.version + 1, changed_at = %(real)s FROM {{s}} s "
         "WHERE u.id = s.target AND s.outcome = 'updated'", {"real": clock.real_now()})
    _run("UPDATE {s} s SET version = u.version FROM {u} u WHERE u.id = s.target AND s.outcome = 'updated'")
    _redate(actor, UnitName._meta.db_table, NAMES, "s.outcome = 'updated'")
    _redate(actor, UnitStanding._meta.db_table, STANDINGS, "s.outcome = 'updated'")


def _redate(actor: Actor, table: str, columns: tuple[str, ...], which: str) -> None:
    """From today on the units' present values hold: where they differ from before, end the open row, add another."""
    parameters = {"today": clock.today(), "real": clock.real_now(), "by": actor.label[:100]}
    differs = " OR ".join(f"u.{column} IS DISTINCT FROM b.{column}" for column in columns)
    changed = (f"(SELECT u.id, {', '.join(f'u.{column}' for column in columns)} FROM {{s}} s "
               f"JOIN {{u}} u ON u.id = s.target JOIN {table} b ON b.unit_id = u.id AND b.held_to IS NULL "
               f"WHERE {which} AND ({differs}))")
    _run(f"CREATE TEMPORARY TABLE redated ON COMMIT DROP AS {changed}")
    _run(f"DELETE FROM {table} b USING redated r WHERE b.unit_id = r.id AND b.held_to IS NULL AND b.held_from = %(today)s",
         parameters)
    _run(f"UPDATE {table} b SET held_to = %(today)s FROM redated r WHERE b.unit_id = r.id AND b.held_to IS NULL", parameters)
    _run(f"INSERT INTO {table} (id, unit_id, {', '.join(columns)}, held_from, recorded_at, recorded_by) "
         f"SELECT {{row_id}}, id, {', '.join(columns)}, %(today)s, %(real)s, %(by)s FROM redated", parameters)
    _run("DROP TABLE redated")


def revert(actor: Actor) -> None:
    """Take back: new units are archived as if they had never been registered, changed ones get their values back."""
    parameters = {"real": clock.real_now()}
    _run("SELECT 1 FROM {u} u JOIN {s} s ON s.target = u.id ORDER BY u.id FOR UPDATE OF u")
    _run("UPDATE {s} s SET reverted = true FROM {u} u "
         "WHERE u.id = s.target AND u.version = s.version AND u.archived_at IS NULL")
    new = "FROM {s} s WHERE s.reverted AND s.created"
    _run("UPDATE {u} u SET archived_at = %(real)s, closed_on = u.registered_on, version = u.version + 1, "
         f"changed_at = %(real)s {new} AND u.id = s.target", parameters)
    _run(f"UPDATE registry_unitstate h SET withdrawn_at = %(real)s {new} AND h.unit_id = s.target", parameters)
    for model in (UnitName, UnitStanding):
        _run(f"UPDATE {model._meta.db_table} h SET held_to = h.held_from {new} AND h.unit_id = s.target")
    _open_kept()
    former = ", ".join(f"{column} = b.{column}" for column in (*VALUES, *DERIVED))
    _run(f"UPDATE {{u}} u SET {former}, version = u.version + 1, changed_at = %(real)s "
         "FROM {s} s, jsonb_populate_record(NULL::{u}, s.before) b "
         "WHERE s.reverted AND NOT s.created AND u.id = s.target", parameters)
    for model, columns in ((UnitName, NAMES), (UnitStanding, STANDINGS)):
        _redate(actor, model._meta.db_table, columns, "s.reverted AND NOT s.created")
    rows = _rows("SELECT target, label, created FROM {s} WHERE reverted ORDER BY number")
    audit.record_many(actor, "registry.unit.import_reverted", Unit._meta.label_lower, (
        (key, label, {"created": created}) for key, label, created in rows))
    publish(actor, UnitsImportReverted(len(rows)))


def _seal_personal() -> None:
    """The personal values of the rows, whole, under each unit's own key: table personal_sealed (target, sealed)."""
    columns = ", ".join(f"s.before->>'{column}', u.{column}" for column in NAMED)
    rows = _rows(f"SELECT s.target, s.outcome = 'created', {columns} FROM {{s}} s JOIN {{u}} u ON u.id = s.target "
                 "WHERE s.outcome IN ('created', 'updated')")
    whole: dict[UUID, dict[str, Any]] = {}
    for target, created, *values in rows:
        pairs = {column: [crypto.open_sealed(value or "") if column == "contact_phone" else value or ""
                          for value in values[2 * place:2 * place + 2]] for place, column in enumerate(NAMED)}
        differ = {column: pair for column, pair in pairs.items() if pair[0] != pair[1]}
        if differ:
            whole[target] = ({"after": {column: after for column, (_before, after) in differ.items()}} if created
                             else {"changed": differ})
    _run("CREATE TEMPORARY TABLE personal_sealed (target uuid PRIMARY KEY, sealed text) ON COMMIT DROP")
    sealed = audit.seal_personal(Unit._meta.label_lower, whole)
    with connection.cursor() as cursor, cursor.copy("COPY personal_sealed (target, sealed) FROM STDIN") as copy:
        for row in sealed.items():
            copy.write_row(row)


def _keep_sealed() -> None:
    """For undoing, names and phones are kept as the trail keeps them: only where they changed, under the unit's key."""
    _run("UPDATE {s} SET before = before - %(named)s::text[] WHERE outcome = 'updated'", {"named": list(NAMED)})
    _run("UPDATE {s} s SET before = s.before || jsonb_build_object('sealed', p.sealed) FROM personal_sealed p "
         "WHERE p.target = s.target AND s.outcome = 'updated'")


def _open_kept() -> None:
    """Former names and phones of the rows to be taken back; those of today where nothing changed or was erased."""
    today = ", ".join(f"'{column}', u.{column}" for column in NAMED)
    _run(f"UPDATE {{s}} s SET before = jsonb_build_object({today}) || s.before FROM {{u}} u "
         "WHERE u.id = s.target AND s.reverted AND NOT s.created")
    sealed = dict(_rows("SELECT line, before->>'sealed' FROM {s} WHERE reverted AND before ? 'sealed'"))
    former = {line: {column: crypto.seal(was) if column == "contact_phone" else was
                     for column, (was, _is) in whole["changed"].items()}
              for line, whole in audit.open_personal(sealed).items()}
    _run("UPDATE {s} s SET before = s.before || f.named FROM unnest(%(lines)s::uuid[], %(named)s::jsonb[]) f (line, named) "
         "WHERE f.line = s.line", {"lines": list(former), "named": [json.dumps(named) for named in former.values()]})


def _mask(text: str) -> str:
    """masks.person in SQL."""
    return (f"left({text}, 1) || repeat('*', length({text}) - 2) || "
            f"CASE WHEN length({text}) > 2 THEN right({text}, 1) WHEN length({text}) = 2 THEN '*' ELSE '' END")


def _masked(side: str) -> str:
    """One side of a changed value for the trail: names masked."""
    text = f"({side}.value #>> '{{}}')"
    return f"CASE WHEN {side}.key IN ('legal_person', 'contact_name') THEN to_jsonb({_mask(text)}) ELSE {side}.value END"


def _shown(alias: str, phone: str) -> str:
    """The values of a row as one JSON object for the trail, names and phone masked."""
    return _raw(alias, phone, names=_mask)


def _raw(alias: str, phone: str, names: Callable[[str], str] = str) -> str:
    """The values of a row as one JSON object, the phone masked."""
    columns = ", ".join(f"'{column}', {names(f'{alias}.{column}') if column in NAMED else f'{alias}.{column}'}"
                        for column in VALUES if column != "contact_phone")
    return f"jsonb_build_object({columns}, 'contact_phone', {phone})"
