"""What happened in reporting."""

from dataclasses import dataclass
from datetime import date

from fugong.kit.events import Event


@dataclass(frozen=True, slots=True)
class DailyReportSubmitted(Event):
    """A report, or a correction of one (revision above 1)."""

    report_id: str
    unit_id: str
    day: date
    revision: int


@dataclass(frozen=True, slots=True)
class DailyReportsCarriedOver(Event):
    """Reports were made for units as on the day before."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class DailyReportsConfirmed(Event):
    day: date
    count: int


@dataclass(frozen=True, slots=True)
class RemindersAsked(Event):
    """Somebody wants the units that have not reported for a day to be reminded."""

    day: date
