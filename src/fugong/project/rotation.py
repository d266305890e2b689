"""Everything encrypted under an older field key is encrypted again under the current one, batch by batch.

Each batch is a transaction of its own, so that the work may be broken off at any moment and begun again: what is done
is not done twice. Versions and the trail of the rows stay as they are, since nobody changed a value.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from fugong.accounts import selectors, tenancy
from fugong.audit import services as audit
from fugong.files import services as files
from fugong.files.models import Attachment
from fugong.kit import crypto
from fugong.kit.actor import Actor

BATCH = 500
SECRETS = ("secret", "seed")
"""Where allauth keeps what must stay secret in an authenticator's data."""
Progress = Callable[[str], None]


@dataclass(slots=True)
class Rotated:
    """How many values and files were encrypted again, and which could not be read (their key is not here)."""

    values: int = 0
    files: int = 0
    unreadable: list[str] = field(default_factory=list)


def rotate(*, actor: Actor, progress: Progress = lambda line: None) -> Rotated:
    """Bring all authorities to the current field key."""
    done = Rotated()
    _rotate_second_steps(done)
    for where in selectors.open_authorities():
        with tenancy.entered(where):
            for model, column in sealed_columns():
                _rotate_column(model, column, done, f"{where.slug}: {model._meta.label_lower}.{column}")
            _rotate_files(done, where.slug)
        progress(where.slug)
    audit.record_shared(actor, "accounts.field_key.rotated", None, {
        "key": settings.FIELD_KEY_CURRENT, "values": done.values, "files": done.files, "unreadable": len(done.unreadable)})
    return done


def sealed_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every encrypted column of the authorities' tables."""
    for model in apps.get_models():
        for each in model._meta.concrete_fields:
            if isinstance(each, crypto.SealedField):
                yield model, str(each.column)


def _rotate_column(model: type[models.Model], column: str, done: Rotated, name: str) -> None:
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    last: Any = None
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            after = f"AND {key} > %s" if last is not None else ""
            cursor.execute(
                f"SELECT {key}, {quote(column)} FROM {table} WHERE {quote(column)} <> '' AND {quote(column)} NOT LIKE %s "  # noqa: S608
                f"{after} ORDER BY {key} LIMIT {BATCH} FOR UPDATE",
                [f"{settings.FIELD_KEY_CURRENT}:%", *([last] if last is not None else [])])
            rows = cursor.fetchall()
            if not rows:
                return
            fresh = []
            for row, value in rows:
                try:
                    fresh.append((crypto.seal(crypto.open_sealed(value)), row))
                except ValueError:
                    done.unreadable.append(f"{name} {row}")
            cursor.executemany(f"UPDATE {table} SET {quote(column)} = %s WHERE {key} = %s", fresh)  # noqa: S608
            done.values += len(fresh)
            last = rows[-1][0]


def _rotate_second_steps(done: Rotated) -> None:
    """The secrets of authenticator apps and the seeds of recovery codes, which allauth keeps as JSON."""
    for key in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().get(pk=key)
            old = {name: value for name in SECRETS if (value := row.data.get(name, ""))
                   and not value.startswith(f"{settings.FIELD_KEY_CURRENT}:")}
            try:
                row.data |= {name: crypto.seal(crypto.open_sealed(value)) for name, value in old.items()}
            except ValueError:
                done.unreadable.append(f"{Authenticator._meta.label_lower}.data {key}")
                continue
            row.save(update_fields=["data"])
            done.values += len(old)


def _rotate_files(done: Rotated, slug: str) -> None:
    old = Attachment.objects.exclude(key_id=settings.FIELD_KEY_CURRENT).order_by("id")
    for attachment in old.iterator(chunk_size=BATCH):
        if files.rekey(attachment=attachment):
            done.files += 1
        else:
            done.unreadable.append(f"{slug}: {attachment.pk}")
