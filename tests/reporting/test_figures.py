"""Figures by definition: for any past day, as known at any moment, split, with the rows behind them."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.registry.models import UnitState
from fugong.registry.services import states, units
from fugong.reporting.selectors import figures
from tests.reporting.conftest import DAY, SYSTEM

Make = Callable[..., Any]


def values(actor: Actor = SYSTEM, day: date = DAY, **how: Any) -> dict[str, Any]:
    return {code: figure.value for code, figure in figures.figures(actor, day, **how).items()}


def test_an_authority_without_data_has_no_rates_and_no_sums(in_alpha: Any) -> None:
    found = values()
    assert found["units_registered"] == 0
    assert found["resumption_rate"] is None
    assert found["workers_on_post"] is None
    assert found["cases_confirmed"] is None, "zero cases must be reported, not assumed"
    assert found["workers_trained"] == 0


def test_units_and_rates_count_sites_and_use_the_denominator_of_the_day(unit_of: Make) -> None:
    unit_of(resumed=date(2020, 2, 10))
    unit_of(resumed=date(2020, 2, 12), kind="site", industry="47")
    unit_of()
    unit_of(registered=date(2020, 2, 14))
    assert values()["units_registered"] == 4
    assert values()["units_resumed"] == 2
    assert values()["units_resumed_sites"] == 1
    assert values()["resumption_rate"] == Decimal("50.0")
    assert values(day=date(2020, 2, 13))["resumption_rate"] == Decimal("66.7")
    assert values(day=date(2020, 2, 9))["units_resumed"] == 0
    assert figures.figures(SYSTEM, DAY)["resumption_rate"].text == "50"


def test_a_state_that_begins_at_midnight_belongs_to_the_next_day(unit_of: Make) -> None:
    unit = unit_of()
    states.move(actor=SYSTEM, unit_id=unit.pk, to="resumed", at=clock.at(date(2020, 2, 9), 24))
    assert values(day=date(2020, 2, 9))["units_resumed"] == 0
    assert values(day=date(2020, 2, 10))["units_resumed"] == 1


def test_above_scale_is_industrial_and_dated(unit_of: Make) -> None:
    unit = unit_of(resumed=date(2020, 2, 10), above_scale=True)
    unit_of(above_scale=True)
    unit_of(resumed=date(2020, 2, 10), above_scale=True, industry="51")
    assert values()["above_scale_registered"] == 2
    assert values()["resumption_rate_above_scale"] == Decimal("50.0")
    with clock.frozen(clock.at(date(2020, 2, 15), 9)):
        units.change(actor=SYSTEM, unit_id=unit.pk, version=units.lock(SYSTEM, unit.pk).version,
                     values={"above_scale": False})
    assert values()["above_scale_registered"] == 1
    assert values()["resumption_rate_above_scale"] == Decimal("0.0")
    assert values(day=date(2020, 2, 14))["above_scale_registered"] == 2


def test_a_unit_counts_before_and_after_it_was_closed_but_not_meanwhile(unit_of: Make) -> None:
    unit = unit_of(registered=date(2020, 2, 1), above_scale=True)
    with clock.frozen(clock.at(date(2020, 2, 11), 9)):
        units.change(actor=SYSTEM, unit_id=unit.pk, version=1, values={"above_scale": False})
    for day, state in ((5, "closed"), (8, "not_applied"), (10, "resumed"), (12, "closed"), (12, "not_applied"), (14, "closed")):
        states.move(actor=SYSTEM, unit_id=unit.pk, to=state, at=clock.at(date(2020, 2, day), 9))
    held = {code: [day for day in range(1, 17) if values(day=date(2020, 2, day))[code]]
            for code in ("units_registered", "units_resumed", "above_scale_registered")}
    assert held == {"units_registered": [1, 2, 3, 4, 8, 9, 10, 11, 12, 13], "units_resumed": [10, 11],
                    "above_scale_registered": [1, 2, 3, 4, 8, 9, 10]}
    trend = figures.trend(SYSTEM, date(2020, 2, 1), DAY, ["units_registered"])["units_registered"]
    assert [day.day for day, value in trend.items() if value] == held["units_registered"]


def test_what_was_known_before_a_unit_opened_again(unit_of: Make) -> None:
    unit = unit_of(registered=date(2020, 2, 1))
    states.move(actor=SYSTEM, unit_id=unit.pk, to="closed", at=clock.at(date(2020, 2, 5), 9))
    states.move(actor=SYSTEM, unit_id=unit.pk, to="not_applied", at=clock.at(date(2020, 2, 8), 9))
    moments = [row.recorded_at for row in UnitState.objects.filter(unit=unit).order_by("recorded_at")]
    known = {day: [values(day=date(2020, 2, day), known_at=moment)["units_registered"] for moment in moments]
             for day in (4, 6, 9)}
    assert known == {4: [1, 1, 1], 6: [1, 0, 0], 9: [1, 0, 1]}


def test_a_closed_unit_is_no_longer_counted(unit_of: Make) -> None:
    unit = unit_of(resumed=date(2020, 2, 10))
    states.move(actor=SYSTEM, unit_id=unit.pk, to="closed", at=clock.at(date(2020, 2, 15), 9))
    assert values()["units_registered"] == values()["units_resumed"] == 0
    assert values(day=date(2020, 2, 14))["units_registered"] == 1


def test_reports_are_summed_and_a_correction_changes_only_what_is_known_now(unit_of: Make, report_of: Make) -> None:
    unit = unit_of(resumed=date(2020, 2, 10))
    report_of(unit, on_post=30)
    before = clock.now()
    report_of(unit, on_post=28, revision=1, reason="重新点名")
    assert values()["workers_on_post"] == 28
    assert values(known_at=before)["workers_on_post"] == 30
    assert values(known_at=before - timedelta(days=1))["workers_on_post"] is None
    assert values(known_at=before - timedelta(days=1))["units_registered"] == 0


def test_a_state_entered_later_was_not_known_before(unit_of: Make) -> None:
    unit = unit_of(resumed=date(2020, 2, 10))
    before = clock.now()
    states.move(actor=SYSTEM, unit_id=unit.pk, to="suspended", at=clock.at(date(2020, 2, 12), 9))
    assert values()["units_resumed"] == 0
    assert values(known_at=before)["units_resumed"] == 1


def test_who_did_not_report_is_known_by_name(unit_of: Make, report_of: Make) -> None:
    report_of(unit_of(resumed=date(2020, 2, 10)))
    late = unit_of(resumed=date(2020, 2, 10))
    report_of(unit_of(), on_post=0)
    assert values()["units_reported"] == 1
    assert values()["units_not_reported"] == 1
    rows, _columns = figures.rows(SYSTEM, "units_not_reported", DAY)
    assert list(rows) == [late]


def test_before_any_report_everybody_is_missing(unit_of: Make) -> None:
    unit_of(resumed=date(2020, 2, 10))
    assert values()["units_reported"] == 0
    assert values()["units_not_reported"] == 1
    assert values()["reporting_rate"] == Decimal("0.0")


def test_cases_are_the_latest_word_of_each_unit(unit_of: Make, report_of: Make) -> None:
    one, other = unit_of(), unit_of()
    report_of(one, DAY - timedelta(days=3), on_post=0, confirmed=0, advised_to_stay=39)
    assert values(day=DAY - timedelta(days=4))["cases_confirmed"] is None
    assert values()["cases_confirmed"] == 0
    assert values()["workers_advised_to_stay"] == 39
    report_of(other, DAY - timedelta(days=1), on_post=0, zero=False, abnormal_temperatures=0, confirmed=1, suspected=2)
    report_of(one, on_post=0, advised_to_stay=30)
    assert values(day=DAY - timedelta(days=1))["workers_advised_to_stay"] == 39
    assert values()["workers_advised_to_stay"] == 30
    assert (values()["cases_confirmed"], values()["cases_suspected"]) == (1, 2)
    rows, _columns = figures.rows(SYSTEM, "cases_suspected", DAY)
    assert [(report.unit_id, report.suspected) for report in rows] == [(other.pk, 2)]


def test_a_trend_says_the_same_as_each_day_by_itself(unit_of: Make, report_of: Make) -> None:
    for number in range(6):
        unit = unit_of(registered=date(2020, 2, 1 + number), resumed=date(2020, 2, 5 + number), above_scale=number % 2)
        for day in range(5 + number, 17):
            report_of(unit, date(2020, 2, day), on_post=day + number, advised_to_stay=number if day % 3 else 0)
    codes = [one.code for one in figures.indicators()]
    first, last = date(2020, 2, 1), date(2020, 2, 17)
    found = figures.trend(SYSTEM, first, last, codes)
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        assert {code: found[code][day] for code in codes} == values(day=day)


def test_change_is_against_the_day_before(unit_of: Make) -> None:
    unit_of(resumed=date(2020, 2, 16))
    unit_of(registered=date(2020, 2, 16))
    found = figures.figures(SYSTEM, DAY)
    assert found["units_resumed"].delta == 1
    assert found["resumption_rate"].delta == Decimal("50.0")
    assert found["workers_on_post"].delta is None


def test_a_split_adds_up(unit_of: Make, report_of: Make) -> None:
    for number, industry in enumerate(["13", "39", "47", "39"]):
        report_of(unit_of(resumed=date(2020, 2, 10), industry=industry, key_unit=number == 1), on_post=10 + number)
    total = values()
    for by in ("kind", "section", "above_scale", "key_unit", "grid"):
        parts = figures.split(SYSTEM, DAY, by, ["units_resumed", "workers_on_post", "units_not_reported"])
        for code in ("units_resumed", "workers_on_post", "units_not_reported"):
            assert sum(part[code] for part in parts.values()) == total[code], (by, code)
    sections = figures.split(SYSTEM, DAY, "section", ["workers_on_post"])
    assert {group: part["workers_on_post"] for group, part in sections.items()} == {"C": 34, "E": 12}


def test_rows_of_a_figure_are_as_many_as_it_says(unit_of: Make, report_of: Make) -> None:
    for number in range(4):
        unit = unit_of(resumed=date(2020, 2, 10), above_scale=number < 2, kind="site" if number == 3 else "enterprise")
        report_of(unit, on_post=number)
    for code in ("units_registered", "units_resumed", "units_resumed_sites", "above_scale_resumed", "units_reported"):
        rows, columns = figures.rows(SYSTEM, code, DAY)
        assert rows.count() == figures.figures(SYSTEM, DAY)[code].value, code
        assert columns
    rows, _columns = figures.rows(SYSTEM, "workers_on_post", DAY)
    assert sum(report.on_post for report in rows) == values()["workers_on_post"]


def test_figures_only_means_no_rows(unit_of: Make) -> None:
    from fugong.kit.errors import Refused

    unit_of(resumed=date(2020, 2, 10))
    supervisor = Actor("user", "x", "督导", "alpha", frozenset({"supervisor"}),
                       frozenset({"reporting.figures.read"}), "figures")
    assert values(supervisor)["units_resumed"] == 1
    with pytest.raises(Refused):
        figures.rows(supervisor, "units_resumed", DAY)
    nobody = Actor("user", "x", "门岗", "alpha", reach="unit")
    with pytest.raises(Refused):
        figures.figures(nobody, DAY)


def test_every_fact_of_the_catalogue_is_counted_by_one_family() -> None:
    from fugong.project.wiring import counted_facts
    from fugong.reporting.rules.indicators import catalogue

    codes = [code for family in counted_facts() for code in family.codes]
    assert len(codes) == len(set(codes))
    wanted = {fact for one in catalogue().indicators.values() for fact in (*one.facts, one.rows or one.numerator)}
    assert wanted <= set(codes)


def test_families_are_asked_once_each(unit_of: Make, django_assert_num_queries: Any) -> None:
    unit_of(resumed=date(2020, 2, 10))
    with django_assert_num_queries(5):
        figures.figures(system("alpha"), DAY)
