"""Laws of the way to resumption: states, positions under a regime, what is missing, four eyes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.registry.rules import may_follow
from fugong.resumption.rules.eyes import APPLYING, VERIFYING, Trace, fault_of_decider, fault_of_verifier
from fugong.resumption.rules.lacking import STEPS, Dossier, Findings, demanded, lacking, steps, undecidable
from fugong.resumption.rules.regimes import reposition
from fugong.resumption.rules.states import (
    ACTIONS,
    FINAL,
    KINDS,
    OPEN,
    STATES,
    Action,
    Kind,
    State,
    actions,
    after,
    allowed,
    editable,
    kind_under,
    unit_state,
)
from fugong.standards.rules.catalogue import Regime
from fugong.standards.rules.loading import shipped

REGIMES = shipped().catalogue.regimes
APPROVAL, FILING = REGIMES["approval"], REGIMES["filing"]
LATER, WHITE, NEVER = REGIMES["resume_first_verify_after"], REGIMES["white_list"], REGIMES["prohibited"]

kinds, states = st.sampled_from(KINDS), st.sampled_from(STATES)
regimes = st.sampled_from(sorted(REGIMES.values(), key=lambda regime: regime.code))
ways = st.lists(st.sampled_from([action for action in ACTIONS if action not in ("open", "reclassify")]), max_size=30)


def test_paths_of_the_regimes() -> None:
    assert kind_under(APPROVAL) == "approval"
    assert [kind_under(regime) for regime in (FILING, LATER, WHITE)] == ["filing"] * 3


@given(kinds, ways)
def test_no_way_leaves_the_table_and_ends_are_ends(kind: Kind, way: list[Action]) -> None:
    state: State = "draft"
    for action in way:
        if allowed(kind, state, action):
            assert state not in FINAL
            state = after(kind, state, action)
            assert state in STATES
        else:
            with pytest.raises(ValueError, match="not possible"):
                after(kind, state, action)
    assert bool(actions(kind, state)) == (state in OPEN)


@given(ways)
def test_approval_needs_handing_in(way: list[Action]) -> None:
    state, done = "draft", []
    for action in way:
        if allowed("approval", state, action):  # type: ignore[arg-type]
            state = after("approval", state, action)  # type: ignore[arg-type]
            done.append(action)
    if state == "approved":
        assert "submit" in done
        assert done.index("submit") < done.index("approve")


@given(kinds, ways, st.booleans())
def test_the_unit_follows_by_ways_that_the_registry_knows(kind: Kind, way: list[Action], resumes: bool) -> None:
    state: State = "draft"
    unit, before = "not_applied", ""
    for action in ("open", *way):
        if action != "open":
            if not allowed(kind, state, action):
                continue
            state = after(kind, state, action)
        wanted = unit_state(kind, state, unit, before if action == "lift" else "")
        if wanted:
            assert may_follow(unit, wanted), (unit, wanted, action)
            before, unit = unit, wanted
        if resumes and unit in ("approved", "filed"):
            before, unit = unit, "resumed"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", [s for s in STATES if s not in ("suspended", "revoked")])
def test_a_unit_that_works_is_only_stopped_by_suspension_and_revocation(kind: Kind, state: State) -> None:
    assert unit_state(kind, state, "resumed") == ""


@given(kinds, st.sampled_from(STATES), st.sampled_from(["suspended", "preparing", "applied", "filed", "approved", "resumed"]))
def test_a_unit_never_follows_to_where_it_is(kind: Kind, state: State, unit: str) -> None:
    assert unit_state(kind, state, unit) != unit
    assert unit_state(kind, state, unit, unit) != unit


@pytest.mark.parametrize(("unit_before", "back"), [("resumed", "resumed"), ("approved", "approved"), ("filed", "filed")])
def test_a_lifted_suspension_leads_back(unit_before: str, back: str) -> None:
    assert unit_state("approval", "approved", "suspended", unit_before) == back


@given(kinds, states, regimes, st.booleans())
def test_a_change_of_regime_keeps_what_was_decided_and_settles_at_once(
    kind: Kind, state: State, regime: Regime, resumed: bool
) -> None:
    found = reposition(kind, state, regime, resumed=resumed)
    assert found.state in STATES
    again = reposition(found.kind, found.state, regime, resumed=resumed)
    assert (again.kind, again.state) == (found.kind, found.state)
    if state in FINAL or state in ("approved", "suspended", "draft", "returned"):
        assert found.state == state
    assert found.state != "approved" or state == "approved"
    if found.state != state:
        assert {found.state, state} <= {"submitted", "filed", "verifying", "verified"}
    if regime.code == "prohibited":
        assert (found.kind, found.state) == (kind, state)


def test_positions_when_rules_ease_and_tighten() -> None:
    assert reposition("approval", "submitted", FILING, resumed=False).state == "filed"
    assert reposition("approval", "verifying", FILING, resumed=False).state == "filed"
    assert reposition("approval", "verifying", LATER, resumed=False).state == "verifying"
    assert reposition("filing", "filed", APPROVAL, resumed=False).state == "submitted"
    assert reposition("filing", "filed", APPROVAL, resumed=True).because == "works_on"


FULL = Dossier(
    proposed_on=date(2020, 2, 18), opens_on=date(2020, 2, 10), handed_in_on=date(2020, 2, 16), leader="李工",
    phone="13800000000", workers=60, staff_total=90, plan={"a": True}, papers={"roster": True}, signed=True)
PASSED = Findings(visited=True, reviews={"epidemic": True, "safety": True}, departments={"health": True})


@given(st.sampled_from(STEPS), regimes)
def test_only_what_is_due_is_missed(step: str, regime: Regime) -> None:
    assert lacking(FULL, regime, due=("before", "after")) == ()
    asked = {lack.step for lack in lacking(Dossier(plan={"a": False}, papers={"b": False}, unmet=("?",)), regime)}
    assert asked == {s for s in steps(regime) if demanded(regime, s) == "before"}


def test_everything_is_told_at_once() -> None:
    empty = Dossier(plan={"a": False, "b": True, "c": False}, papers={"roster": False}, unmet=("x", "y"))
    assert [(lack.step, lack.code, lack.what) for lack in lacking(empty, APPROVAL)] == [
        ("basics", "proposed_on", ""), ("basics", "leader", ""), ("basics", "phone", ""), ("basics", "workers", ""),
        ("plan", "section", "a"), ("plan", "section", "c"), ("attachments", "paper", "roster"),
        ("self_check", "unmet", "x"), ("self_check", "unmet", "y"), ("commitment", "signature", "")]


@pytest.mark.parametrize(("change", "code"), [
    ({"proposed_on": date(2020, 2, 9)}, "too_early"),
    ({"proposed_on": date(2020, 2, 15)}, "in_the_past"),
    ({"workers": 91}, "more_than_staff"),
])
def test_basics_that_do_not_fit(change: dict[str, object], code: str) -> None:
    assert [lack.code for lack in lacking(replace(FULL, **change), APPROVAL)] == [code]  # type: ignore[arg-type]


def test_the_last_minute_of_9_february_is_too_early_for_batch_c() -> None:
    opens = date(2020, 2, 10)  # 2月9日24时
    assert lacking(replace(FULL, handed_in_on=None, proposed_on=opens), APPROVAL) == ()
    assert lacking(replace(FULL, handed_in_on=None, proposed_on=date(2020, 2, 9)), APPROVAL)


@given(regimes, st.builds(
    Findings, visited=st.booleans(), unmet=st.sampled_from([(), ("y",)]),
    reviews=st.fixed_dictionaries({"epidemic": st.sampled_from([None, True, False])}),
    departments=st.fixed_dictionaries({"health": st.sampled_from([None, True, False])})), st.booleans())
def test_hard_gates_of_a_decision(regime: Regime, findings: Findings, signed: bool) -> None:
    lacks = undecidable(replace(FULL, signed=signed), findings, regime)
    clean = (
        regime.code != "prohibited" and (signed or regime.commitment == "none")
        and (findings.visited or regime.site_visit == "none") and not findings.unmet
        and findings.reviews["epidemic"] is True and findings.departments["health"] is True)
    assert (lacks == ()) == clean


def test_a_decision_with_everything_passed() -> None:
    assert undecidable(FULL, PASSED, APPROVAL) == ()
    assert [lack.code for lack in undecidable(replace(FULL, signed=False), PASSED, APPROVAL)] == ["signature"]


@given(st.lists(st.builds(Trace, act=st.sampled_from(sorted(APPLYING | VERIFYING)), person=st.sampled_from("abc"))),
       st.sampled_from("abcd"), st.sets(st.sampled_from("abc")))
def test_four_eyes(traces: list[Trace], person: str, managers: set[str]) -> None:
    mine = {trace.act for trace in traces if trace.person == person}
    verifies = fault_of_verifier(person, traces, managers) == ""
    decides = fault_of_decider(person, traces, managers) == ""
    assert verifies == (not mine & APPLYING and person not in managers)
    assert decides == (verifies and not mine & VERIFYING)


def test_nobody_decides_namelessly() -> None:
    assert fault_of_verifier("", [], []) == "nobody"
    assert fault_of_decider("", [], []) == "nobody"


def test_papers_due_later_may_be_added_after_filing() -> None:
    assert editable("filed", LATER)
    assert editable("filed", WHITE)
    assert not editable("filed", FILING)
    assert not editable("submitted", APPROVAL)
