"""Indicators by definition: rates, zero denominators, rounding; the catalogue and its mistakes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.kit.wording import plain
from fugong.reporting.rules import indicators
from fugong.reporting.rules.indicators import CatalogueError, catalogue

RATE = catalogue().indicators["resumption_rate"]
FIXED = {
    "units_registered", "units_resumed", "units_resumed_sites", "resumption_rate", "above_scale_registered",
    "above_scale_resumed", "resumption_rate_above_scale", "workers_on_post", "workers_newly_returned",
    "workers_advised_to_stay", "workers_trained", "trained_units", "documents_issued", "bulletins_issued",
    "cases_confirmed", "cases_suspected", "units_reported", "units_not_reported",
}
ENTRY = """
indicators:
  - {code: a, name: {zh: 甲, en: A}, unit: {zh: 家, en: units}, kind: count, numerator: x.y, as_of: day, side: control,
     definition: {zh: 口径, en: definition}}
boards:
  - {roles: [leader], figures: [a]}
"""


@pytest.mark.parametrize(("part", "whole", "text"), [
    (130, 268, "48.5"), (90, 152, "59.2"), (50, 82, "61"), (1, 8, "12.5"), (1, 16, "6.3"), (0, 7, "0"), (7, 7, "100"),
])
def test_published_rates(part: int, whole: int, text: str) -> None:
    value = RATE.value(part, whole)
    assert isinstance(value, Decimal)
    assert plain(value) == text


@given(st.integers(1, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_rate_is_the_nearest_tenth_and_halves_go_up(given_: tuple[int, int]) -> None:
    part, whole = given_
    value = RATE.value(part, whole)
    assert isinstance(value, Decimal)
    tenths = value * 10
    assert tenths == int(tenths)
    assert int(tenths) == (2000 * part + whole) // (2 * whole)


@given(st.integers(0, 10_000))
def test_nothing_is_no_rate(part: int) -> None:
    assert RATE.value(part, 0) is None
    assert RATE.value(None, 5) is None
    assert RATE.value(part, None) is None


def test_a_difference_counts_what_is_missing() -> None:
    missing = catalogue().indicators["units_not_reported"]
    assert missing.value(130, 118) == 12
    assert missing.value(130, None) == 130
    assert missing.value(None, None) is None


def test_the_catalogue_keeps_its_promises() -> None:
    known = catalogue().indicators
    assert known.keys() >= FIXED
    assert all(one.name.zh and one.name.en and one.definition.zh and one.definition.en for one in known.values())
    assert all("{value}" in one.wording for one in known.values())
    assert all(len(board.figures) == 6 for board in catalogue().boards)


@pytest.mark.parametrize(("change", "said"), [
    ("", "holds `indicators` and `boards`"),
    (ENTRY.replace("figures: [a]", "figures: [b]"), "there is no indicator b"),
    (ENTRY.replace("as_of: day", "as_of: noon"), "as_of is one of"),
    (ENTRY.replace("kind: count", "kind: rate"), "needs a denominator"),
    (ENTRY.replace("side: control", "sid: control"), "unknown keys sid"),
    (ENTRY.replace("name: {zh: 甲, en: A}, ", ""), "name"),
    (ENTRY.replace("boards:", "  - {code: a, name: {zh: 甲, en: A}, unit: {zh: 家, en: units}, kind: count, numerator: x.y,"
                   " as_of: day, side: control, definition: {zh: 口径, en: definition}}\nboards:"), "used twice"),
])
def test_a_wrong_catalogue_is_refused_with_the_reason(change: str, said: str) -> None:
    with pytest.raises(CatalogueError, match=said):
        indicators.read(change or "a: 1")
