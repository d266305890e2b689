"""Units as ranges of business days [s, e), in SQL: what every count of units, by any app, is joined to."""

import json
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from fugong.exchange.rules import industries
from fugong.kit import clock
from fugong.kit.counts import Fragment, Scope
from fugong.registry import selectors

DATED = ("above_scale", "key_unit")

# A standing of a unit, as known now; and as it was known: it ended where the next one that was known began.
_STANDINGS = "SELECT unit_id, above_scale, key_unit, held_from AS s, held_to AS e FROM registry_unitstanding"
_STANDINGS_KNOWN = """
    SELECT unit_id, above_scale, key_unit, held_from AS s, lead(held_from) OVER w AS e
      FROM registry_unitstanding WHERE recorded_at <= %s
    WINDOW w AS (PARTITION BY unit_id ORDER BY held_from, recorded_at)"""

# The days in whose last moment a state held, as known now and as it was known: [day of the change, day of the next).
_HELD = """
    SELECT unit_id, (held_from AT TIME ZONE %s)::date AS s,
           coalesce((held_to AT TIME ZONE %s)::date, 'infinity') AS e
      FROM registry_unitstate WHERE state = '{state}' AND withdrawn_at IS NULL AND held_from < %s"""
_HELD_KNOWN = """
    SELECT r.unit_id, (r.held_from AT TIME ZONE %s)::date AS s, coalesce(((
           SELECT min(n.held_from) FROM registry_unitstate n
            WHERE n.unit_id = r.unit_id AND (n.held_from, n.recorded_at) > (r.held_from, r.recorded_at)
              AND n.recorded_at <= %s AND (n.withdrawn_at IS NULL OR n.withdrawn_at > %s)
           ) AT TIME ZONE %s)::date, 'infinity') AS e
      FROM registry_unitstate r
     WHERE r.state = '{state}' AND r.held_from < %s AND r.recorded_at <= %s
       AND (r.withdrawn_at IS NULL OR r.withdrawn_at > %s)"""

# What is left of a unit's time in the register when it was closed in between: before, between and after.
_LEFT = """
    WITH gone AS ({closed})
    SELECT unit_id, lag(e) OVER (PARTITION BY unit_id ORDER BY s, e) AS s, s AS e FROM gone
    UNION ALL SELECT unit_id, max(e), 'infinity' FROM gone GROUP BY unit_id"""


@cache
def _dimensions() -> dict[str, str]:
    """The value of each dimension as text: u is the unit, t its standing. Sections come from our own table."""
    sections = json.dumps({code: industries.section_of(code) for code in industries.industries()})
    return {
        "grid": "coalesce(u.grid_id::text, '')", "kind": "u.kind::text",
        "section": f"coalesce('{sections}'::jsonb ->> left(u.industry, 2), '')",
        "above_scale": "CASE WHEN t.above_scale THEN '1' ELSE '0' END",
        "key_unit": "CASE WHEN t.key_unit THEN '1' ELSE '0' END",
    }


def _sql(rows: QuerySet[Any]) -> Fragment:
    """A query of units as SQL."""
    try:
        sql, params = rows.values("id", "kind", "grid_id", "industry", "registered_on").query.sql_with_params()
    except EmptyResultSet:
        return "SELECT * FROM registry_unit WHERE false", []
    return sql, list(params)


def units(scope: Scope, *columns: str) -> Fragment:
    """The units that count in a scope, each for the days on which the register held it.

    Columns: unit_id, grp (the group in the scope's split, "" without one), s, e, and the dimensions asked for. A unit
    that was closed in between comes once before and once after; where standings matter, once per standing.
    """
    rows = selectors.counted(scope.actor).order_by()
    if scope.known_at is not None:
        rows = rows.filter(created_at__lte=scope.known_at)
    sql, values = _sql(rows)
    words = _dimensions()
    used = [name for name in words if name == scope.by or name in scope.only or name in columns]
    closed, dates = _held(scope, "closed")
    join, values = f"LEFT JOIN ({_LEFT.format(closed=closed)}) l ON l.unit_id = u.id", [*values, *dates]
    start, end = "greatest(u.registered_on, l.s)", "coalesce(l.e, 'infinity')"
    if set(used) & set(DATED):
        standings, known = (_STANDINGS, []) if scope.known_at is None else (_STANDINGS_KNOWN, [scope.known_at])
        join, values = f"{join} LEFT JOIN ({standings}) t ON t.unit_id = u.id", [*values, *known]
        start, end = f"greatest({start}, t.s)", f"least({end}, t.e)"
    narrowed = [name for name in used if name in scope.only]
    where = [f"{start} < {end}", *(f"{words[name]} = %s" for name in narrowed)]
    chosen = "".join(f", {words[name]} AS {name}" for name in columns)
    return (f"SELECT u.id AS unit_id, {words.get(scope.by, repr(''))} AS grp, {start} AS s, {end} AS e{chosen} "  # noqa: S608
            f"FROM ({sql}) u {join} WHERE {' AND '.join(where)}", [*values, *(scope.only[name] for name in narrowed)])


def operating(scope: Scope) -> Fragment:
    """The days on which units were in operation at the end of the day. Columns: unit_id, s, e."""
    return _held(scope, "resumed")


def _held(scope: Scope, state: str) -> Fragment:
    """The days at whose end units were in a state. Columns: unit_id, s, e."""
    zone, end = clock.ZONE.key, clock.end_of(scope.last)
    if scope.known_at is None:
        return _HELD.format(state=state), [zone, zone, end]
    known = [scope.known_at, scope.known_at]
    return _HELD_KNOWN.format(state=state), [zone, *known, zone, end, *known]
