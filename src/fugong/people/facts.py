"""What people counts: heads trained, and units that trained somebody, up to each day; and the same by unit for packs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Sum

from fugong.kit import clock
from fugong.kit.counts import Family, Numbers, Scope, filled, keys, known
from fugong.kit.desk import Column
from fugong.people.models import TrainingSession
from fugong.people.selectors import trainings as selectors
from fugong.registry.models import Unit
from fugong.registry.selectors import spans
from fugong.standards.facts_registry import Provider

# Fact code → kind of session. Everybody is counted in each session he took part in.
HEADS = {
    "people.workers_trained": "pre_job", "people.heads_trained": "heads", "people.workers_briefed": "briefing",
}
UNITS = "people.trained_units"

_STEPS = """
    WITH unit AS ({units}),
    session AS (
        SELECT t.unit_id, t.kind, t.day, t.headcount, u.grp,
               t.kind = 'pre_job' AND row_number() OVER (PARTITION BY t.unit_id, t.kind ORDER BY t.day, t.id) = 1 AS first
          FROM people_trainingsession t JOIN unit u ON u.unit_id = t.unit_id AND t.day >= u.s AND t.day < u.e
         WHERE t.day <= %s AND {known})
    SELECT grp, greatest(day, %s::date), {heads}, count(*) FILTER (WHERE first) FROM session GROUP BY 1, 2"""


def count(scope: Scope, codes: Collection[str]) -> Numbers:
    """Facts of the family for every day and group of the scope."""
    units, values = spans.units(scope)
    when, when_values = known(scope, "t")
    heads = ", ".join(f"coalesce(sum(headcount) FILTER (WHERE kind = '{kind}'), 0)" for kind in HEADS.values())
    with connection.cursor() as cursor:
        cursor.execute(_STEPS.format(units=units, known=when, heads=heads),
                       [*values, scope.last, *when_values, scope.first])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return {
        code: filled(scope, ((row[0], row[1], int(row[2 + place])) for row in found))
        for place, code in enumerate((*HEADS, UNITS))
    }


def rows(code: str, scope: Scope) -> QuerySet[TrainingSession]:
    """The sessions behind a fact up to the scope's last day."""
    units, values = spans.units(scope)
    when, when_values = known(scope, "t")
    sql = (f"SELECT t.id FROM people_trainingsession t JOIN ({units}) u "  # noqa: S608  our own texts
           f"ON u.unit_id = t.unit_id AND t.day >= u.s AND t.day < u.e WHERE t.day <= %s AND t.kind = %s AND {when}")
    chosen = keys((sql, [*values, scope.last, HEADS.get(code, "pre_job"), *when_values]))
    return selectors.sessions(scope.actor).filter(pk__in=chosen).order_by("-day", "unit__name_sort", "id")


def columns(code: str) -> tuple[Column, ...]:
    """How a session is shown behind a figure."""
    return (Column("topic", link=True), Column("unit", value=lambda s: s.unit), Column("day"),
            Column("trainer_org"), Column("headcount", number=True))


COUNTS = Family(codes=(*HEADS, UNITS), count=count, rows=rows, columns=columns)


def _held(units: Sequence[UUID], at: datetime, kind: str) -> dict[UUID, int]:
    """Heads in the sessions of one kind up to a moment, for units that held any."""
    day = at.astimezone(clock.ZONE).date()
    sessions = TrainingSession.objects.filter(unit__in=units, kind=kind, day__lte=day, withdrawn_at=None)
    return dict(sessions.values_list("unit").annotate(Sum("headcount")))


def heads_trained(units: Sequence[UUID], at: datetime) -> Mapping[UUID, bool]:
    """That somebody who leads the unit was trained; not known where no session is on record."""
    return dict.fromkeys(_held(units, at, "heads"), True)


def workers_trained(units: Sequence[UUID], at: datetime) -> Mapping[UUID, int]:
    """Attendances of workers in pre-job trainings; not known where no session is on record."""
    return _held(units, at, "pre_job")


def workers_share(units: Sequence[UUID], at: datetime) -> Mapping[UUID, Decimal]:
    """The same in percent of the staff, at most 100; not known where the staff is not."""
    held = _held(units, at, "pre_job")
    staff = Unit.objects.filter(pk__in=held, staff_total__gt=0).values_list("pk", "staff_total")
    return {unit: min(Decimal(100), Decimal(held[unit]) * 100 / total) for unit, total in staff}


PROVIDERS: dict[str, Provider] = {
    "training.heads_trained": heads_trained, "training.workers_trained": workers_trained,
    "training.workers_share": workers_share,
}
