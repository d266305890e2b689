"""The first load of an authority's past: states and duties in bulk."""

from datetime import date
from typing import Any

import pytest

from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.registry.models import Liaison, LinkPoint, Officer, Unit, UnitState
from fugong.registry.services import duties, grids, states, units

DAY = date(2020, 1, 26)
STAFF = system("alpha")


@pytest.fixture
def unit(in_alpha: Any) -> Unit:
    with clock.frozen(clock.at(DAY)):
        return units.register(actor=STAFF, values={"kind": "enterprise", "name": "澜舟建材", "key_unit": True})


def officer(name: str, level: str) -> Officer:
    return grids.save_officer(actor=STAFF, values={"name": name, "level": level})


def test_a_past_begins_where_the_registration_stands(unit: Unit) -> None:
    applied, resumed = clock.at(date(2020, 2, 8), 9), clock.at(date(2020, 2, 10), 7)
    assert states.load_history(actor=STAFF, rows=[
        (unit.pk, "applied", applied, resumed, ""), (unit.pk, "resumed", resumed, None, "")]) == 2
    spans = UnitState.objects.order_by("held_from").values_list("state", "held_from", "held_to")
    assert list(spans) == [
        ("not_applied", clock.at(DAY), applied), ("applied", applied, resumed), ("resumed", resumed, None)]
    unit.refresh_from_db()
    assert (unit.state, unit.state_since) == ("resumed", resumed)


def test_duties_hold_from_the_registration(unit: Unit) -> None:
    leader, liaison = officer("任立刚", "leader"), officer("潘旺", "staff")
    assert duties.load_duties(actor=STAFF, rows=[(unit, leader, [liaison])]) == 1
    assert LinkPoint.objects.get().held_from == Liaison.objects.get().held_from == DAY


def test_a_key_unit_needs_a_leader_and_nothing_is_entered(unit: Unit) -> None:
    with pytest.raises(Refused) as refusal:
        duties.load_duties(actor=STAFF, rows=[(unit, officer("任立刚", "staff"), [])])
    assert "澜舟建材" in str(refusal.value.fields["officer"])
    assert not LinkPoint.objects.exists()


def test_duties_need_the_right(unit: Unit) -> None:
    with pytest.raises(Refused):
        duties.load_duties(actor=Actor("user", "u1", "江海兰", "alpha"), rows=[])


def test_particulars_join_an_imported_unit(unit: Unit) -> None:
    assert units.load_particulars(actor=STAFF, rows=[(unit, {"batch": "A", "control_leader": "任立刚"})]) == 1
    unit.refresh_from_db()
    assert (unit.batch, unit.control_leader, unit.version) == ("A", "任立刚", 2)


def test_particulars_are_not_what_the_roster_tells(unit: Unit) -> None:
    with pytest.raises(Refused) as refusal:
        units.load_particulars(actor=STAFF, rows=[(unit, {"batch": "A", "key_unit": False})])
    assert set(refusal.value.fields) == {"key_unit"}
    unit.refresh_from_db()
    assert (unit.batch, unit.version) == ("C", 1)


def test_particulars_need_the_right(unit: Unit) -> None:
    with pytest.raises(Refused):
        units.load_particulars(actor=Actor("user", "u1", "江海兰", "alpha"), rows=[(unit, {"batch": "A"})])
