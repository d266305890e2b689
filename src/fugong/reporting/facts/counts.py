"""What reporting counts: the numbers of the daily reports of a day, and those of each unit's latest report."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from fugong.kit.counts import Family, Fragment, Numbers, Scope, filled, keys, known
from fugong.kit.desk import Column
from fugong.registry import selectors as registry
from fugong.registry.models import Unit
from fugong.registry.selectors import spans
from fugong.reporting.models import DailyReport
from fugong.reporting.rules import daily as rules
from fugong.reporting.selectors import daily as selectors

# Fact code → what is summed over the reports (r) of one day; o = the unit was in operation as of that day.
SUMS = {
    **{f"reporting.{name}": f"r.{name}" for name in rules.NUMBERS
       if name not in ("confirmed", "suspected", "advised_to_stay", "material_days")},
    "reporting.absent": "r.due - r.on_post",
    "reporting.isolated": "r.isolated_central + r.isolated_home",
    "reporting.reports": "1",
    "reporting.late": "r.late::int",
    "reporting.zero": "r.zero::int",
    "reporting.units_reported": "(o.unit_id IS NOT NULL)::int",
}
NEVER_UNKNOWN = ("reporting.reports", "reporting.units_reported")
MISSING = "reporting.units_missing"
LATEST = {f"reporting.{name}": name for name in ("confirmed", "suspected", "advised_to_stay")}

_REPORTS = """
      FROM reporting_dailyreport r
      JOIN unit u ON u.unit_id = r.unit_id AND r.day >= u.s AND r.day < u.e {operating}
     WHERE r.day BETWEEN %s AND %s AND {known}"""
_OPERATING = "LEFT JOIN operating o ON o.unit_id = r.unit_id AND r.day >= o.s AND r.day < o.e"

# Only units that ever had a case or kept a worker away: of each the latest report up to the first day of the scope and
# those after it, each counting until the next one.
_LATEST = """
    WITH unit AS ({units}),
    chain AS (
        SELECT touched.unit_id, r.*
          FROM (SELECT DISTINCT unit_id FROM reporting_dailyreport
                 WHERE (confirmed > 0 OR suspected > 0 OR advised_to_stay > 0) AND day <= %s) touched
         CROSS JOIN LATERAL (
               SELECT r.day AS s, coalesce(lead(r.day) OVER (ORDER BY r.day), 'infinity') AS e, {columns}
                 FROM reporting_dailyreport r
                WHERE r.unit_id = touched.unit_id AND r.day <= %s AND {known} AND r.day >= coalesce(
                      (SELECT max(r.day) FROM reporting_dailyreport r
                        WHERE r.unit_id = touched.unit_id AND r.day <= %s AND {known}), '-infinity')) r),
    piece AS (
        SELECT u.grp, greatest(c.s, u.s) AS s, least(c.e, u.e) AS e, {columns}
          FROM chain c JOIN unit u USING (unit_id) WHERE greatest(c.s, u.s) < least(c.e, u.e))
    SELECT p.grp, v.day, {sums}
      FROM piece p CROSS JOIN LATERAL (VALUES (greatest(p.s, %s::date), 1), (p.e, -1)) v(day, n)
     WHERE p.s <= %s AND p.e > %s AND v.day <= %s GROUP BY p.grp, v.day"""

_FIRST_DAY = """
    WITH unit AS ({units})
    SELECT r.day FROM reporting_dailyreport r
     WHERE r.day <= %s AND {known} AND EXISTS (SELECT 1 FROM unit u WHERE u.unit_id = r.unit_id)
     ORDER BY r.day LIMIT 1"""


def _reports(scope: Scope, expressions: Iterable[str]) -> tuple[str, str, list[Any]]:
    """The named queries, the rest of the query of the days' reports, all parameters; as far as expressions need them."""
    units, values = spans.units(scope)
    named, join = f"WITH unit AS ({units})", ""
    if any("o." in expression for expression in expressions):
        operating, more = spans.operating(scope)
        named = f"{named}, operating AS MATERIALIZED ({operating})"
        join, values = _OPERATING, [*values, *more]
    when, when_values = known(scope, "r")
    return named, _REPORTS.format(known=when, operating=join), [*values, scope.first, scope.last, *when_values]


def count_days(scope: Scope, codes: Collection[str]) -> Numbers:
    """Sums over the reports of each day; a day or group without any report has no number."""
    sums = [SUMS[code] for code in codes]
    named, rest, values = _reports(scope, sums)
    columns = ", ".join(f"sum({expression})" for expression in sums)
    with connection.cursor() as cursor:
        cursor.execute(f"{named} SELECT r.day, u.grp, {columns} {rest} GROUP BY r.day, u.grp", values)  # noqa: S608
        found: list[tuple[Any, ...]] = cursor.fetchall()
    numbers = {code: {(row[0], row[1]): int(row[2 + place]) for row in found} for place, code in enumerate(codes)}
    for code in set(codes) & set(NEVER_UNKNOWN) if not scope.by else ():
        numbers[code] = {**{(day, ""): 0 for day in scope.days}, **numbers[code]}
    return numbers


