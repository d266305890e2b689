"""Attachments: checked, encrypted, audited; a refusal or a rollback leaves nothing on disk."""

import errno
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from fugong.accounts import selectors as accounts
from fugong.accounts import tenancy
from fugong.audit.models import Entry
from fugong.files import selectors, services, vault
from fugong.files.models import Attachment
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.registry.models import Unit
from fugong.registry.services import units
from tests.files.samples import PDF, office, picture

pytestmark = pytest.mark.usefixtures("empty_vault")
WHO = Actor("user", "u-1", "王工", "alpha", permissions=frozenset({"registry.unit.edit"}), reach="authority")


def unit() -> Unit:
    return units.register(actor=system("alpha"), values={"name": "甲厂", "kind": "enterprise", "staff_total": 3})


@pytest.fixture
def factory(in_alpha: Any) -> Unit:
    return unit()


def sent(content: bytes, name: str) -> "ContentFile[bytes]":
    return ContentFile(content, name)


def on_disk() -> list[Path]:
    return [path for path in vault.folder().rglob("*") if path.is_file()]


def test_a_file_is_kept_encrypted_and_comes_back(factory: Unit) -> None:
    kept = services.store(actor=WHO, subject=factory, kind="control_plan", file=sent(PDF, "方案.pdf"))
    raw = vault.path_of(kept.pk).read_bytes()
    assert PDF not in raw
    assert b"%PDF" not in raw
    assert vault.path_of(kept.pk).stat().st_mode & 0o077 == 0
    assert services.read(selectors.one(WHO, factory, kept.pk)) == PDF
    assert (kept.content_type, kept.size, kept.uploaded_by) == ("application/pdf", len(PDF), "王工")
    assert Entry.objects.filter(action="files.attachment.stored", subject_id=str(kept.pk)).count() == 1


def test_the_same_file_twice_is_one(factory: Unit) -> None:
    first = services.store(actor=WHO, subject=factory, kind="photo", file=sent(picture(), "1.jpg"))
    content = services.read(first)
    again = services.store(actor=WHO, subject=factory, kind="plan", file=sent(PDF, "a.pdf"))
    assert services.store(actor=WHO, subject=factory, kind="plan", file=sent(PDF, "b.pdf")) == again
    assert content.startswith(b"\xff\xd8")
    assert len(on_disk()) == 2


@pytest.mark.parametrize(("content", "name", "accept", "code"), [
    (b"", "a.pdf", ("pdf",), "file_empty"),
    (b"MZ" + bytes(100), "plan.pdf", ("pdf",), "file_unknown"),
    (PDF[:-8], "plan.pdf", ("pdf",), "file_broken"),
    (picture(size=(9, 9)), "plan.pdf", ("pdf", "docx"), "file_not_accepted"),
    (picture(size=(300, 200))[:500], "1.jpg", ("jpg",), "file_broken"),
    (office("xlsx", "xl/vbaProject.bin"), "a.xlsx", ("xlsx",), "file_active"),
    (PDF + bytes(2000), "a.pdf", ("pdf",), "file_too_large"),
])
def test_bad_files_are_refused_and_nothing_stays(
    factory: Unit, content: bytes, name: str, accept: tuple[str, ...], code: str
) -> None:
    trail = Entry.objects.count()
    with pytest.raises(Refused) as caught:
        services.store(actor=WHO, subject=factory, kind="plan", file=sent(content, name), accept=accept, limit=1500)
    assert caught.value.code == code
    assert "file" in caught.value.fields
    assert not Attachment.objects.exists()
    assert Entry.objects.count() == trail
    assert not on_disk()


