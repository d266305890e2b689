"""Unauthorised resumption (不准企业私自复工, S4-23): recorded with what was ordered, settled with what came of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.files import services as files
from fugong.files.models import Attachment
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid, not_found, stale
from fugong.kit.events import publish
from fugong.registry import selectors as registry
from fugong.registry.rules import may_follow
from fugong.registry.services import states as unit_states
from fugong.registry.services import units
from fugong.resumption.events import ViolationRecorded
from fugong.resumption.models import Violation
from fugong.resumption.services.steps import need

RECORD, SETTLE = "resumption.violation.record", "resumption.violation.settle"
ALLOWED = frozenset({"approved", "filed", "resumed"})


@transaction.atomic
def report(*, actor: Actor, unit_id: UUID | str, values: Mapping[str, Any]) -> Violation:
    """Record that a unit works without being allowed to. values: text, source, found_at, people_at_work, stopped.

    stopped: the unit was ordered to stop; unless an application of it is under way it becomes suspended.
    """
    need(actor, RECORD)
    unit = units.lock(actor, unit_id)
    if unit.state in ALLOWED:
        raise Refused("may_work", _(
            "The unit is “%(state)s” and may work. To stop it, suspend its application.") % {
                "state": unit.get_state_display()}, status=409)
    violation = Violation(
        unit=unit, source=values.get("source") or Violation.Source.VISIT, text=str(values.get("text", "")).strip()[:4000],
        found_at=values.get("found_at") or clock.now(), found_by=actor.label[:100],
        people_at_work=values.get("people_at_work"), stopped=bool(values.get("stopped")))
    problems = {}
    if len(violation.text) < 2:
        problems["text"] = _("Say what was found.")
    if violation.source not in Violation.Source.values:
        problems["source"] = _("Choose how it was found.")
    if violation.found_at > clock.now():
        problems["found_at"] = _("This moment is still to come.")
    if problems:
        raise invalid(problems)
    violation.save(force_insert=True)
    if violation.stopped and may_follow(unit.state, "suspended"):
        unit_states.move(actor=actor, unit_id=unit.pk, to="suspended", reason=violation.text[:300],
                         cause=("resumption.violation", str(violation.pk)))
    audit.record(actor, "resumption.violation.recorded", violation, {
        "unit": unit.pk, "source": violation.source, "stopped": violation.stopped, "text": violation.text})
    publish(actor, ViolationRecorded(str(violation.pk), str(unit.pk)))
    return violation


def _locked(actor: Actor, violation_id: UUID | str) -> Violation:
    found = (Violation.objects.select_for_update(of=("self",)).select_related("unit")
             .filter(pk=violation_id, unit__in=registry.visible(actor)).first())
    if found is None:
        raise not_found()
    return found


@transaction.atomic
def add_photo(*, actor: Actor, violation_id: UUID | str, file: "File[Any]") -> Attachment:
    """Add a photo of what was found."""
    need(actor, RECORD)
    violation = _locked(actor, violation_id)
    return files.store(actor=actor, subject=violation, kind="photo", file=file, accept=("jpg", "png", "webp", "pdf"))


@transaction.atomic
def settle(*, actor: Actor, violation_id: UUID | str, version: int, settlement: str) -> Violation:
    """Say what came of it: stopped, permission given later, handed to the authorities."""
    need(actor, SETTLE)
    violation = _locked(actor, violation_id)
    if violation.version != version:
        raise stale({"version": violation.version, "state": violation.get_state_display()})
    if violation.state == Violation.State.SETTLED:
        raise Refused("not_now", _("This is settled already."), status=409)
    if len(settlement.strip()) < 2:
        raise invalid({"settlement": _("Say how it was settled.")})
    violation.state, violation.settled_at, violation.settled_by = "settled", clock.now(), actor.label[:100]
    violation.settlement, violation.version = settlement.strip()[:4000], version + 1
    violation.save()
    audit.record(actor, "resumption.violation.settled", violation, {
        "unit": violation.unit_id, "settlement": violation.settlement})
    return violation
