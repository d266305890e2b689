"""What waits for whom: exactly what one may do, oldest first, more pressing the longer it waits."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.registry.models import Unit
from fugong.resumption import selectors
from fugong.resumption.models import Application
from fugong.resumption.services import applications, decisions, verifications, violations
from fugong.standards import selectors as standards
from tests.resumption.conftest import NOW, enterprise, fill_in, hand_in

People = dict[str, Actor]


@pytest.fixture(autouse=True)
def _addresses(settings: object) -> None:
    """Addresses are those inside an authority."""
    settings.ROOT_URLCONF = "fugong.project.urls_authority"  # type: ignore[attr-defined]


def codes(actor: Actor) -> list[str]:
    return [task.code for task in selectors.waiting(actor)]


def test_each_station_is_somebody_s_task(people: People, submitted: Application) -> None:
    assert codes(people["grid_officer"]) == ["start", "epidemic", "safety", "department"]
    assert codes(people["epidemic_officer"]) == ["start", "epidemic", "department"]
    assert codes(people["safety_officer"]) == ["start", "safety", "department"]
    assert codes(people["guide"]) == ["department"]
    assert codes(people["leader"]) == codes(people["enterprise_manager"]) == codes(people["guard"]) == []


def test_a_returned_one_waits_for_its_manager(people: People, submitted: Application) -> None:
    applications.send_back(
        actor=people["grid_officer"], application_id=submitted.pk, version=submitted.version, reason="材料不全")
    assert codes(people["enterprise_manager"]) == ["correct"]
    assert codes(people["grid_officer"]) == []


def test_only_who_may_decide_is_asked_to(people: People, verified: Application) -> None:
    assert codes(people["leader"]) == ["decide"]
    verifier = Actor("user", people["grid_officer"].id, "兼任", "alpha", permissions=people["leader"].permissions, reach="authority")
    assert codes(verifier) == []


def test_an_approved_one_waits_for_its_day(people: People, verified: Application) -> None:
    decisions.approve(actor=people["leader"], application_id=verified.pk, version=verified.version)
    assert codes(people["enterprise_manager"]) == []
    with clock.frozen(NOW + timedelta(days=2)):
        assert codes(people["enterprise_manager"]) == ["confirm"]


def test_reviews_given_no_longer_wait(people: People, submitted: Application) -> None:
    verifications.review(actor=people["epidemic_officer"], application_id=submitted.pk, kind="epidemic", passed=True)
    assert "epidemic" not in codes(people["epidemic_officer"])


def test_it_waits_until_every_department_has_signed(people: People, submitted: Application) -> None:
    for department in standards.catalogue().regimes[submitted.regime].departments:
        assert codes(people["guide"]) == ["department"]
        verifications.review(
            actor=people["guide"], application_id=submitted.pk, kind="department", department=department, passed=True)
    assert codes(people["guide"]) == []


@pytest.mark.parametrize(("hours", "tone"), [(1, "info"), (24, "check"), (48, "stop")])
def test_the_longer_the_more_pressing(people: People, submitted: Application, hours: int, tone: str) -> None:
    with clock.frozen(NOW + timedelta(hours=hours)):
        task = selectors.waiting(people["safety_officer"])[0]
    assert (task.tone, task.since, task.count) == (tone, NOW, 1)


def test_the_oldest_is_named_and_counted(people: People, submitted: Application) -> None:
    with clock.frozen(NOW + timedelta(hours=5)):
        other = enterprise(people, "乙厂", "G2")
        manager = people["enterprise_manager"]
        hand_in(people, fill_in(manager, applications.begin(actor=manager, unit_id=other.pk)))
        task = selectors.waiting(people["epidemic_officer"])[0]
    assert (task.count, task.text) == (2, "岳阳甲厂")
    assert task.url.endswith("applications/waiting/start/")


def test_violations_wait_for_who_settles_them(people: People, unit: Unit) -> None:
    violations.report(actor=people["grid_officer"], unit_id=unit.pk, values={"text": "擅自开工"})
    assert codes(people["park_staff"]) == ["violations"]
    assert "violations" not in codes(people["grid_officer"])


def test_what_one_entered_oneself_is_not_offered(
    people: People, unit: Unit, rows_written: Callable[[], int]
) -> None:
    both = Actor("user", people["park_staff"].id, "王工", "alpha", permissions=people["park_staff"].permissions
                 | people["grid_officer"].permissions, reach="authority")
    application = fill_in(people["enterprise_manager"], applications.begin(actor=both, unit_id=unit.pk))
    applications.submit(actor=both, application_id=application.pk, version=application.version)
    assert "start" not in codes(both)
    assert "start" in codes(people["grid_officer"])
