"""The screens of a desk. They ask selectors and services, and draw; they decide nothing."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.desk import query, values
from fugong.kit.desk.declaration import Action, Column, Desk, Tab, ports
from fugong.kit.desk.forms import DeskForm, build
from fugong.kit.errors import Refused, not_allowed
from fugong.kit.ids import uuid7

PRINT_LIMIT = 2_000
LONG = 18  # more characters than this are a sentence or a title and may wrap


def need(actor: Actor, permission: str) -> None:
    if permission and not actor.can(permission):
        raise not_allowed(permission)


def chosen_columns(desk: Desk, names: Collection[str]) -> list[Column]:
    """The columns so named; where no column is, all that are not hidden."""
    return [c for c in desk.columns if c.name in names] or [c for c in desk.columns if not c.hidden]


def shown_columns(desk: Desk, request: HttpRequest) -> list[Column]:
    """The columns that a list draws: those ticked in this browser (see list.js), and always the first."""
    ticked = request.COOKIES.get(f"columns.{slug(desk, request)}", "").split("-")
    chosen = chosen_columns(desk, ticked)
    return chosen if chosen[:1] == [*desk.columns[:1]] else [desk.columns[0], *chosen]


def slug(desk: Desk, request: HttpRequest) -> str:
    """By what a browser keeps apart what it remembers of lists."""
    return f"{request.actor.authority}.{desk.code}"  # type: ignore[attr-defined]


def drawer(desk: Desk, columns: Sequence[Column]) -> Callable[[Any], list[dict[str, Any]]]:
    """How to make the cells of a row for the template: worked out once for all rows of a page."""
    readers = [(column, values.reader(desk.model, column)) for column in columns]
    yes, no, opened = _("yes"), _("no"), opener(desk)

    def cells(row: Any) -> list[dict[str, Any]]:
        drawn = []
        for column, read in readers:
            value = read(row)
            text = (yes if value else no) if value is True or value is False else values.shown(value)
            drawn.append({
                "text": text,
                "badge": column.tones.get(values.code(row, column), "idle") if column.tones else "",
                "url": opened(row) if column.link else "",
                "css": "num" if column.number else "nowrap" if isinstance(value, date) else "long" if len(text) > LONG else "",
            })
        return drawn

    return cells


def opener(desk: Desk) -> Callable[[Any], str]:
    """The address of a row's page, from one look-up for all rows; "" where the desk has no such page."""
    if not desk.panels:
        return lambda row: ""
    any_key = UUID(int=0)
    before, after = desk.url("detail", any_key).split(str(any_key))
    return lambda row: f"{before}{row.pk}{after}"


def cell(desk: Desk, row: Any, column: Column) -> dict[str, Any]:
    """One cell as the template draws it."""
    return drawer(desk, [column])(row)[0]


def heading(desk: Desk, column: Column, question: query.Question, *, absent: bool) -> dict[str, Any]:
    """One column heading: its label and, where it can be sorted, the address that does so."""
    up, down = question.sort == column.name, question.sort == f"-{column.name}"
    return {
        "key": column.name, "label": desk.label(column), "css": "num" if column.number else "",
        "sorted": "asc" if up else "desc" if down else "", "hidden": absent, "absent": absent,
        "sort_url": question.address(sort=f"-{column.name}" if up else column.name, page=None)
        if column.sort else None,
    }


