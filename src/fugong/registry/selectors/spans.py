"""Units as ranges of business days [s, e), in SQL: what every count of units, by any app, is joined to."""

import json
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from fugong.exchange.rules import industries
from fugong.kit import clock
from fugong.kit.counts import DIMENSIONS, Fragment, Scope
from fugong.registry import selectors

# A standing ends where the next known one begins; what is known first holds from the registration on.
_STANDINGS = """
    SELECT unit_id, above_scale, key_unit,
           CASE WHEN lag(held_from) OVER w IS NULL THEN '-infinity' ELSE held_from END AS s,
           coalesce(lead(held_from) OVER w, 'infinity') AS e
      FROM registry_unitstanding WHERE %s::timestamptz IS NULL OR recorded_at <= %s
    WINDOW w AS (PARTITION BY unit_id ORDER BY held_from, recorded_at)"""

# Every unit once per standing, with the value of each dimension as text.
_UNITS = """
    SELECT u.id AS unit_id, u.kind::text AS kind, coalesce(u.grid_id::text, '') AS grid,
           coalesce(%s::jsonb ->> left(u.industry, 2), '') AS section,
           CASE WHEN t.above_scale THEN '1' ELSE '0' END AS above_scale,
           CASE WHEN t.key_unit THEN '1' ELSE '0' END AS key_unit,
           greatest(u.registered_on, t.s) AS s, least(coalesce(u.closed_on, 'infinity'), t.e) AS e
      FROM registry_unit u LEFT JOIN ({standings}) t ON t.unit_id = u.id
     WHERE u.id IN ({counted}) AND (%s::timestamptz IS NULL OR u.created_at <= %s)"""

# The days in whose last moment a unit was resumed: [day of the change, day of the next change).
_RESUMED = """
    SELECT unit_id, (held_from AT TIME ZONE %s)::date AS s,
           coalesce((held_to AT TIME ZONE %s)::date, 'infinity') AS e
      FROM registry_unitstate WHERE state = 'resumed' AND withdrawn_at IS NULL AND held_from < %s"""

# The same as it was known: a state ended where the next one that was known began.
_RESUMED_KNOWN = """
    SELECT unit_id, s, e FROM (
        SELECT unit_id, state, (held_from AT TIME ZONE %s)::date AS s,
               coalesce((lead(held_from) OVER w AT TIME ZONE %s)::date, 'infinity') AS e
          FROM registry_unitstate
         WHERE held_from < %s AND recorded_at <= %s AND (withdrawn_at IS NULL OR withdrawn_at > %s)
        WINDOW w AS (PARTITION BY unit_id ORDER BY held_from, recorded_at)) known
     WHERE state = 'resumed'"""


@cache
def _sections() -> str:
    """Section letter by division or section code, as JSON for the database."""
    return json.dumps({code: industries.section_of(code) for code in industries.industries()})


def _ids(rows: QuerySet[Any]) -> Fragment:
    """A query as SQL that gives its keys."""
    try:
        sql, params = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL::uuid", []
    return sql, list(params)


def units(scope: Scope) -> Fragment:
    """The units that count in a scope, each for the days on which the register held it.

    Columns: unit_id, grp (the group in the scope's split, "" without one), kind, grid, section, above_scale and
    key_unit as text, s, e. A unit whose standing changed comes once per standing.
    """
    counted, params = _ids(selectors.counted(scope.actor))
    inner = _UNITS.format(standings=_STANDINGS, counted=counted)
    values = [_sections(), scope.known_at, scope.known_at, *params, scope.known_at, scope.known_at]
    group = scope.by if scope.by in DIMENSIONS else "''"
    narrowed = [name for name in DIMENSIONS if name in scope.only]
    only = "".join(f" AND {name} = %s" for name in narrowed)
    return (f"SELECT *, {group} AS grp FROM ({inner}) u WHERE s < e{only}",  # noqa: S608  our own names
            [*values, *(scope.only[name] for name in narrowed)])


def resumed(scope: Scope) -> Fragment:
    """The days on which units were in operation at the end of the day. Columns: unit_id, s, e."""
    zone, end = clock.ZONE.key, clock.end_of(scope.last)
    if scope.known_at is None:
        return _RESUMED, [zone, zone, end]
    return _RESUMED_KNOWN, [zone, zone, end, scope.known_at, scope.known_at]
