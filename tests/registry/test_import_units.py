"""A roster into the register: what is new, what changed, what may be the same, what comes back, and taking it back."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from fugong.accounts import tenancy
from fugong.audit.models import Entry, Happening
from fugong.exchange.rules.industries import industries
from fugong.intake.models import DuplicatePair, ImportRow, ImportRun
from fugong.intake.services import imports, pairs, undo
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.kit.excel.problems import CELL_CODES
from fugong.kit.text import bigrams, pinyin, search_key
from fugong.project.demo.roster import ALL_NASTY, write_roster
from fugong.registry.models import Grid, Unit, UnitName, UnitStanding, UnitState
from fugong.registry.services import grids, units
from fugong.registry.services.merge_units import VALUES
from fugong.registry.services.roster import LAYOUT
from tests.kit.nasty import text, xlsx

WHO = system("alpha", source="cli")
HEADERS = [column.zh for column in LAYOUT.columns]
CODE, OTHER_CODE = "91110000600037341L", "91430600MA4L16JQ97"
PLAIN = {"单位名称": "岳阳甲纸业有限公司", "统一社会信用代码": CODE, "类型": "企业", "行业": "造纸和纸制品业", "是否规上": "是",
         "是否重点": "否", "地址": "城陵矶1号", "网格": "", "法定代表人": "张三", "联系人": "李四", "联系电话": "13973012345",
         "职工总数": 120, "拟返岗人数": 80, "本地人数": 60, "市外人数": 15, "省外人数": 5, "湖北人数": 0, "在手订单（万元）": 800}


def roster(*rows: Mapping[str, Any]) -> bytes:
    """A file of units that differ from the plain one."""
    return xlsx([HEADERS, *([{**PLAIN, **row}[header] for header in HEADERS] for row in rows)])


def taken(data: bytes, **about: Any) -> imports.Report:
    return imports.import_file(actor=WHO, kind="units", name="a.xlsx", data=data, **about)


def counts(report: imports.Report) -> tuple[int, ...]:
    return (report.rows, report.created, report.updated, report.unchanged, report.duplicates, report.errors)


def test_a_unit_is_registered_with_all_its_values(in_alpha: Any) -> None:
    grid = grids.save_grid(actor=WHO, values={"code": "G1", "name": "港前网格"})
    report = taken(roster({"网格": "港前网格", "单位名称": " 岳阳甲 纸业有限公司　"}))
    assert counts(report) == (1, 1, 0, 0, 0, 0)
    unit = Unit.objects.get()
    assert {name: getattr(unit, name) for name in VALUES} == {
        "kind": "enterprise", "name": "岳阳甲纸业有限公司", "credit_code": CODE, "industry": "22", "above_scale": True,
        "key_unit": False, "address": "城陵矶1号", "grid_id": grid.pk, "legal_person": "张三", "contact_name": "李四",
        "contact_phone": "13973012345", "staff_total": 120, "planned_return": 80, "staff_local": 60,
        "staff_other_city": 15, "staff_other_province": 5, "staff_hubei": 0, "orders": 800}
    assert (unit.state, unit.registered_on, unit.version) == ("not_applied", clock.today(), 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_phone FROM registry_unit")
        assert "13973012345" not in cursor.fetchone()[0]


def test_an_imported_unit_is_like_one_registered_by_hand(in_alpha: Any) -> None:
    """Whatever a field's default is, and however the search text is made: both ways agree."""
    taken(roster({}))
    imported = Unit.objects.get()
    by_hand = units.register(actor=WHO, values={name.removesuffix("_id"): getattr(imported, name) for name in VALUES
                                                if name != "grid_id"} | {"name": "另一家", "credit_code": ""})
    different = {"id", "name", "credit_code", "name_sort", "search", "bigrams", "created_at", "changed_at", "state_since"}
    same = [field.attname for field in Unit._meta.concrete_fields if field.name not in different]
    assert {name: getattr(imported, name) for name in same} == {name: getattr(by_hand, name) for name in same}
    assert imported.search == search_key(imported.name) + " " + CODE.lower()
    assert (imported.name_sort, imported.bigrams) == (pinyin(imported.name)[0], bigrams(imported.search))
    for model in (UnitName, UnitStanding, UnitState):
        rows = [{field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields
                 if field.name not in ("id", "unit", "name", "credit_code", "recorded_at", "held_from")}
                for row in model.objects.all()]
        assert rows[0] == rows[1], model


