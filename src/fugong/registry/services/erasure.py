"""What is kept about a person who answers for a unit, or as an officer, is erased for good: the one exception to "archive,
never delete". The masked values in the trail stay and it still verifies; nobody can read the whole ones any more."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.intake.services import erasure
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import invalid, not_allowed, not_found
from fugong.kit.events import publish
from fugong.registry.events import UnitChanged
from fugong.registry.models import Officer, Unit
from fugong.registry.services.units import lock

ERASE = "registry.person.erase"


@transaction.atomic
def erase_contact(*, actor: Actor, unit_id: UUID | str, reason: str) -> Unit:
    """Erase a unit's contact: name and phone, now, in the trail, in what imports keep and in exports not yet fetched.

    The legal person and the control leader stay as they are; their former names go with the key too.
    """
    _check(actor, reason)
    unit = lock(actor, unit_id)
    unit.contact_name, unit.contact_phone = "", ""
    unit.version, unit.changed_at = unit.version + 1, clock.real_now()
    unit.save(update_fields=["contact_name", "contact_phone", "version", "changed_at"])
    erasure.forget(actor=actor, target_id=unit.pk)
    audit.erase(actor=actor, subject=unit, reason=reason)
    publish(actor, UnitChanged(str(unit.pk), ("contact_name", "contact_phone")))
    return unit


@transaction.atomic
def erase_officer(*, actor: Actor, officer_id: UUID | str, reason: str) -> Officer:
    """Erase an officer's phone, now and in the past. The name stays with what he answered for."""
    _check(actor, reason)
    officer = Officer.objects.select_for_update().filter(pk=officer_id).first()
    if officer is None:
        raise not_found()
    officer.phone, officer.version = "", officer.version + 1
    officer.save(update_fields=["phone", "version"])
    erasure.forget(actor=actor, target_id=officer.pk)
    audit.erase(actor=actor, subject=officer, reason=reason)
    return officer


def _check(actor: Actor, reason: str) -> None:
    if not actor.can(ERASE):
        raise not_allowed(ERASE)
    if len(reason.strip()) < 2:
        raise invalid({"reason": _("Say why the values are erased.")})