def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list; asked by htmx for its part of the page, only its rows."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, desk.read)
    partial = request.headers.get("HX-Target") == "list"
    question = query.ask(desk, actor, request.GET.dict(), offered=not partial)
    columns = shown_columns(desk, request)
    shown = query.page(desk, actor, question, [c.name for c in columns])
    cells, opened = drawer(desk, columns), opener(desk)
    next_page = question.page + 1 if shown.more and question.page * query.PAGE_SIZE < query.CAP else None
    context = {
        "desk": {"slug": slug(desk, request), "title": desk.title}, "title": desk.title,
        "list_url": desk.url("list"), "query": question.words, "no_search": not desk.search, "sort": question.sort,
        "notes": question.notes,
        "filters": [{"name": f.name, "label": f.label, "value": f.value, "kind": f.kind,
                     "options": [{"value": code, "label": label} for code, label in f.options]}
                    for f in question.filters],
        "filtered": bool(question.words or any(f.value for f in question.filters)),
        "columns": [heading(desk, c, question, absent=c not in columns) for c in desk.columns],
        "rows": [{"id": row.pk, "url": opened(row), "cells": cells(row)} for row in shown.rows],
        "count_label": query.count_label(shown.count), "as_of": clock.now(),
        "page": question.page, "page_count": min(-(-shown.count // query.PAGE_SIZE), query.CAP // query.PAGE_SIZE),
        "next_url": question.address(page=next_page) if next_page else None,
        "prev_url": question.address(page=question.page - 1 if question.page > 2 else None)
        if question.page > 1 else None,
        **tools(desk, actor, question),
    }
    return render(request, "kit/list_rows.html" if partial else "kit/list.html", context)


def tools(desk: Desk, actor: Actor, question: query.Question) -> dict[str, Any]:
    """What the actor may do with a list, and what to do when it is empty."""
    new_url = None
    if (desk.create or desk.new) and actor.can(desk.edit):
        new_url = reverse(desk.new) if desk.new else desk.url("new")
    import_url = ports.importing(desk) if desk.importer and actor.can(desk.import_permission) else ""
    export_url = ports.export(desk) if desk.export and actor.can(desk.export) else ""
    only_reads = (desk.create or desk.new or desk.importer) and not (new_url or import_url)
    return {
        "new_url": new_url, "import_url": import_url or None,
        "export_url": export_url + question.address(page=None) if export_url else None,
        "print_url": desk.url("print") + question.address(page=None),
        "empty": {"title": _("Nothing here yet"), "text": _("What others enter appears here.") if only_reads else desk.empty,
                  "url": import_url or new_url, "label": _("Import") if import_url else _("New")},
    }


def printed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list as an office document on A4 landscape."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, desk.read)
    question = query.ask(desk, actor, request.GET.dict())
    columns = chosen_columns(desk, request.GET.get("cols", "").split(","))
    rows = list(query.answer(desk, actor, question)[: PRINT_LIMIT + 1])
    cells = drawer(desk, columns)
    return render(request, "kit/print.html", {
        "title": desk.title, "authority_name": request.authority.name, "as_of": clock.now(),  # type: ignore[attr-defined]
        "made_at": clock.now(), "made_by": actor.label, "checked_by": "",
        "conditions": question.conditions(),
        "count_label": query.count_label(min(len(rows), PRINT_LIMIT)),
        "columns": [{"label": desk.label(c), "css": "num" if c.number else ""} for c in columns],
        "rows": [{"cells": cells(row)} for row in rows[:PRINT_LIMIT]],
        "remark": _("Only the first %(n)d rows are printed; narrow the list to print the rest.") % {"n": PRINT_LIMIT}
        if len(rows) > PRINT_LIMIT else "",
        "back_url": desk.url("list") + question.address(),
    })


def all_tabs(desk: Desk, actor: Actor, row: Any) -> list[Tab]:
    """The pages of one row: the owner's, then those of higher floors."""
    return [*desk.tabs(actor, row), *(tab for more in ports.tabs.get(desk.code, ()) for tab in more(actor, row))]


def detail(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """One row: panels, tabs, actions, and what the owner adds."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = desk.one(actor, pk)
    actions = list(desk.actions(actor, row))
    if desk.change and actor.can(desk.edit) and desk.editable(actor, row):
        actions.append(Action(_("Edit"), desk.url("edit", pk), icon="edit"))
    state = cell(desk, row, desk.state) if desk.state else None
    return render(request, desk.detail_template, {
        "title": str(row), "subtitle": desk.subtitle(row) if desk.subtitle else desk.noun,
        "back": {"url": desk.url("list"), "label": desk.title},
        "state": {"tone": state["badge"], "word": state["text"]} if state else None, "row": row, "key": str(uuid7()),
        "facts": desk.facts(actor, row), "tabs": all_tabs(desk, actor, row), "actions": actions,
        "panels": [{"title": panel.title, "items": [
            {"label": desk.label(c), **cell(desk, row, c)} for c in panel.columns
            if not (c.optional and values.raw(row, c) in (None, ""))]} for panel in desk.panels],
        "history_url": ports.history(desk, row),
        **(desk.parts(actor, row) if desk.parts else {}),
    })


def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A form for a new row."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, desk.edit)
    form = build(desk, actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and desk.create:
        try:
            row = desk.create(actor=actor, values=form.values())
        except Refused as refused:
            return form_page(request, desk, form, refused=refused)
        ports.sent(actor, desk, None)
        return saved(request, desk, row)
    return form_page(request, desk, form)


def edit(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """A form for an existing row; a stale save shows both versions and loses nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, desk.edit)
    row = desk.one(actor, pk)
    if not desk.editable(actor, row):
        raise Refused("not_editable", _("As it stands now, this can no longer be edited."), status=409)
    form = build(desk, actor, request.POST if request.method == "POST" else None, row)
    if request.method == "POST" and form.is_valid() and desk.change:
        sent = request.POST.get("_version", "")
        version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
        try:
            changed = desk.change(actor=actor, version=version, values=form.values(), **{desk.key: pk})
        except Refused as refused:
            if refused.code == "stale":  # what now stands was saved after we read the row
                row = desk.one(actor, pk)
                form = build(desk, actor, request.POST, row)
                form.full_clean()
            return form_page(request, desk, form, row=row, refused=refused)
        ports.sent(actor, desk, row)
        return saved(request, desk, changed)
    return form_page(request, desk, form, row=row)


def saved(request: HttpRequest, desk: Desk, row: Any) -> HttpResponse:
    messages.success(request, _("“%(row)s” is saved.") % {"row": row})
    return HttpResponseRedirect(desk.url("detail", row.pk) if desk.panels else desk.url("list"))


def form_page(
    request: HttpRequest, desk: Desk, form: DeskForm, row: Any = None, refused: Refused | None = None
) -> HttpResponse:
    """The form with what is wrong in it; after a stale save also the values that now stand."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    stale = refused is not None and refused.code == "stale"
    if refused is not None:
        for name, message in refused.fields.items():
            form.add_error(name if name in form.fields else None, message)
        if not refused.fields:
            form.add_error(None, refused.message)
    version = str(getattr(row, "version", 0))
    kept = None if form.is_bound else ports.kept(actor, desk, row)
    if kept is not None:
        form.show(kept[0])
        version = kept[0].get("_version", [version])[0]
    back = desk.url("detail", row.pk) if row is not None and desk.panels else desk.url("list")
    return render(request, "kit/form.html", {
        "title": str(row) if row is not None else _("New: %(noun)s") % {"noun": desk.noun},
        "form": form, "sections": form.sections(), "key": str(uuid7()),
        "version": version, "draft_found": {"at": kept[1]} if kept else None, "cancel_url": back,
        "back": {"url": back, "label": desk.title},
        "stale": {"rows": differences(form, row)} if stale else None,
        "draft_url": ports.draft(desk, row), "draft_slug": f"{actor.authority}.{desk.code}.{getattr(row, 'pk', 'new')}",
    }, status=refused.status if refused else 422 if form.is_bound else 200)


def differences(form: DeskForm, row: Any) -> list[dict[str, Any]]:
    """Field by field, what I typed and what now stands, where the two differ."""
    found = []
    for name, value in form.values().items():
        column, bound = Column(name), form[name]
        choices = dict(getattr(form.fields[name], "choices", ()) or ()) if not hasattr(value, "pk") else {}
        mine = values.shown(choices.get(value, value))
        theirs = values.shown(form.masked.get(name) or values.raw(row, column))
        if mine != theirs:
            found.append({"label": bound.label, "name": name, "mine": bound.value(), "mine_text": mine,
                          "theirs": form.get_initial_for_field(form.fields[name], name), "theirs_text": theirs})
    return found
