"""A new field key: everything comes under it, batch by batch, and may be broken off at any moment."""

import json
import os
import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import auth as recovery_codes
from allauth.mfa.totp.internal import auth as totp
from django.core.files.base import ContentFile
from django.db import connection

from fugong.accounts import tenancy
from fugong.accounts.services import users
from fugong.audit import services as audit
from fugong.audit.models import Entry, SharedEntry
from fugong.files import services as files
from fugong.files import vault
from fugong.files.models import Attachment
from fugong.intake.models import ImportRow
from fugong.intake.services import drafts, imports, undo
from fugong.kit.actor import Actor, system
from fugong.project import rotation
from fugong.registry.models import Unit
from tests.accounts.test_signin import code_of
from tests.files.samples import PDF
from tests.harness.server import command, environ
from tests.registry.test_import_units import roster

WHO = system("alpha")
pytestmark = pytest.mark.usefixtures("empty_vault")


def raw(table: str, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}::text FROM {table} WHERE {column}::text <> ''")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def filled(in_alpha: Any) -> None:
    """Encrypted values of every kind under the first key: a phone, the key of a subject of the trail, a draft, the two
    secrets of a second step, a file."""
    for phone in ("13811112345", "13822223456"):
        imports.import_file(actor=WHO, kind="units", name="x", data=roster({"联系电话": phone}))
    drafts.save(actor=Actor("user", "u1", "某人", "alpha"), form="f", values=[("a", "b")])
    user = users.create(actor=WHO, username="second", name="某人", password="Correct-horse-1")
    totp.TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    recovery_codes.RecoveryCodes.activate(user)
    files.store(actor=WHO, subject=Unit.objects.get(), kind="x", file=ContentFile(PDF, "a.pdf"))


@pytest.fixture
def second(settings: Any) -> str:
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, "k2": os.urandom(32)}
    settings.FIELD_KEY_CURRENT = "k2"
    return "k2"


def test_everything_comes_under_the_new_key_and_reads_the_same(filled: None, in_alpha: Any, second: str, settings: Any) -> None:
    done = rotation.rotate(actor=system())
    assert (done.values, done.files, done.unreadable) == (5, 1, [])
    settings.FIELD_KEYS = {second: settings.FIELD_KEYS[second]}  # the former key may be forgotten
    kept = {row.type: row for row in Authenticator.objects.all()}
    assert kept["totp"].wrap().validate_code(code_of("JBSWY3DPEHPK3PXP"))
    assert len(kept["recovery_codes"].wrap().get_unused_codes()) == 10
    assert "JBSWY3DPEHPK3PXP" not in str(kept["totp"].data)
    with tenancy.entered(in_alpha):
        unit = Unit.objects.get()
        assert (unit.contact_phone, unit.version) == ("13822223456", 2)
        assert drafts.find(Actor("user", "u1", "某人", "alpha"), "f")[0] == [("a", "b")]  # type: ignore[index]
        attachment = Attachment.objects.get()
        assert (attachment.key_id, files.read(attachment)) == (second, PDF)
        changed = Entry.objects.get(action="registry.unit.changed")
        assert audit.reveal(actor=WHO, entry_id=changed.pk, reason="核实")["changed"]["contact_phone"][0] == "13811112345"
        undo.undo(actor=WHO, run_id=ImportRow.objects.get(outcome="updated").run_id)
        assert Unit.objects.get().contact_phone == "13811112345"
    assert SharedEntry.objects.filter(action="accounts.field_key.rotated", data__values=5).exists()


def test_it_is_taken_up_where_it_was_broken_off(
    filled: None, in_alpha: Any, second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*parts: Any, **named: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(Attachment, "save", killed)  # the file is under the new key, its row names the old one
        rotation.rotate(actor=system())
    with tenancy.entered(in_alpha):
        attachment = Attachment.objects.get()
        assert attachment.key_id != second
        assert files.read(attachment) == PDF
        assert all(value.startswith("k2:") for value in raw("registry_unit", "contact_phone"))
    again = rotation.rotate(actor=system())
    assert (again.values, again.files) == (0, 1)
    assert rotation.rotate(actor=system()) == rotation.Rotated()


def test_what_cannot_be_read_is_told_and_stays(filled: None, in_alpha: Any, second: str, settings: Any) -> None:
    settings.FIELD_KEYS = {second: settings.FIELD_KEYS[second]}
    before = raw("registry_unit", "contact_phone")
    done = rotation.rotate(actor=system())
    assert (done.values, done.files) == (0, 0)
    assert any("registry.unit.contact_phone" in line for line in done.unreadable)
    with tenancy.entered(in_alpha):
        assert raw("registry_unit", "contact_phone") == before
        assert not list(vault.strays({attachment.pk for attachment in Attachment.objects.all()}, older_than=timedelta(-1)))


def test_the_command_makes_a_key_and_says_what_to_do_next(fugong: Callable[..., Any], fresh_database: Any, tmp_path: Path) -> None:
    import subprocess

    folder = tmp_path / "data"
    env = environ(**{**fresh_database.settings, "FUGONG_DATA_DIR": str(folder)})

    def run(*arguments: str) -> Any:
        return subprocess.run(command(*arguments), env=env, text=True, capture_output=True, check=False, timeout=100)

    nowhere = run("keys", "new", "--json")
    assert nowhere.returncode == 2
    assert json.loads(nowhere.stdout)["error"]["message"] in nowhere.stderr
    folder.mkdir()
    (folder / "FUGONG").write_text("x")
    run("keys", "new")
    made = json.loads(run("keys", "new", "--json").stdout)
    kept = tomllib.loads((folder / "secrets.toml").read_text())
    assert (kept["current_field_key"], sorted(kept["field_keys"])) == (made["current"], sorted(made["keys"]))
    assert len(made["keys"]) == 3
    done = run("keys", "rotate", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"values": 0, "files": 0, "unreadable": []}), done.stderr


@pytest.mark.parametrize("arguments", [
    ("figures", "nowhere", "--json"), ("figures", "--json"), ("figures", "alpha", "--as-of", "x", "--json"),
    ("import", "units", "/nowhere.xlsx", "--authority", "alpha", "--json"), ("pack", "diff", "a", "b", "--json"),
    ("keys", "nothing", "--json")])
def test_an_error_is_json_where_json_was_asked_for(fugong: Callable[..., Any], arguments: tuple[str, ...]) -> None:
    done = fugong(*arguments)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["message"]
    assert done.stderr
