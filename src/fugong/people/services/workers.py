"""Workers: registered, changed, moved; never deleted. The only writer of Worker and Standing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.exchange.rules import divisions
from fugong.kit import clock, crypto, masks
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid, not_allowed, not_found, stale
from fugong.kit.events import publish
from fugong.kit.text import bigrams, normal, person_pinyin, pinyin
from fugong.people.events import WorkerChanged, WorkerMoved, WorkerRegistered
from fugong.people.models import Standing, Team, Worker
from fugong.people.rules import identity, standing
from fugong.people.selectors import workers as selectors
from fugong.registry import selectors as registry

EDITABLE = (
    "unit", "team", "name", "document", "id_number", "phone", "card_number", "shift", "commute", "dormitory_room",
    "home_division", "home_address", "township", "address", "longitude", "latitude", "emergency_name", "emergency_phone",
)
TEXTS = ("name", "card_number", "dormitory_room", "home_address", "address", "emergency_name")
CHOSEN = {"document": Worker.Document.values, "shift": Worker.Shift.values, "commute": ["", *Worker.Commute.values]}
PERSONAL = {
    "name": masks.person, "id_number": masks.number, "phone": masks.phone, "home_address": masks.place,
    "address": masks.place, "emergency_name": masks.person, "emergency_phone": masks.phone,
}
"""What the trail keeps masked, and whole under the worker's own key."""
REVEALED = ("name", "document", "id_number", "phone", "home_address", "address", "emergency_name", "emergency_phone")
EDIT = "people.worker.edit"


def _may(actor: Actor) -> None:
    if not actor.can(EDIT):
        raise not_allowed(EDIT)


def known_area(area: str, year: int) -> bool:
    """Whether an identity number's area code stood in a year, now or before a reform."""
    return bool(divisions.name_in(area, year) or divisions.current(area))


def said(code: str) -> str:
    """What is wrong with an identity number, and how to mend it."""
    return {
        "missing": _("Give the number of the document."),
        "length": _("A resident identity number has 18 characters. Count them on the card."),
        "format": _("This is no number of this kind of document. Compare it with the document, or choose another kind."),
        "other_kind": _("This number belongs to another kind of document. Choose that kind."),
        "birthday": _("The date of birth in the number (digits 7 to 14) does not exist or lies too far away."),
        "check_digit": _("The last character does not fit the others. Compare all 18 with the card."),
        "digits_lost": _("The spreadsheet lost the last digits. Format the column as text and type the number again."),
    }[code]


def check(actor: Actor, worker: Worker) -> dict[str, str]:
    """What does not fit in a worker's values, by field, each saying how to mend it."""
    problems: dict[str, str] = {}
    if not worker.name:
        problems["name"] = _("Give the worker's name.")
    for field, kinds in CHOSEN.items():
        if getattr(worker, field) not in kinds:
            problems[field] = _("Choose one of the list.")
    if worker.id_number and "document" not in problems:
        found = identity.read(worker.document, worker.id_number, clock.today(), known_area=known_area)
        if found.problem:
            problems["id_number"] = said(found.problem)
    for field in ("phone", "emergency_phone"):
        if not standing.phone_fits(getattr(worker, field)):
            problems[field] = _("A mobile number has 11 digits and begins with 1.")
    for field in ("home_address", "address"):
        if "*" in getattr(worker, field):
            problems[field] = _("Type it in full: stars stand for what is hidden.")
    if worker.team is not None and worker.team.unit_id != worker.unit_id:
        problems["team"] = _("This workshop or team belongs to another unit.")
    for field, most in (("longitude", 180), ("latitude", 90)):
        value = getattr(worker, field)
        if value is not None and not -most <= value <= most:
            problems[field] = _("Give degrees between -%(most)s and %(most)s.") % {"most": most}
    if worker.unit_id is None or not registry.visible(actor).filter(pk=worker.unit_id).exists():
        problems["unit"] = _("Choose one of your units.")
    return problems


def derived(name: str, card_number: str = "") -> tuple[str, str, list[str]]:
    """Sort key, search text and its pairs of characters, of a name and card number in their normal form."""
    full, initials = person_pinyin(name)
    search = " ".join(filter(None, (name.lower(), full, initials, card_number.lower())))
    return full, search, bigrams(search)


