"""The screens of a desk. They ask selectors and services, and draw; they decide nothing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.desk import query, values
from fugong.kit.desk.declaration import Column, Desk
from fugong.kit.desk.forms import DeskForm, build
from fugong.kit.errors import Refused, not_allowed

PRINT_LIMIT = 2_000


def need(actor: Actor, permission: str) -> None:
    if permission and not actor.can(permission):
        raise not_allowed(permission)


def chosen_columns(desk: Desk, request: HttpRequest) -> list[Column]:
    """The columns to show: those named in `cols`, else all that are not hidden."""
    wanted = set(request.GET.get("cols", "").split(",")) - {""}
    return [c for c in desk.columns if (c.name in wanted if wanted else not c.hidden)]


def cell(desk: Desk, row: Any, column: Column) -> dict[str, Any]:
    """One cell as the template draws it."""
    return {
        "text": values.text(values.raw(row, column)),
        "badge": values.code(row, column) if column.badge else "",
        "url": desk.url("detail", row.pk) if column.link and desk.panels else "",
        "number": column.number,
    }


def heading(desk: Desk, column: Column, question: query.Question) -> dict[str, Any]:
    """One column heading: its label and, where it can be sorted, the address that does so."""
    up, down = question.sort == column.name, question.sort == f"-{column.name}"
    return {
        "key": column.name, "label": desk.label(column), "number": column.number,
        "sorted": "ascending" if up else "descending" if down else "",
        "sort_url": question.address(sort=f"-{column.name}" if up else column.name, page=None) if column.sort else "",
    }


def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list; asked by htmx, only its rows."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = query.ask(desk, actor, request.GET.dict())
    found = query.answer(desk, actor, question)
    start = (question.page - 1) * query.PAGE_SIZE
    rows = list(found[start:start + query.PAGE_SIZE + 1])
    more, rows = len(rows) > query.PAGE_SIZE, rows[: query.PAGE_SIZE]
    count = query.capped_count(found) if more or question.page > 1 else len(rows)
    columns = chosen_columns(desk, request)
    context = {
        "desk": desk, "question": question,
        "columns": [heading(desk, c, question) for c in columns],
        "all_columns": [{"key": c.name, "label": desk.label(c), "shown": c in columns} for c in desk.columns],
        "rows": [{"id": row.pk, "url": desk.url("detail", row.pk) if desk.panels else "",
                  "cells": [cell(desk, row, c) for c in columns]} for row in rows],
        "filters": question.filters, "query": question.words, "notes": question.notes,
        "filtered": bool(question.words or any(f.value for f in question.filters)),
        "count": count, "count_label": query.count_label(count), "page": question.page,
        "first": start + 1 if rows else 0, "last": start + len(rows),
        "next_url": question.address(page=question.page + 1) if more and start + query.PAGE_SIZE < query.CAP else "",
        "prev_url": question.address(page=question.page - 1 if question.page > 2 else None)
        if question.page > 1 else "",
        "new_url": desk.url("new") if desk.create and actor.can(desk.edit) else "",
        "print_url": desk.url("print") + question.address(page=None),
        "export_question": question.address(page=None) if desk.export and actor.can(desk.export) else "",
        "may_import": bool(desk.importer and actor.can(desk.import_permission)),
    }
    partial = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render(request, "kit/list_rows.html" if partial else "kit/list.html", context)


def printed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list as an office document on A4 landscape."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = query.ask(desk, actor, request.GET.dict())
    columns = chosen_columns(desk, request)
    rows = list(query.answer(desk, actor, question)[: PRINT_LIMIT + 1])
    return render(request, "kit/print.html", {
        "desk": desk, "columns": [desk.label(c) for c in columns],
        "rows": [[values.text(values.raw(row, c)) for c in columns] for row in rows[:PRINT_LIMIT]],
        "cut": len(rows) > PRINT_LIMIT, "limit": PRINT_LIMIT, "printed_at": clock.now(),
        "filters": [(f.label, dict(f.options)[f.value]) for f in question.filters if f.value],
        "query": question.words,
    })


def detail(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """One row: panels, tabs, actions, and what the owner adds."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = desk.one(actor, pk)
    return render(request, desk.detail_template, {
        "desk": desk, "row": row, "title": str(row),
        "panels": [{"title": panel.title, "items": [
            {"label": desk.label(c), **cell(desk, row, c)} for c in panel.columns]} for panel in desk.panels],
        "tabs": desk.tabs(actor, row), "actions": desk.actions(actor, row),
        "edit_url": desk.url("edit", pk) if desk.change and actor.can(desk.edit) else "",
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
        return saved(request, desk, row)
    return form_page(request, desk, form)


def edit(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """A form for an existing row; a stale save shows both versions and loses nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, desk.edit)
    row = desk.one(actor, pk)
    form = build(desk, actor, request.POST if request.method == "POST" else None, row)
    if request.method == "POST" and form.is_valid() and desk.change:
        try:
            changed = desk.change(actor=actor, version=form.cleaned_data["version"] or 0, values=form.values(),
                                  **{desk.key: pk})
        except Refused as refused:
            return form_page(request, desk, form, row=row, refused=refused)
        return saved(request, desk, changed)
    return form_page(request, desk, form, row=row)


def saved(request: HttpRequest, desk: Desk, row: Any) -> HttpResponse:
    messages.success(request, _("“%(row)s” is saved.") % {"row": row})
    return HttpResponseRedirect(desk.url("detail", row.pk) if desk.panels else desk.url("list"))


def form_page(
    request: HttpRequest, desk: Desk, form: DeskForm, row: Any = None, refused: Refused | None = None
) -> HttpResponse:
    """The form with what is wrong in it; after a stale save also the values that now stand."""
    compare, status = [], 200
    if refused is not None:
        status = refused.status
        if refused.code == "stale":
            compare = differences(desk, form, row)
            form.data = form.data.copy()
            form.data["version"] = row.version
        for name, message in refused.fields.items():
            form.add_error(name if name in form.fields else None, message)
        if not refused.fields:
            form.add_error(None, refused.message)
    elif form.is_bound:
        status = 422
    return render(request, "kit/form.html", {
        "desk": desk, "form": form, "row": row, "compare": compare, "draft_code": desk.code,
        "cancel_url": desk.url("detail", row.pk) if row is not None and desk.panels else desk.url("list"),
        "title": str(row) if row is not None else _("New: %(noun)s") % {"noun": desk.noun},
    }, status=status)


def differences(desk: Desk, form: DeskForm, row: Any) -> list[dict[str, Any]]:
    """Field by field, what I typed and what now stands, where the two differ."""
    found = []
    for name in form.values():
        theirs = values.text(values.raw(row, Column(name)))
        value = form.cleaned_data[name]
        choices = dict(getattr(form.fields[name], "choices", ()) or ())
        mine = values.text(choices.get(value, value) if not hasattr(value, "pk") else value)
        if mine != theirs:
            found.append({"label": form.fields[name].label, "mine": mine, "theirs": theirs})
    return found
