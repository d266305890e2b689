"""Rules as loaded, decisions that put them in force, and assessments made by them.

Rows of a decision never change: it holds from its moment until the next of its kind, and is corrected by another
row for the same moment (rules.dated). What was known on a past day can therefore always be read again.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fugong.kit.clock import real_now
from fugong.kit.ids import uuid7
from fugong.standards.rules import loading
from fugong.standards.rules.packs import Pack

_packs: dict[str, Pack] = {}


class PackVersion(models.Model):
    """A pack as it was loaded, with the packs it includes put in: never changed, named by its fingerprint."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("code"), max_length=60)
    edition = models.CharField(_("edition"), max_length=40)
    name_zh = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name"), max_length=160)
    issuer_zh = models.CharField(_("issuing body"), max_length=120)
    issuer_en = models.CharField(_("issuing body"), max_length=160)
    document = models.CharField(_("document number"), max_length=60, blank=True)
    effective_from = models.DateTimeField(_("meant to hold from"), null=True)
    sha256 = models.CharField(_("fingerprint"), max_length=64, unique=True)
    content: Any = models.JSONField()
    loaded_at = models.DateTimeField(_("loaded at"), default=real_now)
    loaded_by = models.CharField(_("loaded by"), max_length=100)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "edition"], name="pack_edition_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_zh if _is_chinese() else self.name_en

    @property
    def issuer(self) -> str:
        """The issuer in the language of the page."""
        return self.issuer_zh if _is_chinese() else self.issuer_en

    @property
    def pack(self) -> Pack:
        """The rules, typed; built once for each fingerprint."""
        if self.sha256 not in _packs:
            _packs[self.sha256] = loading.pack_from(self.content)
        return _packs[self.sha256]


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


class Decision(models.Model):
    """What holds from a business moment on, who recorded it when, and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    effective_from = models.DateTimeField(_("holds from"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=real_now)
    recorded_by = models.CharField(_("recorded by"), max_length=100)

    class Meta:
        abstract = True


class PackAdoption(Decision):
    """The rules that the authority works by."""

    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("rules"))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["effective_from"], name="adoption_by_moment")]

    def __str__(self) -> str:
        return str(self.pack_version)


class ParameterOverride(Decision):
    """A value of a parameter of the authority's own. value: null gives the rules' own value back."""

    code = models.CharField(_("parameter"), max_length=60)
    value: Any = models.JSONField(_("value"), null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["code", "effective_from"], name="override_by_code")]

    def __str__(self) -> str:
        return self.code


class SlotText(Decision):
    """The authority's words for an empty slot. Empty words empty the slot again."""

    list_code = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    zh = models.TextField(_("text (Chinese)"), blank=True)
    en = models.TextField(_("text (English)"), blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["list_code", "number", "effective_from"], name="slot_by_place")]

    def __str__(self) -> str:
        return f"{self.list_code} {self.number}"


class AdmissionRegime(Decision):
    """How units of a batch are admitted to resume; batch "" is every batch without a row of its own."""

    batch = models.CharField(_("batch"), max_length=1, blank=True)
    regime = models.CharField(_("regime"), max_length=30)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["batch", "effective_from"], name="regime_by_batch")]

    def __str__(self) -> str:
        return f"{self.batch or '*'} {self.regime}"


class Acknowledgement(models.Model):
    """Somebody confirmed having read a list as it then stood. text_sha256: of its words; new words, new reading."""

    class SubjectKind(models.TextChoices):
        USER = "user", _("person")
        UNIT = "unit", _("unit")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    list_code = models.CharField(max_length=60)
    text_sha256 = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=4, choices=SubjectKind)
    subject_id = models.UUIDField()
    subject_label = models.CharField(_("acknowledged by"), max_length=120)
    given_at = models.DateTimeField(_("given at"))
    given_by = models.CharField(_("given by"), max_length=100)
    recorded_at = models.DateTimeField(default=real_now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["list_code", "text_sha256", "subject_kind", "subject_id"], name="acknowledged_once"),
        ]

    def __str__(self) -> str:
        return self.subject_label


class Assessment(models.Model):
    """Answers about one subject by one pinned edition of the rules.

    purpose: what it was made for (self_check, verification …), named by the app that opened it; as_of: the moment
    whose slots and parameters count; traits: of the subject then (enterprise, site, wharf, key_unit, above_scale);
    result: frozen when it is concluded, with the facts and parameters it used.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("rules"))
    purpose = models.CharField(_("purpose"), max_length=30)
    subject_id = models.UUIDField()
    subject_label = models.CharField(_("about"), max_length=120)
    traits = ArrayField(models.CharField(max_length=20), default=list)
    as_of = models.DateTimeField(_("as of"))
    opened_by = models.CharField(_("opened by"), max_length=100)
    recorded_at = models.DateTimeField(default=real_now)
    concluded_at = models.DateTimeField(_("concluded at"), null=True)
    concluded_by = models.CharField(_("concluded by"), max_length=100, blank=True)
    result: Any = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_id", "purpose", "-as_of"], name="assessment_of_subject")]

    def __str__(self) -> str:
        return self.subject_label


class AssessmentItem(models.Model):
    """The answer to one item. evidence: ids of attachments (files app); value: where evidence is a number."""

    class Verdict(models.TextChoices):
        MET = "met", _("in place")
        UNKNOWN = "unknown", _("not known")
        UNMET = "unmet", _("not in place")
        NOT_APPLICABLE = "na", _("not applicable")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="items")
    list_code = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    verdict = models.CharField(_("finding"), max_length=7, choices=Verdict)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=3, null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    evidence = ArrayField(models.UUIDField(), default=list)
    answered_by = models.CharField(_("answered by"), max_length=100)
    answered_at = models.DateTimeField(_("answered at"))
    recorded_at = models.DateTimeField(default=real_now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "list_code", "number"], name="assessed_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="assessed_number"),
        ]

    def __str__(self) -> str:
        return f"{self.list_code} {self.number}"
