"""Rules in force, parameters, slots and regimes: dated, corrected by adding, refused whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from fugong.accounts import tenancy
from fugong.audit.models import Entry, Happening
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused
from fugong.registry.models import Unit
from fugong.standards import selectors
from fugong.standards.models import (
    Acknowledgement,
    AdmissionRegime,
    PackAdoption,
    PackVersion,
    ParameterOverride,
    SlotText,
)
from fugong.standards.rules import loading
from fugong.standards.services import assessments, decisions, packs
from tests.standards.conftest import READER, STAFF, START, STRANGER

NOW = clock.at(clock.date(2020, 2, 17), 9)
TABLES = (Acknowledgement, AdmissionRegime, PackAdoption, PackVersion, ParameterOverride, SlotText, Entry, Happening)


def rows() -> list[int]:
    return [model.objects.count() for model in TABLES]


@pytest.fixture(autouse=True)
def _on_17_february() -> Any:
    with clock.frozen(NOW):
        yield


class TestPacks:
    def test_a_pack_is_kept_as_it_was_read(self, editions: dict[str, PackVersion]) -> None:
        stored = PackVersion.objects.get(pk=editions["port-s4"].pk)
        assert stored.pack == loading.shipped().packs["port-s4"]
        assert "common-2020" not in editions

    def test_loading_again_changes_nothing(self, editions: dict[str, PackVersion]) -> None:
        before = rows()
        assert {v.pk for v in packs.load_shipped(actor=STAFF)} == {v.pk for v in editions.values()}
        assert rows() == before

    def test_another_content_needs_another_edition(self, editions: dict[str, PackVersion]) -> None:
        changed = replace(loading.shipped().packs["county-s2"], document="别的文号")
        before = rows()
        with pytest.raises(Refused) as refused:
            packs.load(actor=STAFF, pack=changed)
        assert refused.value.code == "edition_taken"
        assert rows() == before
        assert packs.load(actor=STAFF, pack=replace(changed, edition="2020-03")).document == "别的文号"


class TestAdoption:
    def test_rules_hold_from_their_moment_until_the_next(self, adopt: Callable[..., None]) -> None:
        adopt("port-s4")
        adopt("state-2020-02-21", clock.at(clock.date(2020, 2, 21)))
        assert selectors.adopted(START - timedelta(minutes=1)) is None
        assert selectors.rulebook().version.code == "port-s4"
        assert selectors.rulebook(clock.at(clock.date(2020, 2, 21))).version.code == "state-2020-02-21"
        latest, earlier = selectors.timeline(selectors.adoptions())
        assert (latest[1], earlier[1]) == (None, clock.at(clock.date(2020, 2, 21)))

    def test_without_rules_one_is_told_what_to_do(self, in_alpha: Any) -> None:
        with pytest.raises(Refused) as refused:
            selectors.rulebook()
        assert refused.value.code == "no_rules"
        assert selectors.parameter("temperature.limit") == Decimal("37.3")
        assert selectors.standing("A").because == "default"

    def test_what_was_known_before_a_correction_can_be_read_again(self, adopt: Callable[..., None]) -> None:
        adopt("port-s4")
        known_at = clock.real_now()
        adopt("county-s2")
        assert selectors.rulebook().version.code == "county-s2"
        assert selectors.rulebook(known_at=known_at).version.code == "port-s4"

    def test_the_proposed_regimes_come_along_when_asked(self, editions: dict[str, PackVersion]) -> None:
        decisions.adopt(actor=STAFF, version_id=editions["port-s4"].pk, effective_from=START, with_admission=True)
        january, february = clock.at(clock.date(2020, 1, 28)), clock.at(clock.date(2020, 2, 5))
        assert selectors.standing("", january).regime.code == "prohibited"
        assert selectors.standing("", february).regime.code == "approval"
        assert Happening.objects.filter(event="RegimeChanged").count() == 2

    def test_the_same_again_and_the_unknown_are_refused(self, adopt: Callable[..., None], unit: Unit) -> None:
        adopt("port-s4")
        before = rows()
        with pytest.raises(Refused) as refused:
            adopt("port-s4")
        assert refused.value.code == "nothing_changes"
        with pytest.raises(Refused) as refused:
            decisions.adopt(actor=STAFF, version_id=unit.pk)
        assert set(refused.value.fields) == {"version"}
        assert rows() == before

    def test_who_saw_fewer_decisions_than_there_are_is_told(
        self, adopt: Callable[..., None], editions: dict[str, PackVersion]
    ) -> None:
        adopt("port-s4")
        before = rows()
        with pytest.raises(Refused) as refused:
            decisions.adopt(actor=STAFF, version_id=editions["county-s2"].pk, seen=0)
        assert (refused.value.code, refused.value.data["theirs"]["recorded_by"]) == ("stale", "王工")
        assert rows() == before


class TestParameters:
    def test_default_then_rules_then_the_authority(self, adopt: Callable[..., None]) -> None:
        adopt("state-2020-02-21")
        assert selectors.parameter("temperature.checks_per_day") == 2
        decisions.override_parameter(
            actor=STAFF, code="temperature.checks_per_day", value=Decimal(3), reason="返岗高峰", effective_from=NOW)
        assert selectors.rulebook().parameters["temperature.checks_per_day"] == 3
        assert selectors.parameter("temperature.checks_per_day", NOW - timedelta(minutes=1)) == 2
        decisions.override_parameter(
            actor=STAFF, code="temperature.checks_per_day", value=None, reason="高峰已过",
            effective_from=NOW + timedelta(days=1))
        assert selectors.parameter("temperature.checks_per_day", NOW + timedelta(days=2)) == 2

    def test_numbers_stay_as_written_and_times_are_times(self, in_alpha: Any) -> None:
        decisions.override_parameter(actor=STAFF, code="temperature.limit", value=Decimal("37.2"), reason="从严")
        decisions.override_parameter(actor=STAFF, code="report.deadline", value="17:00", reason="延后")
        assert selectors.parameter("temperature.limit") == Decimal("37.2")
        assert selectors.parameter("report.deadline") == "17:00"

    @pytest.mark.parametrize(
        ("value", "reason", "fields"),
        [(Decimal(60), "从严", {"value"}), ("37.3", "从严", {"value"}), (Decimal("37.2"), " ", {"reason"}),
         (Decimal(1), "", {"value", "reason"})],
    )
    def test_what_does_not_fit_is_refused(
        self, in_alpha: Any, value: Decimal | str, reason: str, fields: set[str]
    ) -> None:
        before = rows()
        with pytest.raises(Refused) as refused:
            decisions.override_parameter(actor=STAFF, code="temperature.limit", value=value, reason=reason)
        assert set(refused.value.fields) == fields
        assert rows() == before


class TestSlots:
    def test_words_hold_from_their_moment_and_can_change(self, adopt: Callable[..., None]) -> None:
        adopt("park-s1")
        decisions.fill_slot(actor=STAFF, list_code="eight-alls", number=1, zh="第一条", effective_from=NOW)
        decisions.fill_slot(actor=STAFF, list_code="eight-alls", number=1, zh="第一条（修订）", en="First, amended",
                            effective_from=NOW + timedelta(days=1))
        first = selectors.rulebook().pack.rule_list("eight-alls").items[0]
        assert first.text is not None
        assert (first.text.zh, first.text.en) == ("第一条", "第一条")
        assert selectors.slot_texts(NOW + timedelta(days=1))["eight-alls", 1].en == "First, amended"
        assert selectors.slot_texts(NOW - timedelta(minutes=1)) == {}

    def test_a_slot_can_be_emptied_again(self, adopt: Callable[..., None]) -> None:
        adopt("park-s1")
        for words in ("第一条", ""):
            decisions.fill_slot(actor=STAFF, list_code="eight-alls", number=1, zh=words)
        assert selectors.rulebook().pack.rule_list("eight-alls").items[0].text is None

    def test_open_lists_grow_and_others_do_not(self, adopt: Callable[..., None]) -> None:
        adopt("port-s4")
        decisions.fill_slot(actor=STAFF, list_code="control-guide", number=11, zh="第十一条")
        assert len(selectors.rulebook().pack.rule_list("control-guide").items) == 11
        before = rows()
        for code, number in (("four-no", 5), ("control-guide", 100), ("nowhere", 1)):
            with pytest.raises(Refused) as refused:
                decisions.fill_slot(actor=STAFF, list_code=code, number=number, zh="甲")
            assert refused.value.status == 404
        with pytest.raises(Refused) as refused:
            decisions.fill_slot(actor=STAFF, list_code="four-no", number=1, zh="改写")
        assert refused.value.code == "not_empty"
        with pytest.raises(Refused) as refused:
            decisions.fill_slot(actor=STAFF, list_code="control-guide", number=1, zh="", en="only English")
        assert set(refused.value.fields) == {"zh"}
        assert rows() == before


class TestRegimes:
    def test_a_batch_goes_from_approval_to_filing(self, adopt: Callable[..., None]) -> None:
        adopt("batches-s3")
        decisions.change_regime(actor=STAFF, batch="A", regime="filing", effective_from=NOW, reason="保障供应")
        assert selectors.standing("A").regime.code == "filing"
        assert selectors.standing("A", NOW - timedelta(minutes=1)).regime.code == "approval"
        assert selectors.standing("B").regime.code == "approval"
        assert selectors.standing("C", clock.at(clock.date(2020, 2, 9), 23, 59)).because == "too_early"
        happened = Happening.objects.get(event="RegimeChanged")
        assert happened.payload == {"batch": "A", "regime": "filing", "effective_from": NOW.isoformat()}

    @pytest.mark.parametrize(
        ("batch", "regime", "reason", "fields"),
        [("A", "open", "保障供应", {"regime"}), ("Z", "filing", "保障供应", {"batch"}), ("A", "filing", "", {"reason"})],
    )
    def test_what_does_not_fit_is_refused(
        self, adopt: Callable[..., None], batch: str, regime: str, reason: str, fields: set[str]
    ) -> None:
        adopt("batches-s3")
        before = rows()
        with pytest.raises(Refused) as refused:
            decisions.change_regime(actor=STAFF, batch=batch, regime=regime, reason=reason)
        assert set(refused.value.fields) == fields
        assert rows() == before

    def test_the_same_regime_again_is_refused(self, adopt: Callable[..., None]) -> None:
        adopt("batches-s3")
        decisions.change_regime(actor=STAFF, batch="", regime="filing", reason="形势好转")
        before = rows()
        with pytest.raises(Refused) as refused:
            decisions.change_regime(actor=STAFF, batch="", regime="filing", reason="形势好转")
        assert refused.value.code == "nothing_changes"
        assert rows() == before


class TestAcknowledgement:
    def test_a_list_is_acknowledged_once_and_anew_when_its_words_change(self, adopt: Callable[..., None]) -> None:
        adopt("park-s1")
        decisions.fill_slot(actor=STAFF, list_code="four-alls", number=1, zh="第一条")
        rules = selectors.rulebook().pack.rule_list("four-alls")
        for _ in range(2):
            assessments.acknowledge(actor=STAFF, list_code="four-alls", text_sha256=selectors.fingerprint(rules))
        assert [a.subject_label for a in selectors.acknowledgements(STAFF, rules)] == ["王工"]
        decisions.fill_slot(actor=STAFF, list_code="four-alls", number=2, zh="第二条")
        changed = selectors.rulebook().pack.rule_list("four-alls")
        assert not selectors.acknowledgements(STAFF, changed).exists()
        before = rows()
        with pytest.raises(Refused) as refused:
            assessments.acknowledge(actor=STAFF, list_code="four-alls", text_sha256=selectors.fingerprint(rules))
        assert refused.value.code == "stale"
        assert rows() == before

    def test_for_a_unit_one_must_see_it_and_the_list_must_ask_for_it(
        self, adopt: Callable[..., None], unit: Unit
    ) -> None:
        adopt("port-s4")
        decisions.fill_slot(actor=STAFF, list_code="resumption-guide", number=1, zh="第一条")
        rules = selectors.rulebook().pack.rule_list("resumption-guide")
        sha = selectors.fingerprint(rules)
        blind = replace(STAFF, reach="none")
        before = rows()
        with pytest.raises(Refused) as refused:
            assessments.acknowledge(actor=blind, list_code="resumption-guide", text_sha256=sha, unit_id=unit.pk)
        assert refused.value.status == 404
        with pytest.raises(Refused) as refused:
            assessments.acknowledge(actor=STAFF, list_code="four-no", text_sha256="")
        assert refused.value.status == 404
        assert rows() == before
        given = assessments.acknowledge(
            actor=STAFF, list_code="resumption-guide", text_sha256=sha, unit_id=unit.pk)
        assert (given.subject_kind, given.subject_label, given.given_by) == ("unit", "甲厂", "王工")
        assert list(selectors.acknowledgements(STAFF, rules)) == [given]
        assert not selectors.acknowledgements(blind, rules).exists()

    def test_an_empty_list_cannot_be_acknowledged(self, adopt: Callable[..., None]) -> None:
        adopt("park-s1")
        rules = selectors.rulebook().pack.rule_list("four-alls")
        before = rows()
        with pytest.raises(Refused) as refused:
            assessments.acknowledge(actor=STAFF, list_code="four-alls", text_sha256=selectors.fingerprint(rules))
        assert refused.value.status == 404
        assert rows() == before


@pytest.mark.parametrize("actor", [READER, STRANGER], ids=["reader", "stranger"])
def test_who_may_not_changes_nothing(
    actor: Actor, adopt: Callable[..., None], editions: dict[str, PackVersion]
) -> None:
    adopt("park-s1")
    sha = selectors.fingerprint(selectors.rulebook().pack.rule_list("four-alls"))
    before = rows()
    for act in (
        lambda: packs.load_shipped(actor=actor),
        lambda: decisions.adopt(actor=actor, version_id=editions["port-s4"].pk),
        lambda: decisions.override_parameter(actor=actor, code="temperature.limit", value=None, reason="从严"),
        lambda: decisions.fill_slot(actor=actor, list_code="eight-alls", number=1, zh="甲"),
        lambda: decisions.change_regime(actor=actor, batch="", regime="filing", reason="形势好转"),
        lambda: assessments.acknowledge(actor=actor, list_code="four-alls", text_sha256=sha),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.status == 403
    assert rows() == before


def test_who_may_read_reads(editions: dict[str, PackVersion]) -> None:
    assert selectors.versions(READER).count() == len(editions)
    with pytest.raises(Refused):
        selectors.versions(STRANGER)


def test_another_authority_has_rules_of_its_own(adopt: Callable[..., None], beta: Any) -> None:
    adopt("port-s4")
    decisions.override_parameter(actor=STAFF, code="temperature.limit", value=Decimal("37.2"), reason="从严")
    with tenancy.entered(beta):
        assert selectors.adopted(NOW) is None
        assert selectors.parameter("temperature.limit") == Decimal("37.3")
        assert not PackVersion.objects.exists()
