"""Counts that packs and indicators may name."""

from datetime import date, datetime

from fugong.documents import selectors
from fugong.documents.models import Series


def documents_issued(day: date, known_at: datetime | None = None) -> int:
    """Numbered documents standing issued at the end of a day (S4-23: 18)."""
    return selectors.issued(day, Series.Style.NUMBER, known_at=known_at).count()


def bulletins_issued(day: date, known_at: datetime | None = None) -> int:
    """Inspection bulletins standing issued at the end of a day (S4-23: 7)."""
    return selectors.issued(day, Series.Style.ISSUE, known_at=known_at).count()
