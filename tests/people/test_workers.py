"""The worker register: one file a person, found by his number, shown masked, with where he stood on any day."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from fugong.accounts import tenancy
from fugong.accounts.services import users
from fugong.audit.models import Entry
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.people.models import Standing, Team, Worker
from fugong.people.selectors import workers as selectors
from fugong.people.services import workers as services
from fugong.registry.models import Unit
from fugong.registry.services import units

SYSTEM = system("alpha")
NOON = clock.at(date(2020, 2, 16), 12)
NUMBER, OLD_NUMBER, OTHER_NUMBER = "430602198501011237", "430602850101123", "430602199002281237"
VALUES = {"name": "王小明", "id_number": NUMBER, "phone": "13973012345", "home_address": "湖南省岳阳市岳阳楼区东茅岭路88号",
          "address": "湖南省岳阳市城陵矶街道三江路5号", "emergency_name": "李秀英", "emergency_phone": "13877776666"}
SECRETS = [VALUES[name] for name in ("id_number", "phone", "home_address", "address", "emergency_phone")]
RIGHTS = frozenset({"people.worker.read", "people.worker.edit", "people.worker.reveal"})
READER = Actor("user", "x", "李某", "alpha", permissions=frozenset({"people.worker.read"}), reach="authority")


@pytest.fixture(autouse=True)
def _noon(in_alpha: Any) -> Any:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def unit(in_alpha: Any) -> Unit:
    return units.register(actor=SYSTEM, values={"name": "高澜", "kind": "enterprise", "staff_total": 100})


@pytest.fixture
def other(in_alpha: Any) -> Unit:
    return units.register(actor=SYSTEM, values={"name": "远大", "kind": "enterprise", "staff_total": 100})


@pytest.fixture
def manager(unit: Unit) -> Actor:
    """Who manages `unit` and nothing else."""
    user = users.create(actor=system(), username="boss", name="周总", password="Correct-horse-1")
    units.add_member(actor=SYSTEM, unit=unit, user_id=user.pk)
    return Actor("user", str(user.pk), "周总", "alpha", permissions=RIGHTS, reach="unit")


def registered(unit: Unit | None, actor: Actor = SYSTEM, **values: Any) -> Worker:
    return services.register(actor=actor, values={**VALUES, "unit": unit, **values})


def refused(code: str, call: Callable[..., Any], *given: Any, **arguments: Any) -> Refused:
    """The call is refused, and nothing was written."""

    def state() -> list[Any]:
        return [list(model.objects.order_by("pk").values()) for model in (Worker, Standing, Team)] + [Entry.objects.count()]

    before = state()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        call(*given, **arguments)
    assert refusal.value.code == code
    assert state() == before
    return refusal.value


def stood(worker: Worker) -> list[tuple[str, str, Any, Any]]:
    """His standings, the first first: state, reason of absence, from, to."""
    return list(Standing.objects.filter(worker=worker).order_by("held_from", "id").values_list(
        "state", "absence", "held_from", "held_to"))


@pytest.mark.parametrize(("values", "field"), [
    ({"name": " "}, "name"), ({"unit": None}, "unit"), ({"id_number": NUMBER[:-1] + "8"}, "id_number"),
    ({"id_number": NUMBER[:-1]}, "id_number"), ({"id_number": "H1234567", "document": "hk_macau"}, "id_number"),
    ({"phone": "12345"}, "phone"), ({"emergency_phone": "110"}, "emergency_phone"), ({"longitude": 181.0}, "longitude"),
    ({"document": "ration_book"}, "document"), ({"shift": "never"}, "shift"), ({"commute": "kite"}, "commute"),
])
def test_what_does_not_fit_is_named(unit: Unit, values: dict[str, Any], field: str) -> None:
    assert set(refused("invalid", registered, **{"unit": unit, **values}).fields) == {field}


def test_a_change_is_checked_like_a_first_entry(unit: Unit, other: Unit) -> None:
    worker, far = registered(unit), services.save_team(actor=SYSTEM, values={"unit": other, "name": "一车间"})
    change = {"actor": SYSTEM, "worker_id": worker.pk}
    assert set(refused("invalid", services.change, **change, version=1, values={"team": far}).fields) == {"team"}
    assert set(refused("invalid", services.change, **change, version=1, values={"phone": "1"}).fields) == {"phone"}
    refused("stale", services.change, **change, version=7, values={"name": "王大明"})
    refused("not_allowed", services.change, **{**change, "actor": READER}, version=1, values={"name": "王大明"})
    refused("not_allowed", registered, unit, READER)
    assert services.change(**change, version=1, values={"name": "王小明 "}).version == 1


def test_numbers_and_addresses_are_encrypted_and_the_number_finds_him(unit: Unit) -> None:
    worker = registered(unit, id_number=" 430602 19850101 1237 ", phone="139 7301 2345", emergency_phone="138 7777 6666")
    with connection.cursor() as cursor:
        cursor.execute("SELECT w::text FROM people_worker w")
        ((kept,),) = cursor.fetchall()
        cursor.execute("SELECT data::text FROM audit_entry")
        trail = str(cursor.fetchall())
    assert not [secret for secret in SECRETS if secret in kept or secret in trail]
    assert "王小明" not in trail
    worker = Worker.objects.get(pk=worker.pk)
    assert (worker.id_number, worker.phone, worker.emergency_phone) == (NUMBER, "13973012345", "13877776666")
    for asked in (NUMBER, NUMBER[:6] + " " + NUMBER[6:], OLD_NUMBER):
        assert selectors.with_number(SYSTEM, asked) == worker
    assert selectors.with_number(SYSTEM, OTHER_NUMBER) is selectors.with_number(SYSTEM, "") is None


def test_a_person_has_one_file_and_a_stranger_is_not_told_where(unit: Unit, other: Unit, manager: Actor) -> None:
    registered(other)
    for number in (NUMBER, OLD_NUMBER):
        told = refused("invalid", registered, unit, manager, id_number=number).fields["id_number"]
        assert "远大" not in told
    assert "远大" in refused("invalid", registered, unit).fields["id_number"]
    second = registered(unit, manager, id_number=OTHER_NUMBER)
    refused("invalid", services.change, actor=manager, worker_id=second.pk, version=1, values={"id_number": NUMBER})
    registered(unit, id_number="")
    registered(unit, id_number="")


def test_he_stands_where_he_stood_on_any_day(unit: Unit, other: Unit) -> None:
    with clock.frozen(NOON - timedelta(days=3)):
        worker = registered(unit)
    with clock.frozen(NOON - timedelta(days=2)):
        services.move(actor=SYSTEM, worker_id=worker.pk, version=1, state="absent", absence="road_closed", reason="封路")
    with clock.frozen(NOON - timedelta(days=1)):
        services.change(actor=SYSTEM, worker_id=worker.pk, version=2, values={"unit": other})
    services.move(actor=SYSTEM, worker_id=worker.pk, version=3, state="on_post", at=NOON - timedelta(hours=4))
    moments = [NOON - timedelta(days=3), NOON - timedelta(days=2), NOON - timedelta(days=1), NOON - timedelta(hours=4), None]
    assert stood(worker) == [
        ("expected", "", *moments[0:2]), ("absent", "road_closed", *moments[1:3]), ("absent", "road_closed", *moments[2:4]),
        ("on_post", "", *moments[3:5])]
    assert [row.unit for row in selectors.standings(SYSTEM, worker.pk)] == [other, other, unit, unit]
    for at, place in ((NOON - timedelta(days=3, hours=1), None), (moments[1], "absent"), (NOON, "on_post")):
        row = selectors.standing_at(SYSTEM, worker.pk, at)  # type: ignore[arg-type]
        assert (row and row.state) == place


@pytest.mark.parametrize(("move", "code"), [
    ({"state": "absent"}, "invalid"), ({"state": "absent", "absence": "tired"}, "invalid"),
    ({"state": "on_post", "absence": "housing"}, "invalid"), ({"state": "gone"}, "invalid"),
    ({"state": "on_post", "at": NOON + timedelta(minutes=1)}, "moment"),
    ({"state": "on_post", "at": NOON - timedelta(minutes=1)}, "moment"),
    ({"state": "on_post", "version": 2}, "stale"), ({"state": "on_post", "actor": READER}, "not_allowed"),
])
def test_a_move_that_cannot_be_is_refused(unit: Unit, move: dict[str, Any], code: str) -> None:
    worker = registered(unit)
    refused(code, services.move, **{"actor": SYSTEM, "worker_id": worker.pk, "version": 1, **move})


def test_values_are_revealed_for_a_reason_that_is_kept(unit: Unit, manager: Actor) -> None:
    worker = registered(unit)
    refused("not_allowed", services.reveal, actor=READER, worker_id=worker.pk, reason="核实")
    refused("invalid", services.reveal, actor=SYSTEM, worker_id=worker.pk, reason=" ")
    shown = services.reveal(actor=manager, worker_id=worker.pk, reason="核实身份")
    assert shown == {**VALUES, "document": "resident"}
    entry = Entry.objects.get(action="people.worker.revealed")
    assert (entry.actor_label, entry.subject_label, entry.data) == ("周总", "王*明", {"reason": "核实身份"})


def test_a_manager_sees_his_unit_only(unit: Unit, other: Unit, manager: Actor) -> None:
    mine, far = registered(unit), registered(other, id_number=OTHER_NUMBER)
    services.save_team(actor=SYSTEM, values={"unit": other, "name": "一车间"})
    assert list(selectors.workers(manager)) == [mine]
    assert not selectors.teams(manager).exists()
    assert selectors.with_number(manager, OTHER_NUMBER) is None
    for call, about in ((services.reveal, {"reason": "核实"}), (services.move, {"version": 1, "state": "left"}),
                        (services.change, {"version": 1, "values": {"name": "某"}})):
        refused("not_found", call, actor=manager, worker_id=far.pk, **about)
    assert set(refused("invalid", registered, other, manager, id_number="").fields) == {"unit"}
    assert set(refused("invalid", services.change, actor=manager, worker_id=mine.pk, version=1,
                       values={"unit": other}).fields) == {"unit"}


def test_a_team_lies_in_a_workshop_of_its_unit(unit: Unit, other: Unit, manager: Actor) -> None:
    def save(**values: Any) -> Team:
        return services.save_team(actor=manager, values={"unit": unit, **values})

    shop = save(name=" 一车间 ")
    team = save(name="二班", parent=shop)
    assert (shop.name, team.parent) == ("一车间", shop)
    for values, field in (({"name": ""}, "name"), ({"name": "一车间"}, "name"), ({"name": "三班", "parent": team}, "parent"),
                          ({"name": "三班", "unit": other}, "unit")):
        assert field in refused("invalid", save, **values).fields
    change = {"actor": manager, "team_id": team.pk}
    refused("stale", services.save_team, **change, version=5, values={"name": "三班"})
    refused("not_allowed", services.save_team, actor=READER, values={"unit": unit, "name": "三班"})
    assert services.save_team(**change, version=1, values={"name": "三班", "unit": other}).unit == unit


class Visitor:
    """A keeper of workers at the screens and the API."""

    def __init__(self, where: Any) -> None:
        user = users.create(actor=system(), username="staff", name="文员", password="Correct-horse-1")
        type(where).objects.filter(pk=where.pk).update(mfa_required=False)
        users.grant_role(actor=system(), user=user, authority=where, role="park_staff")
        self.client, self.where = Client(), where
        self.client.force_login(user)

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        if method == "POST":
            answer = self.client.post(f"/a/alpha/{path}", data)
        else:
            answer = self.client.generic(
                method, f"/a/alpha/{path}", json.dumps(data) if data else "", "application/json", headers=headers)
        tenancy.enter(self.where)
        return answer


def test_list_page_form_and_api_show_personal_values_masked(unit: Unit, in_alpha: Any) -> None:
    worker, visitor = registered(unit), Visitor(in_alpha)
    for path in ("workers/", f"workers/{worker.pk}/", f"workers/{worker.pk}/edit/", "workers/print/",
                 "api/v1/workers", f"api/v1/workers/{worker.pk}"):
        answer = visitor.ask("GET", path)
        assert answer.status_code == 200, path
        text = answer.content.decode()
        assert not [secret for secret in SECRETS if secret in text], path
        assert path.endswith("edit/") or not [name for name in ("王小明", "李秀英") if name in text], path


def test_a_masked_value_sent_back_as_it_was_shown_stays(unit: Unit, in_alpha: Any) -> None:
    worker, visitor = registered(unit), Visitor(in_alpha)
    form = visitor.ask("GET", f"workers/{worker.pk}/edit/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"dormitory_room": "3-201", "_version": "1"}
    assert visitor.ask("POST", f"workers/{worker.pk}/edit/", sent).status_code == 302
    answer = visitor.ask("PATCH", f"api/v1/workers/{worker.pk}", {"card_number": "A17"}, **{"If-Match": '"2"'})
    assert answer.status_code == 200
    shown = answer.json()
    again = visitor.ask("PATCH", f"api/v1/workers/{worker.pk}", {
        name: shown[name] for name in ("id_number", "address", "home_address")} | {"shift": "night"}, **{"If-Match": '"3"'})
    assert again.status_code == 200
    worker = Worker.objects.get()
    assert {name: getattr(worker, name) for name in VALUES} == VALUES
    assert (worker.dormitory_room, worker.card_number, worker.shift, worker.version) == ("3-201", "A17", "night", 4)


def test_who_saved_later_sees_no_personal_value_whole_and_stores_no_stars(unit: Unit, in_alpha: Any) -> None:
    worker, visitor = registered(unit), Visitor(in_alpha)
    form = visitor.ask("GET", f"workers/{worker.pk}/edit/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"dormitory_room": "3-201", "_version": "1"}
    services.change(actor=SYSTEM, worker_id=worker.pk, version=1, values={
        "phone": "13973099999", "address": "湖北省武汉市江汉区解放大道1号"})
    answer = visitor.ask("POST", f"workers/{worker.pk}/edit/", sent)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "139****9999" in text
    assert not [secret for secret in ("13973099999", "江汉区解放大道", NUMBER) if secret in text]
    again = visitor.ask("POST", f"workers/{worker.pk}/edit/", sent | {"_version": "2"})
    assert again.status_code == 422
    assert {"phone", "address"} <= set(again.context["form"].errors)
    assert Worker.objects.get().version == 2
