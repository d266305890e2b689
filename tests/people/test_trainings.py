"""Training sessions: recorded, changed, withdrawn; counted up to each day."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from fugong.audit.models import Entry
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.people.models import TrainingSession
from fugong.people.selectors import trainings as selectors
from fugong.people.services import trainings as services
from fugong.registry.models import Unit
from fugong.registry.services import units
from fugong.reporting.selectors import figures
from fugong.standards import facts_registry

DAY = date(2020, 2, 16)
SYSTEM = system("alpha")
LEADER = Actor("user", "x", "李某", "alpha", permissions=frozenset({"people.training.read"}), reach="authority")
STRANGER = Actor("user", "01890000-0000-7000-8000-0000000000dd", "外人", "alpha", reach="unit",
                 permissions=frozenset({"people.training.read", "people.training.edit"}))


@pytest.fixture(autouse=True)
def _morning(in_alpha: Any) -> Any:
    with clock.frozen(clock.at(DAY, 9)):
        yield


@pytest.fixture
def unit(in_alpha: Any) -> Unit:
    with clock.frozen(clock.at(date(2020, 1, 26), 8)):
        return units.register(actor=SYSTEM, values={"name": "高澜", "kind": "enterprise", "staff_total": 100})


def held(unit: Unit, actor: Actor = SYSTEM, **values: Any) -> TrainingSession:
    return services.record_training(actor=actor, values={
        "unit": unit, "kind": "pre_job", "day": date(2020, 2, 9), "topic": "岗前安全防疫培训", "headcount": 50, **values})


def refused(code: str, call: Any, **arguments: Any) -> Refused:
    def state() -> tuple[Any, ...]:
        return list(TrainingSession.objects.values_list("pk", "version", "withdrawn_at")), Entry.objects.count()

    before = state()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        call(**arguments)
    assert refusal.value.code == code
    assert state() == before
    return refusal.value


@pytest.mark.parametrize(("values", "field"), [
    ({"headcount": 0}, "headcount"), ({"headcount": 101}, "headcount"), ({"day": date(2020, 2, 17)}, "day"),
    ({"topic": "  "}, "topic"),
])
def test_what_does_not_fit_is_named(unit: Unit, values: dict[str, Any], field: str) -> None:
    assert set(refused("invalid", held, unit=unit, **values).fields) == {field}


def test_rights_and_reach(unit: Unit) -> None:
    refused("not_allowed", held, unit=unit, actor=LEADER)
    refused("not_found", held, unit=unit, actor=STRANGER)
    held(unit)
    assert selectors.trainings(LEADER).count() == 1
    assert selectors.trainings(STRANGER).count() == 0


def test_a_session_is_changed_by_who_saw_it_and_withdrawn_with_a_reason(unit: Unit) -> None:
    session = held(unit)
    refused("stale", services.change_training, actor=SYSTEM, session_id=session.pk, version=9, values={"headcount": 3})
    assert services.change_training(
        actor=SYSTEM, session_id=session.pk, version=1, values={"headcount": 60}).headcount == 60
    refused("invalid", services.withdraw_training, actor=SYSTEM, session_id=session.pk, version=2, reason=" ")
    services.withdraw_training(actor=SYSTEM, session_id=session.pk, version=2, reason="重复登记")
    assert not selectors.trainings(SYSTEM).exists()
    assert TrainingSession.objects.get().withdrawn_reason == "重复登记"


def test_trained_people_are_counted_up_to_each_day(unit: Unit) -> None:
    first = held(unit, headcount=30)
    known = clock.real_now()
    held(unit, headcount=20, day=date(2020, 2, 12))
    held(unit, headcount=2, day=date(2020, 2, 12), kind="heads")
    codes = ["workers_trained", "trained_units", "heads_trained"]

    def at(day: int, **how: Any) -> list[Any]:
        found = figures.figures(SYSTEM, date(2020, 2, day), codes=codes, **how)
        return [found[code].value for code in codes]

    assert [at(8), at(9), at(12), at(16)] == [[0, 0, 0], [30, 1, 0], [50, 1, 2], [50, 1, 2]]
    assert at(16, known_at=known) == [30, 1, 0]
    services.withdraw_training(actor=SYSTEM, session_id=first.pk, version=1, reason="重复登记")
    assert at(16) == [20, 1, 2]
    assert at(16, known_at=known) == [30, 1, 0], "what was known then stays known"
    rows, _columns = figures.rows(SYSTEM, "workers_trained", DAY)
    assert [session.headcount for session in rows] == [20]


def test_facts_of_units(unit: Unit) -> None:
    names = ["training.heads_trained", "training.workers_trained", "training.workers_share"]
    at = clock.at(DAY, 9)
    assert list(facts_registry.ask(names, [unit.pk], at)[unit.pk].values()) == [None, None, None]
    held(unit, headcount=30)
    held(unit, headcount=1, kind="heads")
    assert list(facts_registry.ask(names, [unit.pk], at)[unit.pk].values()) == [True, 30, 30]


def test_the_past_is_loaded_in_one_go(unit: Unit) -> None:
    rows = [{"unit_id": unit.pk, "kind": "pre_job", "day": date(2020, 2, day), "topic": "培训", "headcount": day} for day in (9, 10)]
    assert services.load_trainings(actor=SYSTEM, rows=rows) == 2
    assert figures.figures(SYSTEM, DAY, codes=["workers_trained"])["workers_trained"].value == 19
