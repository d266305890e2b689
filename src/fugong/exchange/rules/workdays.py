"""Working days: the national calendar (with the extended holiday of 2020), overruled by an authority's own days."""

from collections.abc import Mapping
from datetime import date

import chinese_calendar
from chinese_calendar.constants import holidays

SATURDAY = 5
PUBLISHED = frozenset(day.year for day in holidays)


def is_workday(day: date, own: Mapping[date, bool] | None = None) -> bool:
    """Whether a day is worked: `own` decides first, then the national calendar, then Monday to Friday.

    The national calendar is published year by year; days outside it follow the week.
    """
    if own and day in own:
        return own[day]
    if day.year in PUBLISHED:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def holiday_name(day: date) -> str:
    """English name of the public holiday a day belongs to ("Spring Festival"); empty for other days."""
    return str(chinese_calendar.get_holiday_detail(day)[1] or "") if day.year in PUBLISHED else ""
