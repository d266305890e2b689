"""The laws of evaluation: unknown is never met, a veto stands, nesting adds nothing of its own."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.standards.rules import evaluation, loading, missing
from fugong.standards.rules.catalogue import Text
from fugong.standards.rules.evaluation import Answer, Situation, evaluate, evaluate_pack
from fugong.standards.rules.operators import ALONE, OPERATORS, Verdict, all_of, compare, established
from fugong.standards.rules.packs import Pack
from tests.standards.strategies import CATALOGUE, NOON, packs, situations

verdicts = st.sampled_from(Verdict)
RANK = {Verdict.UNMET: 0, Verdict.UNKNOWN: 1, Verdict.MET: 2}
SHELF = loading.shipped()
MET, UNMET = Answer(Verdict.MET, evidence=("file",)), Answer(Verdict.UNMET, note="现场未见口罩")


@pytest.mark.parametrize(
    ("operator", "fact", "wanted", "met"),
    [
        ("equal", Decimal("37.30"), Decimal("37.3"), True), ("equal", "A", "B", False),
        ("not_equal", "A", "B", True), ("not_equal", Decimal(3), Decimal(3), False),
        ("less", Decimal(2), Decimal(3), True), ("less", Decimal(3), Decimal(3), False),
        ("at_most", Decimal(3), Decimal(3), True), ("at_most", Decimal("3.1"), Decimal(3), False),
        ("more", Decimal("37.4"), Decimal("37.3"), True), ("more", Decimal("37.3"), Decimal("37.3"), False),
        ("at_least", Decimal(3), Decimal(3), True), ("at_least", Decimal("2.9"), Decimal(3), False),
        ("one_of", "A", ("A", "B"), True), ("one_of", "C", ("A", "B"), False),
        ("none_of", "C", ("A", "B"), True), ("none_of", "A", ("A", "B"), False),
        ("is_true", True, None, True), ("is_true", False, None, False),
        ("is_known", Decimal(0), None, True), ("is_known", False, None, True),
    ],
)
def test_ten_operators(operator: str, fact: object, wanted: object, met: bool) -> None:
    assert compare(operator, fact, wanted) is (Verdict.MET if met else Verdict.UNMET)  # type: ignore[arg-type]


def test_there_are_ten_operators() -> None:
    assert len(OPERATORS) == 10


@given(st.sampled_from(sorted(OPERATORS)), st.none() | st.integers(0, 9).map(Decimal))
def test_an_unknown_fact_is_never_met(operator: str, wanted: Decimal | None) -> None:
    assert compare(operator, None, wanted) is Verdict.UNKNOWN  # type: ignore[arg-type]
    if operator not in ALONE:
        assert compare(operator, Decimal(1), None) is Verdict.UNKNOWN  # type: ignore[arg-type]


@given(st.lists(verdicts), st.lists(verdicts))
def test_all_of_is_the_worst_and_may_be_grouped(left: list[Verdict], right: list[Verdict]) -> None:
    assert all_of([all_of(left), all_of(right)]) is all_of(left + right)
    assert all_of(left + right) is min([*left, *right, Verdict.MET], key=RANK.__getitem__)


@given(st.lists(verdicts))
def test_a_denial_stands_against_any_confirmation(voices: list[Verdict]) -> None:
    assert established(*voices, Verdict.UNMET) is Verdict.UNMET
    assert (established(*voices) is Verdict.MET) == (Verdict.MET in voices and Verdict.UNMET not in voices)


@given(packs())
def test_where_nothing_is_known_nothing_is_met(pack: Pack) -> None:
    for rules in pack.lists:
        result = evaluate(pack, rules, Situation(NOON))
        assert all(leaf.verdict is not Verdict.MET for leaf in result.leaves())
        assert not (result.counts and result.verdict is Verdict.MET)


@given(packs(), situations)
def test_nested_roll_up_equals_flat_evaluation(pack: Pack, situation: Situation) -> None:
    for rules in pack.lists:
        result = evaluate(pack, rules, situation)
        assert result.verdict is all_of(leaf.verdict for leaf in result.leaves())
        assert result.counts == bool(result.leaves())


@given(packs(), situations, st.data())
def test_taking_knowledge_away_never_clears(pack: Pack, situation: Situation, data: st.DataObject) -> None:
    fact = data.draw(st.sampled_from(sorted(situation.facts)))
    poorer = replace(situation, facts={**situation.facts, fact: None})
    for rules in pack.lists:
        before, after = evaluate(pack, rules, situation), evaluate(pack, rules, poorer)
        for known, unknown in zip(before.leaves(), after.leaves(), strict=True):
            if known.verdict is Verdict.UNKNOWN:
                assert unknown.verdict is Verdict.UNKNOWN


@given(packs(), situations, st.data())
def test_a_veto_only_ever_adds_to_what_blocks(pack: Pack, situation: Situation, data: st.DataObject) -> None:
    rules = data.draw(st.sampled_from(pack.lists))
    denied = {**situation.answers, (rules.code, 1): Answer(Verdict.UNMET)}
    before = evaluate_pack(pack, situation)
    after = evaluate_pack(pack, replace(situation, answers=denied))
    places = [{(leaf.list_code, leaf.item.number) for leaf in outcome.blocked_by} for outcome in (before, after)]
    assert places[0] <= places[1]
    assert not (after.clear and not before.clear)


@given(packs(), situations, st.data())
def test_what_does_not_apply_only_ever_takes_away(pack: Pack, situation: Situation, data: st.DataObject) -> None:
    rules = data.draw(st.sampled_from(pack.lists))
    spared = replace(situation, not_applicable=frozenset({(rules.code, 1)}))
    before, after = evaluate(pack, rules, situation), evaluate(pack, rules, spared)
    assert (rules.code, 1) not in {(leaf.list_code, leaf.item.number) for leaf in after.leaves()}
    assert set(after.leaves()) <= set(before.leaves())


@given(packs(), situations)
def test_making_a_list_blocking_never_clears(pack: Pack, situation: Situation) -> None:
    strict = replace(pack, lists=tuple(replace(rules, blocking=True) for rules in pack.lists))
    assert evaluate_pack(pack, situation).clear or not evaluate_pack(strict, situation).clear


@given(packs(), situations)
def test_what_is_missing_is_told_for_every_item_that_is_not_met(pack: Pack, situation: Situation) -> None:
    result = evaluate_pack(pack, situation)
    told = {(entry.list_code, entry.number) for entry in missing.missing_in(result)}
    open_items = {
        (leaf.list_code, leaf.item.number)
        for rules in result.lists
        for leaf in rules.leaves()
        if leaf.verdict is not Verdict.MET
    }
    assert told == open_items
    blocking = {(entry.list_code, entry.number) for entry in missing.missing_in(result) if entry.blocking}
    assert blocking == {(leaf.list_code, leaf.item.number) for leaf in result.blocked_by}


def full_situation(**facts: object) -> Situation:
    met: dict[str, object] = {
        "training.heads_trained": True, "workers.screened_share": Decimal(100), "masks.days_of_cover": Decimal(5),
        "disinfection.days_since": Decimal(0), "documents.control_plan": True, "rooms.isolation": Decimal(2),
        "gate.ready": True,
    }
    parameters = {code: parameter.value for code, parameter in CATALOGUE.parameters.items()}
    return Situation(NOON, facts={**met, **facts}, parameters=parameters)  # type: ignore[arg-type]


def test_the_county_lets_nobody_start_with_two_days_of_masks() -> None:
    county = SHELF.packs["county-s2"]
    rules = county.rule_list("five-no-start")
    assert evaluate(county, rules, full_situation()).verdict is Verdict.MET
    short = evaluate(county, rules, full_situation(**{"masks.days_of_cover": Decimal(2)}))
    assert short.verdict is Verdict.UNMET
    (entry,) = missing.missing_in_list(short)
    said = missing.sentence(entry, rules, CATALOGUE)
    assert said.zh == "五不开工第3条“防疫物资不到位不开工”：“口罩可用天数”现为2天，要求不少于3天。"
    assert "is 2 days; wanted: at least 3 days" in said.en


def test_an_authority_may_ask_for_more_days_of_cover() -> None:
    county, situation = SHELF.packs["county-s2"], full_situation()
    stricter = replace(situation, parameters={**situation.parameters, "masks.days_of_cover": Decimal(7)})
    assert evaluate(county, county.rule_list("five-no-start"), stricter).verdict is Verdict.UNMET


def test_an_officer_who_finds_it_not_in_place_overrules_the_figures() -> None:
    county, situation = SHELF.packs["county-s2"], full_situation()
    denied = replace(situation, answers={("five-no-start", 3): UNMET})
    result = evaluate(county, county.rule_list("five-no-start"), denied)
    (entry,) = missing.missing_in_list(result)
    assert (result.verdict, entry.lack, entry.note) == (Verdict.UNMET, "denied", "现场未见口罩")


def test_saying_yes_without_the_photo_is_not_yet_met() -> None:
    park = SHELF.packs["park-s1"]
    rules = park.rule_list("five-in-place")
    said = replace(full_situation(), answers={("five-in-place", 3): Answer(Verdict.MET)})
    third = evaluate(park, rules, said).items[2]
    assert (third.verdict, third.lacks_evidence) == (Verdict.UNKNOWN, True)
    shown = replace(said, answers={("five-in-place", 3): MET})
    assert evaluate(park, rules, shown).items[2].verdict is Verdict.MET


def test_a_number_that_a_person_enters_is_measured_too() -> None:
    county, situation = SHELF.packs["county-s2"], full_situation(**{"masks.days_of_cover": None})
    for days, verdict in ((2, Verdict.UNMET), (3, Verdict.MET)):
        entered = replace(situation, answers={("five-no-start", 3): Answer(Verdict.MET, value=Decimal(days))})
        assert evaluate(county, county.rule_list("five-no-start"), entered).verdict is verdict


def test_six_musts_count_inside_five_in_place() -> None:
    park = SHELF.packs["park-s1"]
    denied = replace(full_situation(), answers={("six-musts", 6): UNMET})
    result = evaluate(park, park.rule_list("five-in-place"), denied)
    assert result.items[0].verdict is Verdict.UNMET
    assert ("six-musts", 6) in {(leaf.list_code, leaf.item.number) for leaf in result.leaves()}


def test_empty_slots_block_nothing_until_they_are_filled() -> None:
    park = SHELF.packs["park-s1"]
    blocked = evaluate_pack(park, full_situation()).blocked_by
    assert "eight-alls" not in {leaf.list_code for leaf in blocked}
    filled = evaluation.with_slots_filled(park, {("eight-alls", 2): Text("本园区的第二条", "our second")})
    assert {leaf.item.number for leaf in evaluate_pack(filled, full_situation()).blocked_by
            if leaf.list_code == "eight-alls"} == {2}


def test_only_empty_slots_can_be_filled_and_only_open_lists_grow() -> None:
    port = SHELF.packs["port-s4"]
    ours = {("four-no", 1): Text("改写", "rewritten"), ("four-no", 5): Text("新增", "new"),
            ("control-guide", 11): Text("第十一条", "eleventh")}
    filled = evaluation.with_slots_filled(port, ours)
    assert filled.rule_list("four-no") == port.rule_list("four-no")
    assert [item.number for item in filled.rule_list("control-guide").items] == list(range(1, 12))


def test_training_is_asked_of_key_units_only() -> None:
    port = SHELF.packs["port-s4"]
    for traits, counts in ((frozenset({"enterprise"}), False), (frozenset({"enterprise", "key_unit"}), True)):
        situation = replace(full_situation(), traits=traits)
        assert evaluate(port, port.rule_list("readiness"), situation).items[6].counts is counts


def test_a_list_is_silent_before_its_day() -> None:
    port = evaluation.with_slots_filled(SHELF.packs["port-s4"], {("control-guide", 1): Text("一", "one")})
    early = Situation(SHELF.packs["port-s4"].effective_from or NOON)
    assert "control-guide" not in {result.rules.code for result in evaluate_pack(port, early).lists}
    assert "control-guide" in {result.rules.code for result in evaluate_pack(port, Situation(NOON)).lists}
