"""Addresses of reporting inside an authority."""

from django.urls import URLPattern, path

from fugong.reporting.desks import board, daily, day, figures, plan, reports
from fugong.reporting.desks.ledger import LEDGER


def urls() -> list[URLPattern]:
    """All pages of reporting."""
    return [
        path("day/", day.day, name="reporting.day"),
        path("day/act/", day.act, name="reporting.day.act"),
        path("day/remind/", day.remind, name="reporting.day.remind"),
        path("day/calls/", day.calls, name="reporting.day.calls"),
        path("day/<uuid:unit_id>/<str:day>/", daily.form, name="reporting.form"),
        *LEDGER.urls(),
        path("board/", board.board, name="reporting.board"),
        path("figures/", board.every, name="reporting.figures"),
        path("map/", plan.page, name="reporting.map"),
        path("map/plan.json", plan.data, name="reporting.map.data"),
        path("figures/<slug:code>/", figures.figure, name="reporting.figure"),
        *reports.urls(),
    ]
