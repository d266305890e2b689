"""Units: registered, changed, closed; never deleted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.cn import uscc

from fugong.audit import services as audit
from fugong.kit import clock, masks
from fugong.kit.actor import Actor
from fugong.kit.errors import invalid, not_allowed, not_found, stale
from fugong.kit.events import publish
from fugong.kit.text import bigrams, normal, pinyin, search_key
from fugong.registry import rules, selectors
from fugong.registry.events import UnitChanged, UnitRegistered
from fugong.registry.models import Unit, UnitMember, UnitName, UnitStanding, UnitState

# What a form, the API or an import may set; the rest has services of its own.
EDITABLE = (
    "kind", "name", "credit_code", "industry", "above_scale", "above_scale_as_of", "key_unit", "key_project",
    "size_class", "focus", "batch", "closed_management", "address", "township", "longitude", "latitude", "grid",
    "legal_person", "control_leader", "contact_name", "contact_phone", "staff_total", "planned_return",
    "staff_local", "staff_other_city", "staff_other_province", "staff_hubei", "orders",
)
PARTICULARS = frozenset({
    "above_scale_as_of", "key_project", "size_class", "focus", "batch", "closed_management", "township", "longitude",
    "latitude", "control_leader"})
"""What a roster does not tell, and no dated row beside the unit keeps."""
ORIGINS = ("staff_local", "staff_other_city", "staff_other_province", "staff_hubei")


def check(unit: Unit) -> dict[str, str]:
    """What does not fit in a unit's values, by field, each saying how to mend it."""
    problems: dict[str, str] = {}
    if not unit.name:
        problems["name"] = _("Give the name of the unit.")
    if unit.kind not in Unit.Kind.values:
        problems["kind"] = _("Choose enterprise, construction site or wharf.")
    if unit.credit_code and not uscc.is_valid(unit.credit_code):
        problems["credit_code"] = _("The check digit does not fit. Compare all 18 characters with the licence.")
    if "*" in unit.contact_phone:
        problems["contact_phone"] = _("Type it in full: stars stand for what is hidden.")
    for field, most in (("longitude", 180), ("latitude", 90)):
        value = getattr(unit, field)
        if value is not None and not -most <= value <= most:
            problems[field] = _("Give degrees between -%(most)s and %(most)s.") % {"most": most}
    if unit.planned_return > unit.staff_total:
        problems["planned_return"] = _("More people are planned to return than the unit has staff.")
    if not rules.origins_fit(unit.staff_total, *(getattr(unit, f) for f in ORIGINS)):
        problems["staff_total"] = _("Staff by origin add up to more than the staff total.")
    return problems


def derived(name: str, credit_code: str) -> tuple[str, str, list[str]]:
    """Sort key, search text and its pairs of characters, of a name and code in their normal form."""
    search = search_key(name) + (" " + credit_code.lower() if credit_code else "")
    return pinyin(name)[0], search, bigrams(search)


def derive(unit: Unit) -> None:
    """Fill the columns that follow from others."""
    unit.name = normal(unit.name)
    unit.credit_code = normal(unit.credit_code).upper()
    unit.name_sort, unit.search, unit.bigrams = derived(unit.name, unit.credit_code)


PERSONAL = {"legal_person": masks.person, "control_leader": masks.person, "contact_name": masks.person,
            "contact_phone": masks.phone}
"""What the trail keeps masked, and whole under the unit's own key."""


def held(unit: Unit) -> dict[str, Any]:
    """The editable values as they stand."""
    return {field: getattr(unit, "grid_id" if field == "grid" else field) for field in EDITABLE}


def shown(unit: Unit) -> dict[str, Any]:
    """The editable values as they are shown beside those of somebody who saved later: the phone masked."""
    return {**held(unit), "contact_phone": masks.phone(unit.contact_phone)}


@transaction.atomic
def register(*, actor: Actor, values: Mapping[str, Any]) -> Unit:
    """Enter a unit into the register from today on. Refused with the fields named where values do not fit."""
    if not actor.can("registry.unit.edit"):
        raise not_allowed("registry.unit.edit")
    today = clock.today()
    unit = Unit(**{k: v for k, v in values.items() if k in EDITABLE}, registered_on=today, state_since=clock.now())
    derive(unit)
    if problems := check(unit):
        raise invalid(problems)
    unit.save(force_insert=True)
    by = actor.label[:100]
    UnitName.objects.create(unit=unit, name=unit.name, credit_code=unit.credit_code, held_from=today, recorded_by=by)
    UnitStanding.objects.create(
        unit=unit, above_scale=unit.above_scale, key_unit=unit.key_unit, held_from=today, recorded_by=by)
    UnitState.objects.create(unit=unit, state=unit.state, held_from=unit.state_since or clock.now(), recorded_by=by)
    audit.record(actor, "registry.unit.registered", unit, {"after": held(unit)}, personal=PERSONAL)
    publish(actor, UnitRegistered(str(unit.pk)))
    return unit


