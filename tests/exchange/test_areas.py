"""Risk levels of areas: the rule day by day, and what the real counts of 2020 come to."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.exchange.rules import areas

START = date(2020, 1, 20)
FIRST = areas.Rule("first", date(2020, 2, 1), 14, 50, 2, "")
LATER = areas.Rule("later", date(2020, 2, 20), 7, 20, 5, "")
END = date(2020, 4, 1)


@st.composite
def histories(draw: st.DrawFn) -> dict[date, int]:
    days = draw(st.dictionaries(st.integers(0, 70), st.integers(-3, 40), max_size=12))
    total, found = 0, {}
    for offset in sorted(days):
        total = max(0, total + days[offset])
        found[START + timedelta(days=offset)] = total
    return found


def by_hand(counts: Mapping[date, int], day: date) -> str:
    """The level of a day, counted day after day."""
    rule = LATER if day >= LATER.valid_from else FIRST
    known, new_on, before = 0, {}, 0
    for offset in range((day - START).days + 1):
        each = START + timedelta(days=offset)
        now = counts.get(each, before)
        new_on[each], before = max(0, now - before), now
    known = before
    new = sum(count for each, count in new_on.items() if (day - each).days < rule.window)
    if known == 0 or new == 0:
        return "low"
    return "high" if known > rule.above and new >= rule.cluster else "medium"


@given(histories())
def test_spans_are_what_counting_day_by_day_gives(counts: dict[date, int]) -> None:
    spans = areas.spans(counts, [LATER, FIRST], END)
    assert spans[0].held_from == FIRST.valid_from
    assert spans[-1].held_to == END
    for earlier, later in zip(spans, spans[1:], strict=False):
        assert earlier.held_to == later.held_from
        assert earlier.level != later.level
    day = FIRST.valid_from
    while day < END:
        assert next(s.level for s in spans if s.held_from <= day < s.held_to) == by_hand(counts, day), day
        day += timedelta(days=1)


def test_a_count_corrected_downward_brings_no_new_cases() -> None:
    found = areas.cases({START: 10, START + timedelta(days=1): 7, START + timedelta(days=3): 8})
    assert [(case.confirmed, case.new) for case in found] == [(10, 10), (7, 0), (8, 1)]


@pytest.mark.parametrize(("code", "day", "level"), [
    ("430600", date(2020, 2, 17), "high"), ("430602", date(2020, 2, 17), "high"), ("430602008", date(2020, 3, 4), "medium"),
    ("430600", date(2020, 3, 5), "low"), ("431024", date(2020, 2, 17), "medium"), ("420100", date(2020, 3, 31), "high"),
    ("420000", date(2020, 3, 15), "high"), ("540200", date(2020, 2, 20), "low"), ("110102", date(2020, 2, 18), "medium"),
])
def test_the_levels_of_2020(code: str, day: date, level: str) -> None:
    found = areas.span_at(code, day)
    assert found is not None
    assert found.level == level


@pytest.mark.parametrize(("code", "day"), [
    ("430600", date(2020, 2, 16)), ("430600", date(2020, 5, 1)), ("999999", date(2020, 2, 20)), ("", date(2020, 2, 20)),
])
def test_what_is_not_known_is_not_low(code: str, day: date) -> None:
    assert areas.span_at(code, day) is None
