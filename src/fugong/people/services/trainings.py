"""Writes about people: training sessions."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import invalid, not_allowed, not_found, stale
from fugong.kit.events import publish
from fugong.kit.text import normal
from fugong.people import rules
from fugong.people.events import TrainingRecorded
from fugong.people.models import TrainingSession
from fugong.people.selectors import trainings as selectors
from fugong.registry import selectors as registry

FIELDS = ("unit", "kind", "day", "topic", "team", "trainer", "trainer_org", "headcount", "material")
TEXTS = ("topic", "team", "trainer", "trainer_org", "material")


def _may(actor: Actor) -> None:
    if not actor.can("people.training.edit"):
        raise not_allowed("people.training.edit")


def check(actor: Actor, session: TrainingSession) -> None:
    """Refuse a session that does not fit, with the fields named and how to mend them."""
    said = {
        "nobody": _("Enter how many people were trained."),
        "above_staff": _("More people were trained than the unit has staff (%(staff)s). Correct one of the two."),
        "to_come": _("The day is still to come. Enter the session after it took place."),
    }
    if not registry.visible(actor).filter(pk=session.unit_id).exists():
        raise not_found()
    staff = session.unit.staff_total
    problems = {field: said[code] % {"staff": staff} for field, code in rules.misfits(
        headcount=session.headcount, staff_total=staff, day=session.day, today=clock.today()).items()}
    if not session.topic:
        problems["topic"] = _("Say what the training was about.")
    if problems:
        raise invalid(problems)


def _take(session: TrainingSession, values: Mapping[str, Any]) -> None:
    for field in FIELDS:
        if field in values:
            setattr(session, field, normal(values[field]) if field in TEXTS else values[field])


@transaction.atomic
def record_training(*, actor: Actor, values: Mapping[str, Any]) -> TrainingSession:
    """Enter a training session of a unit that the actor may see."""
    _may(actor)
    session = TrainingSession(recorded_by=actor.label[:100])
    _take(session, values)
    check(actor, session)
    session.save(force_insert=True)
    audit.record(actor, "people.training.recorded", session, {f: values[f] for f in FIELDS if f in values})
    publish(actor, TrainingRecorded(str(session.pk), str(session.unit_id)))
    return session


@transaction.atomic
def change_training(
    *, actor: Actor, session_id: UUID | str, version: int, values: Mapping[str, Any]
) -> TrainingSession:
    """Correct a training session that nobody changed since `version`."""
    _may(actor)
    session = _locked(actor, session_id, version)
    before = {field: getattr(session, field) for field in FIELDS if field != "unit"}
    _take(session, values)
    check(actor, session)
    changed = {f: [old, getattr(session, f)] for f, old in before.items() if old != getattr(session, f)}
    session.version += 1
    session.save(force_update=True)
    audit.record(actor, "people.training.changed", session, {"changed": changed})
    return session


@transaction.atomic
def withdraw_training(*, actor: Actor, session_id: UUID | str, version: int, reason: str) -> None:
    """Take back a session that was entered by mistake; it stays on record and no longer counts."""
    _may(actor)
    if not normal(reason):
        raise invalid({"reason": _("Say why the session is withdrawn.")})
    session = _locked(actor, session_id, version)
    session.withdrawn_at, session.withdrawn_reason, session.version = clock.real_now(), normal(reason)[:200], version + 1
    session.save(update_fields=["withdrawn_at", "withdrawn_reason", "version"])
    audit.record(actor, "people.training.withdrawn", session, {"reason": session.withdrawn_reason})


def _locked(actor: Actor, session_id: UUID | str, version: int) -> TrainingSession:
    session = selectors.trainings(actor).select_for_update(of=("self",)).filter(pk=session_id).first()
    if session is None:
        raise not_found()
    if session.version != version:
        raise stale({"version": session.version})
    return session


@transaction.atomic
def load_trainings(*, actor: Actor, rows: Iterable[Mapping[str, Any]]) -> int:
    """Enter past sessions in bulk: the first load of an authority's past. Values by field name, `unit_id` for the unit."""
    _may(actor)
    made = TrainingSession.objects.bulk_create(
        [TrainingSession(recorded_by=actor.label[:100], **row) for row in rows], batch_size=2000)
    audit.record(actor, "people.trainings.loaded", None, {"rows": len(made)})
    return len(made)
