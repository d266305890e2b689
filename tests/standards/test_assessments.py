"""Assessments of a unit: pinned to an edition, answered item by item, frozen with what they used."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile

from fugong.audit.models import Entry
from fugong.files import rules as file_rules
from fugong.files import services as files
from fugong.kit import clock
from fugong.kit.errors import Refused
from fugong.kit.ids import uuid7
from fugong.registry.models import Unit
from fugong.registry.services import units
from fugong.standards import facts_registry, selectors
from fugong.standards.models import Assessment, AssessmentItem
from fugong.standards.rules.packs import FileType
from fugong.standards.services import assessments, decisions
from tests.files.samples import picture
from tests.standards.conftest import STAFF

NOW = clock.at(clock.date(2020, 2, 17), 9)
LIST = "five-no-start"


@pytest.fixture(autouse=True)
def _on_17_february() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def known_facts(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Facts of every unit, provided as an app would."""
    values: dict[str, Any] = {
        "training.heads_trained": True, "workers.screened_share": 100, "masks.days_of_cover": Decimal(5),
        "disinfection.days_since": 0, "documents.control_plan": True, "rooms.isolation": 1, "gate.ready": True,
    }

    def provider(name: str) -> facts_registry.Provider:
        def fact(ids: Sequence[UUID], at: datetime) -> Mapping[UUID, Any]:
            return {key: values[name] for key in ids if name in values}

        return fact

    monkeypatch.setattr(facts_registry, "_providers", {})
    facts_registry.provide("made_up", {name: provider(name) for name in values})
    return values


@pytest.fixture
def opened(adopt: Callable[..., None], unit: Unit) -> Assessment:
    """A self-check by the county's rules."""
    adopt("county-s2")
    return assessments.open_assessment(actor=STAFF, unit_id=unit.pk, purpose="self_check")


def photo(unit: Unit) -> UUID:
    return files.store(actor=STAFF, subject=unit, kind="photo", file=ContentFile(picture(), "现场.jpg")).pk


def say(found: Assessment, number: int, verdict: str = "met", **more: Any) -> AssessmentItem:
    return assessments.answer(
        actor=STAFF, assessment_id=found.pk, list_code=LIST, number=number, verdict=verdict, **more)


def test_facts_alone_may_clear_a_unit(known_facts: dict[str, Any], opened: Assessment) -> None:
    outcome = selectors.assessed(STAFF, opened.pk)
    assert outcome.result.clear
    known_facts["masks.days_of_cover"] = Decimal(2)
    short = selectors.assessed(STAFF, opened.pk)
    assert not short.result.clear
    assert short.sentences[0].zh == "五不开工第3条“防疫物资不到位不开工”：“口罩可用天数”现为2天，要求不少于3天。"


def test_without_facts_people_answer_and_everything_missing_is_told_at_once(opened: Assessment, unit: Unit) -> None:
    assert {(m.list_code, m.number) for m in selectors.assessed(STAFF, opened.pk).missing if m.blocking} == {
        (LIST, number) for number in range(1, 6)}
    say(opened, 1)
    say(opened, 2)
    say(opened, 3, value=Decimal(4))
    say(opened, 4, evidence=[photo(unit)])
    say(opened, 5)
    (left,) = [m for m in selectors.assessed(STAFF, opened.pk).missing if m.blocking]
    assert (left.number, left.lack) == (5, "photo")


def test_an_answer_is_changed_only_by_who_saw_it(opened: Assessment) -> None:
    first = say(opened, 1, "unmet", note="负责人未参加培训")
    assert first.version == 1
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        say(opened, 1, "met")
    assert refused.value.code == "stale"
    assert refused.value.data["theirs"]["note"] == "负责人未参加培训"
    assert (AssessmentItem.objects.get().verdict, Entry.objects.count()) == ("unmet", before)
    assert say(opened, 1, "met", version=1).version == 2


@pytest.mark.parametrize(
    ("number", "answer", "field"),
    [
        (1, {"verdict": "perhaps"}, "verdict"), (1, {"verdict": "unmet"}, "note"),
        (1, {"value": Decimal(3)}, "value"), (3, {"value": Decimal(-1)}, "value"),
        (4, {"evidence": [uuid7()]}, "evidence"),
    ],
)
def test_answers_that_do_not_fit(opened: Assessment, number: int, answer: dict[str, Any], field: str) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        say(opened, number, **answer)
    assert set(refused.value.fields) == {field}
    assert (AssessmentItem.objects.count(), Entry.objects.count()) == (0, before)


def test_only_items_with_words_of_their_own_can_be_answered(adopt: Callable[..., None], unit: Unit) -> None:
    adopt("park-s1")
    found = assessments.open_assessment(actor=STAFF, unit_id=unit.pk, purpose="verification")
    for code, number in (("five-in-place", 1), ("eight-alls", 1), ("six-musts", 7), ("nowhere", 1)):
        with pytest.raises(Refused) as refused:
            assessments.answer(actor=STAFF, assessment_id=found.pk, list_code=code, number=number, verdict="met")
        assert refused.value.status == 404
    assert not AssessmentItem.objects.exists()


def test_an_assessment_stays_with_the_rules_it_began_with(opened: Assessment, adopt: Callable[..., None]) -> None:
    adopt("port-s4", NOW + timedelta(hours=1))
    decisions.override_parameter(
        actor=STAFF, code="masks.days_of_cover", value=Decimal(9), reason="从严", effective_from=opened.as_of)
    outcome = selectors.assessed(STAFF, opened.pk)
    assert outcome.rulebook.version.code == "county-s2"
    assert outcome.rulebook.parameters["masks.days_of_cover"] == 3


