"""Notices: sent once per key, read by whom they concern, with a receipt."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from fugong.kit.actor import Actor, system
from fugong.kit.ids import uuid7
from fugong.notifications import selectors, services
from fugong.notifications.models import Notice
from fugong.notifications.services import Message

ME, OTHER, UNIT = uuid7(), uuid7(), uuid7()


def actor(key: UUID) -> Actor:
    return Actor("user", str(key), "王某", "alpha", reach="unit")


def message(**who: Any) -> Message:
    return Message(key="daily:1", zh="请报送日报", en="Please report", path="day/", **who)


@pytest.fixture(autouse=True)
def _inside(in_alpha: Any) -> None:
    pass


def test_nobody_gets_the_same_notice_twice() -> None:
    wanted = [message(user_id=ME), message(unit_id=UNIT), message(user_id=ME)]
    assert services.send(actor=system("alpha"), messages=wanted) == 2
    assert services.send(actor=system("alpha"), messages=[*wanted, message(user_id=OTHER)]) == 1


def test_an_inbox_is_ones_own() -> None:
    services.send(actor=system("alpha"), messages=[message(user_id=ME), message(unit_id=UNIT), message(user_id=OTHER)])
    assert selectors.inbox(actor(ME)).count() == 1
    assert selectors.inbox(actor(ME), [UNIT]).count() == 2
    assert selectors.inbox(system("alpha")).count() == 0


def test_reading_leaves_a_receipt_and_touches_nobody_elses() -> None:
    services.send(actor=system("alpha"), messages=[message(user_id=ME), message(user_id=OTHER)])
    everything = list(Notice.objects.values_list("pk", flat=True))
    assert services.mark_read(actor=actor(ME), notice_ids=everything) == 1
    assert services.mark_read(actor=actor(ME), notice_ids=everything) == 0
    assert Notice.objects.get(user_id=ME).read_by == "王某"
    assert Notice.objects.get(user_id=OTHER).read_at is None


@pytest.mark.parametrize("who", [{}, {"user_id": ME, "unit_id": UNIT}])
def test_a_notice_has_exactly_one_recipient(who: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        services.send(actor=system("alpha"), messages=[message(**who)])
