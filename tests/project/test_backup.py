"""Saving one authority or all, bringing it back into an empty place, and comparing row by row."""

import json
import shutil
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.base import ContentFile

from fugong.accounts import selectors, tenancy
from fugong.accounts.services import users
from fugong.files import services as files
from fugong.files import vault
from fugong.files.models import Attachment
from fugong.kit.actor import system
from fugong.project import backup
from fugong.registry.models import Unit
from fugong.registry.services import grids, states, units
from tests.files.samples import PDF

OF_ONE = ("accounts_authority", "accounts_department", "accounts_user", "accounts_membership", "accounts_apitoken")


def contents(url: str, schema: str) -> dict[str, str]:
    """Table → a fingerprint of all its rows."""
    with psycopg.connect(url) as connection:
        tables = [row[0] for row in connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])]
        return {table: connection.execute(
            f'SELECT count(*) || md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), \'\')) FROM "{schema}"."{table}" t'
        ).fetchone()[0] for table in tables}  # type: ignore[index]


@pytest.fixture
def filled(fresh_database: Any) -> Any:
    """Alpha and beta with people, grids, units and their past."""
    who = system(source="cli")
    for slug in ("alpha", "beta"):
        where = selectors.authority(slug)
        user = users.create(actor=who, username=f"{slug}-staff", name="李娟", password="Correct-horse-1", home=where)
        users.grant_role(actor=who, user=user, authority=where, role="park_staff")
        users.create_token(actor=who, user=user, authority=where, label="门户", scopes=["registry.unit.read"])
        with tenancy.entered(where):
            grid = grids.save_grid(actor=who, values={"code": "G1", "name": f"{slug}一网格"})
            for n in range(5):
                unit = units.register(actor=who, values={
                    "name": f"{slug}第{n}厂", "kind": "enterprise", "grid": grid, "contact_phone": "13800001234"})
                states.move(actor=who, unit_id=unit.pk, to="preparing", reason="换行\t与\\特殊'字符")
    return fresh_database


def erase(database: Any, slug: str) -> None:
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute(f"DROP SCHEMA a_{slug} CASCADE")
        connection.execute("DELETE FROM accounts_apitoken WHERE authority_id = (SELECT id FROM accounts_authority "
                           "WHERE slug = %s)", [slug])
        for table in ("membership", "department", "moduleswitch", "schemastate"):
            connection.execute(f"DELETE FROM accounts_{table} WHERE authority_id = (SELECT id FROM accounts_authority "
                               "WHERE slug = %s)", [slug])
        connection.execute("DELETE FROM accounts_user WHERE username = %s", [f"{slug}-staff"])
        connection.execute("DELETE FROM accounts_authority WHERE slug = %s", [slug])


def test_one_authority_goes_and_comes_back(filled: Any, fugong: Callable[..., Any], tmp_path: Path) -> None:
    before = contents(filled.superuser_url, "a_alpha")
    beside = contents(filled.superuser_url, "a_beta")
    shared = {t: h for t, h in contents(filled.superuser_url, "public").items() if t in OF_ONE}
    saved = fugong("backup", "alpha", "--out", "alpha.tar", "--json")
    assert saved.returncode == 0, saved.stderr
    assert json.loads(saved.stdout)["authorities"] == ["alpha"]
    assert stat.S_IMODE((tmp_path / "alpha.tar").stat().st_mode) == 0o600
    erase(filled, "alpha")
    assert contents(filled.superuser_url, "a_alpha") == {}
    restored = fugong("restore", "alpha.tar", "--json")
    assert restored.returncode == 0, restored.stderr
    assert contents(filled.superuser_url, "a_alpha") == before
    assert contents(filled.superuser_url, "a_beta") == beside
    assert {t: h for t, h in contents(filled.superuser_url, "public").items() if t in OF_ONE} == shared
    with tenancy.entered(selectors.authority("alpha")):
        unit = units.register(actor=system(), values={"name": "新厂", "kind": "enterprise"})
        assert states.move(actor=system(), unit_id=unit.pk, to="preparing").state == "preparing"


def test_attachments_go_and_come_back(filled: Any, fugong: Callable[..., Any], tmp_path: Path) -> None:
    """They lie encrypted in the backup and on the disk, and say the same after they came back."""
    alpha = selectors.authority("alpha")
    assert alpha is not None
    with tenancy.entered(alpha):
        unit = Unit.objects.order_by("id")[0]
        kept = files.store(actor=system(), subject=unit, kind="plan", file=ContentFile(PDF, name="防疫方案.pdf"))
        folder = vault.folder()
    assert fugong("backup", "alpha", "--out", "alpha.tar").returncode == 0
    assert PDF[:30] not in (tmp_path / "alpha.tar").read_bytes()
    erase(filled, "alpha")
    shutil.rmtree(folder)
    restored = fugong("restore", "alpha.tar")
    assert restored.returncode == 0, restored.stderr
    with tenancy.entered(selectors.authority("alpha")):  # type: ignore[arg-type]
        back = Attachment.objects.get(pk=kept.pk)
        assert (back.name, files.read(back)) == (kept.name, PDF)
        assert PDF[:30] not in vault.path_of(back.pk).read_bytes()


