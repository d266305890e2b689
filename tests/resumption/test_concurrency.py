"""Two people decide at the same moment, on two real connections: one wins, the other is told, nothing is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from fugong.accounts import selectors as accounts
from fugong.accounts import tenancy
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused
from fugong.registry.models import Unit
from fugong.resumption.models import Application
from fugong.resumption.services import applications, decisions, verifications
from fugong.standards.models import AssessmentItem
from tests.resumption.conftest import (
    NOW,
    adopt_rules,
    enterprise,
    everybody,
    fill_in,
    hand_in,
    pass_all,
    visit,
)

Act = Callable[[], Any]


@contextmanager
def at_work() -> Iterator[None]:
    """Work for alpha on the connection of this thread, on the morning of 16 February."""
    with tenancy.entered(accounts.authority("alpha")), clock.frozen(NOW):
        yield


@pytest.fixture
def people(fresh_database: Any) -> dict[str, Actor]:
    with at_work():
        adopt_rules()
    return everybody()


def ready(people: dict[str, Actor], *, verified: bool) -> Application:
    with at_work():
        application = fill_in(people["enterprise_manager"], applications.begin(
            actor=people["enterprise_manager"], unit_id=enterprise(people).pk))
        application = visit(people, hand_in(people, application))
        return pass_all(people, application) if verified else application


def outcome(act: Act) -> str:
    """What came of an act on a connection of its own: "done" or the code of the refusal."""
    try:
        with at_work():
            act()
    except Refused as error:
        return error.code
    finally:
        connection.close()
    return "done"


def somebody_waits() -> bool:
    """Whether another connection waits for a lock of this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted "
                       "AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))")
        return bool(cursor.fetchone()[0])


def both(first: Act, second: Act) -> str:
    """Do the first act; before it is committed, begin the second elsewhere and see it wait. Returns its outcome."""
    with ThreadPoolExecutor(1) as pool, at_work():
        with transaction.atomic():
            first()
            late: Future[str] = pool.submit(outcome, second)
            while not somebody_waits():
                assert not late.done(), late.result()
        return late.result(timeout=30)


def approve(who: Actor, application: Application) -> Act:
    return lambda: decisions.approve(actor=who, application_id=application.pk, version=application.version)


def test_two_approvals(people: dict[str, Actor]) -> None:
    application = ready(people, verified=True)
    assert both(approve(people["leader"], application), approve(people["park_staff"], application)) == "stale"
    with at_work():
        steps = application.steps.filter(action="approve")
        assert [step.actor_id for step in steps] == [people["leader"].id]
        assert Unit.objects.get(pk=application.unit_id).state == "approved"


def test_approval_against_rejection(people: dict[str, Actor]) -> None:
    application = ready(people, verified=True)
    late = both(
        lambda: decisions.reject(
            actor=people["park_staff"], application_id=application.pk, version=application.version, reason="材料不实"),
        approve(people["leader"], application))
    assert late == "stale"
    with at_work():
        assert Application.objects.get(pk=application.pk).state == "rejected"
        assert Unit.objects.get(pk=application.unit_id).state == "rejected"


def test_withdrawal_against_the_start_of_a_visit(people: dict[str, Actor]) -> None:
    with at_work():
        manager = people["enterprise_manager"]
        application = hand_in(people, fill_in(manager, applications.begin(
            actor=manager, unit_id=enterprise(people).pk)))
    late = both(
        lambda: applications.withdraw(actor=manager, application_id=application.pk, version=application.version),
        lambda: verifications.start(
            actor=people["grid_officer"], application_id=application.pk, version=application.version))
    assert late == "stale"
    with at_work():
        assert Application.objects.get(pk=application.pk).state == "withdrawn"


def test_two_officers_record_different_items_and_both_count(people: dict[str, Actor]) -> None:
    application = ready(people, verified=False)

    def record(who: Actor, number: int, verdict: str) -> Act:
        return lambda: verifications.record_item(
            actor=who, application_id=application.pk, list_code="readiness", number=number, verdict=verdict, note="看过")

    assert both(record(people["grid_officer"], 6, "met"), record(people["liaison"], 3, "unmet")) == "done"
    assert both(record(people["grid_officer"], 5, "met"), record(people["liaison"], 5, "unmet")) == "done"
    with at_work():
        found = AssessmentItem.objects.filter(assessment__purpose="verification")
        assert {(item.number, item.verdict) for item in found} == {(6, "met"), (3, "unmet"), (5, "unmet")}


def test_beginning_twice_makes_one_application(people: dict[str, Actor]) -> None:
    with at_work():
        unit = enterprise(people)
    assert both(
        lambda: applications.begin(actor=people["enterprise_manager"], unit_id=unit.pk),
        lambda: applications.begin(actor=people["park_staff"], unit_id=unit.pk)) == "done"
    with at_work():
        assert Application.objects.count() == 1
