"""The page of one figure: value, definition, how it went day by day, how it spreads, and the rows behind it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.kit.actor import Actor
from fugong.kit.counts import Dimension
from fugong.kit.desk import desks
from fugong.kit.errors import Refused
from fugong.reporting.desks import charts
from fugong.reporting.desks.asked import Asked, asked
from fugong.reporting.desks.tables import heads, lines
from fugong.reporting.selectors import dimensions, figures

SPREADS: tuple[Dimension, ...] = ("grid", "section")


def figure(request: HttpRequest, code: str) -> HttpResponse:
    """One figure on one day. A request for the rows alone gets them alone."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = asked(request)
    indicator = figures.indicator(code)
    rows = _rows(request, actor, code, question)
    if rows is not None and request.headers.get("HX-Target") == "list":
        return render(request, "kit/list_rows.html", rows)
    found = figures.figures(actor, question.as_of, codes=[code], **question.known)[code]
    name = found.label
    language = get_language() or "zh-hans"
    spreads = [] if question.only or actor.reach == "unit" else SPREADS
    shown = [("trend", charts.lines(actor, question, charts.trends(actor, question, [code]), [code])),
             *((by, charts.bars(actor, question, by, charts.parts(actor, question, by, [code]), [code]))
               for by in spreads)]
    board = f"{reverse('reporting.board')}?as_of={question.as_of}"
    return render(request, "reporting/figure.html", {
        "title": name, "back": {"url": board, "label": _("Figures")}, "figure": found, "asked": question,
        "delta": f"{found.delta:+,}" if found.delta else "",
        "definition": indicator.definition.in_language(language), "parts": _parts(actor, question, found),
        "narrowed": [f"{dimensions.title(by)}：{dimensions.names(by).get(value, value)}"  # type: ignore[arg-type]
                     for by, value in question.only.items()],
        "charts": [{"spec": spec, "id": code} for code, spec in shown if spec.labels],
        "rows_context": rows, **(rows or {}), "page_title": name,
    })


def _parts(actor: Actor, question: Asked, found: figures.Figure) -> list[dict[str, Any]]:
    """Numerator and denominator with the figures that show them by themselves."""
    one = found.indicator
    if not one.denominator:
        return []
    counts = {other.numerator: other for other in figures.indicators() if other.kind == "count"}
    return [{"label": figures.words(counts[fact])[0], "value": value,
             "url": figures.address(actor, counts[fact].code, question.as_of, question.known_at, question.only)}
            for fact, value in zip(one.facts, (found.numerator, found.denominator), strict=True) if fact in counts]


def _rows(request: HttpRequest, actor: Actor, code: str, question: Asked) -> dict[str, Any] | None:
    """A page of the rows behind the figure as the kit's list draws them; None for who gets figures only."""
    try:
        rows, columns = figures.rows(actor, code, question.as_of, **question.known)
    except Refused as refused:
        if refused.status != 403:
            raise
        return None
    page = figures.page(rows, request.GET.get("page"))
    places = {desk.model: desk for desk in desks() if desk.panels}
    desk = places.get(rows.model)

    def at(number: int) -> str:
        asked_for = request.GET.copy()
        asked_for["page"] = str(number)
        return f"?{asked_for.urlencode()}"

    return {
        "desk": {"slug": f"{actor.authority}.figure.{code}"}, "title": _("Rows behind the figure"),
        "count_label": f"{page.count:,}", "columns": heads(rows.model, columns),
        "rows": lines(page.rows, columns, lambda row: desk.url("detail", row.pk) if desk else ""),
        "page": page.number, "page_count": page.pages, "filtered": False,
        "prev_url": at(page.number - 1) if page.number > 1 else None,
        "next_url": at(page.number + 1) if page.number < page.pages else None,
        "empty": {"title": _("No rows"), "text": _("Nothing stands behind this figure on this day."), "url": None},
    }
