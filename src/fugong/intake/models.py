"""What came in and went out by file, drafts of forms, and keys by which a form is sent once."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.kit.clock import real_now
from fugong.kit.crypto import SealedField
from fugong.kit.ids import uuid7


class ImportRun(models.Model):
    """One file of one kind: what was asked, what became of its rows, who did it, whether it was taken back.

    headers, places: how the file's columns were understood (fugong.kit.excel.reader.Sheet), kept so that the rows
    that were not taken can be returned; notes: what was passed over (columns, rows, other sheets) and how a text
    was decoded; at_once: written as soon as it was checked, with nobody asked; progress: percent.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CHECKED = "checked", _("checked, nothing written")
        RUNNING = "running", _("being written")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        UNDONE = "undone", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    permission = models.CharField(max_length=60)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size"))
    whole = models.BooleanField(_("all or nothing"), default=False)
    at_once = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    refusal = models.CharField(_("reason"), max_length=500, blank=True)
    sheet = models.CharField(_("sheet"), max_length=60, blank=True)
    headers = models.JSONField(default=list)
    places = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    duplicates = models.PositiveIntegerField(_("possible duplicates"), default=0)
    errors = models.PositiveIntegerField(_("with errors"), default=0)
    actor_id = models.CharField(max_length=60, blank=True)
    actor_label = models.CharField(_("by"), max_length=100)
    source = models.CharField(_("source"), max_length=10)
    business_at = models.DateTimeField(_("business time"))
    started_at = models.DateTimeField(_("started"), default=real_now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = models.CharField(_("taken back by"), max_length=100, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "-started_at"], name="import_run_by_kind")]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """What became of one row. content: raw cells and problems of a row that was not taken, encrypted, as JSON;
    before: the target's values that the import replaced, for undoing; the owner seals those that are about persons."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("new")
        UPDATED = "updated", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        DUPLICATE = "duplicate", _("possible duplicate")
        ERROR = "error", _("with errors")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    codes = ArrayField(models.CharField(max_length=30), default=list)
    content = SealedField(blank=True, default="")
    target_id = models.UUIDField(null=True, blank=True)
    label = models.CharField(max_length=200, blank=True)
    version_after = models.PositiveIntegerField(null=True, blank=True)
    before = models.JSONField(null=True, blank=True)
    undone = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "number"], name="import_row_once")]
        indexes: ClassVar = [models.Index(fields=["target_id"], name="import_row_of_target")]


class DuplicatePair(models.Model):
    """A row that may be something already in the register, or on another row; somebody decides, whenever he likes."""

    class Decision(models.TextChoices):
        OPEN = "", _("not decided")
        SAME = "same", _("the same")
        DIFFERENT = "different", _("two different ones")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.OneToOneField(ImportRow, on_delete=models.CASCADE, related_name="pair")
    given = models.CharField(_("in the file"), max_length=200)
    other_number = models.PositiveIntegerField(_("other row"), null=True, blank=True)
    target_id = models.UUIDField(null=True, blank=True)
    found = models.CharField(_("in the register"), max_length=200, blank=True)
    why = models.CharField(_("why"), max_length=200)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.OPEN, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(decision=""), name="duplicate_pair_open"),
        ]


class ExportRun(models.Model):
    """A list that leaves the house: which, how filtered, masked or not, by whom, how far it is.

    kind: code of the desk; question: the list's query string; columns: their names, all where empty; language: that
    of the headings; progress: percent. The file is an attachment until expires_at; the record stays.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("in progress")
        READY = "ready", _("ready")
        REFUSED = "refused", _("refused")
        EXPIRED = "expired", _("file deleted")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    question = models.CharField(_("filter"), max_length=1000, blank=True)
    columns = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    form = models.CharField(_("form"), max_length=4)
    language = models.CharField(max_length=10, blank=True)
    masked = models.BooleanField(_("masked"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    refusal = models.CharField(_("reason"), max_length=500, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    expires_at = models.DateTimeField(_("file kept until"), null=True, blank=True)
    actor_id = models.CharField(max_length=60, blank=True)
    actor_label = models.CharField(_("by"), max_length=100)
    business_at = models.DateTimeField(_("business time"))
    started_at = models.DateTimeField(_("started"), default=real_now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], condition=Q(state="ready"), name="export_run_to_expire"),
        ]

    def __str__(self) -> str:
        return self.kind


class Draft(models.Model):
    """What somebody has typed into a form and not sent yet; encrypted. Gone when the form was sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor_id = models.CharField(max_length=60)
    form = models.CharField(max_length=160)
    content = SealedField()
    saved_at = models.DateTimeField(default=real_now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["actor_id", "form"], name="draft_once")]


class IdempotencyKey(models.Model):
    """A form or call that was done, and the answer it got: a repetition gets the same answer and does nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor_id = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = SealedField(blank=True, default="")
    used_at = models.DateTimeField(default=real_now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["actor_id", "key"], name="idempotency_key_once")]
        indexes: ClassVar = [models.Index(fields=["used_at"], name="idempotency_key_by_age")]
