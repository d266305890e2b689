"""Who answers for what: link points, liaisons, the responsibility matrix, the five parts of the mechanism, phases."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid, not_allowed, not_found, stale
from fugong.registry.models import (
    Liaison,
    LinkPoint,
    MechanismPart,
    Officer,
    Phase,
    Responsibility,
    Unit,
)
from fugong.registry.services.units import lock

DUTY = "registry.duty.edit"


def _may(actor: Actor) -> None:
    if not actor.can(DUTY):
        raise not_allowed(DUTY)


@transaction.atomic
def set_link_point(*, actor: Actor, unit_id: UUID | str, officer: Officer) -> LinkPoint:
    """Make somebody the ONE link point of a unit; a key unit's must be a leader (S4-27)."""
    _may(actor)
    unit = lock(actor, unit_id)
    if unit.key_unit and officer.level != Officer.Level.LEADER:
        raise invalid({"officer": _("This is a key unit: its link point must be a leader.")})
    today = clock.today()
    LinkPoint.objects.filter(unit=unit, held_to=None, held_from=today).delete()
    LinkPoint.objects.filter(unit=unit, held_to=None).update(held_to=today)
    point = LinkPoint.objects.create(unit=unit, officer=officer, held_from=today, recorded_by=actor.label[:100])
    audit.record(actor, "registry.link_point.set", unit, {"officer": str(officer.pk), "name": officer.name})
    return point


@transaction.atomic
def set_liaisons(*, actor: Actor, unit_id: UUID | str, officers: Sequence[Officer], appointed_by: str = "") -> None:
    """Make exactly these officers the liaisons of a unit from today on; the others' time ends."""
    _may(actor)
    unit, today = lock(actor, unit_id), clock.today()
    wanted = {officer.pk: officer for officer in officers}
    standing = Liaison.objects.filter(unit=unit, held_to=None)
    standing.exclude(officer__in=wanted).update(held_to=today)
    for key in set(wanted) - set(standing.values_list("officer", flat=True)):
        Liaison.objects.create(unit=unit, officer=wanted[key], held_from=today, appointed_by=appointed_by,
                               recorded_by=actor.label[:100])
    audit.record(actor, "registry.liaisons.set", unit, {"officers": [o.name for o in officers]})


@transaction.atomic
def set_links(
    *, actor: Actor, unit_id: UUID | str, link_point: Officer | None, liaisons: Sequence[Officer], appointed_by: str = ""
) -> None:
    """Name link point (None leaves the present one) and liaisons of a unit: both, or neither."""
    if link_point is not None and not LinkPoint.objects.filter(
            unit_id=unit_id, officer=link_point, held_to=None).exists():
        set_link_point(actor=actor, unit_id=unit_id, officer=link_point)
    set_liaisons(actor=actor, unit_id=unit_id, officers=liaisons, appointed_by=appointed_by)


@transaction.atomic
def load_duties(*, actor: Actor, rows: Iterable[tuple[Unit, Officer, Sequence[Officer]]]) -> int:
    """Enter link point and liaisons of units that have none yet, from their registration on: (unit, link, liaisons).

    For the first load of an authority's past; nothing is entered when a key unit's link point is no leader.
    """
    _may(actor)
    given, by = list(rows), actor.label[:100]
    if wrong := [unit.name for unit, link, _liaisons in given if unit.key_unit and link.level != Officer.Level.LEADER]:
        raise invalid({"officer": _("The link point of a key unit must be a leader: %(units)s.") % {
            "units": "、".join(wrong[:5])}})
    LinkPoint.objects.bulk_create(
        [LinkPoint(unit=unit, officer=link, held_from=unit.registered_on, recorded_by=by)
         for unit, link, _liaisons in given], batch_size=2000)
    Liaison.objects.bulk_create(
        [Liaison(unit=unit, officer=officer, held_from=unit.registered_on, recorded_by=by)
         for unit, _link, liaisons in given for officer in liaisons], batch_size=2000)
    audit.record(actor, "registry.duties.loaded", None, {"units": len(given)})
    return len(given)