def test_the_same_file_again_changes_nothing(in_alpha: Any) -> None:
    data = roster({}, {"单位名称": "乙厂", "统一社会信用代码": "", "类型": "工地", "联系电话": ""})
    taken(data)
    before = list(Unit.objects.order_by("id").values())
    assert counts(taken(data)) == (2, 0, 0, 2, 0, 0)
    assert list(Unit.objects.order_by("id").values()) == before


def test_what_changed_is_changed_and_its_past_is_kept(in_alpha: Any) -> None:
    first = clock.at(date(2020, 2, 10), 9)
    with clock.frozen(first):
        taken(roster({"统一社会信用代码": "", "是否规上": "否"}))
    with clock.frozen(first + timedelta(days=3)):
        report = taken(roster({"是否规上": "是", "地址": "", "联系电话": "0730-8640001", "职工总数": 130}))
    assert counts(report) == (1, 0, 1, 0, 0, 0)
    unit = Unit.objects.get()
    assert (unit.credit_code, unit.above_scale, unit.address, unit.contact_phone, unit.staff_total, unit.version) == (
        CODE, True, "城陵矶1号", "0730-8640001", 130, 2)
    assert CODE.lower() in unit.search
    assert list(UnitName.objects.order_by("held_from").values_list("credit_code", "held_from", "held_to")) == [
        ("", date(2020, 2, 10), date(2020, 2, 13)), (CODE, date(2020, 2, 13), None)]
    assert list(UnitStanding.objects.order_by("held_from").values_list("above_scale", "held_to")) == [
        (False, date(2020, 2, 13)), (True, None)]
    change = Entry.objects.get(action="registry.unit.changed")
    assert {key: value for key, value in change.data.items() if key != "sealed"} == {"version": 2, "changed": {
        "credit_code": ["", CODE], "above_scale": [False, True], "staff_total": [120, 130],
        "contact_phone": ["139****2345", "073****0001"]}}


def test_what_is_kept_for_undoing_names_nobody_and_brings_everything_back(in_alpha: Any) -> None:
    taken(roster({"联系人": "李小娟", "法定代表人": "欧阳小明"}))
    run = taken(roster({"联系人": "王强", "联系电话": "13900001111", "职工总数": 130})).run
    with connection.cursor() as cursor:
        cursor.execute("SELECT before::text FROM intake_importrow WHERE before IS NOT NULL")
        ((kept,),) = cursor.fetchall()
    assert not any(word in kept for word in ("李小娟", "欧阳小明", "王强", "13973012345"))
    assert run and undo.undo(actor=WHO, run_id=run.pk).reverted == 1
    unit = Unit.objects.get()
    assert (unit.contact_name, unit.contact_phone, unit.legal_person, unit.staff_total) == (
        "李小娟", "13973012345", "欧阳小明", 120)


def test_every_row_and_the_run_are_in_the_trail_without_phones(in_alpha: Any) -> None:
    taken(roster({}, {"单位名称": "乙厂", "统一社会信用代码": OTHER_CODE}))
    entries = list(Entry.objects.filter(action="registry.unit.registered").order_by("subject_label"))
    assert [entry.subject_label for entry in entries] == ["乙厂", "岳阳甲纸业有限公司"]
    assert {entry.subject_id for entry in entries} == {str(unit.pk) for unit in Unit.objects.all()}
    assert entries[0].data["after"]["contact_phone"] == "139****2345"
    run = Entry.objects.get(action="intake.import.done")
    assert (run.data["created"], run.source, run.xid) == (2, "cli", entries[0].xid)
    assert "13973012345" not in json.dumps([entry.data for entry in Entry.objects.all()])
    assert Happening.objects.get(event="UnitsImported").payload == {"created": 2, "updated": 0}


def test_good_rows_go_in_and_bad_ones_come_back(in_alpha: Any) -> None:
    report = taken(roster({}, {"单位名称": "", "联系电话": "123"}, {"单位名称": "丙厂", "统一社会信用代码": "", "拟返岗人数": 999}))
    assert report.as_json() == {"rows": 3, "created": 1, "updated": 0, "duplicates": 0, "errors": [
        {"row": 3, "column": "单位名称", "code": "missing", "message": "此项必填，请补填。"},
        {"row": 3, "column": "联系电话", "code": "phone",
         "message": "“123”不是有效电话号码，请填一个 11 位手机号，或带区号的固定电话，如 0730-8640001。"},
        {"row": 4, "column": "拟返岗人数", "code": "inconsistent",
         "message": "拟返岗人数 = 999，大于职工总数（120），请更正其中一项。"}]}
    assert Unit.objects.count() == 1
    lines = ImportRow.objects.order_by("number")
    assert [(line.number, line.outcome, line.codes) for line in lines] == [
        (2, "created", []), (3, "error", ["missing", "phone"]), (4, "error", ["inconsistent"])]


