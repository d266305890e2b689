"""An import that is killed in the middle leaves nothing; the next one finds everything clean."""

import json
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from fugong.accounts import selectors, tenancy
from fugong.audit.models import Entry
from fugong.intake.models import ImportRun
from fugong.registry.models import Unit, UnitState
from tests.harness.server import command, environ
from tests.registry.test_import_units import roster

PATIENCE = 60  # seconds


def test_a_killed_import_leaves_nothing(
    fresh_database: Any, fugong: Callable[..., Any], tmp_path: Path
) -> None:
    alpha = selectors.authority("alpha")
    assert alpha is not None
    file = tmp_path / "a.xlsx"
    file.write_bytes(roster({}, {"单位名称": "乙厂", "统一社会信用代码": ""}))
    arguments = ("import", "units", str(file), "--authority", "alpha", "--json")
    with psycopg.connect(fresh_database.superuser_url) as holder:
        # The trail comes after the units: whoever waits for it has units in his transaction.
        holder.execute(f"LOCK TABLE {alpha.schema_name}.audit_entry IN ACCESS EXCLUSIVE MODE")
        process = subprocess.Popen(command(*arguments), env=environ(**fresh_database.settings), cwd=tmp_path,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            waits_for_lock(fresh_database.superuser_url)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE)
    with tenancy.entered(alpha):
        assert [model.objects.count() for model in (Unit, UnitState, ImportRun, Entry)] == [0, 0, 0, 0]
    done = fugong(*arguments)
    assert (done.returncode, json.loads(done.stdout)["created"]) == (0, 2), done.stderr


def waits_for_lock(url: str) -> None:
    """Until a session of this database waits for a lock."""
    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(url, autocommit=True) as watcher:
        while time.monotonic() < deadline:
            row = watcher.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                  "AND wait_event_type = 'Lock' AND query LIKE '%audit_entry%'").fetchone()
            if row and row[0]:
                return
            time.sleep(0.05)
    raise AssertionError("the import never came to the trail")
