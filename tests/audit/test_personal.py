"""Personal values in the trail: masked for the eye, whole for who may and says why, gone with their key."""

import json
from typing import Any

import pytest
from django.test import Client

from fugong.accounts import tenancy
from fugong.accounts.models import Authority
from fugong.accounts.services import users
from fugong.audit import sealing, services
from fugong.audit.models import Entry, SubjectKey
from fugong.intake.services import imports
from fugong.kit import crypto
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.registry.services import grids, units
from tests.harness.machine import await_transactions
from tests.registry.test_import_units import OTHER_CODE, roster

WHO = system("alpha")
VALUES = {"name": "甲厂", "kind": "enterprise", "staff_total": 5, "contact_name": "李小娟", "contact_phone": "13811112345"}


def entry(action: str) -> Entry:
    return Entry.objects.filter(action=action).latest("id")


def in_the_clear() -> str:
    return str(list(Entry.objects.values_list("data", flat=True)))


def test_before_and_after_are_masked_and_whole_only_under_the_own_key(in_alpha: Any) -> None:
    unit = units.register(actor=WHO, values=VALUES)
    units.change(actor=WHO, unit_id=unit.pk, version=1, values={"contact_phone": "13822222345", "staff_total": 6})
    made, changed = entry("registry.unit.registered"), entry("registry.unit.changed")
    assert (made.data["after"]["contact_name"], made.data["after"]["contact_phone"]) == ("李*娟", "138****2345")
    assert changed.data["changed"] == {"contact_phone": ["138****2345", "138****2345"], "staff_total": [5, 6]}
    for secret in ("13811112345", "13822222345", "李小娟"):
        assert secret not in in_the_clear()
    assert services.reveal(actor=WHO, entry_id=changed.pk, reason="核实") == {
        "changed": {"contact_phone": ["13811112345", "13822222345"]}}
    assert entry("audit.personal.revealed").data == {"reason": "核实"}
    other = units.register(actor=WHO, values={**VALUES, "name": "乙厂"})
    assert set(SubjectKey.objects.values_list("subject_id", flat=True)) == {unit.pk, other.pk}


def test_a_phone_whose_mask_stays_the_same_is_saved_all_the_same(in_alpha: Any) -> None:
    unit = units.register(actor=WHO, values=VALUES)
    units.change(actor=WHO, unit_id=unit.pk, version=1, values={"contact_phone": "13822222345"})
    unit.refresh_from_db()
    assert (unit.contact_phone, unit.version) == ("13822222345", 2)


def test_an_officers_phone_is_kept_so_too(in_alpha: Any) -> None:
    grids.save_officer(actor=WHO, values={"name": "王强", "phone": "13911112222"})
    made = entry("registry.officer.added")
    assert made.data["after"]["phone"] == "139****2222"
    assert services.reveal(actor=WHO, entry_id=made.pk, reason="核实") == {"after": {"phone": "13911112222"}}


def test_an_import_keeps_them_so_for_every_row(in_alpha: Any) -> None:
    def load(**cells: str) -> None:
        imports.import_file(actor=WHO, kind="units", name="x", data=roster(
            {"联系人": "李小娟", "联系电话": "13811112345", **cells},
            {"单位名称": "乙厂", "统一社会信用代码": OTHER_CODE, "联系人": "王强"}))

    load()
    load(联系电话="13822222345", 法定代表人="欧阳小明")
    assert Entry.objects.filter(action="registry.unit.registered", data__has_key="sealed").count() == 2
    changed = entry("registry.unit.changed")
    for secret in ("13811112345", "13822222345", "李小娟", "欧阳小明"):
        assert secret not in in_the_clear()
    assert changed.data["changed"]["contact_phone"] == ["138****2345", "138****2345"]
    assert changed.data["changed"]["legal_person"][1] == "欧**明"
    whole = services.reveal(actor=WHO, entry_id=changed.pk, reason="核实")["changed"]
    assert whole["contact_phone"] == ["13811112345", "13822222345"]
    assert whole["legal_person"][1] == "欧阳小明"
    made = Entry.objects.get(action="registry.unit.registered", subject_id=changed.subject_id)
    assert services.reveal(actor=WHO, entry_id=made.pk, reason="核实")["after"]["contact_name"] == "李小娟"


