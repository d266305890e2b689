"""Writing the trail. Called by every service, inside its transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from fugong.audit.models import Entry, Happening, Record, SharedEntry
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.database import connection
from fugong.kit.events import Event

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
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, models.Model):
        return str(value.pk)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def record(
    actor: Actor, action: str, subject: models.Model | None = None, data: Mapping[str, Any] | None = None
) -> None:
    """Add one line to the trail of the authority at work (or to the shared trail outside any).

    action: "<app>.<noun>.<verb in the past>"; subject: what it happened to, kept as type, id and label.
    """
    model: type[Record] = SharedEntry if connection.schema_name == "public" else Entry
    record_in(model, actor, action, subject, data)


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
    """Add one line per (id, label, data) in one statement, for operations on sets. Returns how many."""
    entries = [_row(Entry, actor, action, subject_type, str(key), label, data) for key, label, data in rows]
    Entry.objects.bulk_create(entries, batch_size=2000)
    return len(entries)


def log_event(actor: Actor, event: Event) -> None:
    """Keep what was published."""
    payload = asdict(event) if is_dataclass(event) else {}
    Happening.objects.create(
        event=type(event).__name__, payload=plain(payload), actor_label=actor.label[:100],
        request_id=actor.request_id, business_at=clock.now(),
    )
