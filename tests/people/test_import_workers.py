"""A roster of workers into the register: who is on file already, who is new, who comes back, what is only a warning."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from fugong.audit import services as audit
from fugong.audit.models import Entry, Happening
from fugong.intake.models import DuplicatePair, ImportRow, ImportRun
from fugong.intake.services import imports, pairs, undo
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.people.models import HolidayMovement, Standing, Team, Worker
from fugong.people.rules import homes
from fugong.people.rules.identity import check_character
from fugong.people.services import workers
from fugong.people.services.roster import LAYOUT
from fugong.registry.models import Unit
from fugong.registry.services import units
from tests.kit.nasty import text, xlsx
from tests.people.test_workers import Visitor

WHO = system("alpha", source="cli")
NOON = clock.at(date(2020, 2, 16), 12)
HEADERS = [column.zh for column in LAYOUT.columns]
NUMBER, OLD_NUMBER, OTHER_NUMBER = "430602198501011237", "430602850101123", "430602199002281237"
HEALTH = "咳嗽两天"
PLAIN: dict[str, Any] = {
    "姓名": "王小明", "证件类型": "居民身份证", "证件号码": NUMBER, "手机号": "13973012345", "单位名称": "高澜", "车间班组": "一车间/二班",
    "户籍地": "湖南省岳阳市华容县三封寺镇", "现住址": "岳阳市城陵矶街道三江路5号", "春节是否离开本地": "是", "离开日期": "2020-01-22",
    "返回日期": "2020-02-08", "途经地": "湖北省荆州市", "是否接触湖北人员": "否", "是否接触确诊疑似": "否", "健康状况": HEALTH,
    "返岗日期": "2020-02-20", "班次": "白班", "通勤方式": "通勤车"}
SECRETS = (NUMBER, "13973012345", "三封寺", "三江路", "荆州", HEALTH)
OTHER = {"姓名": "李秀英", "证件号码": OTHER_NUMBER, "手机号": "13973099999"}
NOTHING = dict.fromkeys(HEADERS[8:16], "")


@pytest.fixture(autouse=True)
def _noon(in_alpha: Any) -> Any:
    with clock.frozen(NOON):
        for name in ("高澜", "远大"):
            units.register(actor=WHO, values={"name": name, "kind": "enterprise", "staff_total": 100})
        yield


def roster(*rows: Mapping[str, Any]) -> bytes:
    """A file of workers that differ from the plain one."""
    return xlsx([HEADERS, *([{**PLAIN, **row}[header] for header in HEADERS] for row in rows)])


def taken(*rows: Mapping[str, Any], **about: Any) -> imports.Report:
    return imports.import_file(actor=WHO, kind="workers", name="a.xlsx", data=roster(*rows), **about)


def counts(report: imports.Report) -> tuple[int, ...]:
    return (report.rows, report.created, report.updated, report.unchanged, report.duplicates, report.errors)


def unit(name: str) -> Unit:
    return Unit.objects.get(name=name)


def by_hand(**values: Any) -> Worker:
    return workers.register(actor=WHO, values={"name": "王小明", "unit": unit("高澜"), **values})


def places(worker: Worker) -> list[tuple[str, str, Any]]:
    return list(Standing.objects.filter(worker=worker, withdrawn_at=None).order_by("held_from", "id").values_list(
        "unit__name", "state", "held_to"))


def test_a_worker_is_registered_with_all_that_the_roster_says() -> None:
    assert counts(taken({})) == (1, 1, 0, 0, 0, 0)
    worker = Worker.objects.get()
    assert (worker.id_number, worker.phone, worker.home_address, worker.address) == (
        NUMBER, "13973012345", PLAIN["户籍地"], PLAIN["现住址"])
    assert (worker.unit.name, str(worker.team), str(worker.team.parent), worker.shift, worker.commute) == (
        "高澜", "二班", "一车间", "day", "company_bus")
    assert (worker.home_division, worker.state, worker.version) == ("430600", "expected", 1)
    said = HolidayMovement.objects.get()
    assert (said.worker, said.source, said.said_at) == (worker, "roster", NOON)
    assert (said.went_away, said.left_on, said.returned_on, said.via, said.met_hubei, said.met_case, said.health, said.due_on) == (
        True, date(2020, 1, 22), date(2020, 2, 8), "湖北省荆州市", False, False, HEALTH, date(2020, 2, 20))


def test_an_imported_worker_is_like_one_registered_by_hand() -> None:
    taken({})
    imported = Worker.objects.get()
    values = {name: getattr(imported, name) for name in workers.EDITABLE} | {"id_number": OTHER_NUMBER}
    hand = workers.register(actor=WHO, values=values)
    own = {"id", "id_number", "id_index", "created_at", "changed_at"}
    same = [field.attname for field in Worker._meta.concrete_fields if field.name not in own]
    assert {name: getattr(imported, name) for name in same} == {name: getattr(hand, name) for name in same}
    first, second = [{field.attname: getattr(row, field.attname) for field in Standing._meta.concrete_fields
                      if field.name not in ("id", "worker", "recorded_at")} for row in Standing.objects.order_by("recorded_at")]
    assert first == second
    first_entry, second_entry = [
        {key: value for key, value in entry.data["after"].items() if value and key != "id_number"}
        for entry in Entry.objects.filter(action="people.worker.registered").order_by("id")]
    assert first_entry == {key: value for key, value in second_entry.items() if key in first_entry} | {"state": "expected"}


def test_nothing_personal_is_in_the_clear() -> None:
    taken({}, {**OTHER, "单位名称": "无此单位", "健康状况": HEALTH})
    taken({"手机号": "13900001111", "健康状况": "良好", "现住址": "湖南省长沙市某路1号"}, {"健康状况": "发烧"}, dry_run=False)
    with connection.cursor() as cursor:
        for table in ("people_worker", "people_holidaymovement", "intake_importrow", "intake_duplicatepair", "intake_importrun",
                      "audit_entry", "audit_happening"):
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            kept = str(cursor.fetchall())
            assert not [secret for secret in (*SECRETS, "发烧", OTHER_NUMBER) if secret in kept], table
            assert table == "people_worker" or "王小明" not in kept, table
    changed = Entry.objects.get(action="people.worker.changed")
    assert changed.data["changed"]["phone"] == ["139****2345", "139****1111"]
    assert audit.reveal(actor=WHO, entry_id=changed.pk, reason="核实")["changed"]["phone"] == ["13973012345", "13900001111"]


def test_the_same_file_again_changes_nothing() -> None:
    taken({}, OTHER)
    before = [list(model.objects.order_by("id").values()) for model in (Worker, Standing, HolidayMovement, Team)]
    assert counts(taken({}, OTHER)) == (2, 0, 0, 2, 0, 0)
    assert [list(model.objects.order_by("id").values()) for model in (Worker, Standing, HolidayMovement, Team)] == before


@pytest.mark.parametrize("known", [
    {"id_number": NUMBER}, {"id_number": OLD_NUMBER}, {"phone": "13973012345"}, {"phone": ""},
])
def test_who_is_on_file_is_found_by_number_then_phone_then_unit(known: dict[str, str]) -> None:
    worker = by_hand(**known)
    assert counts(taken({})) == (1, 0, 1, 0, 0, 0)
    worker.refresh_from_db()
    assert (worker.id_number, worker.phone, worker.version) == (NUMBER, "13973012345", 2)


@pytest.mark.parametrize(("known", "why"), [
    ({"id_number": NUMBER, "name": "王大明"}, "4306**********1237"),
    ({"id_number": OTHER_NUMBER, "phone": "13973012345"}, "139****2345"), ({"phone": "13900001111"}, "高澜"),
])
def test_what_contradicts_is_a_pair_and_stops_nothing(known: dict[str, str], why: str) -> None:
    worker = by_hand(**known)
    report = taken({}, {"姓名": "赵强", "证件号码": "430602199203030047", "手机号": "13973000000"})
    assert counts(report) == (2, 1, 0, 0, 1, 0)
    pair = DuplicatePair.objects.get()
    assert (pair.given, pair.found, pair.why, pair.target_id) == (
        "王*明", f"{worker} · 高澜", why, worker.pk)
    pairs.decide(actor=WHO, run_id=report.run.pk, decisions={pair.pk: "same"})  # type: ignore[union-attr]
    worker.refresh_from_db()
    assert (worker.name, worker.id_number, worker.phone, worker.version) == ("王小明", NUMBER, "13973012345", 2)
    assert worker.search.startswith("王小明 wangxiaoming")
    assert Worker.objects.count() == 2


def test_a_namesake_with_another_number_is_another_person() -> None:
    by_hand(id_number=OTHER_NUMBER, phone="13900001111")
    assert counts(taken({})) == (1, 1, 0, 0, 0, 0)


def test_two_rows_are_never_one_person() -> None:
    by_hand()
    report = taken({}, {"证件号码": OTHER_NUMBER, "手机号": "13973099999"}, {"证件号码": OLD_NUMBER, "姓名": "王晓明"})
    assert counts(report) == (3, 0, 1, 0, 2, 0)
    run = report.run
    assert run is not None
    old = DuplicatePair.objects.get(line__number=4)
    assert (old.other_number, old.given) == (2, "王*明")
    with pytest.raises(Refused) as refused, transaction.atomic():
        pairs.decide(actor=WHO, run_id=run.pk, decisions={old.pk: "different"})
    assert refused.value.code == "row_unfit"
    other = DuplicatePair.objects.get(line__number=3)
    pairs.decide(actor=WHO, run_id=run.pk, decisions={other.pk: "different"})
    assert sorted(worker.id_number for worker in Worker.objects.all()) == sorted([NUMBER, OTHER_NUMBER])


def test_who_left_comes_back_where_the_roster_says() -> None:
    with clock.frozen(NOON - timedelta(days=9)):
        worker = by_hand(id_number=NUMBER)
    with clock.frozen(NOON - timedelta(days=4)):
        workers.move(actor=WHO, worker_id=worker.pk, version=1, state="left")
    taken({"单位名称": "远大", "车间班组": ""})
    worker.refresh_from_db()
    assert (worker.unit.name, worker.state, worker.state_since) == ("远大", "expected", NOON)
    assert places(worker) == [("高澜", "expected", NOON - timedelta(days=4)), ("高澜", "left", NOON), ("远大", "expected", None)]


def test_empty_cells_leave_values_and_another_unit_leaves_the_team() -> None:
    taken({})
    empty = dict.fromkeys(HEADERS[5:8], "") | {"手机号": "", "班次": "", "通勤方式": ""} | NOTHING
    assert counts(taken(empty)) == (1, 0, 0, 1, 0, 0)
    assert counts(taken({**empty, "单位名称": "远大"})) == (1, 0, 1, 0, 0, 0)
    worker = Worker.objects.get()
    assert (worker.team, worker.phone, worker.unit.name) == (None, "13973012345", "远大")
    assert HolidayMovement.objects.get().replaced_at is None


def test_a_later_word_on_the_holiday_replaces_the_former() -> None:
    taken({})
    assert counts(taken({"是否接触湖北人员": "√"})) == (1, 0, 1, 0, 0, 0)
    assert [(each.met_hubei, each.replaced_at is None) for each in HolidayMovement.objects.order_by("recorded_at")] == [
        (False, False), (True, True)]
    assert len(places(Worker.objects.get())) == 1


def wrong(first: str) -> str:
    return first + check_character(first)


@pytest.mark.parametrize(("cells", "column", "code"), [
    ({"证件号码": ""}, "证件号码", "missing"), ({"证件号码": NUMBER[:-1]}, "证件号码", "id_length"),
    ({"证件号码": "43060219850101ABC7"}, "证件号码", "id_format"), ({"证件号码": NUMBER[:-1] + "8"}, "证件号码", "id_check_digit"),
    ({"证件号码": wrong("43060219850231123")}, "证件号码", "id_birthday"), ({"证件号码": 430602198501011237}, "证件号码", "digits_lost"),
    ({"证件号码": "430602198501011000"}, "证件号码", "digits_lost"), ({"证件类型": "居住证"}, "证件号码", "id_other_kind"),
    ({"手机号": "0730-8640001"}, "手机号", "mobile"), ({"手机号": "12345"}, "手机号", "phone"),
    ({"单位名称": "无此单位"}, "单位名称", "unknown_unit"), ({"车间班组": "一/二/三"}, "车间班组", "team"),
    ({"返回日期": "2020-01-01"}, "返回日期", "days_crossed"), ({"是否接触确诊疑似": "与确诊病例同住"}, "是否接触确诊疑似", "unknown_choice"),
    ({"离开日期": "年前"}, "离开日期", "date"), ({"姓名": " "}, "姓名", "missing"),
])
def test_an_error_is_named_without_the_value_and_keeps_only_its_row_out(cells: dict[str, Any], column: str, code: str) -> None:
    report = taken(cells, OTHER)
    assert [(each["row"], each["column"], each["code"]) for each in report.as_json()["errors"]] == [(2, column, code)]
    message = report.as_json()["errors"][0]["message"]
    assert message
    assert column == "单位名称" or not [value for value in map(str, cells.values()) if len(value) > 1 and value in message]
    assert [worker.name for worker in Worker.objects.all()] == ["李秀英"]


@pytest.mark.parametrize(("number", "code"), [(OLD_NUMBER, "id_old_number"), (wrong("99999919850101123"), "id_unknown_area")])
def test_what_is_only_odd_is_taken_and_told(number: str, code: str) -> None:
    report = taken({"证件号码": number})
    assert counts(report) == (1, 1, 0, 0, 0, 0)
    assert [(each["row"], each["code"]) for each in report.as_json()["warnings"]] == [(2, code)]
    assert report.run is not None
    assert report.run.notes["odd"] == [[2, "证件号码", code]]
    assert Worker.objects.get().id_number == number


def test_a_file_as_offices_send_it() -> None:
    """Title rows, another order, other headers, full-width signs, a lower-case x, ticks and dates of all kinds."""
    number = wrong("43060219920303012")
    while not number.endswith("X"):
        number = wrong(f"{int(number[:17]) + 1}")
    wide = number.lower().translate({ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789"})
    rows: list[list[Any]] = [
        ["高澜公司返岗职工花名册（2020年2月）"], ["填报单位：高澜", "", "填报时间：2月16日"],
        ["序号", "单 位", "职工姓名", "联系电话", "身份证号码", "车间/班组", "是否离开本地", "离开时间", "返回时间", "接触湖北人员",
         "是否接触确诊或疑似病例", "身体状况", "返岗时间", "班别", "交通方式"],
        [1, " 高　澜 ", "王 小 明", "139-7301-2345", wide, "一车间／二班", "√", "1月22日", date(2020, 2, 8), "×", "无", "良好",
         "2020年2月20日", "三班倒", "电动车"],
        [2, "高澜", "李秀英", 13973099999, OTHER_NUMBER, "", "否", "/", "", "有", "×", "", 43881, "", ""],
        ["合计", "", "2人"],
    ]
    for data in (xlsx(rows), text(rows, ",", "gb18030")):
        with transaction.atomic():
            report = imports.import_file(actor=WHO, kind="workers", name="a", data=data)
            assert report.as_json() == {"rows": 2, "created": 2, "updated": 0, "duplicates": 0, "errors": []}
            first, second = Worker.objects.order_by("-name")
            assert (first.name, first.id_number, first.shift, first.commute, str(first.team)) == (
                "王小明", number, "rotating", "two_wheeler", "二班")
            assert (second.phone, second.team) == ("13973099999", None)
            said = {each.worker_id: each for each in HolidayMovement.objects.all()}
            assert (said[first.pk].left_on, said[first.pk].returned_on, said[first.pk].met_hubei, said[first.pk].met_case) == (
                date(2020, 1, 22), date(2020, 2, 8), False, False)
            assert (said[second.pk].went_away, said[second.pk].met_hubei, said[second.pk].due_on) == (False, True, date(2020, 2, 20))
            transaction.set_rollback(True)


def test_an_import_is_taken_back_except_what_changed_since() -> None:
    with clock.frozen(NOON - timedelta(days=2)):
        taken({}, OTHER)
    mine = Worker.objects.get(name="王小明")
    before = Worker.objects.filter(pk=mine.pk).values(*workers.EDITABLE, "search", "bigrams", "id_index", "phone_index", "state",
                                                      "state_since").get()
    report = taken({"单位名称": "远大", "车间班组": "三车间", "手机号": "13900001111", "健康状况": "发热"}, {**OTHER, "班次": "夜班"},
                   {"姓名": "赵强", "证件号码": "430602199203030047", "手机号": "13973000000"})
    assert counts(report) == (3, 1, 2, 0, 0, 0)
    other = Worker.objects.get(name="李秀英")
    workers.change(actor=WHO, worker_id=other.pk, version=2, values={"card_number": "A1"})
    assert report.run is not None
    done = undo.undo(actor=WHO, run_id=report.run.pk)
    assert (done.reverted, done.refused) == (2, [(3, "李*英")])
    assert Worker.objects.filter(pk=mine.pk).values(*before).get() == before
    assert places(mine) == [("高澜", "expected", None)]
    assert HolidayMovement.objects.get(worker=mine, withdrawn_at=None, replaced_at=None).health == HEALTH
    gone = Worker.objects.get(name="赵强")
    assert gone.archived_at is not None
    assert not places(gone)
    assert not HolidayMovement.objects.filter(worker=gone, withdrawn_at=None).exists()
    assert Worker.objects.get(pk=other.pk).shift == "night"
    assert set(ImportRow.objects.filter(run=report.run).values_list("number", "undone")) == {(2, True), (3, False), (4, True)}
    again = taken({"姓名": "赵强", "证件号码": "430602199203030047", "手机号": "13973000000"})
    assert counts(again) == (1, 1, 0, 0, 0, 0)


def test_a_dry_run_says_the_same_and_writes_nothing() -> None:
    taken({})
    rows = ({"班次": "夜班"}, OTHER, {"姓名": ""})
    state = [model.objects.count() for model in (Worker, Team, HolidayMovement, Entry, ImportRun)]
    dry = taken(*rows, dry_run=True)
    assert [model.objects.count() for model in (Worker, Team, HolidayMovement, Entry, ImportRun)] == state
    assert counts(dry) == counts(taken(*rows)) == (3, 1, 1, 0, 0, 1)
    assert Happening.objects.filter(event="WorkersImported").latest("id").payload == {"created": 1, "updated": 1}


def test_only_who_may_import_does() -> None:
    for permissions, reach in ((frozenset[str](), "authority"), (frozenset({"people.worker.import"}), "unit")):
        actor = Actor("user", "1", "某人", "alpha", permissions=permissions, reach=reach)  # type: ignore[arg-type]
        with pytest.raises(Refused) as refused:
            imports.import_file(actor=actor, kind="workers", name="a", data=roster({}))
        assert refused.value.status == 403
    assert not Worker.objects.exists()
    assert json.dumps(list(Entry.objects.filter(action="intake.import.done").values("data"))) == "[]"


@pytest.mark.parametrize(("address", "code"), [
    ("湖南省岳阳市华容县", "430600"), ("湖北武汉", "420100"), ("湖北省", "420000"), ("广西壮族自治区桂林市", "450300"),
    ("岳阳市君山区", "430600"), ("北京市朝阳区", "110000"), ("某村", ""), ("", "")])
def test_a_home_tells_its_city(address: str, code: str) -> None:
    assert homes.division_of(address) == code


def test_staff_find_the_import_on_the_list_and_its_template_can_be_read(in_alpha: Any) -> None:
    visitor = Visitor(in_alpha)
    assert "imports/new/workers/" in visitor.ask("GET", "workers/").content.decode()
    page = visitor.ask("GET", "imports/new/workers/")
    assert all(header in page.content.decode() for header in HEADERS)
    template = b"".join(visitor.ask("GET", "imports/template/workers/").streaming_content)
    with pytest.raises(Refused) as refused:
        imports.import_file(actor=WHO, kind="workers", name="a", data=template)
    assert refused.value.code == "empty"