def count_latest(scope: Scope, codes: Collection[str]) -> Numbers:
    """Cases and workers advised to stay by each unit's latest report; no number before the first report of all."""
    units, unit_values = spans.units(scope)
    when, when_values = known(scope, "r")
    names = [LATEST[code] for code in codes]
    sql = _LATEST.format(units=units, known=when, columns=", ".join(names),
                         sums=", ".join(f"sum(n * {name})" for name in names))
    first, last = scope.first, scope.last
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_DAY.format(units=units, known=when), [*unit_values, last, *when_values])
        since: tuple[date] | None = cursor.fetchone()
        if since is None:
            return {code: {} for code in codes}
        cursor.execute(sql, [*unit_values, last, last, *when_values, first, *when_values, first, last, first, last])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return {
        code: {key: number for key, number in filled(
            scope, ((row[0], row[1], int(row[2 + place])) for row in found)).items() if key[0] >= since[0]}
        for place, code in enumerate(codes)
    }


def rows(code: str, scope: Scope) -> QuerySet[Any]:
    """The reports behind a fact on the scope's last day, the largest amounts first; or the units without one."""
    if code == MISSING:
        return missing_rows(scope)
    if code in LATEST:
        return latest_rows(code, scope)
    named, rest, values = _reports(replace(scope, first=scope.last), [SUMS[code]])
    chosen: Fragment = (f"{named} SELECT r.id {rest} AND ({SUMS[code]}) <> 0", values)  # noqa: S608  our own texts
    return _with_unit(scope).filter(day=scope.last, pk__in=keys(chosen)).order_by(*_order(code), "id")


def latest_rows(code: str, scope: Scope) -> QuerySet[DailyReport]:
    """Each unit's latest report up to the scope's last day, where it is not zero."""
    units, unit_values = spans.units(scope)
    when, values = known(scope, "r")
    sql = (f"WITH unit AS ({units}) SELECT DISTINCT ON (r.unit_id) r.id FROM reporting_dailyreport r "  # noqa: S608
           "JOIN unit u ON u.unit_id = r.unit_id AND u.s <= %s AND u.e > %s "
           f"WHERE r.day <= %s AND {when} ORDER BY r.unit_id, r.day DESC")
    name, day = LATEST[code], scope.last
    return (_with_unit(scope).filter(pk__in=keys((sql, [*unit_values, day, day, day, *values])), **{f"{name}__gt": 0})
            .order_by(f"-{name}", "id"))


def missing_rows(scope: Scope) -> QuerySet[Unit]:
    """The units in operation on the scope's last day that had not reported for it."""
    when, values = known(scope, "r")
    named, unit_values = spans.units(scope)
    operating, operating_values = spans.operating(scope)
    sql = (f"WITH unit AS ({named}), operating AS ({operating}) "  # noqa: S608  our own texts
           "SELECT u.unit_id FROM unit u JOIN operating o ON o.unit_id = u.unit_id AND o.s <= %s AND o.e > %s "
           "WHERE u.s <= %s AND u.e > %s AND NOT EXISTS ("
           f"SELECT 1 FROM reporting_dailyreport r WHERE r.unit_id = u.unit_id AND r.day = %s AND {when})")
    day = scope.last
    chosen = keys((sql, [*unit_values, *operating_values, day, day, day, day, day, *values]))
    return registry.units(scope.actor).filter(pk__in=chosen).order_by("name_sort", "id")


def _with_unit(scope: Scope) -> QuerySet[DailyReport]:
    return selectors.revisions(scope.actor).annotate(
        absent=F("due") - F("on_post"), isolated=F("isolated_central") + F("isolated_home"))


def _order(code: str) -> tuple[str, ...]:
    name = code.removeprefix("reporting.")
    return (f"-{name}",) if name in rules.NUMBERS or name in ("absent", "isolated") else ()


def columns(code: str) -> tuple[Column, ...]:
    """How a report (or a unit without one) is shown behind a figure, the number in question last."""
    if code == MISSING:
        return (Column("name", link=True), Column("grid", value=lambda unit: unit.grid),
                Column("officer", _("grid officer"), lambda unit: unit.grid and unit.grid.officer),
                Column("contact_name"), Column("staff_total", number=True))
    name = code.removeprefix("reporting.")
    labels = {"absent": _("absent"), "isolated": _("in isolation")}
    shown = (Column("unit", value=lambda report: report.unit, link=True),
             Column("grid", _("grid"), lambda report: report.unit.grid), Column("day"), Column("submitted_at"))
    if name in rules.NUMBERS or name in labels:
        return (*shown, Column(name, labels.get(name, ""), number=True))
    return (*shown, Column("on_post", number=True))


DAYS = Family(codes=(*SUMS, MISSING), count=count_days, rows=rows, columns=columns)
LATEST_REPORTS = Family(codes=tuple(LATEST), count=count_latest, rows=rows, columns=columns)
