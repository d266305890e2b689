"""Daily reports: submitted, corrected, carried over, confirmed, called in; what is refused writes nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fugong.audit.models import Entry, Happening
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused
from fugong.notifications.models import Notice
from fugong.registry.models import Unit
from fugong.registry.services import units
from fugong.reporting.models import Confirmation, DailyReport
from fugong.reporting.rules import daily as rules
from fugong.reporting.selectors import daily as selectors
from fugong.reporting.services import daily, reminders
from tests.reporting.conftest import DAY, SYSTEM

Make = Callable[..., Any]
MANAGER_ID = "01890000-0000-7000-8000-0000000000bb"
MANAGER = Actor("user", MANAGER_ID, "王某", "alpha", frozenset({"enterprise_manager"}),
                frozenset({"reporting.daily.read", "reporting.daily.submit", "registry.unit.read"}), "unit")
LEADER = Actor("user", "01890000-0000-7000-8000-0000000000cc", "李某", "alpha", frozenset({"leader"}),
               frozenset({"reporting.daily.read"}), "authority")


def refused(code: str, call: Any, **arguments: Any) -> Refused:
    def state() -> tuple[Any, ...]:
        return (list(DailyReport.objects.order_by("id").values_list("id", "withdrawn_at", "revision")),
                Confirmation.objects.count(), Entry.objects.count(), Happening.objects.count(), Notice.objects.count())

    before = state()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        call(**arguments)
    assert refusal.value.code == code
    assert state() == before
    return refusal.value


@pytest.fixture
def unit(unit_of: Make) -> Unit:
    made: Unit = unit_of(resumed=date(2020, 2, 10), staff_total=60)
    units.add_member(actor=SYSTEM, unit=made, user_id=MANAGER_ID)  # type: ignore[arg-type]
    return made


@pytest.fixture(autouse=True)
def _afternoon(in_alpha: Any) -> Any:
    with clock.frozen(clock.at(DAY, 15)):
        yield


def sent(unit: Unit, day: date = DAY, actor: Actor = MANAGER, revision: int = 0, reason: str = "", **values: Any) -> DailyReport:
    return daily.submit(actor=actor, unit_id=unit.pk, day=day, revision=revision, reason=reason,
                        values={"due": 40, "on_post": 40, "zero": True, **values})


def test_a_report_is_on_record_with_who_and_when(unit: Unit) -> None:
    report = sent(unit, due=42, absent_isolation=2, masks_in_stock=500)
    assert (report.revision, report.late, report.zero, report.recorded_by) == (1, False, True, "王某")
    assert report.submitted_at == clock.at(DAY, 15)
    assert Entry.objects.filter(action="reporting.daily.submitted", subject_id=str(report.pk)).count() == 1
    assert selectors.of_day(MANAGER, unit.pk, DAY) == report


def test_a_correction_keeps_what_was_said_before(unit: Unit) -> None:
    first = sent(unit)
    known = clock.real_now()
    second = sent(unit, revision=1, reason="重新点名", due=38, on_post=38)
    first.refresh_from_db()
    assert (first.on_post, second.on_post, second.revision) == (40, 38, 2)
    assert first.withdrawn_at == second.recorded_at, "at every moment exactly one revision is known"
    assert selectors.of_day(MANAGER, unit.pk, DAY) == second
    assert selectors.as_known(MANAGER, unit.pk, DAY, known) == first
    assert selectors.as_known(MANAGER, unit.pk, DAY, second.recorded_at) == second
    assert list(selectors.chain(MANAGER, unit.pk, DAY)) == [second, first]


def test_a_late_report_stays_late_when_corrected(unit: Unit) -> None:
    with clock.frozen(clock.at(DAY, 17)):
        assert sent(unit).late
        assert sent(unit, revision=1, reason="更正").late


def test_who_saw_an_older_revision_is_told(unit: Unit) -> None:
    sent(unit)
    theirs = refused("stale", sent, unit=unit, on_post=39, due=39).data["theirs"]
    assert (theirs["revision"], theirs["on_post"], theirs["recorded_by"]) == (1, 40, "王某")
    refused("stale", sent, unit=unit, revision=7, reason="更正")


def test_a_correction_needs_a_reason(unit: Unit) -> None:
    sent(unit)
    assert set(refused("invalid", sent, unit=unit, revision=1).fields) == {"reason"}


@pytest.mark.parametrize(("values", "fields"), [
    ({"on_post": 41}, {"on_post"}), ({"due": 44}, {"absences"}), ({"newly_returned": 41}, {"newly_returned"}),
    ({"due": 61, "on_post": 61}, {"due"}), ({"zero": False}, set(rules.EXPLICIT)),
    ({"confirmed": 1}, {"confirmed"}), ({"advised_to_stay": 61}, {"advised_to_stay"}), ({"due": None}, {"due"}),
])
def test_everything_wrong_is_told_at_once_beside_its_field(unit: Unit, values: dict[str, Any], fields: set[str]) -> None:
    assert set(refused("invalid", sent, unit=unit, **values).fields) == fields


@pytest.mark.parametrize("day", [DAY + timedelta(days=1), date(2020, 1, 25)])
def test_no_report_for_a_day_to_come_or_before_the_register(unit: Unit, day: date) -> None:
    assert set(refused("invalid", sent, unit=unit, day=day).fields) == {"day"}


def test_only_who_may_and_only_for_units_that_he_sees(unit: Unit, unit_of: Make) -> None:
    refused("not_allowed", sent, unit=unit, actor=LEADER)
    refused("not_found", sent, unit=unit_of())
    refused("not_allowed", daily.confirm, actor=MANAGER, day=DAY, report_ids=[])
    refused("not_allowed", daily.carry_over, actor=MANAGER, day=DAY, unit_ids=[unit.pk])
    refused("not_allowed", reminders.ask, actor=MANAGER, day=DAY)


def test_the_database_keeps_the_arithmetic(unit: Unit) -> None:
    report = sent(unit)
    for change in ({"due": 41}, {"newly_returned": 41}, {"confirmed": 1}, {"revision": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DailyReport.objects.filter(pk=report.pk).update(**change)


def test_as_yesterday_for_who_was_asked_by_telephone(unit: Unit, unit_of: Make) -> None:
    sent(unit, day=DAY - timedelta(days=1), due=42, absent_isolation=2, newly_returned=5, difficulties="缺工")
    fresh = unit_of(resumed=date(2020, 2, 10))
    assert set(selectors.missing(SYSTEM, DAY)) == {unit, fresh}
    before = Happening.objects.count()
    assert daily.carry_over(actor=SYSTEM, day=DAY, unit_ids=[unit.pk, fresh.pk]) == 1, "nothing to carry over for the new one"
    report = selectors.of_day(SYSTEM, unit.pk, DAY)
    assert report is not None
    assert (report.due, report.on_post, report.absent_isolation, report.newly_returned) == (42, 40, 2, 0)
    assert (report.zero, report.difficulties, report.on_behalf_of) == (True, "缺工", unit.name)
    assert Happening.objects.count() == before + 1, "one event for the whole operation"
    assert daily.carry_over(actor=SYSTEM, day=DAY, unit_ids=[unit.pk]) == 0


def test_confirming_stands_by_one_revision(unit: Unit) -> None:
    report = sent(unit)
    assert daily.confirm(actor=SYSTEM, day=DAY, report_ids=[report.pk]) == 1
    assert daily.confirm(actor=SYSTEM, day=DAY, report_ids=[report.pk]) == 0
    assert not selectors.unconfirmed(SYSTEM, DAY).exists()
    sent(unit, revision=1, reason="更正", due=39, on_post=39)
    assert selectors.unconfirmed(SYSTEM, DAY).count() == 1


def test_the_day_is_complete_when_all_are_in_or_the_deadline_has_passed(unit: Unit) -> None:
    assert selectors.current_day() == DAY - timedelta(days=1)
    sent(unit)
    assert selectors.current_day() == DAY
    with clock.frozen(clock.at(DAY + timedelta(days=1), 8)):
        assert selectors.current_day() == DAY
    with clock.frozen(clock.at(DAY + timedelta(days=1), 17)):
        assert selectors.current_day() == DAY + timedelta(days=1)


def test_reminders_reach_the_manager_or_the_unit_once_an_hour(unit: Unit, unit_of: Make) -> None:
    lonely = unit_of(resumed=date(2020, 2, 10))
    assert reminders.remind(actor=SYSTEM, day=DAY) == 2
    assert reminders.remind(actor=SYSTEM, day=DAY) == 0
    assert Notice.objects.get(user_id=MANAGER_ID).path == f"day/{unit.pk}/{DAY}/"
    assert lonely.name in Notice.objects.get(unit_id=lonely.pk).zh
    sent(unit)
    with clock.frozen(clock.at(DAY, 16)):
        assert reminders.remind(actor=SYSTEM, day=DAY) == 1, "who has reported is left alone"


def test_asking_for_reminders_is_a_job(unit: Unit) -> None:
    assert reminders.ask(actor=SYSTEM, day=DAY) == 1
    assert Happening.objects.filter(event="RemindersAsked").count() == 1
    assert not Notice.objects.exists()


def test_history_is_loaded_as_it_was(unit: Unit) -> None:
    rows = [{"unit_id": unit.pk, "day": DAY - timedelta(days=n), "submitted_at": clock.at(DAY - timedelta(days=n), 16, 31 - n),
             "due": 40, "on_post": 40, "confirmed": int(n == 3)} for n in range(4)]
    assert daily.load(actor=SYSTEM, rows=rows) == 4
    found = {report.day: report for report in DailyReport.objects.all()}
    assert [found[DAY - timedelta(days=n)].late for n in range(4)] == [True, False, False, False]
    assert [found[DAY - timedelta(days=n)].zero for n in range(4)] == [True, True, True, False]


def test_facts_of_units_come_from_their_reports(unit: Unit) -> None:
    from fugong.standards import facts_registry

    sent(unit, day=DAY - timedelta(days=2), disinfections=2, masks_used=40, masks_in_stock=200, material_days=9)
    names = ["masks.days_of_cover", "materials.days_of_production", "disinfection.days_since", "reports.days_missing"]
    found = facts_registry.ask(names, [unit.pk], clock.at(DAY, 15))[unit.pk]
    assert [found[name] for name in names] == [5, 9, 2, 5]
