"""Days and moments that somebody asks for: read and refused in plain words."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from fugong.kit import clock
from fugong.kit.dates import short_day
from fugong.kit.errors import Refused

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


def a_day(text: str) -> date:
    """A day written YYYY-MM-DD."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not FIRST <= day <= LAST:
        raise Refused("bad_day", _("“%(text)s” is no day. Write it like 2020-02-16.") % {"text": text}, status=400)
    return day


def a_moment(given: str | datetime) -> datetime:
    """A moment, or one written YYYY-MM-DDTHH:MM; in the authority's zone unless it names another."""
    try:
        moment = datetime.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        moment = datetime.min  # noqa: DTZ901  refused below
    if not FIRST <= moment.date() <= LAST:
        raise Refused("bad_moment", _("“%(text)s” is no moment. Write it like 2020-02-16T18:00.") % {"text": given},
                      status=400)
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)


def spoken(day: date) -> str:
    """A day of this year as it is said: 2月16日."""
    return short_day(day)
