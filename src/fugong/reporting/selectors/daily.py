"""Reads of daily reports. Rows of units that the actor may not see are not there."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import not_allowed, not_found
from fugong.registry import selectors as registry
from fugong.registry.models import Unit
from fugong.reporting.models import DailyReport
from fugong.reporting.rules import daily as rules
from fugong.standards import selectors as standards


def may_read(actor: Actor) -> None:
    if not actor.can("reporting.daily.read"):
        raise not_allowed("reporting.daily.read")


def deadline(day: date) -> time:
    """The time of day by which reports of a day are due: a parameter of the authority's rules."""
    return time.fromisoformat(str(standards.parameter("report.deadline", clock.last_of(day))))


def revisions(actor: Actor) -> QuerySet[DailyReport]:
    """All revisions of all reports of the units that the actor may see."""
    may_read(actor)
    return registry.within(actor, DailyReport.objects.select_related("unit__grid"))


def reports(actor: Actor) -> QuerySet[DailyReport]:
    """The reports as they stand, each with its confirmation."""
    return revisions(actor).filter(withdrawn_at=None).select_related("confirmation")


def report(actor: Actor, report_id: UUID | str) -> DailyReport:
    """One revision of a report, or a refusal that does not say whether it exists."""
    found = revisions(actor).select_related("confirmation").filter(pk=report_id).first()
    if found is None:
        raise not_found()
    return found


def of_day(actor: Actor, unit_id: UUID, day: date) -> DailyReport | None:
    """The report of a unit for a day as it stands."""
    return reports(actor).filter(unit=unit_id, day=day).first()


def as_known(actor: Actor, unit_id: UUID, day: date, known_at: datetime) -> DailyReport | None:
    """The report of a unit for a day as it was known at a moment of real time."""
    return (revisions(actor).filter(unit=unit_id, day=day, recorded_at__lte=known_at)
            .exclude(withdrawn_at__lte=known_at).first())


def chain(actor: Actor, unit_id: UUID, day: date) -> QuerySet[DailyReport]:
    """Every revision of a report, latest first."""
    return revisions(actor).select_related("confirmation").filter(unit=unit_id, day=day).order_by("-revision")


def before(actor: Actor, unit_id: UUID, day: date) -> DailyReport | None:
    """The latest report before a day, at most a week old: what "as yesterday" starts from."""
    return reports(actor).filter(unit=unit_id, day__lt=day, day__gte=day - timedelta(days=7)).order_by("-day").first()


def missing(actor: Actor, day: date) -> QuerySet[Unit]:
    """The units in operation as of a day that have not reported for it."""
    may_read(actor)
    reported = DailyReport.objects.filter(unit=OuterRef("pk"), day=day, withdrawn_at=None)
    return (registry.operating(actor, day).filter(~Exists(reported))
            .select_related("grid__officer").order_by("grid__code", "name_sort", "id"))


def unconfirmed(actor: Actor, day: date) -> QuerySet[DailyReport]:
    """The reports of a day that nobody has confirmed yet."""
    return reports(actor).filter(day=day, confirmation=None).order_by("unit__name_sort", "unit_id")


def confirmed(actor: Actor, day: date) -> QuerySet[DailyReport]:
    """The reports of a day that somebody stands by."""
    return reports(actor).filter(day=day, confirmation__isnull=False).order_by("unit__name_sort", "unit_id")


def with_last(units: QuerySet[Unit], day: date) -> QuerySet[Unit]:
    """Units with the day of their last report before a day, and how many were on post then."""
    last = DailyReport.objects.filter(unit=OuterRef("pk"), day__lt=day, withdrawn_at=None).order_by("-day")
    return units.annotate(last_day=Subquery(last.values("day")[:1]), last_on_post=Subquery(last.values("on_post")[:1]))


def with_yesterday(rows: QuerySet[DailyReport]) -> QuerySet[DailyReport]:
    """Reports with how many were on post by the unit's report before."""
    last = DailyReport.objects.filter(unit=OuterRef("unit"), day__lt=OuterRef("day"), withdrawn_at=None).order_by("-day")
    return rows.annotate(yesterday=Subquery(last.values("on_post")[:1]))


def current_day() -> date:
    """The last business day whose reports are complete, for the whole authority: the day that figures speak of."""
    now = clock.now()
    limit = deadline(now.date())
    if rules.is_late(now.date(), now, limit):
        return now.date()
    all_in = (DailyReport.objects.filter(day=now.date(), withdrawn_at=None).exists()
              and not missing(system(), now.date()).exists())
    return rules.current_day(now, limit, all_in=all_in)
