"""Addresses of reporting inside an authority."""

from django.urls import URLPattern, path

from fugong.reporting.desks import figures, reports


def urls() -> list[URLPattern]:
    """All pages of reporting."""
    return [path("figures/<slug:code>/", figures.figure, name="reporting.figure"), *reports.urls()]
