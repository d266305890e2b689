"""Two clocks. The business clock is what the park works by; real time is for security and records.

The business clock is real time plus the authority's offset, set while a request, job or command works
for that authority. Only tests freeze it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

_offset: ContextVar[timedelta] = ContextVar("business_offset", default=timedelta())
_frozen: ContextVar[datetime | None] = ContextVar("business_frozen", default=None)


def real_now() -> datetime:
    """The true time, in UTC: for sessions, jobs, `recorded_at`."""
    return datetime.now(UTC)


def now() -> datetime:
    """The business time, in the authority's zone."""
    frozen = _frozen.get()
    return frozen if frozen is not None else (real_now() + _offset.get()).astimezone(ZONE)


def today() -> date:
    """The business day."""
    return now().date()


def set_offset(offset: timedelta) -> None:
    """Make the current context work by an authority's clock (called when an authority is entered)."""
    _offset.set(offset)


def offset() -> timedelta:
    """How far the business clock is from real time here."""
    return _offset.get()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the business clock at a moment: for tests and for replaying a past day."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A business moment; hour 24 means the midnight that ends the day (2月9日24时 = 02-10 00:00)."""
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    return datetime.combine(day, time(hour, minute), ZONE)


def end_of(day: date) -> datetime:
    """The first moment that no longer belongs to the day (ranges are half open)."""
    return at(day, 24)


def recorded(moment: datetime) -> datetime:
    """The real time at which the business clock showed a moment: to compare with `recorded_at`."""
    return (moment - _offset.get()).astimezone(UTC)


def last_of(day: date) -> datetime:
    """The last moment of a business day: what holds then, holds "as of" that day."""
    return end_of(day) - timedelta.resolution
