"""What the daily reports of a unit say about it at a moment: cover of masks, raw material, disinfection, diligence."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, QuerySet

from fugong.kit import clock
from fugong.kit.actor import system
from fugong.registry import selectors as registry
from fugong.reporting.models import DailyReport
from fugong.standards.facts_registry import Provider

WEEK = 7


def _until(units: Sequence[UUID], at: datetime) -> QuerySet[DailyReport]:
    """The reports of the units for days up to a moment."""
    return DailyReport.objects.filter(
        unit__in=units, withdrawn_at=None, day__lte=at.astimezone(clock.ZONE).date())


def _latest(units: Sequence[UUID], at: datetime) -> QuerySet[DailyReport]:
    return _until(units, at).order_by("unit", "-day").distinct("unit")


def days_of_cover(units: Sequence[UUID], at: datetime) -> Mapping[UUID, Decimal]:
    """Masks in stock by masks used a day, as last reported; not known where none were used."""
    return {report.unit_id: Decimal(report.masks_in_stock) / report.masks_used
            for report in _latest(units, at) if report.masks_used}


def days_of_production(units: Sequence[UUID], at: datetime) -> Mapping[UUID, int | None]:
    """Days of raw material, as last reported."""
    return {report.unit_id: report.material_days for report in _latest(units, at)}


def days_since_disinfection(units: Sequence[UUID], at: datetime) -> Mapping[UUID, int]:
    """Days since the last day with a disinfection run."""
    today = at.astimezone(clock.ZONE).date()
    last = _until(units, at).filter(disinfections__gt=0).values_list("unit").annotate(Max("day"))
    return {unit: (today - day).days for unit, day in last}


def days_missing(units: Sequence[UUID], at: datetime) -> Mapping[UUID, int]:
    """Of the seven business days before the moment's, those on which the unit was in operation and did not report."""
    today = at.astimezone(clock.ZONE).date()
    days = [today - timedelta(days=n) for n in range(1, WEEK + 1)]
    missing = dict.fromkeys(units, 0)
    reported = set(_until(units, at).filter(day__gte=days[-1]).values_list("unit", "day"))
    for day in days:
        for unit in registry.operating(system(), day).filter(pk__in=units).values_list("pk", flat=True):
            missing[unit] += (unit, day) not in reported
    return missing


PROVIDERS: dict[str, Provider] = {
    "masks.days_of_cover": days_of_cover,
    "materials.days_of_production": days_of_production,
    "disinfection.days_since": days_since_disinfection,
    "reports.days_missing": days_missing,
}
