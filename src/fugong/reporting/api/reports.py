"""Reports over the API: read, kept as a file, kept as a draft."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import BeforeValidator, Field

from fugong.kit.desk.api import REFUSALS, no_truth
from fugong.kit.papers import rendering
from fugong.reporting import library
from fugong.reporting.api.days import Day
from fugong.reporting.composing import Word
from fugong.reporting.selectors import daily, reports
from fugong.reporting.services import reports as services

router = Router(tags=["reporting.report"])


class TemplateOut(Schema):
    """A report template."""

    code: str
    zh: str
    en: str
    kind: str
    edition: str
    sources: list[str]


class ReportOut(Schema):
    """A report as text, with the figures in it (rates in percent), what was unknown and what is to be written."""

    template: str
    as_of: date
    text: str
    figures: dict[str, int | str]
    missing: list[str]
    gaps: list[str]


class DraftOut(Schema):
    id: UUID
    version: int


class Asked(Schema):
    """The day (the last complete one), and words of the template where they are not the usual: who issues, the number
    of the bulletin, the units that were trained (set apart by 、)."""

    as_of: Day | None = None
    headquarters: str = Field("", max_length=200)
    issue: Annotated[int, Field(ge=1, le=9999), BeforeValidator(no_truth)] | None = None
    trained_unit_names: str = Field("", max_length=2000)

    @property
    def day(self) -> date:
        return self.as_of or daily.current_day()

    @property
    def words(self) -> dict[str, Word]:
        """Those that were given."""
        given: dict[str, Word] = {
            "headquarters": self.headquarters.strip(), "issue": self.issue or "",
            "trained_unit_names": [name for name in self.trained_unit_names.split("、") if name]}
        return {name: value for name, value in given.items() if value}


def made_for(request: HttpRequest, code: str, asked: Asked) -> reports.Report:
    """The report that was asked for."""
    return reports.report(request.actor, library.template(code), asked.day, words=asked.words)  # type: ignore[attr-defined]


@router.get("", response={200: list[TemplateOut], **REFUSALS}, operation_id="reporting_report_list")
def listing(request: HttpRequest) -> Any:
    return [{"code": one.code, "zh": one.zh, "en": one.en, "kind": one.kind, "edition": one.edition,
             "sources": list(one.sources)}
            for one in reports.templates(request.actor)]  # type: ignore[attr-defined]


@router.get("/{code}", response={200: ReportOut, **REFUSALS}, operation_id="reporting_report_read")
def read(request: HttpRequest, code: str, asked: Query[Asked]) -> Any:
    made = made_for(request, code, asked)
    document = made.composition.document
    return {
        "template": made.template.code, "as_of": made.as_of, "text": rendering.render(document, "txt").decode(),
        "figures": made.values(), "missing": list(made.composition.missing), "gaps": list(document.gaps()),
    }


@router.get("/{code}/files/{form}", response={200: bytes, **REFUSALS}, operation_id="reporting_report_file")
def file(request: HttpRequest, code: str, form: str, asked: Query[Asked]) -> HttpResponse:
    return rendering.file(made_for(request, code, asked).composition.document, form).response()


@router.post("/{code}/drafts", response={201: DraftOut, **REFUSALS}, operation_id="reporting_report_draft")
def draft(request: HttpRequest, code: str, asked: Query[Asked]) -> Any:
    kept = services.draft(actor=request.actor, code=code, as_of=asked.day, words=asked.words)  # type: ignore[attr-defined]
    return Status(201, {"id": kept.pk, "version": kept.version})
