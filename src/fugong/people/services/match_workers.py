# ruff: noqa: S608  the statements are put together from names of our own tables and columns
"""Staged workers against the register, set by set: who is on file already, and what changes.

A row IS a worker of the register, also one who left, when the identity number and the name are the same; or name and
phone, or name and unit, where nothing contradicts and only one fits. It MAY BE one when the number, or name and phone, or
name and unit are the same and something contradicts: that is a pair for somebody to decide. An empty cell leaves the
worker's value as it is.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from fugong.intake.services import TABLE
from fugong.kit import crypto, masks
from fugong.kit.excel.problems import Problem
from fugong.people.models import Worker
from fugong.people.services.roster import LAYOUT

SEALED = ("id_number", "phone", "home_address", "address")
INDEXES = ("id_index", "phone_index")
VALUES: Mapping[str, str] = {
    "unit_id": "uuid", "team_id": "uuid", "name": "text", "document": "text", **dict.fromkeys(SEALED, "text"),
    **dict.fromkeys(INDEXES, "text"), "shift": "text", "commute": "text", "home_division": "text",
}
DERIVED: Mapping[str, str] = {"name_sort": "text", "search": "text", "bigrams": "text"}
MOVED: Mapping[str, str] = {
    "went_away": "boolean", "left_on": "date", "returned_on": "date", "via": "text", "met_hubei": "boolean",
    "met_case": "boolean", "health": "text", "due_on": "date"}
"""What the roster says of the holiday, in the columns of HolidayMovement."""
STAGED: Mapping[str, str] = {
    **VALUES, **DERIVED, **MOVED, "workshop": "text", "team": "text", "fingerprint": "text"}
"""Columns of the staging table with their SQL types; NULL is an empty cell, except that an index of nothing is ''. Bigrams
are separated by spaces: an array is slow to copy."""

WORKER = Worker._meta.db_table
NEW: Mapping[str, str] = {column: f"coalesce(s.{column}, u.{column})" for column in VALUES} | {
    "team_id": "CASE WHEN s.workshop IS NOT NULL THEN s.team_id WHEN s.unit_id = u.unit_id THEN u.team_id END",
    "phone_index": "CASE s.phone_index WHEN '' THEN u.phone_index ELSE s.phone_index END",
    "state": "CASE u.state WHEN 'left' THEN 'expected' ELSE u.state END",
}
"""Column → its value once the row is written; who had left comes back and is expected."""
ID, PHONE, UNIT = 1, 2, 3


def run(sql: str, parameters: Mapping[str, Any] | None = None) -> int:
    """Execute one statement; {s} is the staging table and {u} the table of workers. Returns the rows touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(s=TABLE, u=WORKER), parameters or {})
        return int(cursor.rowcount)


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(s=TABLE, u=WORKER))
        return cursor.fetchall()


def match() -> list[Problem]:
    """Say for every staged row who it is; problems are those that only the register, or the whole file, can show."""
    run("UPDATE {s} SET outcome = 'matched' WHERE forced = 'same'")
    _find()
    find_teams()
    _settle_sealed()
    differs = " OR ".join(f"{new} IS DISTINCT FROM u.{column}" for column, new in NEW.items())
    run(f"""
        UPDATE {{s}} s SET outcome = CASE
            WHEN {differs} OR (s.workshop IS NOT NULL AND s.team_id IS NULL) OR (s.fingerprint IS NOT NULL AND NOT EXISTS (
                SELECT FROM people_holidaymovement m WHERE m.worker_id = u.id AND m.source = 'roster'
                AND m.replaced_at IS NULL AND m.withdrawn_at IS NULL AND m.fingerprint = s.fingerprint))
            THEN 'updated' ELSE 'unchanged' END
        FROM {{u}} u WHERE u.id = s.target AND s.outcome = 'matched'
        """)
    return _taken_numbers() + _twice()


