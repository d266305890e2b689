"""Reads of the registry. `visible` is the one predicate that every list, search, count, export and API uses."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

from fugong.accounts import selectors as accounts
from fugong.exchange.rules import industries as tables
from fugong.exchange.rules.divisions import TOWNSHIP, below, full_name
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import not_allowed, not_found
from fugong.kit.keys import Among
from fugong.registry.models import (
    Grid,
    KeyCriterion,
    KeyGround,
    Liaison,
    LinkPoint,
    MechanismPart,
    Officer,
    Phase,
    Plan,
    Responsibility,
    Unit,
    UnitMember,
    UnitStanding,
    UnitState,
)

R = TypeVar("R", bound=Model)


def visible(actor: Actor) -> QuerySet[Unit]:
    """The units whose rows the actor may see: all, those of own grids and charges, own units, or none."""
    units = Unit.objects.filter(archived_at=None)
    if actor.kind == "system" or actor.reach == "authority":
        return units
    if actor.reach == "grid" and actor.id:
        return units.filter(Q(grid__in=own_grids(actor)) | Q(pk__in=charges(actor)))
    if actor.reach == "unit" and actor.id:
        return units.filter(pk__in=UnitMember.objects.filter(user_id=actor.id, ended_at=None).values("unit"))
    return units.none()


def within(actor: Actor, rows: QuerySet[R]) -> QuerySet[R]:
    """Of rows that belong to a `unit`, those of the units that the actor may see.

    Who sees all units is kept from the few archived ones by their keys: no row is joined to its unit to be counted.
    """
    if actor.kind == "system" or actor.reach == "authority":
        return rows.exclude(unit__in=Unit.objects.filter(archived_at__isnull=False).values("pk"))
    return rows.filter(Among("unit", visible(actor)))


def counted(actor: Actor) -> QuerySet[Unit]:
    """The units that an actor's figures count: as `visible`; who gets figures only has all of them counted."""
    return Unit.objects.filter(archived_at=None) if actor.reach == "figures" else visible(actor)


def own_grids(actor: Actor) -> list[UUID]:
    """The grids whose officer or deputy the actor is."""
    mine = Officer.objects.filter(user_id=actor.id, archived_at=None).values("pk")
    return list(Grid.objects.filter(Q(officer__in=mine) | Q(deputy__in=mine)).values_list("pk", flat=True))


def charges(actor: Actor) -> list[UUID]:
    """The units whose liaison or link point the actor is. Few, so they are looked up first: a list then asks by key."""
    mine = {"officer__user_id": actor.id, "officer__archived_at": None, "held_to": None}
    liaised = Liaison.objects.filter(**mine).values_list("unit", flat=True)
    return list(liaised.union(LinkPoint.objects.filter(**mine).values_list("unit", flat=True)))


def units(actor: Actor) -> QuerySet[Unit]:
    """The units of a list, each with its grid and grid officer; the columns of search stay in the database."""
    if not actor.can("registry.unit.read"):
        raise not_allowed("registry.unit.read")
    return visible(actor).select_related("grid__officer").defer("search", "bigrams")


def unit(actor: Actor, unit_id: UUID | str) -> Unit:
    """One unit, or a refusal that does not say whether it exists."""
    found = units(actor).filter(pk=unit_id).first()
    if found is None:
        raise not_found()
    return found


def grids(actor: Actor) -> QuerySet[Grid]:
    """Grids with their officers; who sees own units only sees their grids only."""
    if not actor.can("registry.grid.read"):
        raise not_allowed("registry.grid.read")
    found = Grid.objects.filter(archived_at=None).select_related("officer", "deputy")
    return found if actor.reach == "authority" else found.filter(pk__in=visible(actor).values("grid"))


def plans(actor: Actor) -> QuerySet[Plan]:
    """The authority's plans, the present one first, without what they draw."""
    if not actor.can("registry.grid.read"):
        raise not_allowed("registry.grid.read")
    return Plan.objects.defer("content")


def plan(actor: Actor) -> Plan | None:
    """The plan that holds now, as far as the authority has one."""
    return plans(actor).filter(held_to=None).defer(None).first()


def officers(actor: Actor) -> QuerySet[Officer]:
    """Responsible officers."""
    if not actor.can("registry.officer.read"):
        raise not_allowed("registry.officer.read")
    return Officer.objects.filter(archived_at=None)


def sign_ins(actor: Actor) -> list[tuple[str, str]]:
    """The accounts that an officer may have: (id, name with user name) of who holds a role in the authority."""
    where = accounts.authority(actor.authority)
    held = {m.user.pk: m.user for m in accounts.members(where)} if where else {}
    return [(str(key), f"{user.name}（{user.username}）") for key, user in held.items()]


def key_criteria(actor: Actor) -> QuerySet[KeyCriterion]:
    """By which criteria units were, are and will be key units."""
    if not actor.can("registry.duty.read"):
        raise not_allowed("registry.duty.read")
    return KeyCriterion.objects.all()


