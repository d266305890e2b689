"""Days and moments as the page's language writes them; nothing where there is none."""

from datetime import date, datetime

from django.utils.dateformat import format as written
from django.utils.translation import pgettext

from fugong.kit.clock import ZONE


def day(value: date | None) -> str:
    """A day with its year: 2020年2月17日."""
    return _here(value, pgettext("date format", "j M Y"))


def short_day(value: date | None) -> str:
    """A day of this year: 2月17日."""
    return _here(value, pgettext("date format", "j M"))


def moment(value: date | None) -> str:
    """A moment with its year, 2020年2月17日 08:12, or the day alone when no time is known."""
    return _here(value, pgettext("date format", "j M Y, H:i")) if isinstance(value, datetime) else day(value)


def short_moment(value: date | None) -> str:
    """A moment of this year: 2月17日 08:12."""
    return _here(value, pgettext("date format", "j M, H:i")) if isinstance(value, datetime) else short_day(value)


def _here(value: date | None, form: str) -> str:
    """The value in the authority's zone."""
    return written(value.astimezone(ZONE) if isinstance(value, datetime) else value, form) if value else ""
