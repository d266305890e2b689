"""Reference tables, calendar days and published figures in the database."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fugong.accounts.models import Authority
from fugong.exchange import selectors, services
from fugong.exchange.models import CalendarDay, Division, Edition, PublishedFigure
from fugong.exchange.services import Figure
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused

DAY = date(2020, 2, 16)
EVERYTHING = frozenset({"exchange.figure.read", "exchange.figure.publish", "exchange.calendar.edit"})


def staff(authority: str, permissions: frozenset[str] = EVERYTHING) -> Actor:
    return Actor("user", "u1", "宋佳明", authority, permissions=permissions, reach="authority")


class TestDivisions:
    def test_the_whole_country_is_there_after_migrating(self, db: None) -> None:
        assert Division.objects.filter(valid_to=None).count() == 41_963
        assert Division.objects.get(code="430602008").name == "城陵矶街道"

    def test_loading_again_does_nothing(self, db: None) -> None:
        assert services.load_divisions() == 0

    def test_a_new_edition_renames_adds_and_ends(self, db: None) -> None:
        Division.objects.filter(code="430602").update(name="南区")
        Division.objects.filter(code="430603").delete()
        Division.objects.create(code="430699", name="旧区", level=3, parent="430600", pinyin="jiuqu", initials="jq")
        Edition.objects.update(digest="another")
        assert services.load_divisions() == 41_963
        assert Division.objects.get(code="430602").name == "岳阳楼区"
        assert Division.objects.get(code="430603").name == "云溪区"
        assert Division.objects.get(code="430699").valid_to == clock.real_now().date()
        Edition.objects.update(digest="yet another")
        assert services.load_divisions() == 41_963


class TestCalendar:
    def test_a_day_of_ones_own(self, db: None) -> None:
        monday = date(2020, 2, 3)
        assert selectors.is_workday("alpha", monday)
        row = services.set_calendar_day(actor=staff("alpha"), day=monday, worked=False, note="延迟开工")
        assert not selectors.is_workday("alpha", monday)
        assert selectors.is_workday("beta", monday)
        services.set_calendar_day(actor=staff("alpha"), day=monday, worked=True, version=row.version)
        assert selectors.is_workday("alpha", monday)

    @pytest.mark.parametrize("version", [0, 2])
    def test_a_stale_change_is_refused(self, db: None, version: int) -> None:
        services.set_calendar_day(actor=staff("alpha"), day=DAY, worked=True)
        with pytest.raises(Refused) as refusal:
            services.set_calendar_day(actor=staff("alpha"), day=DAY, worked=False, version=version)
        assert refusal.value.code == "stale"
        assert CalendarDay.objects.get().worked

    def test_needs_the_right(self, db: None) -> None:
        with pytest.raises(Refused) as refusal:
            services.set_calendar_day(actor=staff("alpha", frozenset()), day=DAY, worked=False)
        assert refusal.value.code == "not_allowed"
        assert not CalendarDay.objects.exists()


class TestFigures:
    @pytest.fixture
    def city(self, db: None) -> Any:
        """A city above alpha; beta stands apart."""
        city = Authority.objects.get(slug="beta")
        Authority.objects.filter(slug="alpha").update(parent=city)
        return city

    def publish(self, authority: str, value: str, indicator: str = "resumption_rate") -> None:
        services.publish_figures(actor=staff(authority), figures=[Figure(indicator, DAY, Decimal(value))])

    def test_the_superior_sees_them_and_the_subordinate_not_his(self, city: Any) -> None:
        self.publish("alpha", "48.5")
        self.publish("beta", "59.2")
        seen = {(row.authority, row.value) for row in selectors.published(staff("beta"))}
        assert seen == {("alpha", Decimal("48.5")), ("beta", Decimal("59.2"))}
        assert [row.authority for row in selectors.published(staff("alpha"))] == ["alpha"]

    def test_strangers_see_nothing_of_each_other(self, db: None) -> None:
        self.publish("alpha", "48.5")
        assert not selectors.published(staff("beta")).exists()

    def test_a_correction_shows_and_the_old_value_stays_known(self, city: Any) -> None:
        self.publish("alpha", "48.4")
        between = clock.real_now()
        self.publish("alpha", "48.5")
        assert [row.value for row in selectors.published(staff("beta"))] == [Decimal("48.5")]
        assert [row.value for row in selectors.published(staff("beta"), known_at=between)] == [Decimal("48.4")]

    def test_narrowed_by_indicator_and_days(self, city: Any) -> None:
        self.publish("alpha", "48.5")
        self.publish("alpha", "7334", "workers_on_post")
        narrowed = selectors.published(staff("beta"), indicators=["workers_on_post"], since=DAY, until=DAY)
        assert [row.indicator for row in narrowed] == ["workers_on_post"]
        assert not selectors.published(staff("beta"), since=DAY + timedelta(days=1)).exists()

    def test_needs_the_rights(self, db: None) -> None:
        with pytest.raises(Refused):
            services.publish_figures(
                actor=staff("alpha", frozenset()), figures=[Figure("resumption_rate", DAY, Decimal("48.5"))])
        with pytest.raises(Refused):
            selectors.published(staff("alpha", frozenset()))
        assert not PublishedFigure.objects.exists()
