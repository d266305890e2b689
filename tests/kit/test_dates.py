"""Days and moments in the language of the page, in the authority's zone."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from fugong.kit import dates
from fugong.kit.desk import values

DAY, LATE = date(2020, 2, 17), datetime(2020, 2, 16, 16, 5, tzinfo=UTC)


@pytest.mark.parametrize(("language", "day", "short", "moment", "short_moment"), [
    ("zh-hans", "2020年2月17日", "2月17日", "2020年2月17日 00:05", "2月17日 00:05"),
    ("en", "17 Feb 2020", "17 Feb", "17 Feb 2020, 00:05", "17 Feb, 00:05"),
])
def test_days_and_moments_are_written_as_the_language_does(
    language: str, day: str, short: str, moment: str, short_moment: str
) -> None:
    with translation.override(language):
        assert (dates.day(DAY), dates.short_day(DAY)) == (dates.day(LATE), dates.short_day(LATE)) == (day, short)
        assert (dates.moment(LATE), dates.short_moment(LATE)) == (moment, short_moment)
        assert (dates.moment(DAY), dates.short_moment(DAY)) == (day, short)
        assert (values.shown(DAY), values.shown(LATE), values.shown(None)) == (day, moment, "–")


def test_no_day_is_no_word() -> None:
    assert [write(None) for write in (dates.day, dates.short_day, dates.moment, dates.short_moment)] == [""] * 4


def test_programs_read_days_as_ever() -> None:
    assert (values.text(DAY), values.text(LATE)) == ("2020-02-17", "2020-02-17 00:05")
