"""Reports on the screen: choose a template and a day, read the text, keep it as a draft or as a file."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fugong.kit.actor import Actor
from fugong.kit.desk import Action
from fugong.kit.ids import uuid7
from fugong.kit.papers import rendering
from fugong.kit.papers.sheet import drawn
from fugong.reporting import library
from fugong.reporting.composing import Template, Word, words_of
from fugong.reporting.desks.asked import asked
from fugong.reporting.selectors import reports
from fugong.reporting.selectors.figures import indicators
from fugong.reporting.selectors.figures import words as name_and_unit
from fugong.reporting.services import reports as services

KINDS = {"press": _("press release"), "work_report": _("work report"), "bulletin": _("bulletin"),
         "notice": _("notice"), "letter": _("official letter")}


WORDS = {"headquarters": _("issuing headquarters"), "issue": _("issue number"),
         "trained_unit_names": _("units that were trained")}
LONGEST = 200


def words_in(request: HttpRequest, template: Template) -> dict[str, Word]:
    """The words of a template that the address gives; several values are set apart by 、."""
    given = {name: request.GET.get(name, "").strip()[:LONGEST] for name in words_of(template)}
    return {name: text.split("、") if "、" in text else text for name, text in given.items() if text}


def traced(code: str, as_of: date) -> tuple[str, str]:
    """The name of a figure that a document tells, and where it opens to the rows behind it."""
    known = {indicator.code: name_and_unit(indicator)[0] for indicator in indicators([code])}
    return known.get(code, code), reverse("reporting.figure", kwargs={"code": code}) + f"?as_of={as_of.isoformat()}"


def name_of(template: Template) -> str:
    """The template's name in the reader's language."""
    return template.en if (get_language() or "").startswith("en") else template.zh


def listing(request: HttpRequest) -> HttpResponse:
    """The templates at hand."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = [{"cells": [
        {"text": name_of(template), "url": reverse("reporting.report", kwargs={"code": template.code})},
        {"text": KINDS[template.kind]}]} for template in reports.templates(actor)]
    labels = (_("report"), _("kind"))
    return render(request, "reporting/reports.html", {
        "title": _("Reports"), "subtitle": _("Each writes itself with the figures of the day you choose."),
        "table": {"columns": [{"label": label} for label in labels], "rows": rows}})


def report(request: HttpRequest, code: str) -> HttpResponse:
    """A report as of a day, and what is still missing in it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = asked(request)
    template = library.template(code)
    words = words_in(request, template)
    made = reports.report(actor, template, question.as_of, known_at=question.known_at, words=words)
    day = "?" + urlencode({"as_of": question.as_of.isoformat(), **{name: request.GET[name] for name in words}})
    actions = [Action(label, reverse("reporting.report.file", kwargs={"code": code, "form": form}) + day, icon="download")
               for form, label in (("docx", "Word"), ("pdf", "PDF"))]
    if actor.can("documents.document.draft"):
        actions.insert(0, Action(_("Keep as a draft"),
                                 reverse("reporting.report.draft", kwargs={"code": code}) + day, "post", primary=True))
    return render(request, "reporting/report.html", {
        "title": name_of(made.template), "back": {"url": reverse("reporting.reports"), "label": _("Reports")},
        "actions": actions, "key": str(uuid7()), "as_of": question.as_of, "sheet": drawn(made.composition.document),
        "gaps": made.composition.document.gaps(), "template": made.template, "words": [
            {"name": name, "label": WORDS.get(name, name), "value": "、".join(value) if isinstance(value, list) else value}
            for name, value in made.words.items()]})


@require_POST
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the report as a draft document."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    words = words_in(request, library.template(code))
    kept = services.draft(actor=actor, code=code, as_of=asked(request).as_of, words=words)
    return HttpResponseRedirect(reverse("documents.document.detail", kwargs={"pk": kept.pk}))


def file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The report as a file, without keeping it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    template = library.template(code)
    made = reports.report(actor, template, asked(request).as_of, words=words_in(request, template))
    return rendering.file(made.composition.document, form).response()


def urls() -> list[URLPattern]:
    """The pages of reports."""
    return [
        path("reports/", listing, name="reporting.reports"),
        path("reports/<slug:code>/", report, name="reporting.report"),
        path("reports/<slug:code>/draft/", draft, name="reporting.report.draft"),
        path("reports/<slug:code>/file.<str:form>", file, name="reporting.report.file"),
    ]
