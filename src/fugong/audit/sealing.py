"""Sealing: closed runs of the trail are hashed into a chain, so that a later change shows.

No writer ever waits for it: one job per schema seals what no running transaction can still add to.
"""

import hashlib
import json
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from fugong.audit.models import Block, Entry, Record, Seal, SharedBlock, SharedEntry
from fugong.kit.database import connection

FIELDS = (
    "id", "xid", "action", "subject_type", "subject_id", "subject_label", "actor_kind", "actor_id", "actor_label",
    "on_behalf_of", "source", "request_id", "business_at", "recorded_at", "data",
)
LOCK = 0x66_67_73_6C  # "fgsl": one sealer at a time in a schema


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found: broken block numbers, and how many records are not sealed yet."""

    blocks: int
    broken: tuple[int, ...]
    unsealed: int


def _tables() -> tuple[type[Record], type[Seal]]:
    return (SharedEntry, SharedBlock) if connection.schema_name == "public" else (Entry, Block)


def _digest(model: type[Record], previous: str, from_xid: int, to_xid: int) -> tuple[str, int]:
    chain, count = hashlib.sha256(previous.encode()), 0
    rows = model._default_manager.filter(xid__gte=from_xid, xid__lt=to_xid).order_by("xid", "id")
    for row in rows.values_list(*FIELDS).iterator(chunk_size=5000):
        line = [v.isoformat() if hasattr(v, "isoformat") else v for v in row]
        chain.update(json.dumps(line, ensure_ascii=False, sort_keys=True, default=str).encode())
        count += 1
    return chain.hexdigest(), count


@transaction.atomic
def seal() -> Seal | None:
    """Close and hash all records of finished transactions; None when there is nothing to close."""
    entries, blocks = _tables()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [LOCK])
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        horizon = cursor.fetchone()[0]
    last = blocks._default_manager.order_by("-number").first()
    start = last.to_xid if last else 0
    if not entries._default_manager.filter(xid__gte=start, xid__lt=horizon).exists():
        return None
    digest, count = _digest(entries, last.digest if last else "", start, horizon)
    return blocks._default_manager.create(
        number=last.number + 1 if last else 1, from_xid=start, to_xid=horizon, count=count, digest=digest)


def verify() -> Verdict:
    """Hash every block again and compare; also count the tail that no block covers yet."""
    entries, blocks = _tables()
    broken, previous = [], ""
    for block in blocks._default_manager.order_by("number"):
        digest, count = _digest(entries, previous, block.from_xid, block.to_xid)
        if (digest, count) != (block.digest, block.count):
            broken.append(block.number)
        previous = block.digest
    sealed_to = blocks._default_manager.aggregate(top=Max("to_xid"))["top"] or 0
    tail = entries._default_manager.filter(xid__gte=sealed_to).count()
    return Verdict(blocks._default_manager.count(), tuple(broken), tail)
