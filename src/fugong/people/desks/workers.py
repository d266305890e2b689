"""The screens of the worker register: workers, workshops and teams, the file of one person."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fugong.exchange.rules.divisions import CITY, below, full_name
from fugong.kit import masks
from fugong.kit.actor import Actor
from fugong.kit.desk import Action, Column, Desk, Panel, Tab
from fugong.kit.desk.views import need
from fugong.kit.errors import Refused
from fugong.kit.ids import uuid7
from fugong.people.models import Team, Worker
from fugong.people.selectors import workers as selectors
from fugong.people.services import workers as services
from fugong.registry import selectors as registry
from fugong.registry.models import Unit

C = Column
TONES = {"expected": "info", "on_post": "pass", "absent": "check", "advised_stay": "check", "left": "idle"}


class MoveForm(forms.Form):
    """Where the worker stands from now on."""

    state = forms.ChoiceField(label=_("State"), choices=Worker.State)
    absence = forms.ChoiceField(label=_("Reason of absence"), required=False, choices=[("", "–"), *Worker.Absence.choices])
    reason = forms.CharField(label=_("Remark"), required=False, max_length=200)


@cache
def _cities() -> list[tuple[str, str]]:
    return sorted((d.code, full_name(d.code)) for d in below("") if d.level <= CITY)


def homes(actor: Actor) -> list[tuple[str, str]]:
    """Provinces and cities of the country: where somebody is registered."""
    return _cities()


def actions(actor: Actor, worker: Worker) -> Sequence[Action]:
    """What may be done with a worker's file."""
    if not actor.can("people.worker.edit"):
        return []
    return [Action(_("Change state"), reverse("people.worker.move", kwargs={"pk": worker.pk}), primary=True)]


def parts(actor: Actor, worker: Worker) -> dict[str, Any]:
    """The person's story, and the button that shows the personal values."""
    return {
        "timeline": [
            {"at": row.held_from, "text": row.get_state_display(), "who": row.recorded_by, "tone": TONES[row.state],
             "detail": " · ".join(filter(None, (row.unit.name, row.team.name if row.team else "",
                                                str(row.get_absence_display()), row.reason)))}
            for row in selectors.standings(actor, worker.pk)[:50]],
        "reveal_url": reverse("people.worker.reveal", kwargs={"pk": worker.pk})
        if actor.can("people.worker.reveal") else "",
    }


WORKERS = Desk(
    code="people.worker", path="workers", model=Worker, title=_("Workers"), noun=_("worker"), door="control", place=10,
    rows=selectors.workers, read=selectors.READ, edit="people.worker.edit", order=("name_sort", "id"), search=True,
    filters=("state", "shift"), choices={"unit": registry.units, "team": selectors.teams},
    codes={"home_division": homes, "township": registry.townships},
    create=services.register, change=services.change, key="worker_id", export="people.worker.export",
    importer="workers", import_permission="people.worker.import",
    state=C("state", tones=TONES), actions=actions, parts=parts, detail_template="people/worker.html",
    columns=(
        C("name", value=lambda w: masks.person(w.name), sort="name_sort", link=True, personal=True),
        C("state", tones=TONES), C("absence"), C("unit", value=lambda w: w.unit), C("team", value=lambda w: w.team),
        C("shift"), C("phone", value=lambda w: masks.phone(w.phone), personal=True, mask=masks.phone),
        C("card_number"), C("commute", hidden=True), C("dormitory_room", hidden=True),
        C("home_division", value=lambda w: full_name(w.home_division), hidden=True), C("state_since", hidden=True),
        C("emergency_name", value=lambda w: masks.person(w.emergency_name), hidden=True, personal=True),
    ),
    fields=(
        (_("Who"), ("name", "document", "id_number", "phone")),
        (_("Where he works"), ("unit", "team", "shift", "card_number")),
        (_("Where he lives and how he comes"), (
            "home_division", "home_address", "township", "address", "commute", "dormitory_room")),
        (_("In an emergency"), ("emergency_name", "emergency_phone")),
    ),
    panels=(
        Panel(_("Who"), (
            C("name", value=lambda w: masks.person(w.name)), C("document"),
            C("id_number", value=lambda w: masks.number(w.id_number)), C("phone", value=lambda w: masks.phone(w.phone)))),
        Panel(_("Where he works"), (
            C("unit", value=lambda w: w.unit), C("team", value=lambda w: w.team), C("shift"), C("card_number"), C("absence"),
            C("state_since"))),
        Panel(_("Where he lives and how he comes"), (
            C("home_division", value=lambda w: full_name(w.home_division)),
            C("home_address", value=lambda w: masks.place(w.home_address)),
            C("township", value=lambda w: full_name(w.township)), C("address", value=lambda w: masks.place(w.address)),
            C("commute"), C("dormitory_room"))),
        Panel(_("In an emergency"), (
            C("emergency_name", value=lambda w: masks.person(w.emergency_name)),
            C("emergency_phone", value=lambda w: masks.phone(w.emergency_phone)))),
    ),
    empty=_("No workers yet. Import the roster of a unit, or enter them one by one."),
)

