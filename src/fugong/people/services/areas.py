"""Risk levels that the authority sets: the only writer of AreaLevel."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.exchange.rules import divisions
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid, not_allowed, not_found, stale
from fugong.kit.events import publish
from fugong.kit.text import normal
from fugong.people.events import AreaLevelSet
from fugong.people.models import AreaLevel

EDIT = "people.area.edit"


def _may(actor: Actor) -> None:
    if not actor.can(EDIT):
        raise not_allowed(EDIT)


@transaction.atomic
def set_level(*, actor: Actor, values: Mapping[str, Any]) -> AreaLevel:
    """Say the level of an area from a day on (division, level, held_from, reason); what was said before ends that day."""
    _may(actor)
    row = AreaLevel(
        division=divisions.normal(values.get("division") or ""), level=values.get("level") or "",
        held_from=values.get("held_from") or clock.today(), reason=normal(values.get("reason") or ""),
        recorded_by=actor.label[:100])
    if problems := _problems(row):
        raise invalid(problems)
    with connection.cursor() as cursor:  # two who say it at once: the second one sees what the first said
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || %s))", [f".area.{row.division}"])
    before = AreaLevel.objects.filter(division=row.division, held_to=None).first()
    if before is not None:
        if row.held_from < before.held_from:
            raise invalid({"held_from": _("A level was set from %(day)s on. Choose that day or a later one.") % {
                "day": before.held_from}})
        before.held_to = row.held_from
        before.version += 1
        before.save(update_fields=["held_to", "version"])
    row.save(force_insert=True)
    audit.record(actor, "people.area.level_set", row, {
        "division": row.division, "level": row.level, "held_from": row.held_from, "reason": row.reason})
    publish(actor, AreaLevelSet(row.division))
    return row


@transaction.atomic
def end_level(*, actor: Actor, level_id: UUID | str, version: int, day: date | None = None) -> AreaLevel:
    """From a day on (today) the area has again the level that the case counts come to."""
    _may(actor)
    row = AreaLevel.objects.select_for_update().filter(pk=level_id).first()
    if row is None:
        raise not_found()
    if row.version != version:
        raise stale({"version": row.version})
    if row.held_to is not None:
        raise Refused("ended", _("This level has ended already."), status=409)
    row.held_to, row.version = max(day or clock.today(), row.held_from), version + 1
    row.save(update_fields=["held_to", "version"])
    audit.record(actor, "people.area.level_ended", row, {"division": row.division, "held_to": row.held_to})
    publish(actor, AreaLevelSet(row.division))
    return row


def _problems(row: AreaLevel) -> dict[str, str]:
    problems = {}
    if not divisions.path(row.division):
        problems["division"] = _("There is no such area. Give the six digits of GB/T 2260.")
    if row.level not in AreaLevel.Level.values:
        problems["level"] = _("Choose low, medium or high.")
    if not row.reason:
        problems["reason"] = _("Name the document, or say why.")
    return problems