def derive(worker: Worker) -> None:
    """Fill the columns that follow from others."""
    for field in TEXTS:
        setattr(worker, field, normal(getattr(worker, field)))
    worker.id_number = "".join(worker.id_number.split()).upper()
    worker.phone = "".join(worker.phone.split())
    worker.emergency_phone = "".join(worker.emergency_phone.split())
    worker.id_index = crypto.blind_index(identity.lengthened(worker.id_number))
    worker.phone_index = crypto.blind_index(worker.phone)
    worker.name_sort, worker.search, worker.bigrams = derived(worker.name, worker.card_number)


def _same_person(actor: Actor, worker: Worker) -> None:
    """Refuse a second file of one person; whose it is is said only to who may see it."""
    others = Worker.objects.filter(id_index=worker.id_index, archived_at=None).exclude(pk=worker.pk)
    if worker.id_index and (other := others.select_related("unit").first()) is not None:
        visible = selectors.workers(actor).filter(pk=other.pk).exists()
        where = other.unit.name if visible else _("another unit")
        raise invalid({"id_number": _("This person has a file already, at %(unit)s. Move it instead of making another.") % {
            "unit": where}})


def held(worker: Worker) -> dict[str, Any]:
    """The editable values as they stand."""
    return {field: getattr(worker, f"{field}_id" if field in ("unit", "team") else field) for field in EDITABLE}


@transaction.atomic
def register(*, actor: Actor, values: Mapping[str, Any]) -> Worker:
    """Open the file of a person who works for a unit; he is expected back until somebody says that he is on post."""
    _may(actor)
    worker = Worker(**{k: v for k, v in values.items() if k in EDITABLE}, state_since=clock.now())
    derive(worker)
    if problems := check(actor, worker):
        raise invalid(problems)
    _same_person(actor, worker)
    worker.save(force_insert=True)
    _stand(actor, worker, "")
    audit.record(actor, "people.worker.registered", worker, {"after": held(worker)}, personal=PERSONAL)
    publish(actor, WorkerRegistered(str(worker.pk), str(worker.unit_id)))
    return worker


@transaction.atomic
def change(*, actor: Actor, worker_id: UUID | str, version: int, values: Mapping[str, Any]) -> Worker:
    """Correct a worker's values; another unit or team holds from now on. A stale version is refused."""
    _may(actor)
    worker = lock(actor, worker_id, version)
    before = held(worker)
    for field, value in values.items():
        if field in EDITABLE:
            setattr(worker, field, value)
    derive(worker)
    if problems := check(actor, worker):
        raise invalid(problems)
    _same_person(actor, worker)
    after = held(worker)
    changed = {field: [before[field], after[field]] for field in EDITABLE if before[field] != after[field]}
    if not changed:
        return worker
    worker.version, worker.changed_at = version + 1, clock.real_now()
    if {"unit", "team"} & changed.keys():
        worker.state_since = clock.now()
        _stand(actor, worker, "")
    worker.save(force_update=True)
    audit.record(actor, "people.worker.changed", worker, {"changed": changed, "version": worker.version}, personal=PERSONAL)
    publish(actor, WorkerChanged(str(worker.pk), tuple(changed)))
    return worker


@transaction.atomic
def move(
    *, actor: Actor, worker_id: UUID | str, version: int, state: str, absence: str = "", reason: str = "",
    at: datetime | None = None,
) -> Worker:
    """Say where a worker stands from a moment on: on post, absent and why, advised to stay, gone. Not before his last change."""
    _may(actor)
    worker = lock(actor, worker_id, version)
    moment = at or clock.now()
    if state not in Worker.State.values:
        raise invalid({"state": _("Choose one of the states.")})
    if problem := standing.absence_problem(state, absence):
        raise invalid({"absence": {
            "needed": _("Say why he is absent."),
            "unknown": _("Choose one of the reasons."),
            "none": _("Only who is absent or expected has a reason of absence."),
        }[problem]})
    if moment > clock.now() or moment < worker.state_since:
        raise Refused("moment", _("The moment lies before the last change, or is still to come."), status=409)
    old = worker.state
    if (state, absence) == (old, worker.absence):
        return worker
    worker.state, worker.absence, worker.state_since = state, absence, moment
    worker.version, worker.changed_at = version + 1, clock.real_now()
    worker.save(force_update=True, update_fields=["state", "absence", "state_since", "version", "changed_at"])
    _stand(actor, worker, normal(reason)[:200])
    audit.record(actor, "people.worker.moved", worker, {
        "old": old, "new": state, "absence": absence, "reason": normal(reason)[:200], "at": moment})
    publish(actor, WorkerMoved(str(worker.pk), old, state))
    return worker


