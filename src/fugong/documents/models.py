"""Numbered series, documents with their frozen text, and who received them."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.kit import wording
from fugong.kit.clock import real_now
from fugong.kit.ids import uuid7
from fugong.kit.papers.model import Document as Paper
from fugong.kit.papers.model import load
from fugong.registry.models import Unit


class Series(models.Model):
    """Numbers of one issuer: documents by year (嘉疫指〔2020〕24号) or bulletins by issue (第7期).

    The next number follows the greatest one given, so numbers have no gap; the row is the lock.
    """

    class Style(models.TextChoices):
        NUMBER = "number", _("documents, numbered by year")
        ISSUE = "issue", _("bulletins, numbered by issue")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    style = models.CharField(_("numbering"), max_length=10, choices=Style)
    word = models.CharField(
        _("issuer's word"), max_length=20,
        help_text=_("The word before the year, such as 嘉疫指; for bulletins the name of the series."))
    issuer = models.CharField(_("issuer"), max_length=60)
    mark = models.CharField(
        _("red head"), max_length=60, help_text=_("The red line at the top of the first page."))
    paper_year = models.PositiveSmallIntegerField(
        _("year of the last number on paper"), null=True, blank=True,
        help_text=_("Leave empty when no number was given before this system."))
    paper_last = models.PositiveIntegerField(_("last number on paper"), default=0)
    name_sort = models.CharField(max_length=120, editable=False, default="")
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["style", "word"], name="documents_series_once"),
        ]

    def __str__(self) -> str:
        return self.word

    def year_of(self, day: date) -> int:
        """The year within which numbers run: 0 for bulletins, whose issues never start again."""
        return day.year if self.style == self.Style.NUMBER else 0

    def number_text(self, year: int, number: int) -> str:
        """The number as it is written."""
        if self.style == self.Style.ISSUE:
            return wording.issue_number(number)
        return wording.document_number(self.word, year, number)


class Document(models.Model):
    """One document. Its body is the document model of fugong.kit.papers as JSON, figures frozen in it.

    issued_on and withdrawn_on are business days; the moments beside them say when that was recorded.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", _("notice")
        BULLETIN = "bulletin", _("bulletin")
        WORK_REPORT = "work_report", _("work report")
        PRESS = "press", _("press release")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        ISSUED = "issued", _("issued")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    addressee = models.CharField(_("addressee"), max_length=100, blank=True)
    text = models.TextField(_("text"), blank=True, help_text=_("One paragraph a line."))
    body = models.JSONField()
    search = models.TextField(editable=False, default="")
    bigrams = ArrayField(models.CharField(max_length=2), editable=False, default=list)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("series"))
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    number_text = models.CharField(_("document number"), max_length=60, blank=True, default="")
    template = models.CharField(_("template"), max_length=40, blank=True)
    edition = models.CharField(max_length=40, blank=True)
    as_of = models.DateField(_("figures as of"), null=True, blank=True)
    drafted_by = models.CharField(_("drafted by"), max_length=100, blank=True)
    writers = ArrayField(models.CharField(max_length=60), default=list, editable=False)
    returned_reason = models.CharField(_("returned because"), max_length=300, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=100, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(_("withdrawn because"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=real_now)
    changed_at = models.DateTimeField(default=real_now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="documents_number_once"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "review"], issued_on=None, number=None)
                | Q(status__in=["issued", "withdrawn"], issued_on__isnull=False, issued_at__isnull=False),
                name="documents_issued_has_a_day"),
            models.CheckConstraint(
                condition=Q(number=None, series=None) | Q(number__isnull=False, series__isnull=False),
                name="documents_number_has_a_series"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("issued_on")),
                name="documents_withdrawn_after_issue"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-changed_at", "id"], name="documents_by_change"),
            models.Index(fields=["issued_on"], name="documents_by_issue"),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="documents_search"),
            GinIndex(fields=["bigrams"], name="documents_bigrams"),
        ]

    def __str__(self) -> str:
        return self.title

    def paper(self) -> Paper:
        """The text as values, to be shown or rendered."""
        return load(self.body)


class Receipt(models.Model):
    """A document was sent to a unit; whether it was read and signed for, and by whom."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="receipts")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(_("signed by"), max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "unit"], name="documents_receipt_once"),
        ]
