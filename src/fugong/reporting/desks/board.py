"""The dashboard: the figures of the reader's role in pairs, trends, grids and industries, the units on the plan."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.kit.actor import Actor
from fugong.kit.charts import Chart
from fugong.reporting.desks import charts, plan
from fugong.reporting.desks.asked import Asked, asked
from fugong.reporting.rules.indicators import catalogue
from fugong.reporting.selectors import boards, dimensions, figures
from fugong.reporting.selectors.moments import spoken


def board(request: HttpRequest) -> HttpResponse:
    """The figures that the reader answers for, and how they came about."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = asked(request)
    absences = [code for code in catalogue().indicators if code.startswith("absent_")]
    mine = boards.codes(actor)
    found = figures.figures(actor, question.as_of, codes=[*mine, *absences], **question.known)
    shown = [*_trends(actor, question), *_spreads(actor, question), ("reasons", charts.reasons(question, found))]
    return render(request, "reporting/board.html", {
        "title": _("Dashboard"), "asked": question, "pairs": boards.in_pairs([found[code] for code in mine]),
        "charts": [{"spec": spec, "id": code} for code, spec in shown if spec.labels],
        "tables": [_missing_by_grid(actor, question)] if actor.can("reporting.daily.read") else [],
        "actions": _links(actor, question), "map": plan.units_by_state(actor) if actor.can("registry.unit.read") else None,
    })


def _trends(actor: Actor, question: Asked) -> list[tuple[str, Chart]]:
    units, workers = ["units_resumed", "units_registered"], ["workers_on_post", "workers_newly_returned"]
    found = charts.trends(actor, question, [*units, *workers])
    return [("units", charts.lines(actor, question, found, units, _("Units resumed, day by day"))),
            ("workers", charts.lines(actor, question, found, workers, _("Workers on post, day by day")))]


def _spreads(actor: Actor, question: Asked) -> list[tuple[str, Chart]]:
    """By grid and by industry; of no use to who sees own units only."""
    if actor.reach == "unit":
        return []
    units, workers = ["units_resumed", "units_registered"], ["workers_on_post"]
    grids = charts.parts(actor, question, "grid", units)
    sections = charts.parts(actor, question, "section", [*units, *workers])
    return [("grids", charts.bars(actor, question, "grid", grids, units, _("Units resumed by grid"))),
            ("sections", charts.bars(actor, question, "section", sections, units, _("Units resumed by industry"))),
            ("section-workers", charts.bars(actor, question, "section", sections, workers,
                                            _("Workers on post by industry")))]


def _links(actor: Actor, question: Asked) -> list[dict[str, Any]]:
    found = [{"label": _("All figures"), "url": f"{reverse('reporting.figures')}?as_of={question.as_of}",
              "icon": "chart-bar"}]
    if actor.can("registry.unit.read"):
        found.append({"label": _("Map"), "url": reverse("reporting.map"), "icon": "map-pin"})
    return found


def _missing_by_grid(actor: Actor, question: Asked) -> dict[str, Any]:
    """Who has not reported for the day, counted by grid."""
    day, where = question.as_of, reverse("reporting.day")
    counted = boards.missing_by_grid(actor, day)
    return {
        "title": _("Not reported"), "count_label": str(sum(count for *_rest, count in counted)),
        "url": f"{where}?day={day}&tab=missing", "url_label": _("Show the units"),
        "columns": [{"label": _("grid"), "css": ""}, {"label": _("grid officer"), "css": ""},
                    {"label": _("units"), "css": "num"}],
        "rows": [{"cells": [{"text": text, "url": "", "badge": "", "css": css}
                            for text, css in ((grid or dimensions.names("grid")[""], ""), (officer or "–", ""), (count, "num"))]}
                 for grid, officer, count in counted],
        "empty": _("Every unit in operation has reported for %(day)s.") % {"day": spoken(day)},
    }


def every(request: HttpRequest) -> HttpResponse:
    """All figures of a day in two tables, control and resumption."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = asked(request)
    found = figures.figures(actor, question.as_of, **question.known)
    titles = {"control": _("Control"), "resumption": _("Resumption")}
    return render(request, "reporting/figures.html", {
        "title": _("All figures"), "asked": question,
        "back": {"url": f"{reverse('reporting.board')}?as_of={question.as_of}", "label": _("Figures")},
        "tables": [{
            "title": title, "columns": [{"label": _("figure"), "css": ""}, {"label": _("value"), "css": "num"},
                                        {"label": _("since yesterday"), "css": "num"}, {"label": _("definition"), "css": "long"}],
            "rows": [{"cells": _cells(one)} for one in found.values() if one.indicator.side == side]}
            for side, title in titles.items()],
    })


def _cells(one: figures.Figure) -> list[dict[str, Any]]:
    texts = ((one.label, one.url, ""), (f"{one.text} {one.unit}" if one.text else _("no data"), "", "num"),
             (f"{one.delta:+}" if one.delta else "–", "", "num"),
             (one.indicator.definition.in_language(get_language() or ""), "", "long"))
    return [{"text": text, "url": url, "badge": "", "css": css} for text, url, css in texts]