def test_concluding_freezes_verdicts_facts_and_parameters(known_facts: dict[str, Any], opened: Assessment) -> None:
    say(opened, 4, "unmet", note="车间未消杀")
    outcome = assessments.conclude(actor=STAFF, assessment_id=opened.pk)
    assert not outcome.result.clear
    frozen = Assessment.objects.get(pk=opened.pk).result
    assert frozen["rules"]["code"] == "county-s2"
    assert frozen["facts"]["masks.days_of_cover"] == "5"
    assert frozen["parameters"]["masks.days_of_cover"] == "3"
    assert frozen["missing"][0]["zh"] == "五不开工第4条“场地消杀不到位不开工”：核查认为未落实：车间未消杀。"
    (listed,) = [entry for entry in frozen["lists"] if entry["code"] == LIST]
    assert (listed["verdict"], [item["verdict"] for item in listed["items"]]) == (
        "unmet", ["met", "met", "met", "unmet", "met"])
    for act in (lambda: say(opened, 1), lambda: assessments.conclude(actor=STAFF, assessment_id=opened.pk)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "concluded"


def test_traits_are_those_of_the_unit_when_it_began(adopt: Callable[..., None], unit: Unit) -> None:
    adopt("port-s4")
    plain = assessments.open_assessment(actor=STAFF, unit_id=unit.pk, purpose="self_check")
    units.change(actor=STAFF, unit_id=unit.pk, version=unit.version, values={"key_unit": True})
    key = assessments.open_assessment(actor=STAFF, unit_id=unit.pk, purpose="self_check")
    asked = [{(m.list_code, m.number) for m in selectors.assessed(STAFF, found.pk).missing} for found in (plain, key)]
    assert asked[1] - asked[0] == {("readiness", 7)}


def test_who_does_not_see_the_unit_sees_no_assessment(opened: Assessment, unit: Unit) -> None:
    blind = replace(STAFF, reach="none")
    for act in (
        lambda: selectors.assessed(blind, opened.pk),
        lambda: assessments.open_assessment(actor=blind, unit_id=unit.pk, purpose="self_check"),
        lambda: assessments.conclude(actor=blind, assessment_id=opened.pk),
        lambda: assessments.answer(actor=blind, assessment_id=opened.pk, list_code=LIST, number=1, verdict="met"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.status == 404
    assert Assessment.objects.count() == 1
    assert Assessment.objects.get().concluded_at is None


def given(found: Assessment, number: int) -> dict[str, Any]:
    return {"assessment": found, "list_code": LIST, "number": number, "verdict": "met", "answered_by": "方家博",
            "answered_at": NOW}


def test_first_answers_come_in_bulk(opened: Assessment) -> None:
    assert assessments.load_answers(actor=STAFF, rows=[given(opened, 1), given(opened, 2)]) == 2
    found = selectors.answers(opened)
    assert {key: row.verdict for key, row in found.items()} == {(LIST, 1): "met", (LIST, 2): "met"}


def test_answers_in_bulk_only_for_open_assessments_of_seen_units(opened: Assessment) -> None:
    with pytest.raises(Refused):
        assessments.load_answers(actor=replace(STAFF, reach="none"), rows=[given(opened, 1)])
    assessments.conclude(actor=STAFF, assessment_id=opened.pk)
    with pytest.raises(Refused):
        assessments.load_answers(actor=STAFF, rows=[given(opened, 1)])
    assert not AssessmentItem.objects.exists()


def test_every_file_type_that_packs_name_can_be_stored() -> None:
    assert set(FileType.__args__) <= set(file_rules.EXTENSIONS)  # type: ignore[attr-defined]


class TestFacts:
    def test_one_fact_has_one_provider(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def one(ids: Sequence[UUID], at: datetime) -> Mapping[UUID, Any]:
            return {}

        def other(ids: Sequence[UUID], at: datetime) -> Mapping[UUID, Any]:
            return {}

        monkeypatch.setattr(facts_registry, "_providers", {})
        facts_registry.provide("people", {"gate.ready": one})
        facts_registry.provide("people", {"gate.ready": one})
        with pytest.raises(LookupError, match="two providers: people and registry"):
            facts_registry.provide("registry", {"gate.ready": other})
        with pytest.raises(LookupError, match="does not declare"):
            facts_registry.provide("registry", {"no.such": other})
        assert facts_registry.providers() == {"gate.ready": "people"}

    def test_values_have_the_declared_type(self, known_facts: dict[str, Any]) -> None:
        unit_id = uuid7()
        assert facts_registry.ask(["workers.screened_share", "equipment.checked"], [unit_id], NOW) == {
            unit_id: {"workers.screened_share": Decimal(100), "equipment.checked": None}}
        for wrong in ("yes", 1.5, True):
            known_facts["masks.days_of_cover"] = wrong
            with pytest.raises(TypeError, match=r"masks\.days_of_cover"):
                facts_registry.ask(["masks.days_of_cover"], [unit_id], NOW)


def test_an_item_that_does_not_apply_no_longer_counts(opened: Assessment) -> None:
    given = {"actor": STAFF, "assessment_id": opened.pk, "list_code": "plan-measures", "number": 2, "verdict": "na"}
    with pytest.raises(Refused) as caught:
        assessments.answer(**given)
    assert set(caught.value.fields) == {"note"}
    assert not AssessmentItem.objects.exists()
    assessments.answer(**given, note="办公楼由物业统一消毒")
    found = selectors.assessed(STAFF, opened.pk)
    assert {entry.number for entry in found.missing if entry.list_code == "plan-measures"} == {1, 3}


def test_a_veto_applies_to_every_unit(opened: Assessment) -> None:
    with pytest.raises(Refused) as caught:
        say(opened, 3, "na", note="集团统一供应口罩")
    assert set(caught.value.fields) == {"verdict"}
    assert not AssessmentItem.objects.exists()
