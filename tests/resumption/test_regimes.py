"""When the regime changes: every unit's position anew, applications moved, the change explained, nothing twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.project import jobs, wiring
from fugong.registry.models import Unit
from fugong.resumption import jobs as resumption_jobs
from fugong.resumption import selectors
from fugong.resumption.models import Application, UnitPosition
from fugong.resumption.selectors import dossiers
from fugong.resumption.services import applications, commitments, decisions, regimes, verifications, violations
from fugong.standards.events import PackAdopted, RegimeChanged
from fugong.standards.models import PackVersion
from fugong.standards.services import decisions as rules
from fugong.standards.services import packs
from tests.resumption.conftest import NOW, enterprise, fill_in, pass_all

People = dict[str, Actor]


def change(people: People, regime: str, batch: str = "") -> None:
    rules.change_regime(actor=people["park_staff"], batch=batch, regime=regime, reason="省指挥部通知")
    regimes.reevaluate(actor=system("alpha"))
    assert regimes.reevaluate(actor=system("alpha")) == 0, "whatever the regime, doing it again changes nothing"


def test_reevaluating_twice_changes_nothing(
    people: People, submitted: Application, stranger: Unit, rows_written: Callable[[], int]
) -> None:
    assert regimes.reevaluate(actor=system("alpha")) == 2
    before = rows_written()
    assert regimes.reevaluate(actor=system("alpha")) == 0
    assert rows_written() == before


def test_easing_files_what_waits_and_explains(people: People, submitted: Application, stranger: Unit) -> None:
    regimes.reevaluate(actor=system("alpha"))
    with clock.frozen(NOW + timedelta(hours=3)):
        change(people, "filing")
        application = selectors.application(people["park_staff"], submitted.pk)
        assert (application.kind, application.state, application.unit.state) == ("filing", "filed", "filed")
        assert application.plan.state == "in_force"
        step = application.steps.last()
        assert (step.action, step.elapsed, step.basis["regime_before"]) == (
            "reclassify", timedelta(hours=3), "approval")
        position = selectors.position(people["enterprise_manager"], submitted.unit_id)
        assert position is not None
        assert (position.regime, position.regime_before, position.meaning) == ("filing", "approval", "filed_now")
        assert str(position) == submitted.unit.name, "lists of the API call it so"
        assert "由“审批制”调整为“备案承诺制”" in position.changes[0]["zh"]
        other = UnitPosition.objects.get(unit=stranger, held_to=None)
        assert (other.meaning, other.regime) == ("", "filing")
        decisions.confirm_resumed(
            actor=people["enterprise_manager"], application_id=application.pk, version=application.version)
    assert Unit.objects.get(pk=submitted.unit_id).state == "resumed"


def test_tightening_asks_for_a_decision_again_but_not_of_who_works(people: People, unit: Unit) -> None:
    change(people, "filing")
    manager = people["enterprise_manager"]
    application = fill_in(manager, applications.begin(actor=manager, unit_id=unit.pk))
    application = applications.submit(actor=manager, application_id=application.pk, version=application.version)
    assert (application.state, application.unit.state) == ("filed", "filed")
    with clock.frozen(NOW + timedelta(hours=1)):
        change(people, "approval")
        application.refresh_from_db()
        assert (application.kind, application.state) == ("approval", "submitted")
        assert Unit.objects.get(pk=unit.pk).state == "applied"
    with clock.frozen(NOW + timedelta(hours=2)):
        change(people, "filing")
        application.refresh_from_db()
        decisions.confirm_resumed(actor=manager, application_id=application.pk, version=application.version)
    with clock.frozen(NOW + timedelta(hours=3)):
        change(people, "approval")
    application.refresh_from_db()
    assert (application.kind, application.state) == ("filing", "filed")
    assert Unit.objects.get(pk=unit.pk).state == "resumed"
    assert UnitPosition.objects.get(unit=unit, held_to=None).meaning == "works_on"


def test_prohibition_stops_handing_in_and_deciding_but_loses_nothing(people: People, verified: Application) -> None:
    with clock.frozen(NOW + timedelta(hours=1)):
        change(people, "prohibited")
        verified.refresh_from_db()
        assert verified.state == "verified"
        with pytest.raises(Refused) as caught:
            decisions.approve(actor=people["leader"], application_id=verified.pk, version=verified.version)
        assert caught.value.code == "prohibited"
    with clock.frozen(NOW + timedelta(hours=2)):
        change(people, "approval")
        application = decisions.approve(actor=people["leader"], application_id=verified.pk, version=verified.version)
    assert application.state == "approved"


def test_what_was_stopped_stays_stopped_when_the_rules_change(people: People, verified: Application, unit: Unit) -> None:
    staff = people["park_staff"]
    application = decisions.approve(actor=staff, application_id=verified.pk, version=verified.version)
    decisions.suspend(actor=staff, application_id=application.pk, version=application.version, reason="督查发现问题")
    other = applications.begin(actor=staff, unit_id=enterprise(people, "岳阳丁厂", "G9").pk)
    violations.report(actor=staff, unit_id=other.unit_id, values={"text": "擅自开工", "stopped": True})
    for hours, regime in enumerate(("filing", "prohibited", "white_list", "approval"), 1):
        with clock.frozen(NOW + timedelta(hours=hours)):
            change(people, regime)
        application.refresh_from_db()
        assert (application.state, application.regime) == ("suspended", regime if regime != "prohibited" else "filing")
        assert set(Unit.objects.filter(pk__in=[unit.pk, other.unit_id]).values_list("state", flat=True)) == {"suspended"}
        assert {p.regime for p in UnitPosition.objects.filter(held_to=None)} == {regime}


def test_resume_first_verify_after(people: People, unit: Unit) -> None:
    change(people, "resume_first_verify_after")
    manager = people["enterprise_manager"]
    application = fill_in(manager, applications.begin(actor=manager, unit_id=unit.pk))
    application = applications.submit(actor=manager, application_id=application.pk, version=application.version)
    application = decisions.confirm_resumed(actor=manager, application_id=application.pk, version=application.version)
    verifications.start(actor=people["grid_officer"], application_id=application.pk, version=application.version)
    application.refresh_from_db()
    application = pass_all(people, application)
    assert (application.state, Unit.objects.get(pk=unit.pk).state) == ("verified", "resumed")
    application = decisions.approve(actor=people["leader"], application_id=application.pk, version=application.version)
    assert (application.state, Unit.objects.get(pk=unit.pk).state) == ("approved", "resumed")


def test_the_white_list_needs_the_letter_only(people: People, unit: Unit) -> None:
    change(people, "white_list")
    manager = people["enterprise_manager"]
    application = applications.begin(actor=manager, unit_id=unit.pk)
    with pytest.raises(Refused) as caught:
        applications.submit(actor=manager, application_id=application.pk, version=application.version)
    assert [item["code"] for item in caught.value.data["missing"]] == ["signature"]
    commitments.sign(actor=manager, application_id=application.pk, authority="甲园区", signer="赵总", read=True)
    application = applications.submit(actor=manager, application_id=application.pk, version=application.version)
    application = applications.change(
        actor=manager, application_id=application.pk, version=application.version, values={"proposed_on": date(2020, 2, 18)})
    assert application.state == "filed"


def test_who_may_reevaluate(people: People, unit: Unit, rows_written: Callable[[], int]) -> None:
    before = rows_written()
    with pytest.raises(Refused):
        regimes.reevaluate(actor=people["enterprise_manager"])
    assert rows_written() == before


def test_a_draft_follows_the_rules_and_keeps_what_was_answered(people: People, complete: Application) -> None:
    assert complete.self_check.items.count() == 6
    newer = packs.load(actor=people["park_staff"], pack=replace(complete.pack_version.pack, edition="2020-02-20"))
    with clock.frozen(NOW + timedelta(days=4)):
        rules.adopt(actor=people["park_staff"], version_id=newer.pk)
        assert regimes.follow_rules(actor=people["park_staff"]) == 1
        assert regimes.follow_rules(actor=people["park_staff"]) == 0
    complete.refresh_from_db()
    assert complete.pack_version == newer
    assert {item.answered_by for item in complete.self_check.items.all()} == {people["enterprise_manager"].label}
    assert complete.self_check.items.count() == 6


def test_other_words_are_asked_anew(people: People, complete: Application) -> None:
    with clock.frozen(NOW + timedelta(days=6)):
        rules.adopt(actor=people["park_staff"], version_id=PackVersion.objects.get(code="state-2020-02-21").pk)
        regimes.follow_rules(actor=people["park_staff"])
        complete.refresh_from_db()
        assert complete.self_check.items.count() == 0
        with pytest.raises(Refused) as caught:
            applications.submit(
                actor=people["enterprise_manager"], application_id=complete.pk, version=complete.version)
    assert "self_check" in {item["step"] for item in caught.value.data["missing"]}


def test_what_is_handed_in_stays_with_its_edition(people: People, submitted: Application) -> None:
    with clock.frozen(NOW + timedelta(days=6)):
        rules.adopt(actor=people["park_staff"], version_id=PackVersion.objects.get(code="state-2020-02-21").pk)
        assert regimes.follow_rules(actor=people["park_staff"]) == 0


def test_the_events_of_the_rules_reach_us() -> None:
    assert wiring.ROUTES[RegimeChanged] == ("resumption.regime_changed",)
    assert set(wiring.ROUTES[RegimeChanged] + wiring.ROUTES[PackAdopted]) <= set(jobs.REACTIONS)


def test_a_changed_regime_is_followed_by_its_job(people: People, submitted: Application) -> None:
    with clock.frozen(NOW + timedelta(hours=1)):
        rules.change_regime(actor=people["park_staff"], batch="", regime="filing", reason="省指挥部通知")
        job = ProcrastinateJob.objects.filter(task_name="fugong.react", args__name="resumption.regime_changed").latest("id")
        jobs.REACTIONS[job.args["name"]](jobs.unpacked(job.args["actor"]), job.args["payload"])
    submitted.refresh_from_db()
    assert submitted.state == "filed"


def test_a_regime_decided_for_later_takes_effect_by_itself(people: People, submitted: Application) -> None:
    regimes.reevaluate(actor=system("alpha"))
    rules.change_regime(actor=people["park_staff"], batch="", regime="filing", effective_from=NOW + timedelta(days=1),
                        reason="省指挥部通知")
    assert not dossiers.positions_are_behind()
    with clock.frozen(NOW + timedelta(days=1)):
        assert dossiers.positions_are_behind()
        resumption_jobs.follow_the_clock(system("alpha"))
        assert not dossiers.positions_are_behind()
    submitted.refresh_from_db()
    assert submitted.state == "filed"


def test_a_position_holds_since_its_rule_took_effect(people: People, unit: Unit) -> None:
    """Not since somebody, or the clock, looked at it anew; and what held before ends at the same moment."""
    regimes.reevaluate(actor=system("alpha"))
    assert UnitPosition.objects.get(unit=unit).held_from == clock.at(unit.registered_on)
    later = NOW + timedelta(days=1)
    rules.change_regime(actor=people["park_staff"], batch="", regime="filing", effective_from=later, reason="省指挥部通知")
    with clock.frozen(later + timedelta(minutes=9)):
        regimes.reevaluate(actor=system("alpha"))
    rows = UnitPosition.objects.filter(unit=unit).order_by("held_from").values_list("regime", "held_from", "held_to")
    assert list(rows) == [("approval", clock.at(unit.registered_on), later), ("filing", later, None)]
    with clock.frozen(later + timedelta(hours=1)):
        Unit.objects.filter(pk=unit.pk).update(batch="A")
        regimes.reevaluate(actor=system("alpha"))
        assert UnitPosition.objects.get(unit=unit, held_to=None).held_from == clock.now(), "the unit was changed, not the rule"


def test_a_decision_for_a_later_moment_is_looked_at_again_at_that_moment(people: People, unit: Unit) -> None:
    later = NOW + timedelta(days=1)
    rules.change_regime(actor=people["park_staff"], batch="", regime="filing", effective_from=later, reason="省指挥部通知")
    queued = list(ProcrastinateJob.objects.filter(args__name="resumption.regime_changed").order_by("id"))[-2:]
    assert [(job.scheduled_at, bool(job.lock)) for job in queued] == [(None, True), (clock.recorded(later), False)]
    rules.change_regime(actor=people["park_staff"], batch="", regime="white_list", reason="省指挥部通知")
    assert ProcrastinateJob.objects.filter(args__name="resumption.regime_changed").latest("id").scheduled_at is None


def test_a_new_unit_gets_its_position(people: People, unit: Unit, rows_written: Callable[[], int]) -> None:
    resumption_jobs.follow_the_clock(system("alpha"))
    assert UnitPosition.objects.filter(unit=unit).exists()
    before = rows_written()
    resumption_jobs.follow_the_clock(system("alpha"))
    assert rows_written() == before
