"""Which units are key units: by dated criteria (S4-42: headcount), beside those that are made key by hand."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import invalid, not_allowed
from fugong.kit.events import publish
from fugong.registry.events import UnitsBecameKey
from fugong.registry.models import KeyCriterion, Unit, UnitStanding
from fugong.registry.services.duties import DUTY
from fugong.registry.services.units import redate


@transaction.atomic
def set_key_criteria(*, actor: Actor, values: Mapping[str, Any]) -> KeyCriterion:
    """From a day on (held_from; today or later) units of at least `headcount` staff are key units; None: no such rule.

    What was decided for that day or a later one is replaced. A criterion works on its first day, once; units that
    were made key by hand stay key, and nothing is taken away by it.
    """
    if not actor.can(DUTY):
        raise not_allowed(DUTY)
    today = clock.today()
    start, headcount = values.get("held_from") or today, values.get("headcount")
    if start < today:
        raise invalid({"held_from": _("Choose today or a later day: figures of past days stay as they were.")})
    KeyCriterion.objects.filter(held_from__gte=start).delete()
    KeyCriterion.objects.filter(Q(held_to=None) | Q(held_to__gt=start)).update(held_to=start)
    criterion = KeyCriterion.objects.create(headcount=headcount, held_from=start, recorded_by=actor.label[:100])
    audit.record(actor, "registry.key_criteria.set", criterion, {"headcount": headcount, "from": start})
    follow_key_criteria(actor=actor)
    criterion.refresh_from_db()
    return criterion


@transaction.atomic
def follow_key_criteria(*, actor: Actor) -> int:
    """Make key what the criterion says whose day has come; again it changes nothing. Returns how many became key."""
    if not actor.can(DUTY):
        raise not_allowed(DUTY)
    today = clock.today()
    due = (KeyCriterion.objects.select_for_update().filter(held_from__lte=today, applied_at=None)
           .exclude(held_to__lte=today).first())
    if due is None:
        return 0
    made = [] if due.headcount is None else list(Unit.objects.select_for_update().filter(
        archived_at=None, key_unit=False, staff_total__gte=due.headcount).order_by("pk"))
    for unit in made:
        unit.key_unit, unit.version, unit.changed_at = True, unit.version + 1, clock.real_now()
        unit.save(update_fields=["key_unit", "version", "changed_at"])
        redate(unit, UnitStanding, actor, above_scale=unit.above_scale, key_unit=True)
    due.applied_at = clock.now()
    due.save(update_fields=["applied_at"])
    audit.record_many(actor, "registry.unit.became_key", Unit._meta.label_lower, (
        (unit.pk, unit.name, {"changed": {"key_unit": [False, True]}, "headcount": due.headcount}) for unit in made))
    if made:
        publish(actor, UnitsBecameKey(len(made)))
    return len(made)
