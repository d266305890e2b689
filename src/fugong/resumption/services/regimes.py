"""When the admission regime changes, every unit's position is looked at anew, and the change explained to each."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.events import publish
from fugong.registry.models import Unit
from fugong.resumption.events import UnitsReevaluated
from fugong.resumption.models import Application, UnitPosition
from fugong.resumption.rules.regimes import Position, reposition
from fugong.resumption.rules.states import OPEN
from fugong.resumption.selectors import dossiers
from fugong.resumption.selectors.dossiers import Place
from fugong.resumption.services import plans
from fugong.resumption.services.steps import need, record
from fugong.standards import selectors as standards
from fugong.standards.models import Assessment
from fugong.standards.rules.admission import what_changes
from fugong.standards.rules.typed import plain_of
from fugong.standards.services import assessments

STAY = ("prohibited", "works_on")  # what leaves an application as it was, its regime too


@transaction.atomic
def reevaluate(*, actor: Actor) -> int:
    """Bring every unit's position in line with the regime that holds now; returns for how many it changed.

    Doing it again changes nothing, so it may be called by events, every night and by hand.
    """
    need(actor, "resumption.regime.reevaluate")
    now = clock.now()
    applications = {application.unit_id: application for application in
                    Application.objects.select_for_update(of=("self",)).filter(state__in=OPEN)
                    .select_related("unit", "pack_version", "plan").order_by("pk")}
    standing = {position.unit_id: position for position in UnitPosition.objects.filter(held_to=None)}
    units = list(Unit.objects.filter(archived_at=None).exclude(state="closed").only(
        "id", "batch", "state", "name", "registered_on"))
    places = {batch: dossiers.place_of(batch, now) for batch in {unit.batch for unit in units}}
    changed = [position for unit in units if (position := _position(
        actor, unit, places[unit.batch], standing.get(unit.pk), applications.get(unit.pk), now))]
    ended = [before for position in changed if (before := standing.get(position.unit_id))]
    starts = {position.unit_id: position.held_from for position in changed}
    for before in ended:
        before.held_to = starts[before.unit_id]
    UnitPosition.objects.bulk_update(ended, ["held_to"], batch_size=1000)
    UnitPosition.objects.bulk_create(changed, batch_size=1000)
    if changed:
        audit.record(actor, "resumption.positions.reevaluated", None, {"units": len(units), "changed": len(changed)})
        publish(actor, UnitsReevaluated(len(units), len(changed)))
    return len(changed)


@transaction.atomic
def follow_rules(*, actor: Actor) -> int:
    """Let applications that are being filled in go by the rules in force; returns how many changed over.

    Answers to items whose words are the same are taken over, the rest is asked anew. What is handed in stays with
    the edition by which it was handed in.
    """
    need(actor, "resumption.regime.reevaluate")
    book = standards.rulebook()
    behind = list(Application.objects.select_for_update(of=("self",)).select_related("unit", "plan", "self_check")
                  .filter(state__in=("draft", "returned")).exclude(pack_version=book.version).order_by("pk"))
    for application in behind:
        before = application.pack_version
        fresh = assessments.open_assessment(
            actor=actor, unit_id=application.unit_id, purpose="self_check", version=book.version)
        if application.self_check is not None:
            _take_over(actor, application.self_check, fresh)
        application.pack_version, application.self_check = book.version, fresh
        application.plan = plans.being_written(actor, Unit.objects.get(pk=application.unit_id), book.pack)
        application.version, application.changed_at = application.version + 1, clock.real_now()
        application.save()
        audit.record(actor, "resumption.application.rules_changed", application, {
            "old": str(before), "new": str(book.version)})
    return len(behind)


def _take_over(actor: Actor, old: Assessment, new: Assessment) -> None:
    """Answers to items that stand in both editions with the same words, by who gave them."""
    words = [{(rules.code, item.number): item.text for rules in version.pack.lists for item in rules.items if item.text}
             for version in (old.pack_version, new.pack_version)]
    for key, answer in standards.answers(old).items():
        if words[0].get(key) is not None and words[0][key] == words[1].get(key):
            assessments.answer(
                actor=replace(actor, label=answer.answered_by), assessment_id=new.pk, list_code=key[0], number=key[1],
                verdict=answer.verdict, value=answer.value, note=answer.note, evidence=answer.evidence)


def _position(
    actor: Actor, unit: Unit, place: Place, before: UnitPosition | None, application: Application | None, now: datetime
) -> UnitPosition | None:
    """The unit's new position, its application moved along; None where nothing changes."""
    code, same = place.regime.code, before is not None and (
        before.regime, before.batch, before.opens_at) == (place.regime.code, unit.batch, place.opens_at)
    if same and (application is None or application.regime == code or (
            before is not None and before.meaning in STAY and before.meaning == _found(application, place, unit).because)):
        return None
    known = dossiers.catalogue().regimes
    old = before.regime if before else application.regime if application and application.regime != code else ""
    return UnitPosition(
        unit=unit, application=application, batch=unit.batch, regime=code, regime_before=old, because=place.because,
        meaning=_move(actor, application, place, unit) if application else "", opens_at=place.opens_at,
        held_from=_since(unit, place, before, now),
        changes=[plain_of(text) for text in what_changes(known[old], place.regime)] if old else [])


def _since(unit: Unit, place: Place, before: UnitPosition | None, now: datetime) -> datetime:
    """From when on a new position holds: since its rule took effect and the unit was there; now, where the unit itself
    was changed, or where that would undo what held before."""
    start = max(place.since or clock.at(unit.registered_on), clock.at(unit.registered_on))
    if before is not None and (before.batch != unit.batch or start <= before.held_from):
        return now
    return min(start, now)


def _found(application: Application, place: Place, unit: Unit) -> Position:
    return reposition(application.kind, application.state, place.regime, resumed=unit.state == "resumed")


def _move(actor: Actor, application: Application, place: Place, unit: Unit) -> str:
    """Put an application where it stands under the regime; returns what that means for it."""
    found = _found(application, place, unit)
    old, regime_before = application.state, application.regime
    if found.because in STAY:
        return found.because
    application.regime, application.kind, application.batch = place.regime.code, found.kind, unit.batch
    application.state = found.state
    if regime_before != application.regime:
        record(actor, application, "reclassify", old, basis={"regime_before": regime_before, "because": found.because})
        if old != "filed" and found.state == "filed" and place.regime.decision == "none":
            plans.put_in_force(actor, application.plan)
    return found.because
