"""What the registry counts: units and, of them, those in operation, day by day."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fugong.kit.counts import Family, Fragment, Numbers, Scope, filled, keys
from fugong.kit.desk import Column
from fugong.registry import selectors
from fugong.registry.desks.register import TONES
from fugong.registry.models import Unit
from fugong.registry.selectors import spans

# Fact code → (of those in operation, condition on a unit's span). Above scale means industrial (规模以上工业企业,
# S4-12): sections B, C, D, or an industry that nobody entered yet.
CONDITIONS = {
    "registry.units": (False, "true"),
    "registry.units_resumed": (True, "true"),
    "registry.sites": (False, "kind = 'site'"),
    "registry.sites_resumed": (True, "kind = 'site'"),
    "registry.above_scale": (False, "above_scale = '1' AND section IN ('B', 'C', 'D', '')"),
    "registry.above_scale_resumed": (True, "above_scale = '1' AND section IN ('B', 'C', 'D', '')"),
    "registry.key_units": (False, "key_unit = '1'"),
    "registry.key_units_resumed": (True, "key_unit = '1'"),
}

_PIECES = """
    WITH unit AS MATERIALIZED ({units}), operating AS ({resumed}),
    piece AS (
        SELECT false AS resumed, unit.* FROM unit
        UNION ALL
        SELECT true, u.unit_id, u.kind, u.grid, u.section, u.above_scale, u.key_unit,
               greatest(u.s, o.s), least(u.e, o.e), u.grp
          FROM unit u JOIN operating o USING (unit_id) WHERE greatest(u.s, o.s) < least(u.e, o.e))"""

# +1 on the first day of a piece within the scope, -1 on the first day after it.
_STEPS = """, step AS (
        SELECT *, greatest(s, %s::date) AS day, 1 AS n FROM piece WHERE s <= %s AND e > %s
        UNION ALL
        SELECT *, e, -1 FROM piece WHERE e > %s AND e <= %s)
    SELECT grp, day, {columns} FROM step GROUP BY grp, day"""


def _pieces(scope: Scope) -> Fragment:
    units, unit_values = spans.units(scope)
    resumed, resumed_values = spans.resumed(scope)
    return _PIECES.format(units=units, resumed=resumed), [*unit_values, *resumed_values]


def count(scope: Scope) -> Numbers:
    """All facts of the family for every day and group of the scope."""
    sql, values = _pieces(scope)
    columns = ", ".join(
        f"coalesce(sum(n) FILTER (WHERE {'' if resumed else 'NOT '}resumed AND {condition}), 0)"
        for resumed, condition in CONDITIONS.values())
    with connection.cursor() as cursor:
        cursor.execute(sql + _STEPS.format(columns=columns),
                       [*values, scope.first, scope.last, scope.first, scope.first, scope.last])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return {
        code: filled(scope, ((row[0], row[1], int(row[2 + place])) for row in found))
        for place, code in enumerate(CONDITIONS)
    }


def rows(code: str, scope: Scope) -> QuerySet[Unit]:
    """The units behind a fact on the scope's last day."""
    resumed, condition = CONDITIONS[code]
    sql, values = _pieces(scope)
    chosen = (f"{sql} SELECT unit_id FROM piece WHERE {'' if resumed else 'NOT '}resumed "  # noqa: S608  our own
              f"AND s <= %s AND e > %s AND {condition}")
    return selectors.units(scope.actor).filter(
        pk__in=keys((chosen, [*values, scope.last, scope.last]))).order_by("name_sort", "id")


def columns(code: str) -> tuple[Column, ...]:
    """How a unit is shown behind a figure."""
    return (Column("name", link=True), Column("kind"), Column("grid", value=lambda unit: unit.grid),
            Column("staff_total", number=True), Column("above_scale"), Column("state", _("state now"), tones=TONES))


COUNTS = Family(codes=tuple(CONDITIONS), count=count, rows=rows, columns=columns)
