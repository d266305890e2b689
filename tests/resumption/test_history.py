"""Past applications loaded in bulk: checked like real ones, and work goes on with those that wait."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fugong.files import services as files
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.registry.models import Unit
from fugong.registry.services import states, units
from fugong.resumption.models import Application, Commitment, EnterprisePlan, Participant
from fugong.resumption.rules.history import PastAnswer, PastApplication, PastReview, PastStep, replay
from fugong.resumption.services import commitments, decisions, history
from fugong.standards.services import assessments
from tests.files.samples import PDF, picture
from tests.resumption.conftest import NOW, pass_all

START = clock.at(date(2020, 2, 8), 9)
WAY = ("open", "submit", "start", "finish", "approve")
BY = {"open": "enterprise_manager", "submit": "enterprise_manager", "start": "grid_officer", "finish": "grid_officer",
      "approve": "park_staff"}


def past(unit: Unit, people: dict[str, Actor], last: str, **more: Any) -> PastApplication:
    """An application that went the approval path up to a step, a day each."""
    steps = [PastStep(START + timedelta(days=number), action, people[BY[action]].id, people[BY[action]].label)  # type: ignore[arg-type]
             for number, action in enumerate(WAY[: WAY.index(last) + 1])]
    reviews = [PastReview(kind, True, people[role].id, people[role].label, START + timedelta(days=3))
               for kind, role in (("epidemic", "epidemic_officer"), ("safety", "safety_officer"))]
    return PastApplication(
        unit_id=unit.pk, kind="approval", regime="approval", batch="C", proposed_on=date(2020, 2, 18),
        workers=(40, 12, 8, 0), leader="李工", phone="13800001234", steps=steps, signer="赵总",
        plan={"quarantine-testing": "甲", "hygiene-disinfection": "乙", "health-protection": "丙"},
        reviews=reviews if last in ("finish", "approve") else (), **more)


def load(rows: list[PastApplication]) -> dict[Any, Application]:
    return history.load_history(actor=system("alpha"), authority="甲园区", rows=rows)


def test_an_approved_one_as_it_was(people: dict[str, Actor], unit: Unit) -> None:
    application = load([past(unit, people, "approve")])[unit.pk]
    application = Application.objects.get(pk=application.pk)
    assert (application.state, application.round, application.workers) == ("approved", 1, 60)
    assert [step.elapsed for step in application.steps.all()] == [None, *[timedelta(days=1)] * 4]
    assert application.decided_at == START + timedelta(days=4)
    assert commitments.genuine(Commitment.objects.get())
    plan = EnterprisePlan.objects.get()
    assert (plan.state, plan.held_from) == ("in_force", date(2020, 2, 12))
    assert Participant.objects.filter(act="finish", person_id=people["grid_officer"].id).exists()
    assert application.verifications.get().finished_at == START + timedelta(days=3)


def found(numbers: range = range(1, 7)) -> list[PastAnswer]:
    """What a visit found about the first items of the list."""
    return [PastAnswer("readiness", number, "met", Decimal(5) if number == 3 else None, "", picture(size=(20, 10 + number)))
            for number in numbers]


def complete(people: dict[str, Actor], application: Application) -> Application:
    """What the unit had handed in, loaded beside the history."""
    for code in ("control-plan", "emergency-plan", "resumption-plan", "roster", "supplies-list"):
        files.store(actor=people["park_staff"], subject=application, kind=code,
                    file=ContentFile(PDF + b"%" + code.encode() + b"\n%%EOF", f"{code}.pdf"))
    rows = []
    for number in range(1, 7):
        photo = files.store(actor=people["park_staff"], subject=application.self_check, kind=f"readiness/{number}",
                            file=ContentFile(picture(size=(20, 30 + number)), "x.jpg"))
        rows.append({"assessment": application.self_check, "list_code": "readiness", "number": number, "verdict": "met",
                     "value": Decimal(5) if number == 3 else None, "evidence": [photo.pk], "answered_by": "李工",
                     "answered_at": START})
    assessments.load_answers(actor=system("alpha"), rows=rows)
    return Application.objects.get(pk=application.pk)


def test_work_goes_on_with_what_waits(people: dict[str, Actor], unit: Unit) -> None:
    application = load([past(unit, people, "start", found=found(range(1, 4)))])[unit.pk]
    states.move(actor=system("alpha"), unit_id=unit.pk, to="applied")
    states.move(actor=system("alpha"), unit_id=unit.pk, to="verifying")
    kept = application.verifications.get().assessment
    assert {item.answered_at for item in kept.items.all()} == {START + timedelta(days=2)}
    application = pass_all(people, complete(people, application))
    application = decisions.approve(actor=people["leader"], application_id=application.pk, version=application.version)
    assert application.state == "approved"
    assert application.steps.count() == 5


def test_a_verified_one_only_waits_for_the_decision(people: dict[str, Actor], unit: Unit) -> None:
    row = past(unit, people, "finish", found=found())
    row = replace(row, reviews=[*row.reviews, *(
        PastReview("department", True, "", "卫健", START, department=code) for code in ("health", "emergency"))])
    application = load([row])[unit.pk]
    for state in ("applied", "verifying", "verified"):
        states.move(actor=system("alpha"), unit_id=unit.pk, to=state)
    assert application.verifications.get().assessment.result["lists"][0]["items"][5]["verdict"] == "met"
    application = complete(people, application)
    application = decisions.approve(actor=people["leader"], application_id=application.pk, version=application.version)
    assert application.state == "approved"


@pytest.mark.parametrize("steps", [
    [], [PastStep(START, "submit", "", "x")],
    [PastStep(START, "open", "", "x"), PastStep(START, "approve", "", "x")],
    [PastStep(START, "open", "", "x"), PastStep(START - timedelta(days=1), "submit", "", "x")],
])
def test_what_could_not_have_happened_is_refused(
    people: dict[str, Actor], unit: Unit, rows_written: Callable[[], int], steps: list[PastStep]
) -> None:
    row = past(unit, people, "approve")
    row = replace(row, steps=steps)
    before = rows_written()
    with pytest.raises(ValueError, match="open|possible|before"):
        load([row])
    assert rows_written() == before


def test_a_suspension_leads_back_to_approved(people: dict[str, Actor], unit: Unit) -> None:
    row = past(unit, people, "approve")
    more = [PastStep(NOW, "suspend", "", "x", "整改"), PastStep(NOW, "lift", "", "x", "整改完成")]
    row = replace(row, steps=[*row.steps, *more])
    assert replay(row)[-1].new == "approved"


def test_many_take_few_statements(people: dict[str, Actor], unit: Unit) -> None:
    who = system("alpha")
    many = [units.register(actor=who, values={"name": f"丁厂{n}", "kind": "enterprise", "staff_total": 90})
            for n in range(20)]
    with CaptureQueriesContext(connection) as few:
        load([past(one, people, "approve") for one in many[:2]])
    with CaptureQueriesContext(connection) as more:
        load([past(one, people, "approve") for one in many[2:]])
    assert len(more) == len(few)
    assert Application.objects.filter(state="approved").count() == 20
