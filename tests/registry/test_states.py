"""The operating state of a unit by two times: when it held, and when it was known."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fugong.audit.models import Entry
from fugong.kit import clock
from fugong.kit.actor import system
from fugong.kit.errors import Refused
from fugong.registry import rules, selectors
from fugong.registry.models import Unit, UnitState
from fugong.registry.services import states, units

WHO = system("alpha", source="cli")
START = clock.at(date(2020, 2, 10), 8)
KNOWN = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def unit(in_alpha: Any) -> Iterator[Unit]:
    with clock.frozen(START):
        yield units.register(actor=WHO, values={"name": "岳阳甲纸业有限公司", "kind": "enterprise", "staff_total": 10})


def state_at(unit: Unit, at: datetime, known_at: datetime | None = None) -> list[str]:
    return list(selectors.state_rows(at, known_at).filter(unit=unit).values_list("state", flat=True))


def recorded(unit: Unit, moment: datetime) -> None:
    """The newest row was recorded at that real time."""
    newest = UnitState.objects.filter(unit=unit, held_to=None).get()
    UnitState.objects.filter(pk=newest.pk).update(recorded_at=moment)


@st.composite
def walks(draw: Any) -> list[tuple[str, int]]:
    """A way through the states from the first one, with hours (0 too) between the steps."""
    state, steps = "not_applied", []
    for _step in range(draw(st.integers(0, 7))):
        state = draw(st.sampled_from(sorted(rules.WAYS[state])))
        steps.append((state, draw(st.integers(0, 3))))
    return steps


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=walks())
def test_at_any_moment_one_state_holds_and_it_is_that_of_the_replay(unit: Unit, steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        moment, replay = START, [(START, "not_applied")]
        recorded(unit, KNOWN)
        for number, (state, hours) in enumerate(steps, 1):
            moment += hours * HOUR
            states.move(actor=WHO, unit_id=unit.pk, to=state, at=moment)
            recorded(unit, KNOWN + number * HOUR)
            replay.append((moment, state))
        for known in range(len(replay)):
            for at in {m + d for m, _s in replay for d in (timedelta(), HOUR / 2)}:
                expected = [s for m, s in replay[: known + 1] if m <= at][-1]
                assert state_at(unit, at, KNOWN + known * HOUR) == [expected]
                if known == len(replay) - 1:
                    assert state_at(unit, at) == [expected]
        assert state_at(unit, START - HOUR) == []
        unit.refresh_from_db()
        assert (unit.state, unit.state_since, unit.version) == (replay[-1][1], replay[-1][0], len(replay))
        assert (unit.closed_on is None) == (unit.state != "closed")
        assert Entry.objects.filter(action="registry.unit.state_changed").count() == len(steps)
        transaction.set_rollback(True)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=st.sampled_from(rules.STATES))
def test_a_way_that_does_not_exist_is_refused_and_writes_nothing(unit: Unit, state: str) -> None:
    before = (list(Unit.objects.values()), list(UnitState.objects.values()), Entry.objects.count())
    if rules.may_follow("not_applied", state):
        return
    with pytest.raises(Refused) as refused:
        states.move(actor=WHO, unit_id=unit.pk, to=state)
    assert refused.value.status == 409
    assert (list(Unit.objects.values()), list(UnitState.objects.values()), Entry.objects.count()) == before


def test_a_move_before_the_last_change_is_refused(unit: Unit) -> None:
    states.move(actor=WHO, unit_id=unit.pk, to="preparing", at=START + 2 * HOUR)
    with pytest.raises(Refused):
        states.move(actor=WHO, unit_id=unit.pk, to="applied", at=START + HOUR)
    assert state_at(unit, START + 3 * HOUR) == ["preparing"]


def test_a_unit_that_opens_again_is_in_the_register_again(unit: Unit) -> None:
    states.move(actor=WHO, unit_id=unit.pk, to="closed", at=START + HOUR)
    assert not Unit.objects.filter(selectors.registered(date(2020, 2, 12))).exists()
    states.move(actor=WHO, unit_id=unit.pk, to="not_applied", at=START + timedelta(days=1))
    assert Unit.objects.filter(selectors.registered(date(2020, 2, 12))).exists()


def test_a_unit_that_opens_again_was_not_in_the_register_while_it_was_closed(unit: Unit) -> None:
    for number, state in enumerate(("closed", "not_applied", "closed", "not_applied")):
        states.move(actor=WHO, unit_id=unit.pk, to=state, at=START + timedelta(days=2 * number + 1))
    held = [day for day in range(9, 20) if Unit.objects.filter(selectors.registered(date(2020, 2, day))).exists()]
    assert held == [10, 13, 14, 17, 18, 19]


def test_a_state_before_the_registration_is_refused_and_writes_nothing(unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(registered_on=date(2020, 2, 12))
    before = (list(Unit.objects.values()), list(UnitState.objects.values()))
    with pytest.raises(Refused) as refused:
        states.move(actor=WHO, unit_id=unit.pk, to="closed", at=START + HOUR)
    assert "2020-02-12" in str(refused.value)
    assert (list(Unit.objects.values()), list(UnitState.objects.values())) == before


def test_the_day_of_closing_is_that_of_the_office(unit: Unit) -> None:
    """17:00 in London is the next day in Hunan."""
    states.move(actor=WHO, unit_id=unit.pk, to="closed", at=datetime(2020, 2, 12, 17, tzinfo=UTC))
    unit.refresh_from_db()
    assert unit.closed_on == date(2020, 2, 13)


def test_every_state_can_be_reached_and_every_way_leads_to_a_state() -> None:
    assert set(rules.WAYS) == set(rules.STATES)
    assert set().union(*rules.WAYS.values()) | {"unregistered"} == set(rules.STATES)
    assert all(state not in ways for state, ways in rules.WAYS.items())
