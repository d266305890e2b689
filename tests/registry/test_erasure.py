"""Somebody asks to be forgotten: his values are gone now and in the past, and who did it and why is kept."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from python_calamine import CalamineWorkbook

from fugong.accounts import selectors, tenancy
from fugong.accounts.models import Authority
from fugong.accounts.services import users
from fugong.audit import services as audit
from fugong.audit.models import Entry
from fugong.files import services as files
from fugong.intake import selectors as intake
from fugong.intake.models import ExportRun, ImportRow
from fugong.intake.services import exports, imports, undo
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.registry.models import Unit
from fugong.registry.services import erasure, grids, units
from tests.registry.test_import_units import roster

WHO = system("alpha", source="cli")
SECRETS = ("李小娟", "13811112345", "王小强", "13822223456")


@pytest.fixture
def unit(in_alpha: Any) -> Unit:
    """A unit whose contact was imported, changed by another import and by hand, and exported whole."""
    Authority.objects.filter(pk=in_alpha.pk).update(mfa_required=False)
    for name, phone in (("李小娟", "13811112345"), ("王小强", "13822223456")):
        imports.import_file(actor=WHO, kind="units", name="x", data=roster({"联系人": name, "联系电话": phone}))
    unit = Unit.objects.get()
    exports.ask(actor=WHO, code="registry.unit", form="xlsx", whole=True, columns=["name", "contact_name", "contact_phone"])
    return units.change(actor=WHO, unit_id=unit.pk, version=unit.version, values={"contact_name": "李小娟"})


def exported(run: ExportRun) -> str:
    file = intake.export_file(run)
    assert file is not None
    book = CalamineWorkbook.from_filelike(io.BytesIO(files.read(file)))
    return str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])


def stored() -> str:
    """Everything that the trail and the lines of imports hold, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, '') FROM audit_entry")
        trail = str(cursor.fetchone()[0])
        cursor.execute("SELECT string_agg(coalesce(before::text, ''), '') FROM intake_importrow")
        return trail + str(cursor.fetchone()[0])


def test_neither_the_trail_nor_an_export_nor_the_history_shows_it(unit: Unit) -> None:
    old = ExportRun.objects.get()
    assert "13822223456" in exported(old)
    who = replace(WHO, on_behalf_of="数据保护员")
    erasure.erase_contact(actor=who, unit_id=unit.pk, reason="本人要求删除")
    erased = Unit.objects.get()
    assert (erased.contact_name, erased.contact_phone, erased.version, erased.legal_person) == ("", "", unit.version + 1, "张三")
    entry = Entry.objects.get(action="audit.personal.erased")
    assert (entry.on_behalf_of, entry.data, entry.subject_id) == ("数据保护员", {"reason": "本人要求删除"}, str(unit.pk))
    assert not any(secret in stored() for secret in SECRETS)
    for line in Entry.objects.filter(data__has_key="sealed"):
        with pytest.raises(Refused) as gone:
            audit.reveal(actor=WHO, entry_id=line.pk, reason="核实")
        assert gone.value.status == 410
    old.refresh_from_db()
    assert (old.state, intake.export_file(old)) == ("expired", None)
    fresh = exports.ask(actor=WHO, code="registry.unit", form="xlsx", whole=True, columns=["name", "contact_name", "contact_phone"])
    assert not any(secret in exported(fresh) for secret in SECRETS)
    user = users.create(actor=system(), username="staff", name="某人", password="Correct-horse-1")
    users.grant_role(actor=system(), user=user, authority=Authority.objects.get(slug="alpha"), role="park_staff")
    browser = Client()
    browser.force_login(user)
    pages = [browser.get(f"/a/alpha/{path}").content.decode() for path in (
        f"history/registry.unit/{unit.pk}/", f"units/{unit.pk}/")]
    assert not any(secret in page for secret in SECRETS for page in pages)


def test_an_import_that_is_taken_back_brings_nobody_back(unit: Unit) -> None:
    erasure.erase_contact(actor=WHO, unit_id=unit.pk, reason="本人要求删除")
    run = ImportRow.objects.get(outcome="updated").run
    assert undo.undo(actor=WHO, run_id=run.pk).reverted == 0, "the unit was changed since"
    assert (Unit.objects.get().contact_name, Unit.objects.get().contact_phone) == ("", "")


def test_an_officers_phone_goes_too_and_the_name_stays(in_alpha: Any) -> None:
    officer = grids.save_officer(actor=WHO, values={"name": "王强", "phone": "13911112222"})
    erasure.erase_officer(actor=WHO, officer_id=officer.pk, reason="离职")
    officer.refresh_from_db()
    assert (officer.name, officer.phone) == ("王强", "")
    with pytest.raises(Refused):
        audit.reveal(actor=WHO, entry_id=Entry.objects.get(action="registry.officer.added").pk, reason="核实")


@pytest.mark.parametrize(("rights", "reason", "code"), [
    (frozenset({"registry.unit.edit", "registry.unit.read"}), "本人要求", "not_allowed"),
    (frozenset({"registry.person.erase"}), " ", "invalid")])
def test_who_may_not_or_says_no_reason_erases_nothing(unit: Unit, rights: frozenset[str], reason: str, code: str) -> None:
    actor, before = Actor("user", "u1", "某人", "alpha", frozenset(), rights, "authority"), Entry.objects.count()
    acts: tuple[Callable[[], Any], ...] = (
        lambda: erasure.erase_contact(actor=actor, unit_id=unit.pk, reason=reason),
        lambda: erasure.erase_officer(actor=actor, officer_id=unit.pk, reason=reason))
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == code
    unit.refresh_from_db()
    assert (unit.contact_name, Entry.objects.count()) == ("李小娟", before)


def test_the_command_erases_and_says_whose(fugong: Callable[..., Any], fresh_database: Any) -> None:
    with tenancy.entered(selectors.authority("alpha")):  # type: ignore[arg-type]
        made = units.register(actor=WHO, values={"name": "甲厂", "kind": "enterprise", "contact_phone": "13811112345"})
        assert fugong("keys", "erase", "alpha", "--reason", "x", "--by", "y").returncode == 2
        done = fugong("keys", "erase", "alpha", "--unit", str(made.pk), "--reason", "本人要求", "--by", "王主任", "--json")
        assert (done.returncode, '"甲厂"' in done.stdout) == (0, True), done.stderr
        assert Unit.objects.get().contact_phone == ""
        assert Entry.objects.get(action="audit.personal.erased").on_behalf_of == "王主任"
