"""Reports over the API: read, kept as a file, kept as a draft."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from fugong.kit.desk.api import REFUSALS
from fugong.kit.papers import rendering
from fugong.reporting import library
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


def made_for(request: HttpRequest, code: str, as_of: date | None) -> reports.Report:
    """The report of a day, the last complete one if none is named."""
    return reports.report(request.actor, library.template(code), as_of or daily.current_day())  # type: ignore[attr-defined]


@router.get("", response={200: list[TemplateOut], **REFUSALS}, operation_id="reporting_report_list")
def listing(request: HttpRequest) -> Any:
    return [{"code": one.code, "zh": one.zh, "en": one.en, "kind": one.kind, "edition": one.edition,
             "sources": list(one.sources)}
            for one in reports.templates(request.actor)]  # type: ignore[attr-defined]


@router.get("/{code}", response={200: ReportOut, **REFUSALS}, operation_id="reporting_report_read")
def read(request: HttpRequest, code: str, as_of: date | None = None) -> Any:
    made = made_for(request, code, as_of)
    document = made.composition.document
    return {
        "template": made.template.code, "as_of": made.as_of, "text": rendering.render(document, "txt").decode(),
        "figures": made.values(), "missing": list(made.composition.missing), "gaps": list(document.gaps()),
    }


@router.get("/{code}/files/{form}", response={200: bytes, **REFUSALS}, operation_id="reporting_report_file")
def file(request: HttpRequest, code: str, form: str, as_of: date | None = None) -> HttpResponse:
    return rendering.file(made_for(request, code, as_of).composition.document, form).response()


@router.post("/{code}/drafts", response={201: DraftOut, **REFUSALS}, operation_id="reporting_report_draft")
def draft(request: HttpRequest, code: str, as_of: date | None = None) -> Any:
    kept = services.draft(actor=request.actor, code=code, as_of=as_of or daily.current_day())  # type: ignore[attr-defined]
    return 201, {"id": kept.pk, "version": kept.version}
