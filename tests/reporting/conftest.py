"""A small register whose figures can be counted by hand."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest

from fugong.accounts.models import Authority
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.registry.models import Unit
from fugong.registry.services import states, units
from fugong.reporting.models import DailyReport
from fugong.reporting.services import daily

DAY = date(2020, 2, 16)
MORNING = clock.at(DAY, 8)
SYSTEM = system("alpha")


@pytest.fixture
def at() -> Callable[[datetime], Any]:
    """`with at(moment):` stops the business clock."""
    return clock.frozen


@pytest.fixture
def afternoon(in_alpha: Any) -> Iterator[None]:
    """Alpha at three in the afternoon of DAY, without two-step sign-in."""
    Authority.objects.filter(pk=in_alpha.pk).update(mfa_required=False)
    with clock.frozen(clock.at(DAY, 15)):
        yield


@pytest.fixture
def unit_of(in_alpha: Any) -> Callable[..., Unit]:
    """Register a unit on a day, and let it resume on a later one."""
    made = 0

    def register(registered: date = date(2020, 1, 26), resumed: date | None = None, **values: Any) -> Unit:
        nonlocal made
        made += 1
        with clock.frozen(clock.at(registered, 8)):
            unit = units.register(actor=SYSTEM, values={
                "name": f"单位{made}", "kind": "enterprise", "industry": "39", "staff_total": 100, **values})
        if resumed:
            states.move(actor=SYSTEM, unit_id=unit.pk, to="resumed", at=clock.at(resumed, 7))
        return unit

    return register


@pytest.fixture
def report_of() -> Callable[..., DailyReport]:
    """Report for a unit and a day: everybody due is on post, nothing abnormal."""

    def submit(unit: Unit, day: date = DAY, *, actor: Actor = SYSTEM, on_post: int = 10, **values: Any) -> DailyReport:
        revision, reason = values.pop("revision", 0), values.pop("reason", "")
        with clock.frozen(clock.at(day, 15)):
            return daily.submit(actor=actor, unit_id=unit.pk, day=day, revision=revision, reason=reason, values={
                "due": on_post, "on_post": on_post, "zero": True, **values})

    return submit
