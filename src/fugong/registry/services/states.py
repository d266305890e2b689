"""The operating state of units: the only writer of UnitState and of Unit.state."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused
from fugong.kit.events import publish
from fugong.registry import rules
from fugong.registry.events import UnitStateChanged
from fugong.registry.models import Unit, UnitState
from fugong.registry.services.units import lock


@transaction.atomic
def move(
    *, actor: Actor, unit_id: UUID | str, to: str, reason: str = "", cause: tuple[str, str] = ("", ""),
    at: datetime | None = None,
) -> Unit:
    """Put a unit into another operating state from a moment on (now, or not before the last change).

    cause: what brought it about, as (type, id). Refused when the state may not follow the present one.
    """
    unit = lock(actor, unit_id)
    moment = at or clock.now()
    if not rules.may_follow(unit.state, to):
        raise Refused("state", _("A unit that is “%(old)s” cannot become “%(new)s”.") % {
            "old": unit.get_state_display(), "new": Unit.State(to).label}, status=409)
    if unit.state_since and moment < unit.state_since:
        raise Refused("state", _("The unit already changed its state after that moment."), status=409)
    day = moment.astimezone(clock.ZONE).date()
    if day < unit.registered_on:
        raise Refused("state", _("The unit was registered on %(day)s; its state cannot change before that day.") % {
            "day": unit.registered_on}, status=409)
    old = unit.state
    UnitState.objects.filter(unit=unit, held_to=None, withdrawn_at=None).update(held_to=moment)
    UnitState.objects.create(
        unit=unit, state=to, held_from=moment, reason=reason[:300], cause_type=cause[0], cause_id=cause[1],
        recorded_by=actor.label[:100])
    unit.state, unit.state_since, unit.changed_at = to, moment, clock.real_now()
    unit.version += 1
    unit.closed_on = day if to == "closed" else None
    unit.save(update_fields=["state", "state_since", "changed_at", "version", "closed_on"])
    audit.record(actor, "registry.unit.state_changed", unit, {"old": old, "new": to, "reason": reason, "cause": cause})
    publish(actor, UnitStateChanged(str(unit.pk), old, to))
    return unit


@transaction.atomic
def load_history(*, actor: Actor, rows: Iterable[tuple[UUID, str, datetime, datetime | None, str]]) -> int:
    """Enter a past in bulk: (unit, state, from, to, reason), in order; to is None in the last row of a unit.

    The first row of a unit ends the state that it was registered with. For the first load of an authority.
    """
    made = [
        UnitState(unit_id=unit, state=state, held_from=start, held_to=end, reason=reason, cause_type="history",
                  recorded_by=actor.label[:100])
        for unit, state, start, end, reason in rows]
    first: dict[UUID, datetime] = {}
    for row in made:
        first.setdefault(row.unit_id, row.held_from)
    standing = list(UnitState.objects.filter(unit__in=first, held_to=None, withdrawn_at=None))
    for row in standing:
        row.held_to = first[row.unit_id]
    UnitState.objects.bulk_update(standing, ["held_to"], batch_size=1000)
    UnitState.objects.bulk_create(made, batch_size=2000)
    present = {row.unit_id: row for row in made if row.held_to is None}
    for unit in (chosen := list(Unit.objects.filter(pk__in=present))):
        unit.state, unit.state_since = present[unit.pk].state, present[unit.pk].held_from
    Unit.objects.bulk_update(chosen, ["state", "state_since"], batch_size=1000)
    audit.record(actor, "registry.states.history_loaded", None, {"rows": len(made), "units": len(chosen)})
    return len(made)
