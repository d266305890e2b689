"""Which units are key units: by dated criteria (S4-42: headcount, orders, risk), beside those that are made key by hand."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import invalid, not_allowed
from fugong.kit.events import publish
from fugong.registry import rules
from fugong.registry.events import UnitsBecameKey
from fugong.registry.models import KeyCriterion, KeyGround, Unit, UnitStanding
from fugong.registry.services.duties import DUTY
from fugong.registry.services.units import redate

COLUMNS = dict(zip(rules.MEASURES, ("staff_total", "orders", "outsiders"), strict=True))
"""Measure → where a unit has it."""


@transaction.atomic
def set_key_criteria(*, actor: Actor, values: Mapping[str, Any]) -> KeyCriterion:
    """From a day on (held_from; today or later) units that reach one of the measures are key units; None: not asked.

    headcount: staff; orders: orders in hand, 10,000 yuan; outsiders: staff from other provinces and Hubei. What
    was decided for that day or a later one is replaced. A criterion works on its first day, once; units that were made
    key by hand stay key, and nothing is taken away by it.
    """
    if not actor.can(DUTY):
        raise not_allowed(DUTY)
    today = clock.today()
    start, least = values.get("held_from") or today, {measure: values.get(measure) for measure in rules.MEASURES}
    if start < today:
        raise invalid({"held_from": _("Choose today or a later day: figures of past days stay as they were.")})
    if wrong := [measure for measure, number in least.items() if number is not None and number < 1]:
        raise invalid({measure: _("Give a number from 1 on, or leave it empty.") for measure in wrong})
    KeyCriterion.objects.filter(held_from__gte=start).delete()
    KeyCriterion.objects.filter(Q(held_to=None) | Q(held_to__gt=start)).update(held_to=start)
    criterion = KeyCriterion.objects.create(**least, held_from=start, recorded_by=actor.label[:100])
    audit.record(actor, "registry.key_criteria.set", criterion, {**least, "from": start})
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
    made = reaching(due)
    for unit, _reached in made:
        unit.key_unit, unit.version, unit.changed_at = True, unit.version + 1, clock.real_now()
        unit.save(update_fields=["key_unit", "version", "changed_at"])
        redate(unit, UnitStanding, actor, above_scale=unit.above_scale, key_unit=True)
    due.applied_at = clock.now()
    due.save(update_fields=["applied_at"])
    KeyGround.objects.bulk_create(
        [KeyGround(unit=unit, day=today, criterion_from=due.held_from, reached=reached) for unit, reached in made],
        batch_size=1000)
    audit.record_many(actor, "registry.unit.became_key", Unit._meta.label_lower, (
        (unit.pk, unit.name, {"changed": {"key_unit": [False, True]}, "reached": reached}) for unit, reached in made))
    if made:
        publish(actor, UnitsBecameKey(len(made)))
    return len(made)


def reaching(criterion: KeyCriterion) -> list[tuple[Unit, dict[str, list[int]]]]:
    """Units, locked, that are no key units and reach one of the criterion's measures, each with those it reaches."""
    least = {measure: getattr(criterion, measure) for measure in rules.MEASURES}
    enough = [Q(**{f"{column}__gte": least[measure]}) for measure, column in COLUMNS.items() if least[measure]]
    if not enough:
        return []
    found = Unit.objects.select_for_update().filter(archived_at=None, key_unit=False).annotate(
        outsiders=Coalesce("staff_other_province", 0) + Coalesce("staff_hubei", 0)
    ).filter(reduce(or_, enough)).order_by("pk")
    return [(unit, rules.reached({measure: getattr(unit, column) for measure, column in COLUMNS.items()}, least))
            for unit in found]
