"""Screens of the trail: all of it for the audit administrator, and the history of one row for who may see the row."""

from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from fugong.audit import selectors, services
from fugong.audit.models import Entry
from fugong.kit.actor import Actor
from fugong.kit.desk import Action, Column, Desk, Panel, desk_of, desks, values
from fugong.kit.desk.query import PAGE_SIZE
from fugong.kit.desk.views import need
from fugong.kit.errors import Refused, not_found
from fugong.kit.ids import uuid7

C = Column
SOURCES = {"screen": _("screen"), "import": _("import"), "paper": _("paper"), "api": "API", "device": _("device"),
           "job": _("background job"), "cli": _("command line")}

# Act → its name in words; project.wiring fills it, since the apps above say what is done.
acts: dict[str, Any] = {}


def act(row: Entry) -> object:
    """What was done, in words."""
    return acts.get(row.action, row.action)


TRAIL = Desk(
    code="audit.entry", path="trail", model=Entry, title=_("Audit trail"), noun=_("record"), door="system",
    rows=selectors.trail, read="audit.trail.read", order=("-id",), export="audit.trail.read",
    columns=(C("recorded_at", _("recorded at"), sort="id", link=True), C("business_at", _("business time"), hidden=True),
             C("actor_label", _("who")), C("action", _("what"), act), C("subject_label", _("to what")),
             C("source", _("through"), lambda e: SOURCES.get(e.source, e.source)),
             C("request_id", _("request"), hidden=True)),
    panels=(Panel(_("Record"), (
        C("recorded_at", _("recorded at")), C("business_at", _("business time")), C("actor_label", _("who")),
        C("on_behalf_of", _("on behalf of")), C("action", _("what"), act), C("subject_label", _("to what")),
        C("source", _("through"), lambda e: SOURCES.get(e.source, e.source)), C("request_id", _("request")),
        C("data", _("details"), lambda e: "；".join(f"{k}：{v}" for k, v in e.data.items() if k != "sealed")))),),
    actions=lambda actor, row: [Action(_("Show whole"), whole_url(actor, row), icon="eye")] if whole_url(actor, row) else [],
    empty=_("Nothing was recorded yet."),
)
DESKS = (TRAIL,)


class ReasonForm(forms.Form):
    """Why somebody needs the whole values."""

    reason = forms.CharField(label=_("reason"), max_length=200, help_text=_("Kept in the trail beside your name."))


def reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole personal values of a record, once a reason was given."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "audit.personal.reveal")
    entry = Entry.objects.filter(pk=pk).first()
    if entry is None:
        raise not_found()
    form, rows = ReasonForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        try:
            values = services.reveal(actor=actor, entry_id=pk, reason=form.cleaned_data["reason"])
            rows = [row for part in values.values() for row in part.items()]
        except Refused as refused:
            form.add_error(None, str(refused.message))
    return render(request, "audit/reveal.html", {
        "title": _("Personal values in the trail"), "subtitle": entry.subject_label, "back": back_to(actor, entry), "form": form,
        "key": str(uuid7()), "save_label": _("Show"),
        "items": [{"label": label_of(entry, name), "text": " → ".join(value) if isinstance(value, list) else value}
                  for name, value in rows] if rows is not None else None,
    }, status=422 if form.is_bound and rows is None else 200)


def back_to(actor: Actor, entry: Entry) -> dict[str, Any]:
    """The way back from a record: the history of its row, or the record in the trail."""
    for desk in desks():
        if desk.model._meta.label_lower == entry.subject_type and actor.can(desk.read):
            url = reverse("audit.history", kwargs={"code": desk.code, "pk": entry.subject_id})
            return {"url": url, "label": entry.subject_label}
    return {"url": TRAIL.url("detail", entry.pk), "label": TRAIL.title}


def label_of(entry: Entry, name: str) -> object:
    """What people call a field of what an entry is about."""
    try:
        return apps.get_model(entry.subject_type)._meta.get_field(name).verbose_name
    except (LookupError, FieldDoesNotExist, ValueError):
        return name


def whole_url(actor: Actor, row: Entry) -> str:
    """Where the whole values of a record are shown, for who may see them."""
    there = "sealed" in row.data and actor.can("audit.personal.reveal")
    return reverse("audit.reveal", kwargs={"pk": row.pk}) if there else ""


def entry(actor: Actor, row: Entry, model: type[models.Model]) -> dict[str, Any]:
    """One record as the history page draws it."""
    changed = row.data.get("changed")
    pairs = dict(changed) if isinstance(changed, dict) else {}
    if {"old", "new"} <= row.data.keys() and row.subject_type == model._meta.label_lower:
        pairs["state"] = [row.data["old"], row.data["new"]]
    known = {field.name: field for field in model._meta.concrete_fields}
    return {
        "at": row.business_at, "who": row.actor_label, "on_behalf_of": row.on_behalf_of, "act": act(row),
        "source": SOURCES.get(row.source, row.source), "reason": row.data.get("reason", ""), "request_id": row.request_id,
        "whole_url": whole_url(actor, row),
        "changes": [{"label": known[name].verbose_name if name in known else name, "before": said(known.get(name), pair[0]),
                     "after": said(known.get(name), pair[1])} for name, pair in pairs.items()],
    }


def said(field: "models.Field[Any, Any] | None", value: Any) -> Any:
    """A recorded value in words: the label of a choice, the name of a row, yes and no."""
    if value is None or field is None:
        return value
    if isinstance(field, models.ForeignKey):
        return field.remote_field.model._default_manager.filter(pk=value).first() or value
    if isinstance(field, models.BooleanField | models.DateField):
        return values.shown(field.to_python(value))
    return dict(field.flatchoices).get(value, value)


def history(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """What happened to one row of a desk, for who may see the row."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    desk = desk_of(code)
    row = desk.one(actor, pk)
    page = request.GET.get("page", "1")
    number = min(int(page), 1000) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    start = (max(number, 1) - 1) * PAGE_SIZE
    rows = list(selectors.history(actor, desk.model._meta.label_lower, str(pk))[start:start + PAGE_SIZE + 1])
    back = desk.url("detail", pk) if desk.panels else desk.url("list")
    return render(request, "kit/history.html", {
        "title": row, "subtitle": _("History"), "back": {"url": back, "label": row},
        "entries": [entry(actor, item, desk.model) for item in rows[:PAGE_SIZE]],
        "prev_url": f"?page={number - 1}" if number > 1 else None,
        "next_url": f"?page={number + 1}" if len(rows) > PAGE_SIZE else None,
    })


def history_url(desk: Desk, row: Any) -> str:
    """Where the history of a desk's row is shown."""
    return reverse("audit.history", kwargs={"code": desk.code, "pk": row.pk})


def urls() -> list[URLPattern]:
    """The trail's pages."""
    return [path("trail/<uuid:pk>/whole/", reveal, name="audit.reveal"),
            path("history/<str:code>/<uuid:pk>/", history, name="audit.history"), *TRAIL.urls()]