def _stand(actor: Actor, worker: Worker, reason: str) -> None:
    """From the worker's state_since on he stands as his row says: end the open row, add the next."""
    Standing.objects.filter(worker=worker, held_to=None, withdrawn_at=None).update(held_to=worker.state_since)
    Standing.objects.create(
        worker=worker, unit_id=worker.unit_id, team_id=worker.team_id, state=worker.state, absence=worker.absence,
        held_from=worker.state_since, reason=reason, recorded_by=actor.label[:100])


def lock(actor: Actor, worker_id: UUID | str, version: int) -> Worker:
    """The worker's row, locked and whole, if the actor may see it and nobody saved since `version`."""
    worker = selectors.workers(actor).defer(None).select_for_update(of=("self",)).filter(pk=worker_id).first()
    if worker is None:
        raise not_found()
    if worker.version != version:
        raise stale({"version": worker.version})
    return worker


@transaction.atomic
def reveal(*, actor: Actor, worker_id: UUID | str, reason: str) -> dict[str, str]:
    """A worker's personal values in full; needs a reason, which is kept with who asked (background part F)."""
    if not actor.can("people.worker.reveal"):
        raise not_allowed("people.worker.reveal")
    if len(reason.strip()) < 2:
        raise invalid({"reason": _("Say why you need them.")})
    worker = selectors.workers(actor).defer(None).filter(pk=worker_id).first()
    if worker is None:
        raise not_found()
    audit.record(actor, "people.worker.revealed", worker, {"reason": reason.strip()[:200]})
    return {field: str(getattr(worker, field)) for field in REVEALED}


@transaction.atomic
def save_team(
    *, actor: Actor, values: Mapping[str, Any], team_id: UUID | str | None = None, version: int = 0
) -> Team:
    """Name a workshop or team, or rename it; a team may lie in a workshop of its own unit, two levels at most."""
    _may(actor)
    team = Team()
    if team_id is not None:
        found = selectors.teams(actor).select_for_update(of=("self",)).filter(pk=team_id).first()
        if found is None:
            raise not_found()
        if found.version != version:
            raise stale({"version": found.version})
        team = found
    before = {"name": team.name, "parent": team.parent_id}
    for field in ("unit", "parent", "name"):
        if field in values and not (field == "unit" and team_id is not None):
            setattr(team, field, values[field])
    team.name = normal(team.name)
    team.name_sort = pinyin(team.name)[0]
    if problems := _team_problems(actor, team):
        raise invalid(problems)
    team.version = version + 1
    team.save(force_insert=team_id is None)
    after = {"name": team.name, "parent": team.parent_id}
    audit.record(actor, "people.team.saved", team, {"before": before if team_id else None, "after": after})
    return team


def _team_problems(actor: Actor, team: Team) -> dict[str, str]:
    problems = {}
    if not team.name:
        problems["name"] = _("Give the workshop or team a name.")
    if team.unit_id is None or not registry.visible(actor).filter(pk=team.unit_id).exists():
        problems["unit"] = _("Choose one of your units.")
    if team.parent is not None and (
            team.parent.unit_id != team.unit_id or team.parent.parent_id is not None or team.parent.pk == team.pk):
        problems["parent"] = _("Choose a workshop of the same unit.")
    if Team.objects.filter(unit=team.unit_id, parent=team.parent_id, name=team.name, archived_at=None).exclude(
            pk=team.pk).exists():
        problems["name"] = _("There is a workshop or team of this name already.")
    return problems
