"""Writing the trail. Called by every service, inside its transaction."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from fugong.audit.models import Entry, Happening, Record, SharedEntry, SubjectKey
from fugong.audit.personal import Masks, guarded, guarded_many, open_many, opened, seal_many
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.database import connection
from fugong.kit.errors import Refused, invalid, not_allowed, not_found
from fugong.kit.events import Event
from fugong.kit.ids import uuid7

Row = TypeVar("Row", bound=Record)


def _row(
    model: type[Row], actor: Actor, action: str, kind: str, key: str, label: str, data: Mapping[str, Any]
) -> Row:
    return model(
        action=action, subject_type=kind, subject_id=key, subject_label=label[:200], actor_kind=actor.kind,
        actor_id=actor.id, actor_label=actor.label[:100], on_behalf_of=actor.on_behalf_of, source=actor.source,
        request_id=actor.request_id, business_at=clock.now(), data=plain(dict(data)),
    )


def plain(value: Any) -> Any:
    """A value as JSON can hold it: dates, numbers and identifiers as text."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, str):
        return value.replace("\0", "")  # the one sign that a text in the database cannot hold
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, models.Model):
        return str(value.pk)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def record(
    actor: Actor, action: str, subject: models.Model | None = None, data: Mapping[str, Any] | None = None, *,
    personal: Masks | None = None,
) -> None:
    """Add one line to the trail of the authority at work (or to the shared trail outside any).

    action: "<app>.<noun>.<verb in the past>"; subject: what it happened to, kept as type, id and label; personal:
    fields of data["after"] or data["changed"] that are kept masked, and whole under the subject's own key.
    """
    model: type[Record] = SharedEntry if connection.schema_name == "public" else Entry
    if personal and subject is not None:
        data = guarded(subject._meta.label_lower, str(subject.pk), data or {}, personal)
    record_in(model, actor, action, subject, data)


@transaction.atomic
def reveal(*, actor: Actor, entry_id: UUID | str, reason: str) -> dict[str, Any]:
    """The whole personal values of an entry, for who may see them and says why; both are recorded.

    {"after": {field: value}} or {"changed": {field: [before, after]}}; refused where the key was destroyed.
    """
    if not actor.can("audit.personal.reveal"):
        raise not_allowed("audit.personal.reveal")
    if len(reason.strip()) < 2:
        raise invalid({"reason": _("Say why you need the values.")})
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None:
        raise not_found()
    values = opened(entry)
    if values is None:
        raise Refused("gone", _("There are no personal values here, or they were erased for good."), status=410)
    record(actor, "audit.personal.revealed", entry, {"reason": reason.strip()[:200]})
    return values


@transaction.atomic
def erase(*, actor: Actor, subject: models.Model, reason: str) -> bool:
    """Destroy the key of a subject: what the trail holds of him can never be read again, and still verifies.

    For the owner of the subject, who clears his own rows in the same transaction. Returns whether there was a key.
    """
    found, _rows = SubjectKey.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).delete()
    record(actor, "audit.personal.erased", subject, {"reason": reason.strip()[:200]})
    return bool(found)


def record_shared(
    actor: Actor, action: str, subject: models.Model | None = None, data: Mapping[str, Any] | None = None
) -> None:
    """Add one line to the shared trail, whatever authority is at work: accounts, roles, tokens."""
    record_in(SharedEntry, actor, action, subject, data)


def record_in(
    model: type[Record], actor: Actor, action: str, subject: models.Model | None, data: Mapping[str, Any] | None
) -> None:
    kind = subject._meta.label_lower if subject is not None else ""
    key = str(subject.pk) if subject is not None else ""
    label = str(subject) if subject is not None else ""
    _row(model, actor, action, kind, key, label, data or {}).save(force_insert=True)


def record_many(
    actor: Actor, action: str, subject_type: str, rows: Iterable[tuple[UUID, str, Mapping[str, Any]]]
) -> int:
    """Add one line per (id, label, data) in one COPY, for operations on sets. Returns how many."""
    fixed = _common(actor, action, subject_type)
    columns = ("id", "subject_id", "subject_label", "data", *fixed)
    count = 0
    with connection.cursor() as cursor, \
            cursor.copy(f"COPY {Entry._meta.db_table} ({', '.join(columns)}) FROM STDIN") as copy:
        for key, label, data in rows:
            text = json.dumps(data, ensure_ascii=False, default=plain)
            copy.write_row((uuid7(), str(key), label[:200], text, *fixed.values()))
            count += 1
    return count


def guard_many(subject_type: str, rows: Mapping[UUID, Mapping[str, Any]], personal: Masks) -> dict[UUID, dict[str, Any]]:
    """Subject → data of his entry as `record` keeps it with `personal`, for entries that are written as a set."""
    return guarded_many(subject_type, rows, personal)


def seal_personal(subject_type: str, rows: Mapping[UUID, Mapping[str, Any]]) -> dict[UUID, str]:
    """Subject → his whole values under his own key, for the "sealed" of entries that are written as a set."""
    return seal_many(subject_type, rows.items())


def open_personal(sealed: Mapping[UUID, str]) -> dict[UUID, dict[str, Any]]:
    """What `seal_personal` sealed, for its owner's own use (an undo); missing where the key was destroyed."""
    return open_many(sealed)


def record_query(actor: Actor, action: str, subject_type: str, query: str) -> int:
    """Add one line per row of a query (entry id, subject id, label, data as jsonb), inside the database.

    For operations on sets so large that the rows should not travel. Returns how many.
    """
    fixed = _common(actor, action, subject_type)
    marks = ", ".join(f"%({column})s" for column in fixed)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Entry._meta.db_table} (id, subject_id, subject_label, data, {', '.join(fixed)}) "  # noqa: S608
            f"SELECT q.id, q.key::text, left(q.label, 200), q.data, {marks} FROM ({query}) q (id, key, label, data)", fixed)
        return int(cursor.rowcount)


def _common(actor: Actor, action: str, subject_type: str) -> dict[str, Any]:
    """The columns that all entries of one act share; the transaction id is the database's to fill in."""
    row = _row(Entry, actor, action, subject_type, "", "", {})
    own = ("id", "xid", "subject_id", "subject_label", "data")
    return {str(f.column): getattr(row, f.attname) for f in Entry._meta.concrete_fields if f.name not in own}


def log_event(actor: Actor, event: Event) -> None:
    """Keep what was published."""
    payload = asdict(event) if is_dataclass(event) else {}
    Happening.objects.create(
        event=type(event).__name__, payload=plain(payload), actor_label=actor.label[:100],
        request_id=actor.request_id, business_at=clock.now(),
    )
