"""The authority's own plan: which one holds, which held before, and a new one from a GeoJSON file."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fugong.kit import dates
from fugong.kit.actor import Actor
from fugong.kit.desk.views import need
from fugong.kit.downloads import download
from fugong.kit.errors import Refused
from fugong.registry import selectors
from fugong.registry.desks.duties import page
from fugong.registry.models import Plan
from fugong.registry.rules import plans as rules
from fugong.registry.services import plans

GEOJSON = "application/geo+json"


class PlanForm(forms.Form):
    """What the plan is called, and its file."""

    name = forms.CharField(label=_("name"), max_length=rules.MAX_NAME)
    file = forms.FileField(
        label=_("file"), widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
        help_text=_("GeoJSON with the roads, banks and areas of the park in WGS-84 degrees, up to %(size)s MB. Export it "
                    "from the drawing or map programme that the park uses.") % {"size": rules.MAX_BYTES // 2**20})


def listing(request: HttpRequest) -> HttpResponse:
    """The plans with their days."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = selectors.plans(actor)
    may = actor.can("registry.grid.edit")
    return render(request, "registry/plans.html", {
        "title": _("Plan"), "subtitle": _("The drawing on which maps show grids and units"),
        "actions": [{"label": _("Upload a plan"), "url": reverse("registry.plan.new"), "icon": "upload", "primary": True}]
        if may else [],
        "table": {
            "columns": [{"label": label, "css": css} for label, css in (
                (_("name"), ""), (_("from"), ""), (_("to"), ""), (_("lines and areas"), "num"), (_("uploaded by"), ""))],
            "rows": [{"cells": _cells(plan)} for plan in found],
            "empty": _("No plan yet: maps show grids and units on plain ground. Upload the park's plan as GeoJSON."),
        }})


def _cells(plan: Plan) -> list[dict[str, object]]:
    texts: tuple[tuple[object, str, str], ...] = (
        (plan.name, reverse("registry.plan.file", kwargs={"pk": plan.pk}), ""), (dates.day(plan.held_from), "", ""),
        (dates.day(plan.held_to) if plan.held_to else _("holds now"), "", ""), (plan.features, "", "num"),
        (plan.recorded_by, "", ""))
    return [{"text": text, "url": url, "badge": "", "css": css} for text, url, css in texts]


def new(request: HttpRequest) -> HttpResponse:
    """Put another plan in force from today on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "registry.grid.edit")
    form, refused = PlanForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            plan = plans.save_plan(
                actor=actor, name=form.cleaned_data["name"], data=form.cleaned_data["file"].read(rules.MAX_BYTES + 1))
            messages.success(request, _t("“%(row)s” is saved.") % {"row": plan})
            return HttpResponseRedirect(reverse("registry.plans"))
        except Refused as error:
            refused = error
    return page(request, _("Upload a plan"), form, {"url": reverse("registry.plans"), "label": _("Plan")}, refused)


def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A plan as the file that it was."""
    plan = selectors.plans(request.actor).filter(pk=pk).defer(None).first()  # type: ignore[attr-defined]
    if plan is None:
        raise Http404
    return download(f"{plan.name}.geojson", GEOJSON, plans.packed(plan.content))


def urls() -> list[URLPattern]:
    """The pages of this module."""
    return [
        path("site-plans/", listing, name="registry.plans"),
        path("site-plans/new/", new, name="registry.plan.new"),
        path("site-plans/<uuid:pk>.geojson", file, name="registry.plan.file"),
    ]
