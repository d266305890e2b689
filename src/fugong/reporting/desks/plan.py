"""The map: the authority's own plan with its grids, and the units on it by their state."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.kit import clock, dates
from fugong.kit.actor import Actor
from fugong.registry import selectors as registry
from fugong.registry.models import Unit
from fugong.registry.rules import TONES
from fugong.reporting.selectors import boards


def units_by_state(actor: Actor) -> dict[str, Any]:
    """The map as parts/map.html takes it."""
    where = reverse("registry.unit.list")
    return {
        "title": _("Units by state, as of %(now)s") % {"now": dates.moment(clock.now())},
        "url": reverse("reporting.map.data"),
        "legend": [{"tone": TONES.get(state, "idle"), "word": Unit.State(state).label, "count": count,
                    "url": f"{where}?{urlencode({'state': state})}"}
                   for state, count in boards.states(registry.units(actor))]}


def page(request: HttpRequest) -> HttpResponse:
    """The map, how many units are not on it, and the grids as a table."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    where, plan = reverse("registry.unit.list"), registry.plan(actor)
    return render(request, "reporting/map.html", {
        "title": _("Map"), "back": {"url": reverse("reporting.board"), "label": _("Figures")},
        "subtitle": _("%(plan)s, since %(day)s") % {"plan": plan.name, "day": dates.day(plan.held_from)} if plan else "",
        "actions": [{"label": _("Plan"), "url": reverse("registry.plans"), "icon": "map-pin"}],
        "map": units_by_state(actor), "unplaced": registry.units(actor).filter(longitude=None).count(),
        "table": {
            "title": _("Grids"), "columns": [{"label": _("grid"), "css": ""}, {"label": _("grid officer"), "css": ""}],
            "rows": [{"cells": [
                {"text": grid.name, "url": f"{where}?{urlencode({'grid': grid.pk})}", "badge": "", "css": ""},
                {"text": str(grid.officer or "–"), "url": "", "badge": "", "css": ""}]}
                for grid in registry.grids(actor).order_by("code")]},
    })


def data(request: HttpRequest) -> HttpResponse:
    """GeoJSON in WGS-84, from below to above: the plan, the outlines of grids, the positions of units."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    where, plan = reverse("registry.unit.list"), registry.plan(actor)
    areas = [{"type": "Feature", "geometry": grid.outline,
              "properties": {"name": grid.name, "url": f"{where}?{urlencode({'grid': grid.pk})}"}}
             for grid in registry.grids(actor) if grid.outline]
    units = registry.units(actor).exclude(longitude=None).exclude(latitude=None)
    points = [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [unit.longitude, unit.latitude]},
               "properties": {"name": unit.name, "tone": TONES.get(unit.state, "idle"),
                              "word": str(unit.get_state_display()),
                              "url": reverse("registry.unit.detail", kwargs={"pk": unit.pk})}} for unit in units]
    ground = plan.content["features"] if plan else []
    return JsonResponse({"type": "FeatureCollection", "features": [*ground, *areas, *points]})