def test_everything_goes_into_an_empty_place(
    filled: Any, fugong: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip = {"accounts_schemastate", "audit_sharedentry", "procrastinate_workers"}
    before = {s: contents(filled.superuser_url, s) for s in ("a_alpha", "a_beta", "public")}
    assert fugong("backup", "--all", "--out", "all.tar").returncode == 0
    with psycopg.connect(filled.superuser_url, autocommit=True) as connection:
        for schema in ("a_alpha", "a_beta"):
            connection.execute(f"DROP SCHEMA {schema} CASCADE")
        connection.execute("TRUNCATE accounts_authority CASCADE")
    restored = fugong("restore", "all.tar")
    assert restored.returncode == 0, restored.stderr
    after = {s: contents(filled.superuser_url, s) for s in ("a_alpha", "a_beta", "public")}
    for schema, tables in before.items():
        assert {t: h for t, h in after[schema].items() if t not in skip} == {
            t: h for t, h in tables.items() if t not in skip}


def test_a_database_of_another_version_is_saved_as_it_stands(
    filled: Any, fugong: Callable[..., Any], tmp_path: Path
) -> None:
    with psycopg.connect(filled.superuser_url, autocommit=True) as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('audit', '0999_later', now())")
    told = fugong("figures", "alpha")
    assert told.returncode == 1 and "fugong backup --all" in told.stderr
    assert fugong("backup", "alpha", "--out", "alpha.tar").returncode == 1
    saved = fugong("backup", "--all", "--out", "all.tar")
    assert saved.returncode == 0, saved.stderr
    _manifest, parts, _files = backup.opened(tmp_path / "all.tar")
    assert "0999_later" in parts["database.sql"].decode()


def test_a_place_that_has_the_authority_refuses_and_stays_as_it_is(filled: Any, fugong: Callable[..., Any]) -> None:
    assert fugong("backup", "alpha", "--out", "alpha.tar").returncode == 0
    before = contents(filled.superuser_url, "a_alpha"), contents(filled.superuser_url, "public")
    answer = fugong("restore", "alpha.tar")
    assert answer.returncode != 0
    assert "Traceback" not in answer.stderr
    assert (contents(filled.superuser_url, "a_alpha"), contents(filled.superuser_url, "public")) == before


@pytest.mark.parametrize("harm", ["text", "cut", "changed"])
def test_a_damaged_backup_is_refused_whole(filled: Any, fugong: Callable[..., Any], tmp_path: Path, harm: str) -> None:
    assert fugong("backup", "alpha", "--out", "alpha.tar").returncode == 0
    path = tmp_path / "alpha.tar"
    body = path.read_bytes()
    if harm == "text":
        path.write_text("not a backup")
    elif harm == "cut":
        path.write_bytes(body[: len(body) // 2])
    else:
        path.write_bytes(body.replace("第3厂".encode(), "第9厂".encode()))
    erase(filled, "alpha")
    before = contents(filled.superuser_url, "public")
    answer = fugong("restore", "alpha.tar")
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert contents(filled.superuser_url, "a_alpha") == {}
    assert contents(filled.superuser_url, "public") == before


def test_a_taken_user_name_is_refused_whole(filled: Any, fugong: Callable[..., Any]) -> None:
    assert fugong("backup", "alpha", "--out", "alpha.tar").returncode == 0
    erase(filled, "alpha")
    users.create(actor=system(), username="alpha-staff", name="别人", password="Correct-horse-1")
    answer = fugong("restore", "alpha.tar")
    assert answer.returncode != 0
    assert "alpha-staff" in answer.stderr
    assert contents(filled.superuser_url, "a_alpha") == {}


@pytest.mark.parametrize("arguments", [("--out", "x.tar"), ("alpha", "--all", "--out", "x.tar"), ("nowhere", "--out", "x.tar"),
                                       ("--all", "--out", "missing/x.tar")])
def test_what_cannot_be_saved_leaves_no_file(
    fresh_database: Any, fugong: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    told = fugong("backup", *arguments)
    assert (told.returncode, "Traceback" in told.stderr) == (2, False)
    assert list(tmp_path.glob("x.tar*")) == []


def test_keys_travel_only_when_asked(filled: Any, fugong: Callable[..., Any], tmp_path: Path) -> None:
    assert fugong("backup", "alpha", "--out", "a.tar").returncode == 0
    assert fugong("backup", "alpha", "--out", "b.tar", "--with-keys").returncode == 0
    with tarfile.open(tmp_path / "a.tar") as without, tarfile.open(tmp_path / "b.tar") as with_keys:
        assert "keys.json" not in without.getnames()
        assert "keys.json" in with_keys.getnames()
    assert b"13800001234" not in (tmp_path / "a.tar").read_bytes()
