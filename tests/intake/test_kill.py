"""An import that is killed in the middle leaves nothing; the next one finds everything clean."""

import json
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from procrastinate.contrib.django.models import ProcrastinateJob

from fugong.accounts import selectors, tenancy
from fugong.audit.models import Entry
from fugong.intake import selectors as intake
from fugong.intake.models import ImportRun
from fugong.intake.services import exports, imports
from fugong.kit.actor import system
from fugong.project import jobs
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


def test_a_worker_killed_in_the_middle_of_an_export_offers_no_file(
    fresh_database: Any, tmp_path: Path, settings: Any
) -> None:
    settings.EXPORT_AT_ONCE = 0
    alpha = selectors.authority("alpha")
    assert alpha is not None
    with tenancy.entered(alpha):
        who = system("alpha")
        imports.import_file(actor=who, kind="units", name="x", data=roster({}))
        run = exports.ask(actor=who, code="registry.unit")
    with psycopg.connect(fresh_database.superuser_url) as holder:
        # The trail comes last: whoever waits for it has the file on disk and its row in his transaction.
        holder.execute(f"LOCK TABLE {alpha.schema_name}.audit_entry IN ACCESS EXCLUSIVE MODE")
        worker = subprocess.Popen(command("worker"), env=environ(**fresh_database.settings), cwd=tmp_path,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            waits_for_lock(fresh_database.superuser_url)
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait(PATIENCE)
    with tenancy.entered(alpha):
        run.refresh_from_db()
        assert (run.state, intake.export_file(run)) == ("waiting", None)
    job = ProcrastinateJob.objects.get(args__name="intake.export")
    assert job.status == "doing"  # a worker that stopped without a word: its jobs are begun again
    jobs.react(**job.args)
    with tenancy.entered(alpha):
        run.refresh_from_db()
        assert (run.state, run.rows) == ("ready", 1)
        assert exports.fetch(actor=who, run_id=run.pk)[2].startswith(b"PK")


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
