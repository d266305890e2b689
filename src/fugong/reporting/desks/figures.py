"""The page of one figure: value, definition, how it came about day by day, and the rows behind it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fugong.kit.actor import Actor
from fugong.reporting.desks.asked import asked
from fugong.reporting.selectors import figures


def figure(request: HttpRequest, code: str) -> HttpResponse:
    """One figure on one day."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = asked(request)
    indicator = figures.indicator(code)
    found = figures.figures(actor, question.as_of, codes=[code], **question.known)[code]
    return render(request, "reporting/figure.html", {"indicator": indicator, "figure": found, "asked": question})