@pytest.mark.parametrize("where", ["outer", "savepoint"])
def test_a_rollback_takes_the_file_with_it(factory: Unit, where: str) -> None:
    kept = services.store(actor=WHO, subject=factory, kind="plan", file=sent(PDF, "kept.pdf"))

    def fails() -> None:
        with transaction.atomic():
            with transaction.atomic():
                services.store(actor=WHO, subject=factory, kind="photo", file=sent(picture(), "1.jpg"))
                assert len(on_disk()) == 2
                if where == "savepoint":
                    raise RuntimeError
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert on_disk() == [vault.path_of(kept.pk)]
    assert Attachment.objects.get() == kept


def test_a_full_disk_leaves_neither_row_nor_file(factory: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused) as caught:
        services.store(actor=WHO, subject=factory, kind="plan", file=sent(PDF, "a.pdf"))
    assert caught.value.code == "file_not_stored"
    assert not Attachment.objects.exists()
    assert not on_disk()


def test_a_changed_or_missing_file_is_never_served(factory: Unit) -> None:
    kept = services.store(actor=WHO, subject=factory, kind="plan", file=sent(PDF, "a.pdf"))
    path = vault.path_of(kept.pk)
    raw = bytearray(path.read_bytes())
    raw[20] ^= 1
    path.write_bytes(raw)
    with pytest.raises(Refused) as caught:
        services.read(kept)
    assert caught.value.code == "file_damaged"
    path.unlink()
    assert selectors.lost() == [kept]
    with pytest.raises(Refused):
        services.read(kept)


def test_one_file_cannot_stand_in_for_another(factory: Unit) -> None:
    one = services.store(actor=WHO, subject=factory, kind="plan", file=sent(PDF, "a.pdf"))
    other = services.store(actor=WHO, subject=factory, kind="photo", file=sent(PDF, "b.pdf"))
    vault.path_of(one.pk).write_bytes(vault.path_of(other.pk).read_bytes())
    with pytest.raises(Refused):
        services.read(one)


def test_archived_files_stay_readable_but_are_no_longer_listed(factory: Unit) -> None:
    kept = services.store(actor=WHO, subject=factory, kind="plan", file=sent(PDF, "a.pdf"))
    services.archive(actor=WHO, attachment=kept, reason="换新版")
    services.archive(actor=WHO, attachment=kept, reason="again")
    assert not selectors.of(WHO, factory).exists()
    assert services.read(selectors.one(WHO, factory, kept.pk)) == PDF
    assert Entry.objects.filter(action="files.attachment.archived").count() == 1
    again = services.store(actor=WHO, subject=factory, kind="plan", file=sent(PDF, "a.pdf"))
    assert again != kept


def test_attachments_are_found_through_their_subject_only(factory: Unit) -> None:
    kept = services.store(actor=WHO, subject=factory, kind="plan", file=sent(PDF, "a.pdf"))
    with pytest.raises(Refused) as caught:
        selectors.one(WHO, unit(), kept.pk)
    assert caught.value.code == "not_found"


def test_sweeping_takes_what_a_killed_process_left(factory: Unit) -> None:
    kept = services.store(actor=WHO, subject=factory, kind="plan", file=sent(PDF, "a.pdf"))
    stray, fresh = vault.folder() / "ab" / "0123", vault.folder() / "cd" / "4567.part"
    for path in (stray, fresh):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    long_ago = time.time() - 7200
    for path in (stray, vault.path_of(kept.pk)):
        os.utime(path, (long_ago, long_ago))
    assert services.sweep(actor=system("alpha")) == 1
    assert services.sweep(actor=system("alpha"), older_than=timedelta(seconds=-1)) == 1
    assert on_disk() == [vault.path_of(kept.pk)]


def test_committed_files_stay(fresh_database: Any) -> None:
    with tenancy.entered(accounts.authority("alpha")):
        kept = services.store(actor=WHO, subject=unit(), kind="plan", file=sent(PDF, "a.pdf"))
        assert vault.path_of(kept.pk) in on_disk()
        vault.path_of(kept.pk).unlink()


def test_outside_an_authority_there_are_no_files(db: None) -> None:
    with pytest.raises(RuntimeError):
        vault.folder()