def test_erasing_destroys_the_key_and_the_trail_still_verifies(fresh_database: Any) -> None:
    from fugong.accounts import selectors

    with tenancy.entered(selectors.authority("alpha")):  # type: ignore[arg-type]
        unit, other = (units.register(actor=WHO, values={**VALUES, "name": name}) for name in ("甲厂", "乙厂"))
        made, kept = (Entry.objects.get(action="registry.unit.registered", subject_id=each.pk) for each in (unit, other))
        await_transactions()
        sealing.seal()
        assert services.erase(actor=WHO, subject=unit, reason="本人要求删除")
        assert not services.erase(actor=WHO, subject=unit, reason="再次")
        with pytest.raises(Refused) as refused:
            services.reveal(actor=WHO, entry_id=made.pk, reason="核实")
        assert refused.value.status == 410
        assert services.reveal(actor=WHO, entry_id=kept.pk, reason="核实")
        units.change(actor=WHO, unit_id=unit.pk, version=1, values={"contact_phone": "13900000000"})
        assert services.reveal(actor=WHO, entry_id=entry("registry.unit.changed").pk, reason="核实")
        with pytest.raises(Refused):
            services.reveal(actor=WHO, entry_id=made.pk, reason="核实")
        await_transactions()
        sealing.seal()
        assert sealing.verify().broken == ()


def test_who_may_not_or_says_no_reason_sees_nothing(in_alpha: Any) -> None:
    units.register(actor=WHO, values=VALUES)
    made = entry("registry.unit.registered")
    told = Actor("user", "u1", "某人", "alpha", permissions=frozenset({"audit.trail.read"}), reach="authority")
    for actor, reason in ((told, "核实"), (WHO, " ")):
        with pytest.raises(Refused):
            services.reveal(actor=actor, entry_id=made.pk, reason=reason)
    assert not Entry.objects.filter(action="audit.personal.revealed").exists()
    assert SubjectKey.objects.get().key not in str(SubjectKey.objects.extra(select={"raw": "key::text"}).values("raw").get()["raw"])
    assert crypto.seal("x") != crypto.seal("x")


def test_the_page_asks_for_a_reason(in_alpha: Any) -> None:
    Authority.objects.filter(pk=in_alpha.pk).update(mfa_required=False)
    unit = units.register(actor=WHO, values=VALUES)
    made = entry("registry.unit.registered")
    staff = Client()
    user = users.create(actor=system(), username="staff", name="某人", password="Correct-horse-1")
    users.grant_role(actor=system(), user=user, authority=in_alpha, role="park_staff")
    staff.force_login(user)
    page = f"/a/alpha/trail/{made.pk}/whole/"
    assert page in staff.get(f"/a/alpha/history/registry.unit/{unit.pk}/").content.decode()
    asked_why = staff.get(page).content.decode()
    assert "13811112345" not in asked_why
    assert f"/a/alpha/history/registry.unit/{unit.pk}/" in asked_why.split("<main", 1)[1]  # the way back
    assert staff.post(page, {"reason": ""}).status_code == 422
    shown = staff.post(page, {"reason": "核实"}).content.decode()
    assert "13811112345" in shown
    assert "李小娟" in shown


def test_over_the_api_it_is_asked_for_with_a_reason_too(in_alpha: Any) -> None:
    Authority.objects.filter(pk=in_alpha.pk).update(mfa_required=False)
    unit = units.register(actor=WHO, values=VALUES)
    made = entry("registry.unit.registered")
    user = users.create(actor=system(), username="staff", name="某人", password="Correct-horse-1")
    users.grant_role(actor=system(), user=user, authority=in_alpha, role="park_staff")

    def asked(path: str, reason: str, *scopes: str) -> tuple[int, str]:
        _token, secret = users.create_token(actor=system(), user=user, authority=in_alpha, label="x", scopes=list(scopes))
        answer = Client().post(f"/a/alpha/api/v1/{path}", {"reason": reason}, content_type="application/json",
                               headers={"Authorization": f"Bearer {secret}"})
        return answer.status_code, answer.content.decode()

    whole, phone = f"trail/{made.pk}/whole", f"units/{unit.pk}/phone"
    for path, reason, scopes, status in (
            (whole, "核实", ("audit.trail.read",), 403), (whole, " ", ("audit.personal.reveal",), 422),
            (phone, "核实", ("registry.unit.read",), 403),
            (phone, "", ("registry.unit.read", "registry.unit.reveal"), 422)):
        code, text = asked(path, reason, *scopes)
        assert (code, "13811112345" in text) == (status, False), path
    with tenancy.entered(in_alpha):
        assert not Entry.objects.filter(action__in=("audit.personal.revealed", "registry.unit.phone_revealed")).exists()
    assert json.loads(asked(whole, "核实", "audit.personal.reveal")[1])["values"]["contact_name"] == "李小娟"
    assert "13811112345" in asked(phone, "核实", "registry.unit.read", "registry.unit.reveal")[1]
    with tenancy.entered(in_alpha):
        assert entry("registry.unit.phone_revealed").data == entry("audit.personal.revealed").data == {"reason": "核实"}