TEAMS = Desk(
    code="people.team", path="teams", model=Team, title=_("Workshops and teams"), noun=_("workshop or team"), door="control",
    place=11, rows=selectors.teams, read=selectors.READ, edit="people.worker.edit", order=("unit__name_sort", "name_sort", "id"),
    choices={"unit": registry.units, "parent": selectors.teams}, create=services.save_team, change=services.save_team,
    key="team_id", search=True, search_in="unit__",
    columns=(C("name", link=True, sort="name_sort"), C("parent", value=lambda t: t.parent), C("unit", value=lambda t: t.unit)),
    fields=((_("Workshop or team"), ("unit", "parent", "name")),),
    panels=(Panel(_("Workshop or team"), (C("name"), C("parent", value=lambda t: t.parent), C("unit", value=lambda t: t.unit))),),
    empty=_("No workshops yet. Name them so that gaps can be seen team by team."),
)


@require_POST
def reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The personal values in full, once a reason was given; the reason is kept."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = services.reveal(actor=actor, worker_id=pk, reason=request.POST.get("reason", ""))
    shown["document"] = str(Worker.Document(shown["document"]).label)
    return render(request, "people/personal.html", {"values": [
        (WORKERS.label(C(name)), value) for name, value in shown.items() if value]})


def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say where a worker stands now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "people.worker.edit")
    worker = selectors.worker(actor, pk)
    form, refused = MoveForm(request.POST or None, initial={"state": worker.state, "absence": worker.absence}), None
    if request.method == "POST" and form.is_valid():
        sent = request.POST.get("_version", "")
        try:
            services.move(actor=actor, worker_id=pk, version=int(sent) if sent.isdecimal() else 0, **form.cleaned_data)
            return HttpResponseRedirect(WORKERS.url("detail", pk))
        except Refused as error:
            refused = error
            for field, text in error.fields.items():
                form.add_error(field, text)
    return render(request, "kit/form.html", {
        "title": _t("Change state"), "form": form, "sections": [{"title": str(worker), "fields": list(form)}],
        "key": str(uuid7()), "version": str(worker.version), "cancel_url": WORKERS.url("detail", pk),
        "back": {"url": WORKERS.url("detail", pk), "label": str(worker)},
    }, status=refused.status if refused else 422 if form.is_bound else 200)


def unit_tabs(actor: Actor, unit: Unit) -> list[Tab]:
    """The page of a unit leads to its workers."""
    if not actor.can(selectors.READ):
        return []
    return [Tab(_t("Workers"), f"{WORKERS.url('list')}?{urlencode({'q': unit.name})}")]


def urls() -> list[URLPattern]:
    """Pages beside the desks."""
    return [
        path("workers/<uuid:pk>/reveal/", reveal, name="people.worker.reveal"),
        path("workers/<uuid:pk>/move/", move, name="people.worker.move"),
    ]
