"""Who answers: link points, letters, phones in full, who sees which unit."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from fugong.audit.models import Entry, Happening
from fugong.kit import clock
from fugong.kit.actor import Actor, Reach, system
from fugong.kit.errors import Refused
from fugong.kit.ids import uuid7
from fugong.registry import selectors
from fugong.registry.desks.register import why_key
from fugong.registry.jobs import follow_the_clock
from fugong.registry.models import LinkPoint, Officer, Unit, UnitName, UnitStanding
from fugong.registry.services import criteria, duties, grids, units
from tests.intake.test_once import signed_in

WHO = system("alpha", source="cli")
DAY = clock.at(date(2020, 2, 10), 9)


@pytest.fixture
def unit(in_alpha: Any) -> Unit:
    with clock.frozen(DAY):
        return units.register(actor=WHO, values={
            "name": "岳阳甲纸业有限公司", "kind": "enterprise", "key_unit": True, "staff_total": 100, "contact_phone": "13973012345"})


def somebody(reach: Reach, *permissions: str) -> Actor:
    return Actor("user", str(uuid7()), "李娟", "alpha", frozenset(), frozenset(permissions), reach)


def refused(act: Callable[[], Any], code: str) -> Refused:
    """The act is refused with that code and leaves no line in the trail."""
    before = Entry.objects.count()
    with pytest.raises(Refused) as error:
        act()
    assert error.value.code == code
    assert Entry.objects.count() == before
    return error.value


def test_the_link_point_of_a_key_unit_is_a_leader_and_only_one(unit: Unit) -> None:
    staff = grids.save_officer(actor=WHO, values={"name": "王海", "level": "staff"})
    leaders = [grids.save_officer(actor=WHO, values={"name": name, "level": "leader"}) for name in ("张三", "李四")]
    refused(lambda: duties.set_link_point(actor=WHO, unit_id=unit.pk, officer=staff), "invalid")
    assert list(selectors.without_link_point(WHO)) == [unit]
    for days, leader in enumerate(leaders):
        with clock.frozen(DAY + timedelta(days=days)):
            duties.set_link_point(actor=WHO, unit_id=unit.pk, officer=leader)
    assert LinkPoint.objects.get(unit=unit, held_to=None).officer == leaders[1]
    assert LinkPoint.objects.filter(unit=unit).count() == 2
    assert list(selectors.without_link_point(WHO)) == []


def test_a_letter_is_signed_once_and_only_by_whom_it_names(unit: Unit) -> None:
    line = duties.assign_responsibility(
        actor=WHO, unit_id=unit.pk, bearer="unit", organisation="甲纸业", person="王某", duty="落实主体责任")

    def sign(signer: str = "王某", version: int = 1, actor: Actor = WHO) -> Any:
        return duties.sign_letter(actor=actor, responsibility_id=line.pk, version=version, signer=signer)

    refused(lambda: sign("别人"), "invalid")
    refused(lambda: sign(version=9), "stale")
    refused(lambda: sign(actor=somebody("authority", "registry.unit.read")), "not_allowed")
    refused(lambda: sign(actor=somebody("unit", "registry.letter.sign")), "not_found")
    sign(" 王某 ")
    refused(lambda: sign(version=2), "already_signed")
    assert Entry.objects.filter(action="registry.letter.signed").count() == 1


def test_a_phone_in_full_needs_a_reason_and_leaves_a_line(unit: Unit) -> None:
    refused(lambda: units.reveal_phone(actor=WHO, unit_id=unit.pk, reason="  "), "invalid")
    refused(lambda: units.reveal_phone(actor=somebody("authority"), unit_id=unit.pk, reason="核实"), "not_allowed")
    assert units.reveal_phone(actor=WHO, unit_id=unit.pk, reason="核实\0疫情") == "13973012345"
    line = Entry.objects.get(action="registry.unit.phone_revealed")
    assert "核实" in line.data["reason"]
    assert "13973012345" not in str(line.data)


def test_a_stale_change_is_refused_with_what_now_stands(unit: Unit) -> None:
    units.change(actor=WHO, unit_id=unit.pk, version=1, values={"address": "城陵矶1号"})
    error = refused(lambda: units.change(actor=WHO, unit_id=unit.pk, version=1, values={"address": "别处"}), "stale")
    assert (error.data["theirs"]["address"], error.data["theirs"]["version"]) == ("城陵矶1号", 2)
    again = units.change(actor=WHO, unit_id=unit.pk, version=2, values={"address": "城陵矶1号"})
    assert again.version == 2, "what changes nothing is no change"


def test_names_and_standings_keep_their_past(unit: Unit) -> None:
    with clock.frozen(DAY + timedelta(days=2)):
        units.change(actor=WHO, unit_id=unit.pk, version=1, values={"name": "乙纸业", "above_scale": True})
        units.change(actor=WHO, unit_id=unit.pk, version=2, values={"name": "丙纸业"})
    assert list(UnitName.objects.order_by("held_from").values_list("name", "held_to")) == [
        ("岳阳甲纸业有限公司", date(2020, 2, 12)), ("丙纸业", None)]
    assert [selectors.standing_rows(date(2020, 2, day)).get().above_scale for day in (10, 11, 12, 13)] == [
        False, False, True, True]


def test_a_criterion_makes_key_units_and_takes_none_away(unit: Unit) -> None:
    big, small = (units.register(actor=WHO, values={"name": name, "kind": "enterprise", "staff_total": total})
                  for name, total in (("大厂", 300), ("小厂", 299)))
    assert criteria.set_key_criteria(actor=WHO, values={"headcount": 300}).applied_at
    big.refresh_from_db()
    assert (big.key_unit, big.version) == (True, 2)
    assert UnitStanding.objects.get(unit=big, held_to=None).key_unit
    criteria.set_key_criteria(actor=WHO, values={"headcount": 1000})
    assert set(Unit.objects.filter(key_unit=True)) == {unit, big}
    assert not Unit.objects.get(pk=small.pk).key_unit


def test_orders_or_staff_from_outside_make_a_key_unit_and_it_is_told_why(unit: Unit) -> None:
    """S4-42: headcount, orders, pressure of control. What is not known makes nobody key."""
    def factory(name: str, **values: int) -> Unit:
        return units.register(actor=WHO, values={"name": name, "kind": "enterprise", "staff_total": 100, **values})

    with clock.frozen(DAY):
        busy, risky = factory("订单厂", orders=5000), factory("外省厂", staff_other_province=12, staff_hubei=8)
        others = [factory("一般厂", orders=4999, staff_other_province=19), factory("不详厂")]
        refused(lambda: criteria.set_key_criteria(actor=WHO, values={"outsiders": 0}), "invalid")
        criteria.set_key_criteria(actor=WHO, values={"headcount": 300, "orders": 5000, "outsiders": 20})
    assert set(Unit.objects.filter(key_unit=True)) == {unit, busy, risky}
    assert selectors.why_key(WHO, others[0].pk) is None
    for made, reached in ((busy, {"orders": [5000, 5000]}), (risky, {"outsiders": [20, 20]})):
        found = selectors.why_key(WHO, made.pk)
        assert found and found[1] and (found[0].held_from, found[1].reached) == (DAY.date(), reached)
        assert Entry.objects.get(action="registry.unit.became_key", subject_id=str(made.pk)).data["reached"] == reached
    assert why_key(WHO, unit) == f"由{WHO.label}于2020年2月10日指定"
    busy.refresh_from_db()
    assert why_key(WHO, busy) == "按2020年2月10日起的标准：在手订单 5000 万元（5000 万元起）"


def test_a_key_unit_that_was_taken_out_and_named_again_is_named(unit: Unit) -> None:
    with clock.frozen(DAY):
        criteria.set_key_criteria(actor=WHO, values={"headcount": 100})
        big = units.register(actor=WHO, values={"name": "大厂", "kind": "enterprise", "staff_total": 300})
        criteria.set_key_criteria(actor=WHO, values={"headcount": 300})
    for days, key in ((1, False), (2, True)):
        with clock.frozen(DAY + timedelta(days=days)):
            big.refresh_from_db()
            units.change(actor=WHO, unit_id=big.pk, version=big.version, values={"key_unit": key})
            units.change(actor=WHO, unit_id=big.pk, version=big.version + 1, values={"above_scale": key})
    found = selectors.why_key(WHO, big.pk)
    assert found and (found[0].held_from, found[1]) == ((DAY + timedelta(days=2)).date(), None)


def test_a_criterion_for_a_later_day_works_on_that_day_and_once(unit: Unit) -> None:
    with clock.frozen(DAY):
        big = units.register(actor=WHO, values={"name": "大厂", "kind": "enterprise", "staff_total": 300})
        criterion = criteria.set_key_criteria(
            actor=WHO, values={"headcount": 300, "held_from": (DAY + timedelta(days=2)).date()})
        assert criterion.applied_at is None and criteria.follow_key_criteria(actor=WHO) == 0
    before = Happening.objects.filter(event="UnitsBecameKey").count()
    with clock.frozen(DAY + timedelta(days=2)):
        follow_the_clock(WHO)
        big.refresh_from_db()
        assert big.key_unit
        assert [row.key_unit for row in UnitStanding.objects.filter(unit=big).order_by("held_from")][-1]
        units.change(actor=WHO, unit_id=big.pk, version=big.version, values={"key_unit": False})
        follow_the_clock(WHO)
    big.refresh_from_db()
    assert not big.key_unit, "what somebody decided by hand stays"
    assert Happening.objects.filter(event="UnitsBecameKey").count() == before + 1
    assert Entry.objects.filter(action="registry.unit.became_key", subject_id=str(big.pk)).count() == 1


def test_criteria_follow_one_another_and_do_not_change_the_past(unit: Unit) -> None:
    def decide(days: int, headcount: int | None) -> None:
        criteria.set_key_criteria(actor=WHO, values={"headcount": headcount, "held_from": (DAY + timedelta(days=days)).date()})

    with clock.frozen(DAY):
        for days, headcount in ((0, 500), (5, 300), (2, 400), (4, None)):
            decide(days, headcount)
        refused(lambda: decide(-1, 100), "invalid")
    found = [(row.held_from.day, row.held_to and row.held_to.day, row.headcount) for row in selectors.key_criteria(WHO).order_by("held_from")]
    assert found == [(10, 12, 500), (12, 14, 400), (14, None, None)]


def test_link_point_and_liaisons_are_named_together_or_not_at_all(unit: Unit) -> None:
    staff, leader = (grids.save_officer(actor=WHO, values={"name": name, "level": level})
                     for name, level in (("王海", "staff"), ("张三", "leader")))
    refused(lambda: duties.set_links(actor=WHO, unit_id=unit.pk, link_point=staff, liaisons=[staff]), "invalid")
    assert selectors.duties(WHO, unit.pk)["liaisons"] == []
    for _again in range(2):
        duties.set_links(actor=WHO, unit_id=unit.pk, link_point=leader, liaisons=[staff])
    found = selectors.duties(WHO, unit.pk)
    assert (found["link_point"].officer, [line.officer for line in found["liaisons"]]) == (leader, [staff])
    assert Entry.objects.filter(action="registry.link_point.set").count() == 1


def test_an_officer_signs_in_by_an_account_or_by_none(unit: Unit) -> None:
    key = uuid7()
    officer = grids.save_officer(actor=WHO, values={"name": "王海", "user_id": str(key)})
    changed = grids.save_officer(actor=WHO, officer_id=officer.pk, version=1, values={"user_id": ""})
    assert (str(officer.user_id), changed.user_id) == (str(key), None)


def test_everybody_sees_what_his_reach_says(unit: Unit) -> None:
    officer, manager = somebody("grid"), somebody("unit")
    mine = grids.save_officer(actor=WHO, values={"name": "王海", "user_id": officer.id})
    grid = grids.save_grid(actor=WHO, values={"code": "G1", "name": "一网格", "officer": mine})
    in_grid = units.register(actor=WHO, values={"name": "网格内", "kind": "site", "grid": grid})
    units.add_member(actor=WHO, unit=unit, user_id=manager.id)  # type: ignore[arg-type]
    seen = {reach: set(selectors.visible(actor)) for reach, actor in (
        ("grid", officer), ("unit", manager), ("none", somebody("none")), ("figures", somebody("figures")),
        ("stranger", somebody("unit")), ("all", somebody("authority")))}
    assert seen == {"grid": {in_grid}, "unit": {unit}, "none": set(), "figures": set(), "stranger": set(),
                    "all": {unit, in_grid}}
    assert selectors.counted(somebody("figures")).count() == 2
    assert set(selectors.orphans(WHO)) == {unit}
    Officer.objects.filter(pk=mine.pk).update(archived_at=clock.real_now())
    assert set(selectors.visible(officer)) == set()
    assert set(selectors.orphans(WHO)) == {unit, in_grid}


def test_who_answers_over_the_api(unit: Unit, in_alpha: Any) -> None:
    client, of_unit = signed_in(in_alpha), f"/a/alpha/api/v1/units/{unit.pk}"
    staff, leader = (grids.save_officer(actor=WHO, values={"name": name, "level": level}).pk
                     for name, level in (("王海", "staff"), ("张三", "leader")))

    def put(path: str, sent: dict[str, Any]) -> Any:
        return client.put(path, sent, "application/json")

    for link_point, field in ((staff, "officer"), (uuid7(), "link_point")):
        bad = put(f"{of_unit}/links", {"link_point": str(link_point), "liaisons": [str(staff)]})
        assert (bad.status_code, list(bad.json()["fields"])) == (422, [field])
    assert client.get(f"{of_unit}/duties").json() == {"link_point": None, "liaisons": [], "responsibilities": []}
    found = put(f"{of_unit}/links", {"link_point": str(leader), "liaisons": [str(staff)]}).json()
    assert (found["link_point"]["name"], [line["name"] for line in found["liaisons"]]) == ("张三", ["王海"])

    line = client.post(f"{of_unit}/responsibilities", {
        "bearer": "unit", "organisation": "甲纸业", "person": "王某", "duty": "落实主体责任"}, "application/json").json()
    signed = client.post(f"/a/alpha/api/v1/letters/{line['id']}/sign", {"signer": "王某"}, "application/json",
                         headers={"If-Match": str(line["version"])})
    assert signed.status_code == 200 and signed.json()["signed_at"]

    assert put("/a/alpha/api/v1/mechanism/nothing", {"officer": str(leader)}).status_code == 422
    parts = put("/a/alpha/api/v1/mechanism/warning", {"officer": str(leader), "note": "周报"}).json()
    assert [(part["part"], part["owner"]["name"], part["note"]) for part in parts if part["owner"]] == [("warning", "张三", "周报")]
