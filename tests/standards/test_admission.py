"""Dated decisions, parameters and regimes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.kit import clock
from fugong.standards.rules import loading
from fugong.standards.rules.admission import is_easier, opening, standing, what_changes
from fugong.standards.rules.catalogue import REGIMES, RegimeCode
from fugong.standards.rules.dated import in_force, in_order
from fugong.standards.rules.parameters import resolve, why_not

SHELF = loading.shipped()
START = clock.at(clock.date(2020, 2, 1))


@dataclass(frozen=True)
class Row:
    effective_from: datetime
    recorded_at: datetime
    regime: str = "approval"
    batch: str = ""


days = st.integers(0, 20).map(lambda day: START + timedelta(days=day))
rows = st.lists(st.builds(Row, days, days), max_size=8, unique_by=lambda row: (row.effective_from, row.recorded_at))


@given(rows, days, st.none() | days)
def test_the_row_in_force_is_the_one_of_the_run_that_covers_the_moment(
    decisions: list[Row], at: datetime, known_at: datetime | None
) -> None:
    covering = [
        row for row, end in in_order(decisions, known_at) if row.effective_from <= at and (end is None or at < end)
    ]
    assert in_force(decisions, at, known_at) == (covering[0] if covering else None)


@given(rows, days, days, st.builds(Row, days, days))
def test_what_was_known_on_a_day_is_never_changed_afterwards(
    decisions: list[Row], at: datetime, known_at: datetime, later: Row
) -> None:
    before = in_force(decisions, at, known_at)
    if later.recorded_at > known_at:
        assert in_force([*decisions, later], at, known_at) == before


def test_a_correction_takes_the_place_of_what_was_recorded_before() -> None:
    first = Row(START, START, "approval")
    corrected = Row(START, START + timedelta(days=3), "filing")
    assert in_force([corrected, first], START) == corrected
    assert in_force([corrected, first], START, known_at=START + timedelta(days=1)) == first


def regime(decisions: list[Row], batch: str, at: datetime, not_before: datetime | None = None) -> tuple[str, str]:
    found = standing(SHELF.catalogue, decisions, batch, at, not_before)
    return found.regime.code, found.because


def test_a_batch_has_its_own_regime_else_that_of_all_else_approval() -> None:
    decisions = [Row(START, START, "prohibited"), Row(START + timedelta(days=9), START, "filing", "A")]
    assert regime([], "A", START) == ("approval", "default")
    assert regime(decisions, "A", START) == ("prohibited", "all")
    assert regime(decisions, "A", START + timedelta(days=9)) == ("filing", "batch")
    assert regime(decisions, "B", START + timedelta(days=9)) == ("prohibited", "all")


def test_before_its_day_a_batch_may_not_resume_whatever_holds() -> None:
    day = opening(SHELF.packs["batches-s3"].batches, "C")
    assert day is not None
    decisions = [Row(START, START, "white_list")]
    assert regime(decisions, "C", day - timedelta(minutes=1), day) == ("prohibited", "too_early")
    assert regime(decisions, "C", day, day) == ("white_list", "all")
    assert opening(SHELF.packs["batches-s3"].batches, "A") is None


@pytest.mark.parametrize("before", REGIMES)
@pytest.mark.parametrize("after", REGIMES)
def test_every_change_of_regime_is_explained(before: RegimeCode, after: RegimeCode) -> None:
    said = what_changes(SHELF.catalogue.regimes[before], SHELF.catalogue.regimes[after])
    assert bool(said) == (before != after)
    assert not (is_easier(before, after) and is_easier(after, before))


def test_from_approval_to_filing_the_site_visit_falls_away() -> None:
    regimes = SHELF.catalogue.regimes
    said = [text.zh for text in what_changes(regimes["approval"], regimes["filing"])]
    assert said[0].startswith("复工管理方式由“审批制”调整为“备案承诺制”")
    assert "现场核查：复工前完成→不要求" in said


def test_a_parameter_is_the_default_then_the_packs_then_the_authoritys() -> None:
    catalogue, state = SHELF.catalogue, SHELF.packs["state-2020-02-21"]
    assert resolve(catalogue, None, {})["temperature.limit"] == Decimal("37.3")
    assert resolve(catalogue, SHELF.packs["port-s4"], {})["temperature.checks_per_day"] == 1
    assert resolve(catalogue, state, {})["temperature.checks_per_day"] == 2
    assert resolve(catalogue, state, {"temperature.checks_per_day": Decimal(3)})["temperature.checks_per_day"] == 3


@pytest.mark.parametrize(
    ("code", "value", "fault"),
    [
        ("temperature.limit", Decimal("37.2"), ""), ("temperature.limit", Decimal("40"), "value_too_large"),
        ("temperature.limit", Decimal("30"), "value_too_small"), ("temperature.limit", "37.3", "value_type"),
        ("gate.opens_at", "06:30", ""), ("gate.opens_at", "24:00", "value_type"),
        ("gate.opens_at", "7:00", "value_type"),
        ("gate.opens_at", Decimal(7), "value_type"), ("gate.opens_at", "١٢:00", "value_type"),
    ],
)
def test_values_that_a_parameter_takes(code: str, value: Decimal | str, fault: str) -> None:
    assert why_not(SHELF.catalogue.parameters[code], value) == fault
