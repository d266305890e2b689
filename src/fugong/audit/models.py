"""The append-only trail, its sealed blocks and the event log. The application role may only add and read."""

from typing import Any, ClassVar

from django.db import models

from fugong.kit.clock import real_now
from fugong.kit.crypto import SealedField
from fugong.kit.ids import uuid7


class CurrentTransaction(models.Func):
    """The id of the running transaction: rows of one act share it, and a sealer knows what is closed."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field: ClassVar = models.BigIntegerField()


class Record(models.Model):
    """Who did what to what, when by both clocks, through which entry point. No foreign keys on purpose."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    xid = models.BigIntegerField(db_default=CurrentTransaction())
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60, blank=True)
    subject_label = models.CharField(max_length=200, blank=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=60, blank=True)
    actor_label = models.CharField(max_length=100)
    on_behalf_of = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=10)
    request_id = models.CharField(max_length=60, blank=True)
    business_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=real_now)
    data = models.JSONField(default=dict)

    class Meta:
        abstract = True


class Entry(Record):
    """The trail of one authority."""

    public_schema: ClassVar[bool] = False

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="entry_of_subject"),
            models.Index(fields=["xid", "id"], name="entry_in_order"),
        ]


class SubjectKey(models.Model):
    """The data key of one subject of the trail: without it the personal values recorded about him cannot be read."""

    public_schema: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    key = SealedField()
    made_at = models.DateTimeField(default=real_now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_type", "subject_id"], name="subject_key_once"),
        ]


class SharedEntry(Record):
    """The trail of what all authorities share: sign-ins, users, roles, authorities."""

    public_schema: ClassVar[bool] = True

    class Meta:
        indexes: ClassVar = [models.Index(fields=["xid", "id"], name="shared_entry_in_order")]


class Seal(models.Model):
    """A closed run of records [from_xid, to_xid), hashed together with the seal before it."""

    number = models.PositiveIntegerField(primary_key=True)
    from_xid = models.BigIntegerField()
    to_xid = models.BigIntegerField()
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=real_now)

    class Meta:
        abstract = True


class Block(Seal):
    public_schema: ClassVar[bool] = False


class SharedBlock(Seal):
    public_schema: ClassVar[bool] = True


class Happening(models.Model):
    """The event log of one authority: what was published, so that figures can be explained later."""

    public_schema: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.CharField(max_length=80)
    payload: Any = models.JSONField(default=dict)
    actor_label = models.CharField(max_length=100)
    request_id = models.CharField(max_length=60, blank=True)
    business_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=real_now)
