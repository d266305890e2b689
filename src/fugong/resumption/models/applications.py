"""An application with its steps, commitment, verifications and reviews."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.kit.clock import real_now
from fugong.kit.crypto import SealedField
from fugong.kit.ids import uuid7
from fugong.registry.models import Unit
from fugong.resumption.models.plans import EnterprisePlan
from fugong.resumption.rules.states import OPEN, STATES
from fugong.standards.models import Assessment, PackVersion


class Application(models.Model):
    """One application of one unit to resume; at most one is open at a time.

    kind: the path (rules.states); regime: the code of the regime it stands under; pack_version: the rules it is
    measured by; round: how often it was handed in; workers_*: people planned to return, by origin.
    """

    class Kind(models.TextChoices):
        APPROVAL = "approval", _("approval")
        FILING = "filing", _("filing")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("handed in")
        RETURNED = "returned", _("returned for correction")
        FILED = "filed", _("filed")
        VERIFYING = "verifying", _("in verification")
        VERIFIED = "verified", _("verified, waiting for decision")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("not approved")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("path"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    state_since = models.DateTimeField(_("since"))
    regime = models.CharField(_("regime"), max_length=40)
    batch = models.CharField(_("batch"), max_length=40, blank=True)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(EnterprisePlan, on_delete=models.PROTECT, related_name="+", null=True)
    self_check = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+", null=True)
    proposed_on = models.DateField(_("proposed day of resumption"), null=True, blank=True)
    control_leader = models.CharField(_("head of epidemic control"), max_length=40, blank=True)
    control_phone = SealedField(_("phone of the head of epidemic control"), blank=True, default="")
    workers_local = models.PositiveIntegerField(_("local workers"), default=0)
    workers_other_city = models.PositiveIntegerField(_("workers from other cities of the province"), default=0)
    workers_other_province = models.PositiveIntegerField(_("workers from other provinces"), default=0)
    workers_hubei = models.PositiveIntegerField(_("workers from Hubei"), default=0)
    reasons = models.TextField(_("reasons and arrangement of production"), blank=True)
    round = models.PositiveSmallIntegerField(_("round"), default=0)
    opened_at = models.DateTimeField(_("begun at"))
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decision made at"), null=True, blank=True)
    resumed_at = models.DateTimeField(_("resumed at"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=real_now)
    changed_at = models.DateTimeField(default=real_now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="application_state_known"),
            models.UniqueConstraint(fields=["unit"], condition=Q(state__in=OPEN), name="application_one_open"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "state_since", "id"], name="application_waiting"),
            models.Index(fields=["-state_since", "id"], name="application_latest"),
            models.Index(fields=["unit", "-opened_at"], name="application_of_unit"),
            *(models.Index(fields=[f"{event}_at", "id"], name=f"application_by_{event}")
              for event in ("submitted", "decided", "resumed")),
            models.Index(fields=["proposed_on", "id"], name="application_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.number}"

    @property
    def number(self) -> str:
        """By what people call it: the day it was begun and the end of its id, 20200216-3F9A."""
        return f"{self.opened_at:%Y%m%d}-{self.id.hex[-4:].upper()}"

    @property
    def workers(self) -> int:
        """People planned to return, of all origins."""
        return self.workers_local + self.workers_other_city + self.workers_other_province + self.workers_hubei


class ApplicationStep(models.Model):
    """One step of an application: who did what, by both clocks, why, and how long the state before had lasted.

    elapsed is business time; basis names what the step rested on: regime, edition of the rules, facts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=12)
    old = models.CharField(max_length=10, blank=True)
    new = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=60, blank=True)
    actor_label = models.CharField(max_length=100)
    on_behalf_of = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    basis = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=real_now)
    elapsed = models.DurationField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "number"], name="application_step_once"),
        ]
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.action}"


class Participant(models.Model):
    """Who took part in an application by which kind of act: what four eyes are checked against."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="participants")
    act = models.CharField(max_length=12)
    person_id = models.CharField(max_length=60)
    label = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "act", "person_id"], name="participant_once"),
        ]


class Commitment(models.Model):
    """The letter of commitment as it was signed in the app (S1-06); a later signature replaces it.

    sha256: of the text, signer and moment together, printed on the letter so that a copy can be compared.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="commitments")
    letter = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    text = models.TextField()
    signer = models.CharField(_("signer"), max_length=40)
    post = models.CharField(_("post"), max_length=40, blank=True)
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(_("letter signed at"))
    signed_by_id = models.CharField(max_length=60)
    signed_by = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(default=real_now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(replaced_at=None), name="commitment_one_standing"),
        ]

    def __str__(self) -> str:
        return self.title


class Verification(models.Model):
    """A verification on site (S2-11, S4-27) of one round: its items are an assessment by the pack's lists.

    A visit loaded from before the platform has no assessment.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="verifications")
    round = models.PositiveSmallIntegerField()
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+", null=True)
    companions = models.CharField(_("who came along"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    started_at = models.DateTimeField(_("begun at"))
    started_by = models.CharField(max_length=100)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    finished_by = models.CharField(max_length=100, blank=True)
    recorded_at = models.DateTimeField(default=real_now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "round"], name="verification_once_a_round"),
        ]

    def __str__(self) -> str:
        return str(self.application)


class Review(models.Model):
    """What one review found in a round: epidemic control, production safety (S1-26), or a department's sign-off.

    A reviewer who changes his mind withdraws the row and adds another.
    """

    class Kind(models.TextChoices):
        EPIDEMIC = "epidemic", _("epidemic control")
        SAFETY = "safety", _("production safety")
        DEPARTMENT = "department", _("department")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(_("review"), max_length=10, choices=Kind)
    department = models.CharField(_("department"), max_length=40, blank=True)
    passed = models.BooleanField(_("passed"))
    note = models.TextField(_("note"), blank=True)
    by = models.CharField(max_length=100)
    by_id = models.CharField(max_length=60)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=real_now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "round", "kind", "department"], condition=Q(withdrawn_at=None),
                name="review_one_standing"),
        ]