@transaction.atomic
def assign_responsibility(
    *, actor: Actor, unit_id: UUID | str, bearer: str, organisation: str, person: str, duty: str
) -> Responsibility:
    """Name who answers for a unit in one of the five places of the matrix, with the text of the letter to sign."""
    _may(actor)
    unit, today = lock(actor, unit_id), clock.today()
    values = {"organisation": organisation.strip(), "person": person.strip(), "duty": duty.strip()}
    if missing := {name: _("Please fill this in.") for name, value in values.items() if not value}:
        raise invalid(missing)
    if bearer not in Responsibility.Bearer.values:
        raise invalid({"bearer": _("Choose park, township, department, leader or unit.")})
    standing = Responsibility.objects.filter(unit=unit, bearer=bearer, held_to=None)
    standing.filter(held_from=today, signed_at=None).delete()
    standing.update(held_to=today)
    letter = _("%(organisation)s, %(person)s: I answer for %(unit)s: %(duty)s.") % {**values, "unit": unit.name}
    made = Responsibility.objects.create(
        unit=unit, bearer=bearer, held_from=today, recorded_by=actor.label[:100], letter=letter,
        letter_digest=hashlib.sha256(letter.encode()).hexdigest(), **values)
    audit.record(actor, "registry.responsibility.assigned", unit, {"bearer": bearer, **values})
    return made


@transaction.atomic
def sign_letter(*, actor: Actor, responsibility_id: UUID | str, version: int, signer: str) -> Responsibility:
    """Sign a responsibility letter in the bearer's name; the signer types the name that stands in it."""
    line = Responsibility.objects.select_for_update().filter(pk=responsibility_id, held_to=None).first()
    if line is None:
        raise not_found()
    lock(actor, line.unit_id)
    if not (actor.can(DUTY) or (actor.can("registry.letter.sign") and line.bearer == Responsibility.Bearer.UNIT)):
        raise not_allowed("registry.letter.sign")
    if line.version != version:
        raise stale({"version": line.version})
    if line.signed_at is not None:
        raise Refused("already_signed", _("This letter is signed already."), status=409)
    if signer.strip() != line.person:
        raise invalid({"signer": _("Type the name of the responsible person as it stands in the letter.")})
    line.signed_at, line.version = clock.now(), version + 1
    line.save(update_fields=["signed_at", "version"])
    audit.record(actor, "registry.letter.signed", line.unit, {"bearer": line.bearer, "digest": line.letter_digest})
    return line


@transaction.atomic
def set_mechanism_owner(*, actor: Actor, part: str, officer: Officer, note: str = "") -> MechanismPart:
    """Name the owner of one of the five parts of the joint mechanism."""
    _may(actor)
    if part not in MechanismPart.Part.values:
        raise invalid({"part": _("Choose one of the five parts.")})
    today = clock.today()
    MechanismPart.objects.filter(part=part, held_to=None, held_from=today).delete()
    MechanismPart.objects.filter(part=part, held_to=None).update(held_to=today)
    owner = MechanismPart.objects.create(
        part=part, officer=officer, note=note.strip()[:200], held_from=today, recorded_by=actor.label[:100])
    audit.record(actor, "registry.mechanism.owner_set", owner, {"part": part, "officer": officer.name})
    return owner


@transaction.atomic
def save_phase(
    *, actor: Actor, values: Mapping[str, Any], phase_id: UUID | str | None = None, version: int = 0
) -> Phase:
    """Mark a phase of the emergency, or change one that nobody changed since `version`."""
    _may(actor)
    phase = Phase() if phase_id is None else Phase.objects.select_for_update().filter(pk=phase_id).first()
    if phase is None:
        raise not_found()
    if phase_id is not None and phase.version != version:
        raise stale({"version": phase.version})
    for field in ("day", "name", "note"):
        if field in values:
            setattr(phase, field, values[field])
    if not phase.name:
        raise invalid({"name": _("Give the phase a name.")})
    if Phase.objects.exclude(pk=phase.pk).filter(day=phase.day).exists():
        raise invalid({"day": _("Another phase begins on this day.")})
    phase.version += phase_id is not None
    phase.save()
    audit.record(actor, "registry.phase.saved", phase, {"day": phase.day, "name": phase.name})
    return phase
