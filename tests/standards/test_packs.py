"""The packs that come with the product: sound, true to their sources, and nothing invented."""

import json
import re
from pathlib import Path

import pytest

from fugong.kit import clock
from fugong.standards.rules import loading
from fugong.standards.rules.packs import Pack, RuleList

SENTENCES = json.loads((Path(__file__).parent / "source_sentences.json").read_text())
SHELF = loading.shipped()
LISTS = [(pack, rules) for pack in SHELF.packs.values() for rules in pack.lists]

# Known by name only: their text is in no source, so every item is an empty slot.
UNWRITTEN = {
    "eight-alls": 8, "ten-prohibitions": 10, "four-alls": 4, "three-groups": 3, "control-guide": None,
    "resumption-guide": None,
}


def bare(text: str) -> str:
    """The characters of a text without its punctuation."""
    return re.sub(r"[\W_]", "", text)


def rule_list(pack: str, code: str) -> RuleList:
    return SHELF.packs[pack].rule_list(code)


def texts(pack: str, code: str) -> list[str]:
    return [item.text.zh for item in rule_list(pack, code).items if item.text is not None]


def test_shipped_packs_have_no_problems() -> None:
    assert SHELF.problems == ()
    assert set(SHELF.packs) == {"common-2020", "park-s1", "county-s2", "batches-s3", "port-s4", "state-2020-02-21"}


def test_generated_schemas_are_current() -> None:
    for name, schema in (("pack", loading.PACK_SCHEMA), ("catalogue", loading.CATALOGUE_SCHEMA)):
        stored = (loading.SHIPPED / f"{name}.schema.json").read_text()
        assert json.loads(stored) == schema, "run python tools/packs.py"


@pytest.mark.parametrize(("pack", "rules"), LISTS, ids=lambda value: getattr(value, "code", value))
def test_items_are_quoted_from_the_sentences_they_name(pack: Pack, rules: RuleList) -> None:
    for item in rules.items:
        if item.text is None or rules.basis != "report":
            continue
        assert item.sources, f"{rules.code} {item.number} names no source"
        quoted = bare(item.source_text or item.text.zh)
        assert any(quoted in bare(SENTENCES[source]) for source in item.sources), f"{rules.code}: {quoted}"


@pytest.mark.parametrize(("code", "count"), UNWRITTEN.items())
def test_lists_without_a_text_are_empty_slots(code: str, count: int | None) -> None:
    (rules,) = [rules for _, rules in LISTS if rules.code == code]
    assert rules.count == count
    assert len(rules.items) == (count or 10)
    assert all(item.text is None for item in rules.items)


def test_named_lists_of_the_reports() -> None:
    assert [t[:2] for t in texts("park-s1", "six-musts")] == ["必须"] * 6
    assert rule_list("park-s1", "five-in-place").items[0].includes == "six-musts"
    assert texts("park-s1", "six-systems") == ["报告制", "例会制", "承诺制", "日检制", "分餐制", "报备复核制"]
    assert texts("batches-s3", "daily-behaviour") == ["口不离罩", "足不外行", "饭不聚吃", "手要勤洗"]
    assert texts("port-s4", "four-no") == ["无口罩不入内", "未测温不入内", "未消毒不入内", "未登记不入内"]
    assert [station.name.zh for station in SHELF.packs["port-s4"].stations] == ["消毒", "测额温", "测血氧饱和度"]
    no_start = rule_list("county-s2", "five-no-start")
    assert (no_start.kind, no_start.blocking, no_start.count) == ("veto", True, 5)
    assert rule_list("park-s1", "four-alls").audience == "staff"
    assert rule_list("port-s4", "resumption-guide").acknowledged


def test_slips_of_the_pen_are_mended_on_display_and_kept_as_source() -> None:
    supplies = rule_list("county-s2", "five-no-start").items[2]
    assert supplies.text is not None
    assert (supplies.text.zh, supplies.source_text) == ("防疫物资不到位不开工", "防疫物质不到位不开工")
    chapter = SHELF.packs["county-s2"].skeletons[0].chapters[3]
    assert (chapter.name.zh, chapter.source_text) == ("强化服务，物资保障服务到位", "强化服务，物质保障务到位")


def test_the_third_batch_opens_at_the_end_of_9_february() -> None:
    batches = SHELF.packs["batches-s3"].batches
    assert [batch.code for batch in batches] == ["A", "B", "C"]
    for batch in batches:
        assert bare(batch.name.zh) in bare(SENTENCES["S3-10"])
    assert [batch.not_before for batch in batches[:2]] == [None, None]
    third = batches[2]
    assert third.not_before == clock.at(clock.date(2020, 2, 10))


def test_the_guide_holds_from_5_february() -> None:
    assert rule_list("port-s4", "control-guide").effective_from == clock.at(clock.date(2020, 2, 5))
    assert SHELF.packs["state-2020-02-21"].effective_from == clock.at(clock.date(2020, 2, 21))


def test_every_control_is_asked_for_by_some_list_or_station() -> None:
    asked = {control for _, rules in LISTS for item in rules.items for control in item.controls}
    stopped = {control for pack in SHELF.packs.values() for station in pack.stations for control in station.controls}
    assert set(SHELF.catalogue.controls) == asked | stopped


def test_every_pack_carries_the_papers_of_an_application() -> None:
    for pack in SHELF.packs.values():
        assert {"control-plan", "emergency-plan", "roster", "supplies-list"} <= {a.code for a in pack.attachments}
        assert [section.name.zh for section in pack.plan_sections] == ["检疫检测", "卫生消毒", "健康保护"]
        assert {letter.signed_by for letter in pack.letters} == {"enterprise", "worker"}


def test_a_pack_survives_storage() -> None:
    for pack in SHELF.packs.values():
        stored = json.loads(json.dumps(loading.content_of(pack)))
        assert loading.pack_from(stored) == pack
        assert loading.fingerprint(loading.pack_from(stored)) == loading.fingerprint(pack)
