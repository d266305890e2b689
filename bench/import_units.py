"""How long a roster takes: reading, checking, matching, writing with dated rows, row report, trail and ANALYZE.

    python bench/import_units.py [--json] [--units 10000] [--sample 500]

Beside it, on the same machine in the same run, the usual way: openpyxl reads the file, and every row is registered
by itself (in a savepoint, which spares it the disk). That is done for a sample and EXTRAPOLATED to the whole file. Also:
the same file again (nothing changes), taking it all back, and the export of 50,000 rows of 25 columns. Times are wall
times in seconds; on a busy machine compare `cpu_s` (this process, its readers and the database session).
"""

import argparse
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import place

LIMIT_S, EXPORT_LIMIT_S = 5.0, 5.0
EXPORT_ROWS, EXPORT_COLUMNS = 50_000, 25


def session_cpu() -> float:
    """Seconds of processor time that the database session has used so far."""
    from django.db import connection

    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def measured(work: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """Wall and processor seconds of some work, and what it gave."""
    before, session, start = os.times(), session_cpu(), time.perf_counter()
    result = work()
    wall, after = time.perf_counter() - start, os.times()
    cpu = sum(after[:4]) - sum(before[:4]) + session_cpu() - session
    return {"wall_s": round(wall, 2), "cpu_s": round(cpu, 2)}, result


def row_by_row(data: bytes, count: int, sample: int) -> dict[str, Any]:
    """The usual way: openpyxl, then one service call a row."""
    import openpyxl

    from fugong.kit.actor import system
    from fugong.kit.errors import Refused
    from fugong.registry.services import units

    def read() -> list[tuple[Any, ...]]:
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        return list(sheet.iter_rows(min_row=2, values_only=True))

    def save(rows: list[tuple[Any, ...]]) -> None:
        for name, code, kind, _industry, scale, key, address, _grid, legal, contact, phone, staff, returning, *_ in rows:
            try:
                units.register(actor=system("bench"), values={
                    "name": name, "credit_code": code or "", "kind": {"企业": "enterprise"}.get(kind, "site"),
                    "above_scale": scale == "是", "key_unit": key == "是", "address": address or "",
                    "legal_person": legal or "", "contact_name": contact or "", "contact_phone": str(phone or ""),
                    "staff_total": staff, "planned_return": returning})
            except Refused:
                continue

    reading, rows = measured(read)
    saving, _none = measured(lambda: save(rows[:sample]))
    whole = {name: round(reading[name] + saving[name] * count / sample, 1) for name in reading}
    return {"read": reading, "sample_rows": sample, "sample": saving, "extrapolated": True, **whole}


def exported() -> dict[str, float]:
    """50,000 rows of 25 columns to .xlsx, from memory."""
    from fugong.kit.excel.columns import Column, Kind, Layout
    from fugong.kit.excel.export import export_xlsx

    layout = Layout("bench", "测量", "Bench", tuple(
        Column(f"c{n}", f"第{n}列", "", Kind.INTEGER if n % 3 == 0 else Kind.TEXT) for n in range(EXPORT_COLUMNS)))
    row = {f"c{n}": n if n % 3 == 0 else f"城陵矶新港区{n}号" for n in range(EXPORT_COLUMNS)}
    return measured(lambda: export_xlsx(io.BytesIO(), layout, (row for _ in range(EXPORT_ROWS))))[0]


def run(count: int, sample: int) -> dict[str, Any]:
    """All measurements, in an authority of its own."""
    from django.db import connection, transaction

    from fugong.intake.services import imports, undo
    from fugong.kit.actor import system
    from fugong.project.demo.roster import write_roster

    with tempfile.TemporaryDirectory() as folder:
        data = write_roster(Path(folder) / "roster.xlsx", count).path.read_bytes()
    connection.ensure_connection()
    who = system("bench", source="cli")

    def take() -> imports.Report:
        return imports.import_file(actor=who, kind="units", name="roster.xlsx", data=data)

    first, report = measured(take)
    again, _same = measured(take)
    taken_back, _undone = measured(lambda: undo.undo(actor=who, run_id=report.run.pk))
    with transaction.atomic():
        peer = row_by_row(data, count, sample)
        transaction.set_rollback(True)
    return {
        "rows": report.rows, "created": report.created, "errors": report.errors, "duplicates": report.duplicates,
        "import": first, "again": again, "undo": taken_back, "row_by_row": peer,
        "times_as_fast": round(peer["wall_s"] / first["wall_s"], 1), "export_50000x25": exported(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=500)
    options = parser.parse_args()
    with place.authority():
        from fugong.accounts import selectors, tenancy

        with tenancy.entered(selectors.authority("bench")):  # type: ignore[arg-type]
            found = run(options.units, options.sample)
    found["limit_s"] = LIMIT_S
    found["ok"] = found["import"]["wall_s"] <= LIMIT_S and found["export_50000x25"]["wall_s"] <= EXPORT_LIMIT_S
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for name, value in found.items():
            print(f"{name:<18}{value}")
    sys.exit(not found["ok"])


if __name__ == "__main__":
    main()
