"""What fugong needs of a PostgreSQL of one's own is said in one line, before anything is made there."""

import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import FreshDatabase
from tests.harness import database
from tests.harness.server import command, environ


@pytest.fixture
def bare(request: pytest.FixtureRequest, db: None) -> Iterator[FreshDatabase]:
    """An empty database as an administrator might make it, with the character types of the parameter."""
    server, name = database.Server.chosen(), f"bare_{uuid.uuid4().hex[:12]}"
    owner = psycopg.conninfo.conninfo_to_dict(server.url("postgres", "owner"))["user"]
    server.run([f'CREATE DATABASE {name} TEMPLATE template0 OWNER "{owner}" ENCODING \'{request.param[0]}\' '
                f"LOCALE_PROVIDER libc LOCALE '{request.param[1]}'"])
    yield FreshDatabase(name, server)
    server.drop(name)


def migrated(bare: FreshDatabase, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command("migrate"), env=environ(**{**bare.settings, "FUGONG_DATA_DIR": str(folder)}), text=True, cwd=folder,
        stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=100)


def tables(bare: FreshDatabase) -> int:
    with psycopg.connect(bare.superuser_url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        return int(found[0]) if found else 0


@pytest.mark.parametrize(("bare", "mend"), [
    (("UTF8", "C"), "locale C.UTF-8"), (("SQL_ASCII", "C"), "encoding UTF8")], indirect=["bare"])
def test_an_unfit_database_is_told_and_left_alone(bare: FreshDatabase, mend: str, tmp_path: Path) -> None:
    done = migrated(bare, tmp_path)
    assert done.returncode == 1
    assert mend in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert tables(bare) == 0


@pytest.mark.parametrize("bare", [("UTF8", "C.UTF-8")], indirect=True)
def test_an_empty_database_gets_its_extensions_and_tables(bare: FreshDatabase, tmp_path: Path) -> None:
    done = migrated(bare, tmp_path)
    assert done.returncode == 0, done.stderr
    assert tables(bare) > 20