@transaction.atomic
def change(*, actor: Actor, unit_id: UUID | str, version: int, values: Mapping[str, Any]) -> Unit:
    """Change a unit's values. Names, codes and standings keep their past; a stale version is refused."""
    if not actor.can("registry.unit.edit"):
        raise not_allowed("registry.unit.edit")
    unit = lock(actor, unit_id, version)
    before = held(unit)
    for field, value in values.items():
        if field in EDITABLE:
            setattr(unit, field, value)
    derive(unit)
    if problems := check(unit):
        raise invalid(problems)
    after = held(unit)
    changed = {field: [before[field], after[field]] for field in EDITABLE if before[field] != after[field]}
    if not changed:
        return unit
    unit.version, unit.changed_at = version + 1, clock.real_now()
    unit.save(force_update=True)
    if {"name", "credit_code"} & changed.keys():
        redate(unit, UnitName, actor, name=unit.name, credit_code=unit.credit_code)
    if {"above_scale", "key_unit"} & changed.keys():
        redate(unit, UnitStanding, actor, above_scale=unit.above_scale, key_unit=unit.key_unit)
    audit.record(actor, "registry.unit.changed", unit, {"changed": changed, "version": unit.version}, personal=PERSONAL)
    publish(actor, UnitChanged(str(unit.pk), tuple(changed)))
    return unit


@transaction.atomic
def load_particulars(*, actor: Actor, rows: Iterable[tuple[Unit, Mapping[str, Any]]]) -> int:
    """Enter what a roster does not tell about units that were just imported: (unit, values). For the first load of an
    authority; standings and names are the roster's. Nothing is entered where a value does not fit."""
    if not actor.can("registry.unit.edit"):
        raise not_allowed("registry.unit.edit")
    given = list(rows)
    fields = {field for _unit, values in given for field in values}
    if kept := sorted(fields - PARTICULARS):
        raise invalid({field: _("This value comes with the roster.") for field in kept})
    for unit, values in given:
        for field, value in values.items():
            setattr(unit, field, value)
        if problems := check(unit):
            raise invalid(problems)
        unit.version, unit.changed_at = unit.version + 1, clock.real_now()
    Unit.objects.bulk_update([unit for unit, _values in given], [*fields, "version", "changed_at"], batch_size=500)
    audit.record(actor, "registry.units.particulars_loaded", None, {"units": len(given), "fields": sorted(fields)})
    return len(given)


def lock(actor: Actor, unit_id: UUID | str, version: int | None = None) -> Unit:
    """The unit's row, locked, if the actor may see it and nobody saved since `version`."""
    unit = selectors.visible(actor).select_for_update(of=("self",)).filter(pk=unit_id).first()
    if unit is None:
        raise not_found()
    if version is not None and unit.version != version:
        raise stale({**shown(unit), "version": unit.version})
    return unit


def redate(unit: Unit, model: type[UnitName] | type[UnitStanding], actor: Actor, **values: Any) -> None:
    """From today on other values hold: end the open row, add the new one (a row of today is replaced)."""
    today = clock.today()
    rows = model._default_manager.filter(unit=unit, held_to=None)
    rows.filter(held_from=today).delete()
    rows.update(held_to=today)
    model._default_manager.create(unit=unit, held_from=today, recorded_by=actor.label[:100], **values)


@transaction.atomic
def reveal_phone(*, actor: Actor, unit_id: UUID | str, reason: str) -> str:
    """The contact's phone in full; needs a reason, which is kept with who asked."""
    if not actor.can("registry.unit.reveal"):
        raise not_allowed("registry.unit.reveal")
    if len(reason.strip()) < 2:
        raise invalid({"reason": _("Say why you need the number.")})
    unit = selectors.unit(actor, unit_id)
    audit.record(actor, "registry.unit.phone_revealed", unit, {"reason": reason.strip()[:200]})
    return unit.contact_phone


@transaction.atomic
def reveal_phones(*, actor: Actor, units: Sequence[Unit], reason: str) -> dict[UUID, str]:
    """The contacts' phones of several units that the actor may see, in full; each is kept with who asked and why."""
    if not actor.can("registry.unit.reveal"):
        raise not_allowed("registry.unit.reveal")
    seen = set(selectors.visible(actor).filter(pk__in=[unit.pk for unit in units]).values_list("pk", flat=True))
    shown = [unit for unit in units if unit.pk in seen]
    audit.record_many(actor, "registry.unit.phone_revealed", "registry.unit",
                      [(unit.pk, unit.name, {"reason": reason[:200]}) for unit in shown])
    return {unit.pk: unit.contact_phone for unit in shown}


@transaction.atomic
def add_member(*, actor: Actor, unit: Unit, user_id: UUID, label: str = "") -> UnitMember:
    """Let a user manage a unit."""
    if not actor.can("registry.unit.edit"):
        raise not_allowed("registry.unit.edit")
    member, made = UnitMember.objects.get_or_create(
        unit=unit, user_id=user_id, ended_at=None, defaults={"label": label})
    if made:
        audit.record(actor, "registry.unit.member_added", unit, {"user": str(user_id)})
    return member