def _find() -> None:
    """Who each row is, by the strongest key that finds anybody; nobody is two rows."""
    run(f"""
        CREATE TEMPORARY TABLE nearest ON COMMIT DROP AS
        WITH near AS (
            SELECT s.number, u.id, {ID} AS rank, s.name = u.name AS sure
            FROM {{s}} s JOIN {{u}} u ON u.id_index = s.id_index AND u.id_index <> '' AND u.archived_at IS NULL
            WHERE s.forced IS NULL
            UNION ALL
            SELECT s.number, u.id, {PHONE}, '' IN (u.id_index, s.id_index)
            FROM {{s}} s JOIN {{u}} u ON u.phone_index = s.phone_index AND u.phone_index <> '' AND u.name = s.name
            WHERE s.forced IS NULL AND u.archived_at IS NULL
            UNION ALL
            SELECT s.number, u.id, {UNIT}, u.phone_index = s.phone_index OR '' IN (u.phone_index, s.phone_index)
            FROM {{s}} s JOIN {{u}} u ON u.unit_id = s.unit_id AND u.name_sort = s.name_sort AND u.name = s.name
            WHERE s.forced IS NULL AND u.archived_at IS NULL AND '' IN (u.id_index, s.id_index)),
        best AS (SELECT *, min(rank) OVER (PARTITION BY number) AS first FROM near),
        chosen AS (
            SELECT number, (array_agg(id ORDER BY id))[1] AS id, min(rank) AS rank, bool_and(sure) AND count(*) = 1 AS sure
            FROM best WHERE rank = first GROUP BY number)
        SELECT number, id, rank, sure AND row_number() OVER (PARTITION BY id, sure ORDER BY rank, number) = 1 AS sure
        FROM chosen
        """)
    run("UPDATE {s} s SET target = n.id, outcome = CASE WHEN n.sure THEN 'matched' ELSE 'duplicate' END "
        "FROM nearest n WHERE n.number = s.number")
    found = rows("SELECT s.number, n.rank, u.name, f.name, s.id_number, s.phone FROM {s} s JOIN nearest n ON n.number = s.number "
                 "JOIN {u} u ON u.id = s.target JOIN registry_unit f ON f.id = u.unit_id WHERE s.outcome = 'duplicate'")
    run("UPDATE {s} s SET found = o.found, why = o.why FROM unnest(%(numbers)s::int[], %(found)s::text[], %(why)s::text[]) "
        "o (number, found, why) WHERE o.number = s.number", {
            "numbers": [row[0] for row in found],
            "found": [f"{masks.person(name)} · {unit}" for _number, _rank, name, unit, _id, _phone in found],
            "why": [{ID: masks.number(crypto.open_sealed(number or "")), PHONE: masks.phone(crypto.open_sealed(phone or "")),
                     UNIT: unit}[rank] for _number, rank, _name, unit, number, phone in found]})
    run("DROP TABLE nearest")


def find_teams() -> None:
    """The workshops and teams of the rows, as far as there are such."""
    run("UPDATE {s} s SET team_id = t.id FROM people_team t LEFT JOIN people_team w ON w.id = t.parent_id "
        "WHERE t.unit_id = s.unit_id AND t.archived_at IS NULL AND s.workshop IS NOT NULL "
        "AND CASE WHEN s.team IS NULL THEN t.parent_id IS NULL AND t.name = s.workshop "
        "ELSE w.name = s.workshop AND t.name = s.team END")


def _settle_sealed() -> None:
    """Where a value is the worker's own already, stage it in the worker's encryption, so that it compares as equal. A
    number of fifteen digits does not replace its form of eighteen."""
    for column in SEALED:
        held = rows(f"SELECT s.number, s.{column}, u.{column}, u.id_index = s.id_index FROM {{s}} s JOIN {{u}} u "
                    f"ON u.id = s.target WHERE s.outcome = 'matched' AND s.{column} IS NOT NULL AND u.{column} <> ''")
        same = []
        for number, given, kept, one_number in held:
            new, old = crypto.open_sealed(given), crypto.open_sealed(kept)
            if new == old or column == "id_number" and one_number and len(old) > len(new):
                same.append(number)
        run(f"UPDATE {{s}} s SET {column} = u.{column} FROM {{u}} u WHERE u.id = s.target AND s.number = ANY(%(same)s)",
            {"same": same})


def _taken_numbers() -> list[Problem]:
    """Rows whose number is another person's: those that are not the same after all, or that somebody said are another's."""
    found = rows("SELECT s.number FROM {s} s JOIN {u} u ON u.id_index = s.id_index AND u.id_index <> '' "
                 "AND u.archived_at IS NULL AND u.id <> s.target WHERE s.outcome IN ('created', 'updated')")
    return [LAYOUT["id_number"].problem(number, "id_taken") for (number,) in found]


def _twice() -> list[Problem]:
    """Rows that hold an earlier row's number in its other form, with fifteen digits or eighteen."""
    found = rows("SELECT number, first, id_number FROM (SELECT number, id_number, min(number) OVER (PARTITION BY id_index) "
                 "AS first FROM {s} WHERE id_index <> '') t WHERE number > first")
    column = LAYOUT["id_number"]
    return [column.problem(number, "duplicate_in_file", other=first, value=crypto.open_sealed(given))
            for number, first, given in found]
