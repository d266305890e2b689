"""`fugong check` tells what is not well, and how to mend it."""

import json

import psycopg

from fugong.accounts import tenancy
from fugong.accounts.models import Authority
from fugong.audit import sealing
from fugong.audit import services as audit
from fugong.kit import actor
from tests.harness.machine import await_transactions


def codes(done, *, well: bool) -> set[str]:
    return {one["code"] for one in json.loads(done.stdout)["checks"] if one["well"] is well}


def test_a_sound_installation_passes(fugong):
    done = fugong("check", "--json")
    assert codes(done, well=False) == set()
    assert codes(done, well=True) >= {
        "disk", "secrets", "database", "schemas", "encoding", "extensions", "locale", "role", "ownership",
        "trail_rights", "time_zone", "clock", "fonts", "trail"}
    assert done.returncode == 0


def test_one_role_for_everything_is_found(fugong, fresh_database, monkeypatch):
    settings = {"DATABASE_URL": fresh_database.owner_url, "FUGONG_OWNER_DATABASE_URL": ""}
    monkeypatch.setattr(type(fresh_database), "settings", {**fresh_database.settings, **settings})
    done = fugong("check")
    assert done.returncode == 1
    assert "BAD   ownership: the application owns" in done.stdout
    assert "BAD   trail_rights: the application may change" in done.stdout
    assert "→ Give the application a role of its own in DATABASE_URL" in done.stdout


def test_a_changed_trail_is_found(fugong, fresh_database):
    alpha = Authority.objects.get(slug="alpha")
    with tenancy.entered(alpha):
        audit.record(actor.system("alpha"), "test.paper.signed", alpha, {"by": "Chen"})
        await_transactions()
        assert sealing.seal() is not None
    assert codes(fugong("check", "--json"), well=False) == set()
    with psycopg.connect(fresh_database.owner_url) as connection:
        connection.execute("UPDATE a_alpha.audit_entry SET actor_label = 'Li' WHERE action = 'test.paper.signed'")
    done = fugong("check")
    assert done.returncode == 1
    assert "BAD   trail: alpha: the records of these blocks were changed: 1" in done.stdout


def test_an_older_schema_is_found(fugong, fresh_database):
    with psycopg.connect(fresh_database.owner_url) as connection:
        connection.execute("UPDATE accounts_schemastate SET fingerprint = 'of another version'")
    done = fugong("check")
    assert "BAD   schemas: not of this version: alpha, beta" in done.stdout
    assert "→ Run: fugong migrate" in done.stdout
    assert done.returncode == 1
    assert fugong("authority", "list").returncode == 1
    assert fugong("migrate").returncode == 0
    assert fugong("check").returncode == 0