def test_the_contents_of_returned_rows_are_encrypted(in_alpha: Any) -> None:
    taken(roster({"职工总数": "许多"}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM intake_importrow")
        assert "13973012345" not in cursor.fetchone()[0]
    assert "13973012345" in ImportRow.objects.get().content


def test_all_or_nothing(in_alpha: Any) -> None:
    report = taken(roster({}, {"单位名称": ""}), whole=True)
    assert (report.created, Unit.objects.count()) == (0, 0)
    assert "1" in report.refusal
    assert ImportRun.objects.get().state == "refused"
    assert taken(roster({}), whole=True).created == 1


def test_a_dry_run_says_the_same_and_writes_nothing(in_alpha: Any) -> None:
    taken(roster({}))
    data = roster({"职工总数": 99}, {"单位名称": "乙厂", "统一社会信用代码": ""}, {"单位名称": "丙厂"}, {"单位名称": ""})
    touched = list(Unit.objects.values()), Entry.objects.count(), ImportRun.objects.count()
    dry = taken(data, dry_run=True)
    assert (list(Unit.objects.values()), Entry.objects.count(), ImportRun.objects.count()) == touched
    assert counts(dry) == counts(taken(data)) == (4, 1, 1, 0, 1, 1)


@pytest.mark.parametrize(("given", "found"), [
    ({"统一社会信用代码": CODE, "单位名称": "岳阳甲纸业集团"}, CODE),
    ({"统一社会信用代码": OTHER_CODE}, "岳阳甲纸业有限公司"),
    ({"类型": "工地"}, CODE),
])
def test_what_may_be_in_the_register_is_a_pair(in_alpha: Any, given: Mapping[str, Any], found: str) -> None:
    taken(roster({}))
    report = taken(roster(given))
    assert counts(report) == (1, 0, 0, 0, 1, 0)
    pair = DuplicatePair.objects.get()
    assert (pair.found, pair.why, pair.target_id) == ("岳阳甲纸业有限公司", found, Unit.objects.get().pk)


def test_rows_of_one_file_that_may_be_the_same_are_a_pair(in_alpha: Any) -> None:
    report = taken(roster({}, {"单位名称": "岳阳甲纸业有限公司 "}, {"单位名称": "另一家"}))
    assert counts(report) == (3, 1, 0, 0, 2, 0)
    assert list(DuplicatePair.objects.order_by("line__number").values_list("line__number", "other_number")) == [
        (3, 2), (4, 2)]


def test_a_pair_that_is_the_same_changes_the_unit(in_alpha: Any) -> None:
    taken(roster({}))
    run = taken(roster({"单位名称": "岳阳甲纸业集团", "职工总数": 99})).run
    decided = pairs.decide(actor=WHO, run_id=run.pk, decisions={DuplicatePair.objects.get().pk: "same"})
    unit = Unit.objects.get()
    assert (decided, unit.name, unit.staff_total, unit.version) == (1, "岳阳甲纸业集团", 99, 2)
    assert UnitName.objects.filter(unit=unit, held_to=None).get().name == "岳阳甲纸业集团"
    line = ImportRow.objects.get(run=run)
    assert (line.outcome, line.content, line.target_id) == ("updated", "", unit.pk)
    run.refresh_from_db()
    assert (run.updated, run.duplicates) == (1, 0)


def test_a_pair_of_two_makes_a_new_unit(in_alpha: Any) -> None:
    run = taken(roster({}, {"单位名称": "岳阳甲纸业有限公司工地", "类型": "工地"})).run
    pair = DuplicatePair.objects.get()
    assert pairs.decide(actor=WHO, run_id=run.pk, decisions={pair.pk: "different"}) == 1
    assert sorted(Unit.objects.values_list("name", flat=True)) == ["岳阳甲纸业有限公司", "岳阳甲纸业有限公司工地"]
    assert pairs.decide(actor=WHO, run_id=run.pk, decisions={pair.pk: "same"}) == 0
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by) == ("different", "系统")


def test_a_row_that_waits_for_another_decision_waits(in_alpha: Any) -> None:
    taken(roster({}))
    run = taken(roster({"单位名称": "甲", "统一社会信用代码": CODE}, {"单位名称": "甲", "统一社会信用代码": ""})).run
    second = DuplicatePair.objects.get(line__number=3)
    with pytest.raises(Refused) as refused, transaction.atomic():
        pairs.decide(actor=WHO, run_id=run.pk, decisions={second.pk: "same"})
    assert refused.value.code == "pair_waits"
    assert Unit.objects.count() == 1


def test_what_the_register_keeps_must_fit_too(in_alpha: Any) -> None:
    taken(roster({}))
    report = taken(roster({"职工总数": 70, "拟返岗人数": "", "本地人数": "", "市外人数": "", "省外人数": "", "湖北人数": ""}))
    assert [(problem.row, problem.column, problem.code) for problem in report.problems] == [
        (2, "planned_return", "inconsistent"), (2, "staff_local", "inconsistent")]
    assert counts(report) == (1, 0, 0, 0, 0, 1)
    assert Unit.objects.get().staff_total == 120


def test_an_import_is_taken_back_except_what_changed_since(in_alpha: Any) -> None:
    with clock.frozen(clock.at(date(2020, 2, 10), 9)):
        taken(roster({}, {"单位名称": "乙厂", "统一社会信用代码": OTHER_CODE}))
    before = Unit.objects.filter(name="岳阳甲纸业有限公司").values(*VALUES, "search", "bigrams").get()
    with clock.frozen(clock.at(date(2020, 2, 12), 9)):
        run = taken(roster({"是否规上": "否", "联系电话": "13973099999"},
                           {"单位名称": "乙厂", "统一社会信用代码": OTHER_CODE, "职工总数": 300},
                           {"单位名称": "丙厂", "统一社会信用代码": ""})).run
        later = Unit.objects.get(name="乙厂")
        units.change(actor=WHO, unit_id=later.pk, version=2, values={"address": "别处"})
        done = undo.undo(actor=WHO, run_id=run.pk)
    assert (done.reverted, done.refused) == (2, [(3, "乙厂")])
    assert Unit.objects.filter(name="岳阳甲纸业有限公司").values(*VALUES, "search", "bigrams").get() == before
    assert Unit.objects.get(name="岳阳甲纸业有限公司").version == 3
    assert Unit.objects.get(name="乙厂").staff_total == 300
    gone = Unit.objects.get(name="丙厂")
    assert gone.archived_at is not None
    assert gone.closed_on == gone.registered_on
    assert not UnitState.objects.filter(unit=gone, withdrawn_at=None).exists()
    open_standing = UnitStanding.objects.get(unit__name="岳阳甲纸业有限公司", held_to=None)
    assert open_standing.above_scale is True
    assert set(ImportRow.objects.filter(run=run).values_list("number", "undone")) == {(2, True), (3, False), (4, True)}
    with pytest.raises(Refused):
        undo.undo(actor=WHO, run_id=run.pk)


def test_what_was_taken_back_can_be_imported_again(in_alpha: Any) -> None:
    undo.undo(actor=WHO, run_id=taken(roster({})).run.pk)
    assert counts(taken(roster({}))) == (1, 1, 0, 0, 0, 0)
    assert Unit.objects.filter(archived_at=None).count() == 1


def test_a_first_roster_brings_its_grids_and_a_later_one_does_not(in_alpha: Any) -> None:
    taken(roster({"网格": "港前网格"}, {"单位名称": "乙厂", "统一社会信用代码": "", "网格": "电子网格"}))
    assert list(Grid.objects.order_by("code").values_list("code", "name")) == [("01", "电子网格"), ("02", "港前网格")]
    assert Unit.objects.get(name="乙厂").grid.name == "电子网格"
    report = taken(roster({"单位名称": "丙厂", "统一社会信用代码": "", "网格": "港后网格"}))
    assert [problem.code for problem in report.problems] == ["unknown_grid"]
    assert Grid.objects.count() == 2


@pytest.mark.parametrize(("word", "code"), [
    ("造纸和纸制品业", "22"), ("造纸和纸制品", "22"), ("22", "22"), (22, "22"), ("C22", "22"), ("2231", "22"), ("C", "C"),
    ("制造业", "C"), ("房地产业", "70"), (1, "01")])
def test_industries_are_understood(in_alpha: Any, word: Any, code: str) -> None:
    assert taken(roster({"行业": word})).errors == 0
    assert Unit.objects.get().industry == code


def test_every_industry_is_a_choice(in_alpha: Any) -> None:
    rows = [{"单位名称": f"第{n}厂", "统一社会信用代码": "", "行业": i.zh} for n, i in enumerate(industries().values())]
    assert taken(roster(*rows)).errors == 0


def test_only_who_may_import_does(in_alpha: Any) -> None:
    for actor in (Actor("user", "1", "某人", "alpha", reach="authority"),
                  Actor("user", "1", "某人", "alpha", permissions=frozenset({"registry.unit.import"}), reach="grid")):
        with pytest.raises(Refused) as refused:
            imports.import_file(actor=actor, kind="units", name="a", data=roster({}))
        assert refused.value.status == 403
    assert Unit.objects.count() == ImportRun.objects.count() == 0


def test_a_required_column_must_be_there(in_alpha: Any) -> None:
    for lacking in HEADERS[:13]:
        keep = [place for place, header in enumerate(HEADERS) if header != lacking]
        with pytest.raises(Refused) as refused:
            taken(xlsx([[HEADERS[place] for place in keep], [list(PLAIN.values())[place] for place in keep]]))
        assert (refused.value.code, refused.value.data["columns"]) == ("missing_column", lacking)
    optional = HEADERS[:13]
    assert taken(text([optional, [PLAIN[header] for header in optional]], ";", "gb18030")).created == 1


def test_a_failure_in_the_middle_leaves_nothing(in_alpha: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fugong.intake.services.lines.save_taken", lambda run: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        taken(roster({}))
    assert not Unit.objects.exists()
    assert not ImportRun.objects.exists()


def test_another_authority_sees_nothing_of_it(in_alpha: Any, beta: Any) -> None:
    taken(roster({}))
    with tenancy.entered(beta):
        assert Unit.objects.count() == ImportRow.objects.count() == ImportRun.objects.count() == 0
        report = imports.import_file(actor=system("beta"), kind="units", name="a.xlsx", data=roster({}))
        assert report.created == 1


@pytest.mark.parametrize("nasty", [(), ALL_NASTY])
def test_a_roster_of_the_demo_with_everything_in_it(in_alpha: Any, tmp_path: Path, nasty: Any) -> None:
    planted = write_roster(tmp_path / "a.xlsx", 400, nasty=nasty)
    grids_named = sorted({unit.grid for unit in planted.units})
    for number, name in enumerate(grids_named):
        grids.save_grid(actor=WHO, values={"code": str(number), "name": name})
    report = taken(planted.path.read_bytes())
    assert {(p.row, p.column, p.code) for p in report.problems if p.code in CELL_CODES} >= {
        (fault.row, LAYOUT.columns[HEADERS.index(fault.column)].code, fault.code) for fault in planted.faults}
    assert report.errors == len(planted.faults)
    assert (report.created, report.duplicates) == (len(planted.units), len(planted.duplicates))
    found = {unit.credit_code or unit.name: unit for unit in Unit.objects.select_related("grid")}
    for unit in planted.units:
        held = found[unit.code or unit.name]
        assert (held.name, held.kind, held.industry, held.above_scale, held.key_unit, held.staff_total,
                held.planned_return, held.grid.name, held.contact_phone) == (
            unit.name, unit.kind, unit.industry, unit.above_scale, unit.key_unit, unit.staff_total, unit.planned,
            unit.grid, unit.contact.phone)


def test_the_command(fugong: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(roster({}, {"单位名称": ""}))
    dry = fugong("import", "units", str(tmp_path / "a.xlsx"), "--authority", "alpha", "--dry-run", "--json")
    assert (dry.returncode, json.loads(dry.stdout)["created"]) == (0, 1), dry.stderr
    done = fugong("import", "units", str(tmp_path / "a.xlsx"), "--authority", "alpha", "--json",
                  "--marked", str(tmp_path / "marked.xlsx"))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found) == {"rows", "created", "updated", "duplicates", "errors"}
    assert (found["rows"], found["created"], found["errors"][0]["code"]) == (2, 1, "missing")
    assert (tmp_path / "marked.xlsx").read_bytes().startswith(b"PK")
    lacking = xlsx([["单位名称", "类型"], ["甲", "企业"]])
    for name, content in {"no.xlsx": b"nothing", "empty.xlsx": xlsx([HEADERS]), "lacking.xlsx": lacking}.items():
        (tmp_path / name).write_bytes(content)
        refused = fugong("import", "units", str(tmp_path / name), "--authority", "alpha", "--json")
        assert (refused.returncode, bool(refused.stderr)) == (2, True), name
    whole = fugong("import", "units", str(tmp_path / "a.xlsx"), "--authority", "alpha", "--all-or-nothing", "--json")
    told = json.loads(whole.stdout)["error"]
    assert (whole.returncode, told["created"], told["errors"][0]["code"]) == (1, 0, "missing")
