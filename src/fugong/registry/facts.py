"""What the registry counts: units and, of them, those in operation, day by day."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fugong.kit.counts import Family, Fragment, Numbers, Scope, filled, keys
from fugong.kit.desk import Column
from fugong.registry import selectors
from fugong.registry.models import Unit
from fugong.registry.rules import TONES
from fugong.registry.selectors import spans


@dataclass(frozen=True, slots=True)
class Count:
    """One fact: whether only units in operation count, on which condition, and the dimensions it is stated in."""

    operating: bool
    condition: str = "true"
    columns: tuple[str, ...] = ()


# Above scale means industrial (规模以上工业企业, S4-12): sections B, C, D, or an industry that nobody entered yet.
ABOVE_SCALE = ("above_scale = '1' AND section IN ('B', 'C', 'D', '')", ("above_scale", "section"))
FACTS = {
    "registry.units": Count(False),
    "registry.units_resumed": Count(True),
    "registry.sites": Count(False, "kind = 'site'", ("kind",)),
    "registry.sites_resumed": Count(True, "kind = 'site'", ("kind",)),
    "registry.above_scale": Count(False, *ABOVE_SCALE),
    "registry.above_scale_resumed": Count(True, *ABOVE_SCALE),
    "registry.key_units": Count(False, "key_unit = '1'", ("key_unit",)),
    "registry.key_units_resumed": Count(True, "key_unit = '1'", ("key_unit",)),
}

# A unit counts from its first day in the scope on, and no longer from the first day after it.
_STEPS = """
    SELECT p.grp, v.day, {sums}
      FROM piece p CROSS JOIN LATERAL (VALUES (greatest(p.s, %s::date), 1), (p.e, -1)) v(day, n)
     WHERE p.s <= %s AND p.e > %s AND v.day <= %s GROUP BY p.grp, v.day"""


def _pieces(scope: Scope, facts: Collection[Count]) -> Fragment:
    """`piece`: the days of units, and of units in operation, as far as the facts need them."""
    columns = sorted({name for fact in facts for name in fact.columns})
    kept = "".join(f", {name}" for name in columns)
    sql, values = spans.units(scope, *columns)
    parts = []
    if not all(fact.operating for fact in facts):
        parts.append(f"SELECT false AS operating, grp, unit_id, s, e{kept} FROM unit")  # noqa: S608
    if any(fact.operating for fact in facts):
        operating, more = spans.operating(scope)
        values = [*values, *more]
        parts.append(
            f"SELECT true AS operating, grp, unit_id, greatest(u.s, o.s) AS s, least(u.e, o.e) AS e{kept} "  # noqa: S608
            f"FROM unit u JOIN ({operating}) o USING (unit_id) WHERE greatest(u.s, o.s) < least(u.e, o.e)")
    return f"WITH unit AS ({sql}), piece AS ({' UNION ALL '.join(parts)})", values


def _condition(fact: Count) -> str:
    return f"{'' if fact.operating else 'NOT '}operating AND {fact.condition}"


def count(scope: Scope, codes: Collection[str]) -> Numbers:
    """Facts of the family for every day and group of the scope."""
    facts = {code: FACTS[code] for code in codes}
    sql, values = _pieces(scope, facts.values())
    sums = ", ".join(f"coalesce(sum(n) FILTER (WHERE {_condition(fact)}), 0)" for fact in facts.values())
    with connection.cursor() as cursor:
        cursor.execute(sql + _STEPS.format(sums=sums), [*values, scope.first, scope.last, scope.first, scope.last])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return {code: filled(scope, ((row[0], row[1], int(row[2 + place])) for row in found))
            for place, code in enumerate(facts)}


def rows(code: str, scope: Scope) -> QuerySet[Unit]:
    """The units behind a fact on the scope's last day."""
    sql, values = _pieces(scope, [FACTS[code]])
    chosen = (f"{sql} SELECT unit_id FROM piece WHERE s <= %s AND e > %s AND {_condition(FACTS[code])}",  # noqa: S608
              [*values, scope.last, scope.last])
    return selectors.units(scope.actor).filter(pk__in=keys(chosen)).order_by("name_sort", "id")


def columns(code: str) -> tuple[Column, ...]:
    """How a unit is shown behind a figure."""
    return (Column("name", link=True), Column("kind"), Column("grid", value=lambda unit: unit.grid),
            Column("staff_total", number=True), Column("above_scale"), Column("state", _("state now"), tones=TONES))


COUNTS = Family(codes=tuple(FACTS), count=count, rows=rows, columns=columns)
