"""Many schemas: one that is behind is not served, a broken-off migration is taken up again, a second one does nothing."""

import signal
import subprocess
from typing import Any

import psycopg

from tests.harness.machine import wait_until
from tests.harness.server import command, environ


def states(database: Any) -> dict[str, tuple[bool, Any]]:
    """Short name → (of this version, when it was brought to it)."""
    with psycopg.connect(database.superuser_url) as connection:
        rows = connection.execute("SELECT slug, fingerprint <> 'old', s.changed_at FROM accounts_authority a "
                                  "JOIN accounts_schemastate s ON s.authority_id = a.id").fetchall()
    return {slug: (current, at) for slug, current, at in rows}


def fall_behind(database: Any, *slugs: str) -> None:
    """Take the last migration of these authorities back: the table of attachments and the note that it was made."""
    with psycopg.connect(database.superuser_url) as connection:
        for slug in slugs:
            connection.execute(f"DROP TABLE a_{slug}.files_attachment")
            connection.execute(f"DELETE FROM a_{slug}.django_migrations WHERE app = 'files'")
        connection.execute("UPDATE accounts_schemastate SET fingerprint = 'old' WHERE authority_id IN "
                           "(SELECT id FROM accounts_authority WHERE slug = ANY(%s))", [list(slugs)])


def tables(database: Any, slug: str) -> int:
    with psycopg.connect(database.superuser_url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = %s", [f"a_{slug}"]).fetchone()
    return int(found[0]) if found else 0


def test_an_authority_that_is_behind_is_not_served_until_it_is_migrated(fresh_database: Any, fugong: Any) -> None:
    whole = tables(fresh_database, "beta")
    fall_behind(fresh_database, "beta")
    refused = fugong("serve", "--port", "0")
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1, refused.stderr
    assert "(beta)" in refused.stderr
    assert "fugong migrate" in refused.stderr
    done = fugong("migrate")
    assert done.returncode == 0, done.stderr
    assert "Migrated: beta" in done.stderr + done.stdout
    assert "Migrated: alpha" not in done.stderr + done.stdout
    assert tables(fresh_database, "beta") == whole
    before = states(fresh_database)
    again = fugong("migrate")
    assert "Migrated:" not in again.stderr + again.stdout
    assert states(fresh_database) == before


def test_a_migration_killed_between_two_authorities_is_taken_up_again(fresh_database: Any, fugong: Any, tmp_path: Any) -> None:
    whole = tables(fresh_database, "beta")
    fall_behind(fresh_database, "alpha", "beta")
    with psycopg.connect(fresh_database.superuser_url) as connection:
        connection.execute("LOCK TABLE a_beta.django_migrations IN ACCESS EXCLUSIVE MODE")
        process = subprocess.Popen(command("migrate"), env=environ(**fresh_database.settings), cwd=tmp_path, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_until(lambda: states(fresh_database)["alpha"][0], "alpha to be migrated")
        process.send_signal(signal.SIGKILL)
        process.communicate()
    alpha = states(fresh_database)["alpha"]
    assert not states(fresh_database)["beta"][0]
    done = fugong("migrate")
    assert done.returncode == 0, done.stderr
    assert {slug: current for slug, (current, _at) in states(fresh_database).items()} == {"alpha": True, "beta": True}
    assert states(fresh_database)["alpha"] == alpha, "what was done is not done again"
    assert tables(fresh_database, "beta") == whole
