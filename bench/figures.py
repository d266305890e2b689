"""How long the questions of the dashboard take: 5,000 units × 60 days of reports, an authority of its own.

    PYTHONPATH=src python bench/figures.py [--json] [--runs 100] [--units 5000] [--days 60]

`p50`, `p95`, `p99` are milliseconds of a whole question with everything that Python does; `query_p99` is the slowest of its
queries, to which the limit applies (on two cores of 2 GHz, otherwise idle). The exit code says whether it holds.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fugong.project import runtime
from fugong.project.config import Config

LIMIT_MS = 50.0
LAST = date(2020, 3, 25)

UNITS = """
    WITH grid AS (
        INSERT INTO registry_grid (id, code, name, name_sort, township, version)
        SELECT gen_random_uuid(), 'G' || n, '网格' || n, 'wangge' || n, '', 1 FROM generate_series(1, 50) n RETURNING id),
    places AS (SELECT array_agg(id) AS ids FROM grid)
    INSERT INTO registry_unit (
        id, kind, name, name_sort, search, bigrams, credit_code, industry, above_scale, key_unit, key_project, focus,
        batch, closed_management, address, township, grid_id, legal_person, control_leader, contact_name, contact_phone,
        staff_total, planned_return, state, state_since, registered_on, created_at, changed_at, version)
    SELECT gen_random_uuid(), CASE WHEN n %% 20 = 0 THEN 'site' ELSE 'enterprise' END, '单位' || n, 'danwei' || n, '',
           '{{}}', '', (ARRAY['13', '26', '30', '33', '39', '47', '51', '59'])[1 + n %% 8], n %% 3 = 0, n %% 50 = 0,
           false, '', 'C', false, '', '', ids[1 + n %% 50], '', '', '', '', 100, 80,
           CASE WHEN n %% 5 < 3 THEN 'resumed' ELSE 'not_applied' END, %(first)s, %(first)s, now(), now(), 1
      FROM generate_series(1, %(units)s) n, places"""
STANDINGS = """
    INSERT INTO registry_unitstanding (id, unit_id, above_scale, key_unit, held_from, recorded_at, recorded_by)
    SELECT gen_random_uuid(), id, above_scale, key_unit, registered_on, now(), '' FROM registry_unit"""
STATES = """
    INSERT INTO registry_unitstate (id, unit_id, state, held_from, held_to, recorded_at, reason, cause_type, cause_id,
                                    recorded_by)
    SELECT gen_random_uuid(), u.id, s.state, u.registered_on + s.from_day, u.registered_on + s.to_day, now(), '', '', '', ''
      FROM registry_unit u, (VALUES ('not_applied', 0, 5), ('preparing', 5, 8), ('applied', 8, 10), ('approved', 10, 11),
                                    ('resumed', 11, NULL)) s(state, from_day, to_day)
     WHERE u.state = 'resumed' OR s.state = 'not_applied'"""
REPORTS = """
    INSERT INTO reporting_dailyreport (
        id, unit_id, day, due, on_post, newly_returned, absent_road_closed, absent_village_closed, absent_turned_back,
        absent_entry_refused, absent_household_registration, absent_housing, absent_isolation, absent_other,
        abnormal_temperatures, isolated_central, isolated_home, released, confirmed, suspected, advised_to_stay,
        disinfections, masks_used, masks_in_stock, material_days, difficulties, zero, late, submitted_at, revision, reason,
        recorded_at, recorded_by, on_behalf_of, source)
    SELECT gen_random_uuid(), u.id, %(first)s::date + d, 80, 70, 1, 2, 2, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0,
           CASE WHEN u.staff_total = 100 AND left(u.name, 3) = '单位7' THEN 1 ELSE 0 END, 2, 70, 500, 12, '', true, false,
           %(first)s::date + d + time '15:00', 1, '', now(), '', '', 'import'
      FROM generate_series(0, %(days)s - 1) d, registry_unit u"""


def fill(units: int, days: int) -> None:
    """The authority `bench` with its register and all reports."""
    from django.db import connection

    from fugong.accounts import selectors, tenancy
    from fugong.accounts.services import authorities
    from fugong.kit.actor import system
    from fugong.project import upkeep

    upkeep.bring_up_to_date()
    authorities.create(actor=system(), slug="bench", name="测量", kind="county")
    values = {"units": units, "days": days, "first": LAST - timedelta(days=days - 1)}
    with tenancy.entered(selectors.authority("bench")), connection.cursor() as cursor:  # type: ignore[arg-type]
        for statement in (UNITS.replace("{{}}", "{}"), STANDINGS, STATES, REPORTS):
            cursor.execute(statement, values)
        for table in ("registry_unit", "registry_unitstanding", "registry_unitstate", "reporting_dailyreport"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def questions() -> dict[str, Callable[[], Any]]:
    """What dashboards and pages of figures ask."""
    from fugong.kit.actor import system
    from fugong.kit.clock import real_now
    from fugong.reporting.selectors import daily, figures

    actor = system("bench")
    start, week = LAST - timedelta(days=19), real_now()
    board = ["cases_confirmed", "units_resumed", "abnormal_temperatures", "workers_on_post", "units_not_reported",
             "resumption_rate"]
    return {
        "six figures with change": lambda: figures.figures(actor, LAST, codes=board),
        "all figures": lambda: figures.figures(actor, LAST),
        "six figures as known then": lambda: figures.figures(actor, LAST, codes=board, known_at=week),
        "trend of units, 20 days": lambda: figures.trend(actor, start, LAST, ["units_resumed", "resumption_rate"]),
        "trend of workers, 20 days": lambda: figures.trend(actor, start, LAST, ["workers_on_post", "workers_newly_returned"]),
        "split by grid": lambda: figures.split(actor, LAST, "grid", ["units_resumed", "resumption_rate", "workers_on_post"]),
        "split by industry": lambda: figures.split(actor, LAST, "section", ["units_resumed", "workers_on_post"]),
        "who has not reported": lambda: list(daily.missing(actor, LAST)[:50]),
        "rows behind workers on post": lambda: list(figures.rows(actor, "workers_on_post", LAST)[0][:50]),
    }


def measured(ask: Callable[[], Any], runs: int) -> dict[str, float]:
    """Milliseconds of one question, and of the slowest of its queries."""
    from django.db import connection

    queries: list[float] = []

    def watch(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            queries.append((time.perf_counter() - start) * 1000)

    totals, slowest = [], []
    with connection.execute_wrapper(watch):
        for run in range(runs + 3):
            queries.clear()
            start = time.perf_counter()
            ask()
            if run > 2:
                totals.append((time.perf_counter() - start) * 1000)
                slowest.append(max(queries))
    cuts, query_cuts = (statistics.quantiles(times, n=100, method="inclusive") for times in (totals, slowest))
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1),
            "query_p99": round(query_cuts[98], 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--units", type=int, default=5000)
    parser.add_argument("--days", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fugong-bench-") as folder:
        config = Config(data_dir=Path(folder) / "data", role="owner")
        with runtime.database(config, make=True, progress=lambda line: None), runtime.django(config):
            fill(options.units, options.days)
            from fugong.accounts import selectors, tenancy

            with tenancy.entered(selectors.authority("bench")):  # type: ignore[arg-type]
                found = {name: measured(ask, options.runs) for name, ask in questions().items()}
    ok = all(times["query_p99"] <= LIMIT_MS for times in found.values())
    if options.json:
        print(json.dumps({"units": options.units, "days": options.days, "limit_ms": LIMIT_MS, "ok": ok,
                          "questions": found}, ensure_ascii=False, indent=1))
    else:
        for name, times in found.items():
            print(f"{name:<32}{times['p50']:>8} ms  p99 {times['p99']:>8} ms  slowest query p99 {times['query_p99']:>8} ms")
    sys.exit(not ok)


if __name__ == "__main__":
    main()
