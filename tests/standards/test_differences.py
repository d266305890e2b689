"""The laws of comparing packs, and the way from a port zone's rules to the national ones."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from hypothesis import given

from fugong.standards.rules import loading
from fugong.standards.rules.catalogue import Text
from fugong.standards.rules.differences import Change, demanded, differences
from fugong.standards.rules.explaining import explain
from fugong.standards.rules.packs import Pack
from tests.standards.strategies import CATALOGUE, packs

SHELF = loading.shipped()
TURNED = {"added": "removed", "removed": "added"}


def places(changes: tuple[Change, ...]) -> Counter[tuple[str, ...]]:
    return Counter((c.subject, c.aspect, c.code, str(c.number), c.before.en, c.after.en) for c in changes)


def turned(changes: tuple[Change, ...]) -> Counter[tuple[str, ...]]:
    return Counter(
        (c.subject, TURNED.get(c.aspect, c.aspect), c.code, str(c.number), c.after.en, c.before.en) for c in changes
    )


@given(packs())
def test_a_pack_does_not_differ_from_itself(pack: Pack) -> None:
    assert differences(pack, pack, CATALOGUE) == ()


@given(packs(), packs())
def test_the_way_back_is_the_way_there_turned_round(left: Pack, right: Pack) -> None:
    assert places(differences(right, left, CATALOGUE)) == turned(differences(left, right, CATALOGUE))


@given(packs(), packs())
def test_every_change_can_be_said_in_both_languages(left: Pack, right: Pack) -> None:
    for change in differences(left, right, CATALOGUE):
        said = explain(change)
        assert said.zh.endswith("。")
        assert said.en.endswith(".")


def test_shipped_packs_obey_the_same_laws() -> None:
    for left in SHELF.packs.values():
        assert differences(left, left, CATALOGUE) == ()
        for right in SHELF.packs.values():
            assert places(differences(right, left, CATALOGUE)) == turned(differences(left, right, CATALOGUE))


def test_every_aspect_is_told() -> None:
    county = SHELF.packs["county-s2"]
    rules = county.rule_list("five-no-start")
    third = rules.items[2]
    (condition,) = third.conditions
    changed = replace(
        rules, blocking=False, audience="staff", acknowledged=True,
        effective_from=SHELF.packs["port-s4"].effective_from,
        items=(
            replace(rules.items[0], text=Text("认识到位", "aware")),
            replace(rules.items[1], evidence="document"),
            replace(third, conditions=(replace(condition, parameter=None, value=Decimal(5)),)),
            rules.items[3],
        ),
    )
    after = replace(county, lists=tuple(changed if r.code == rules.code else r for r in county.lists))
    found = {(c.subject, c.aspect, c.number) for c in differences(county, after, CATALOGUE)}
    assert {
        ("list", "blocking", 0), ("list", "audience", 0), ("list", "acknowledged", 0), ("list", "effective", 0),
        ("item", "text", 1), ("item", "evidence", 2), ("item", "threshold", 3), ("item", "removed", 5),
    } <= found


def test_from_the_port_zone_to_the_national_rules() -> None:
    changes = differences(SHELF.packs["port-s4"], SHELF.packs["state-2020-02-21"], CATALOGUE)
    said = [explain(change).zh for change in changes]
    assert "企业：措施“无接触考勤”新增（不落实不得通过）。" in said
    assert "门岗：清单“四不”取消（原：不落实不得通过）。" in said
    assert "全部单位：参数“每日测温次数”标准调整：1次→2次。" in said


def test_a_control_blocks_when_any_list_that_asks_for_it_does() -> None:
    asked = demanded(SHELF.packs["park-s1"], "enterprise")
    assert asked["commitment.enterprise"] is True
    assert asked["daily.meeting"] is False