def why_key(actor: Actor, unit_id: UUID | str) -> tuple[UnitStanding, KeyGround | None] | None:
    """Since when a unit is a key unit without a break, and the criteria it reached; None there: somebody named it.

    None altogether where it is no key unit.
    """
    one, since = unit(actor, unit_id), None
    for standing in UnitStanding.objects.filter(unit=one).exclude(held_to=F("held_from")).order_by("-held_from", "-recorded_at"):
        if not standing.key_unit:
            break
        since = standing
    if since is None:
        return None
    return since, KeyGround.objects.filter(unit=one, day__gte=since.held_from).order_by("-recorded_at").first()


def managers(unit_ids: Iterable[UUID]) -> list[UnitMember]:
    """Who manages these units."""
    return list(UnitMember.objects.filter(unit__in=list(unit_ids), ended_at=None))


def registered(day: date) -> Q:
    """The units that the register held at the end of a business day: a condition on Unit."""
    closed = state_rows(clock.last_of(day)).filter(state=Unit.State.CLOSED)
    return Q(registered_on__lte=day) & ~Q(pk__in=closed.values("unit"))


def state_rows(at: datetime, known_at: datetime | None = None) -> QuerySet[UnitState]:
    """The operating state of every unit at a moment, as known now or as it was known at `known_at`.

    What was known then has no end yet where the end was recorded later: the last row that was known holds.
    """
    begun = UnitState.objects.filter(held_from__lte=at)
    if known_at is None:
        return begun.filter(Q(held_to=None) | Q(held_to__gt=at), withdrawn_at=None)
    known = begun.filter(recorded_at__lte=known_at).exclude(withdrawn_at__lte=known_at)
    return known.filter(pk__in=known.order_by("unit", "-held_from", "-recorded_at", "-id").distinct("unit").values("pk"))


def operating(actor: Actor, day: date) -> QuerySet[Unit]:
    """The units that the actor may see and that were in operation as of a business day."""
    resumed = state_rows(clock.last_of(day)).filter(state=Unit.State.RESUMED)
    return visible(actor).filter(registered(day), pk__in=resumed.values("unit"))


def standing_rows(day: date) -> QuerySet[UnitStanding]:
    """Above scale and key, as they stood on a day."""
    return UnitStanding.objects.filter(held_from__lte=day).filter(Q(held_to=None) | Q(held_to__gt=day))


def states_of(actor: Actor, unit_id: UUID | str) -> QuerySet[UnitState]:
    """The history of one unit's operating state, latest first."""
    return UnitState.objects.filter(unit=unit(actor, unit_id)).order_by(
        F("withdrawn_at").desc(nulls_first=True), "-held_from", "-recorded_at")


def orphans(actor: Actor) -> QuerySet[Unit]:
    """Units for which nobody answers: no grid, or a grid without an officer (责任到人)."""
    return units(actor).filter(Q(grid=None) | Q(grid__officer=None) | Q(grid__officer__archived_at__isnull=False))


def duties(actor: Actor, unit_id: UUID | str) -> dict[str, Any]:
    """Who answers for one unit: link point, liaisons, the lines of its matrix."""
    if not actor.can("registry.duty.read"):
        raise not_allowed("registry.duty.read")
    one = unit(actor, unit_id)
    return {
        "link_point": LinkPoint.objects.filter(unit=one, held_to=None).select_related("officer").first(),
        "liaisons": list(Liaison.objects.filter(unit=one, held_to=None).select_related("officer")),
        "responsibilities": list(Responsibility.objects.filter(unit=one, held_to=None).order_by("bearer")),
    }


def mechanism(actor: Actor) -> list[tuple[str, Any, MechanismPart | None]]:
    """The five parts of the joint mechanism with their owners; None where nobody is named yet."""
    if not actor.can("registry.duty.read"):
        raise not_allowed("registry.duty.read")
    owners = {p.part: p for p in MechanismPart.objects.filter(held_to=None).select_related("officer")}
    return [(part.value, part.label, owners.get(part.value)) for part in MechanismPart.Part]


def phases(actor: Actor) -> QuerySet[Phase]:
    """The phases of the emergency."""
    if not actor.can("registry.duty.read"):
        raise not_allowed("registry.duty.read")
    return Phase.objects.all()


def without_link_point(actor: Actor) -> QuerySet[Unit]:
    """Key units that have no leader as link point."""
    linked = LinkPoint.objects.filter(held_to=None, officer__level=Officer.Level.LEADER).values("unit")
    return units(actor).filter(key_unit=True).exclude(pk__in=linked)


def industries(actor: Actor) -> list[tuple[str, str]]:
    """The divisions of GB/T 4754 that a unit may belong to."""
    return [(code, f"{code} {item.zh}") for code, item in tables.industries().items() if len(code) == 2]


def focuses(actor: Actor) -> list[tuple[str, str]]:
    """The focus industries of S1-12."""
    return [(code, item.zh) for code, item in tables.focuses().items()]


def townships(actor: Actor) -> list[tuple[str, str]]:
    """The townships of the area that the authority answers for."""
    where = accounts.authority(actor.authority)
    if where is None or not where.division_code:
        return []
    return [(d.code, full_name(d.code)) for d in below(where.division_code) if d.level == TOWNSHIP]
