"""Units that work without being allowed to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fugong.audit.models import Happening
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused
from fugong.registry.models import Unit
from fugong.resumption import selectors
from fugong.resumption.models import Application, Violation
from fugong.resumption.services import decisions, violations
from tests.files.samples import picture
from tests.resumption.conftest import NOW, sent

FOUND = {"text": "车间内有12人作业", "people_at_work": 12, "stopped": True}


def test_recorded_stopped_and_settled(people: dict[str, Actor], unit: Unit) -> None:
    made = violations.report(actor=people["grid_officer"], unit_id=unit.pk, values=FOUND)
    violations.add_photo(actor=people["grid_officer"], violation_id=made.pk, file=sent(picture(), "现场.jpg"))
    assert Unit.objects.get(pk=unit.pk).state == "suspended"
    assert Happening.objects.filter(event="ViolationRecorded").count() == 1
    assert list(selectors.violations(people["enterprise_manager"])) == [made]
    with pytest.raises(Refused):
        violations.settle(actor=people["grid_officer"], violation_id=made.pk, version=1, settlement="已停工")
    done = violations.settle(actor=people["park_staff"], violation_id=made.pk, version=1, settlement="已停工")
    assert done.state == "settled"
    with pytest.raises(Refused) as caught:
        violations.settle(actor=people["park_staff"], violation_id=made.pk, version=1, settlement="再次")
    assert caught.value.code == "stale"


def test_who_may_work_is_no_violation(people: dict[str, Actor], verified: Application) -> None:
    application = decisions.approve(actor=people["leader"], application_id=verified.pk, version=verified.version)
    with pytest.raises(Refused) as caught:
        violations.report(actor=people["grid_officer"], unit_id=application.unit_id, values=FOUND)
    assert caught.value.code == "may_work"


def test_an_application_under_way_goes_on(people: dict[str, Actor], submitted: Application) -> None:
    violations.report(actor=people["grid_officer"], unit_id=submitted.unit_id, values=FOUND)
    assert Unit.objects.get(pk=submitted.unit_id).state == "applied"


@pytest.mark.parametrize(("values", "field"), [
    ({**FOUND, "text": " "}, "text"), ({**FOUND, "source": "dream"}, "source"),
    ({**FOUND, "found_at": NOW + timedelta(hours=1)}, "found_at"),
])
def test_what_does_not_fit_is_refused(
    people: dict[str, Actor], unit: Unit, rows_written: Callable[[], int], values: dict[str, Any], field: str
) -> None:
    before = rows_written()
    with pytest.raises(Refused) as caught:
        violations.report(actor=people["grid_officer"], unit_id=unit.pk, values=values)
    assert field in caught.value.fields
    assert rows_written() == before
    assert not Violation.objects.exists()


def test_who_may_not_record(people: dict[str, Actor], unit: Unit) -> None:
    for role in ("enterprise_manager", "leader", "guard", "system_admin"):
        with pytest.raises(Refused):
            violations.report(actor=people[role], unit_id=unit.pk, values=FOUND)
    assert not Violation.objects.exists()
