"""When the admission regime changes, every unit's position is looked at anew, and the change explained to each."""

from datetime import datetime

from django.db import transaction

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.events import publish
from fugong.registry.models import Unit
from fugong.resumption.events import UnitsReevaluated
from fugong.resumption.models import Application, UnitPosition
from fugong.resumption.rules.regimes import reposition
from fugong.resumption.rules.states import OPEN
from fugong.resumption.selectors import dossiers
from fugong.resumption.selectors.dossiers import Place
from fugong.resumption.services import plans
from fugong.resumption.services.steps import need, record
from fugong.standards.rules.admission import what_changes
from fugong.standards.rules.typed import plain_of


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
    units = list(Unit.objects.filter(archived_at=None).exclude(state="closed").only("id", "batch", "state", "name"))
    places = {batch: dossiers.place_of(batch, now) for batch in {unit.batch for unit in units}}
    changed = [position for unit in units if (position := _position(
        actor, unit, places[unit.batch], standing.get(unit.pk), applications.get(unit.pk), now))]
    UnitPosition.objects.filter(held_to=None, unit__in=[position.unit_id for position in changed]).update(held_to=now)
    UnitPosition.objects.bulk_create(changed, batch_size=1000)
    if changed:
        audit.record(actor, "resumption.positions.reevaluated", None, {"units": len(units), "changed": len(changed)})
        publish(actor, UnitsReevaluated(len(units), len(changed)))
    return len(changed)


def _position(
    actor: Actor, unit: Unit, place: Place, before: UnitPosition | None, application: Application | None, now: datetime
) -> UnitPosition | None:
    """The unit's new position, its application moved along; None where nothing changes."""
    code, same = place.regime.code, before is not None and (
        before.regime, before.batch, before.opens_at) == (place.regime.code, unit.batch, place.opens_at)
    if same and (application is None or application.regime == code):
        return None
    known = dossiers.catalogue().regimes
    old = before.regime if before else application.regime if application else ""
    return UnitPosition(
        unit=unit, application=application, batch=unit.batch, regime=code, regime_before=old, because=place.because,
        meaning=_move(actor, application, place, unit) if application else "", opens_at=place.opens_at, held_from=now,
        changes=[plain_of(text) for text in what_changes(known[old], place.regime)] if old else [])


def _move(actor: Actor, application: Application, place: Place, unit: Unit) -> str:
    """Put an application where it stands under the regime; returns what that means for it."""
    found = reposition(application.kind, application.state, place.regime, resumed=unit.state == "resumed")
    old, regime_before = application.state, application.regime
    if found.because in ("prohibited", "works_on"):
        return found.because
    application.regime, application.kind, application.batch = place.regime.code, found.kind, unit.batch
    application.state = found.state
    if regime_before != application.regime:
        record(actor, application, "reclassify", old, basis={"regime_before": regime_before, "because": found.because})
        if old != "filed" and found.state == "filed" and place.regime.decision == "none":
            plans.put_in_force(actor, application.plan)
    return found.because
