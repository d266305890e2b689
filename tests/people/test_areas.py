"""Levels that the authority sets stand before those worked out; what is not known is not low."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from fugong.accounts.models import Authority
from fugong.accounts.services import users
from fugong.audit.models import Entry
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.people.models import AreaLevel
from fugong.people.selectors import areas as selectors
from fugong.people.services import areas

DAY = date(2020, 2, 18)
SYSTEM = system("alpha")
READER = Actor("user", "x", "李某", "alpha", permissions=frozenset({"people.area.read"}), reach="authority")


@pytest.fixture(autouse=True)
def _morning(in_alpha: Any) -> Any:
    with clock.frozen(clock.at(DAY, 9)):
        yield


def said(**values: Any) -> AreaLevel:
    return areas.set_level(actor=SYSTEM, values={"division": "430602", "level": "low", "reason": "岳防指〔2020〕8号", **values})


def level(code: str, day: date = DAY) -> str:
    known = selectors.levels(READER, [code], day)[code]
    return known.level if known else ""


def test_what_is_said_of_the_nearest_area_stands_first() -> None:
    assert level("430602") == "high", "worked out from the counts of the city"
    said(division="430600", level="medium")
    assert level("430602") == level("430602008") == "medium"
    said(division="430602")
    assert (level("430602"), level("430602008"), level("430603")) == ("low", "low", "medium")
    assert level("430602", date(2020, 2, 17)) == "high", "not yet said on that day"


def test_another_level_ends_the_one_before_and_an_ended_one_gives_way_to_the_counts() -> None:
    first = said(held_from=date(2020, 2, 10))
    second = said(level="medium")
    first.refresh_from_db()
    assert (first.held_to, second.held_to) == (DAY, None)
    assert (level("430602", date(2020, 2, 12)), level("430602")) == ("low", "medium")
    areas.end_level(actor=SYSTEM, level_id=second.pk, version=second.version)
    assert level("430602") == "high"
    assert [e.action for e in Entry.objects.order_by("id")][-3:] == ["people.area.level_set"] * 2 + ["people.area.level_ended"]


@pytest.mark.parametrize(("values", "field"), [
    ({"division": "999999"}, "division"), ({"division": ""}, "division"), ({"level": "green"}, "level"),
    ({"reason": "  "}, "reason"), ({"held_from": date(2020, 2, 1)}, "held_from"),
])
def test_what_does_not_fit_is_named_and_nothing_is_written(values: dict[str, Any], field: str) -> None:
    said(held_from=date(2020, 2, 10))
    before = list(AreaLevel.objects.values_list("pk", "held_to")), Entry.objects.count()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        said(**values)
    assert set(refusal.value.fields) == {field}
    assert (list(AreaLevel.objects.values_list("pk", "held_to")), Entry.objects.count()) == before


def test_a_level_ends_once_and_only_as_it_was_read() -> None:
    row = said()
    for version, code in ((7, "stale"), (1, ""), (2, "ended")):
        if not code:
            areas.end_level(actor=SYSTEM, level_id=row.pk, version=version)
            continue
        with pytest.raises(Refused) as refusal, transaction.atomic():
            areas.end_level(actor=SYSTEM, level_id=row.pk, version=version)
        assert refusal.value.code == code


def test_nobody_sets_a_level_without_the_right_to() -> None:
    with pytest.raises(Refused) as refusal:
        areas.set_level(actor=READER, values={"division": "430602", "level": "low", "reason": "x"})
    assert refusal.value.status == 403
    assert not AreaLevel.objects.exists()


def test_an_area_is_found_by_name_and_pinyin_and_unknown_is_said(alpha: Authority, in_alpha: Any) -> None:
    user = users.create(actor=SYSTEM, username="doctor", name="王医生", password="Correct-horse-1")
    users.grant_role(actor=SYSTEM, user=user, authority=alpha, role="cdc_doctor")
    client = Client()
    client.force_login(user)
    pages = {words: client.get("/a/alpha/risk-areas/", {"q": words, "day": day}).content.decode()
             for words, day in (("武汉", "2020-02-18"), ("whs", "2020-02-18"), ("岳阳楼", "2020-01-01"), ("没有此地", ""))}
    assert "湖北省武汉市" in pages["武汉"]
    assert "高风险" in pages["武汉"]
    assert "湖北省武汉市" in pages["whs"]
    assert "不明不等于低风险" in pages["岳阳楼"]
    assert "没有找到该地区" in pages["没有此地"]
