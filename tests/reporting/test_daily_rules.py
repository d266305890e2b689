"""What fits in a daily report, what is carried over, when a day is complete: laws and examples."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.kit import clock
from fugong.reporting.rules import daily as rules

DAY, DEADLINE = date(2020, 2, 16), time(16, 30)
COUNT = st.integers(0, 5000)
ZERO = dict.fromkeys(rules.NUMBERS, 0)


@st.composite
def fitting(draw: st.DrawFn) -> tuple[dict[str, int], int]:
    """Numbers that fit together, and a staff they fit into."""
    reasons = {name: draw(st.integers(0, 200)) for name in rules.REASONS}
    on_post = draw(COUNT)
    due = on_post + sum(reasons.values())
    small = draw(st.integers(0, 20))
    numbers = {**ZERO, **reasons, "on_post": on_post, "due": due, "newly_returned": draw(st.integers(0, on_post)),
               "isolated_home": small, "confirmed": small, "masks_in_stock": draw(COUNT)}
    return numbers, max(due, 2 * small) + draw(COUNT)


@given(fitting())
def test_what_adds_up_is_accepted(given_: tuple[dict[str, int], int]) -> None:
    numbers, staff = given_
    assert rules.misfits(numbers, staff) == []
    assert rules.misfits(numbers, 0) == [], "an unknown staff total is not compared with"


@given(fitting(), st.sampled_from(rules.REASONS), st.integers(1, 50))
def test_absences_always_add_up(given_: tuple[dict[str, int], int], reason: str, more: int) -> None:
    numbers, staff = given_
    found = rules.misfits({**numbers, reason: numbers[reason] + more}, staff)
    assert [(one.field, one.code) for one in found] == [("absences", "absences")]
    assert found[0].facts["reasons"] - found[0].facts["absent"] == more


@given(fitting(), st.integers(1, 50))
def test_nobody_is_on_post_who_was_not_due(given_: tuple[dict[str, int], int], more: int) -> None:
    numbers, _staff = given_
    found = rules.misfits({**numbers, "on_post": numbers["due"] + more}, 0)
    assert ("on_post", "above_due") in [(one.field, one.code) for one in found]


@given(fitting())
def test_staff_is_the_ceiling(given_: tuple[dict[str, int], int]) -> None:
    numbers, _staff = given_
    if numbers["due"] > 1:
        assert "due" in [one.field for one in rules.misfits(numbers, numbers["due"] - 1)]


def test_what_is_missing_hides_nothing_else() -> None:
    """A unit that left out the fever hears in the same answer that its absences do not add up."""
    found = rules.misfits({**ZERO, "due": 5, "on_post": 3, "abnormal_temperatures": None, "isolated_home": 9}, 5)
    assert {(one.field, one.code) for one in found} == {
        ("abnormal_temperatures", "missing"), ("absences", "absences"), ("isolated_home", "above_staff")}


@pytest.mark.parametrize("name", rules.EXPLICIT)
def test_health_is_never_assumed(name: str) -> None:
    assert [(one.field, one.code) for one in rules.misfits({**ZERO, name: None}, 0)] == [(name, "missing")]
    assert [(one.field, one.code) for one in rules.misfits({**ZERO, name: 1}, 0, zero=True)] == [(name, "not_zero")]


def test_raw_material_may_be_unknown_and_numbers_stay_in_range() -> None:
    assert rules.misfits({**ZERO, "material_days": None}, 0) == []
    assert {one.code for one in rules.misfits({**ZERO, "masks_used": rules.LARGEST + 1}, 0)} == {"out_of_range"}
    assert {one.code for one in rules.misfits({**ZERO, "masks_used": -1}, 0)} == {"out_of_range"}


@given(fitting())
def test_carrying_over_keeps_what_stands_and_assumes_no_health(given_: tuple[dict[str, int], int]) -> None:
    numbers, staff = given_
    carried = rules.carried(numbers)
    assert not set(rules.EXPLICIT) & carried.keys()
    assert (carried["newly_returned"], carried["released"]) == (0, 0)
    assert rules.misfits({**carried, **dict.fromkeys(rules.EXPLICIT, 0)}, staff, zero=True) == []


@pytest.mark.parametrize(("moment", "late"), [
    (clock.at(DAY, 16, 30), False), (clock.at(DAY, 16, 30) + timedelta(seconds=1), True), (clock.at(DAY, 24), True),
])
def test_late_is_after_the_deadline(moment: datetime, late: bool) -> None:
    assert rules.is_late(DAY, moment, DEADLINE) is late


@pytest.mark.parametrize(("hour", "all_in", "day"), [
    (8, False, DAY - timedelta(days=1)), (8, True, DAY), (17, False, DAY), (17, True, DAY),
])
def test_figures_speak_of_the_last_complete_day(hour: int, all_in: bool, day: date) -> None:
    assert rules.current_day(clock.at(DAY, hour), DEADLINE, all_in=all_in) == day


@pytest.mark.parametrize(("hour", "minute", "now"), [(15, 29, False), (15, 30, True), (16, 29, True), (16, 30, False)])
def test_reminders_go_out_in_the_last_hour(hour: int, minute: int, now: bool) -> None:
    assert rules.is_time_to_remind(clock.at(DAY, hour, minute), DEADLINE) is now
