"""Beginning an application, plans outside applications, comments, violations, and what waits."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fugong.kit import clock, dates
from fugong.kit.actor import Actor
from fugong.kit.desk.query import matching
from fugong.kit.desk.views import need
from fugong.kit.errors import Refused
from fugong.kit.ids import uuid7
from fugong.kit.text import normal
from fugong.registry import selectors as registry
from fugong.resumption import selectors, wording
from fugong.resumption.desks import page
from fugong.resumption.desks.fill import plan_sections, written
from fugong.resumption.desks.forms import SettleForm, ViolationForm, tell, version_of
from fugong.resumption.models import Application
from fugong.resumption.rules.states import OPEN
from fugong.resumption.selectors.applications import READ
from fugong.resumption.selectors.waiting import KNOWN, rows
from fugong.resumption.services import applications, plans, violations
from fugong.standards import selectors as standards

SHOWN = 30
RECORD = "resumption.violation.record"


def choose(request: HttpRequest, title: Any, right: str, target: str, label: Any, states: tuple[str, ...] = ()) -> HttpResponse:
    """Choose a unit by name, pinyin or code; target is the name of the page that goes on with it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, right)
    words = normal(request.GET.get("q", ""))[:60]
    found = registry.units(actor).exclude(state="closed").order_by("name_sort", "pk")
    if states:
        found = found.exclude(state__in=states)
    if words:
        found = matching(found, words)
    units = list(found[: SHOWN + 1])
    under_way = dict(Application.objects.filter(unit__in=units, state__in=OPEN).values_list("unit_id", "pk"))
    return render(request, "resumption/choose.html", {
        "title": title, "query": words, "label": label, "key": str(uuid7()), "more": len(units) > SHOWN,
        "units": [{"unit": unit, "url": reverse(target, kwargs={"pk": unit.pk}), "posts": target == "resumption.unit.apply",
                   "open_url": reverse("resumption.application.detail", kwargs={"pk": under_way[unit.pk]})
                   if target == "resumption.unit.apply" and unit.pk in under_way else ""} for unit in units[:SHOWN]]})


def apply(request: HttpRequest) -> HttpResponse:
    """For which unit to apply."""
    return choose(request, _("Begin an application"), page.EDIT, "resumption.unit.apply", _("Begin"))


@require_POST
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the unit's application, or go on with the one that is open."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    application = applications.begin(actor=actor, unit_id=pk)
    return HttpResponseRedirect(page.address("fill", application, step="basics")
                                if application.state in ("draft", "returned") else page.address("detail", application))


def waits(request: HttpRequest, task: str) -> HttpResponse:
    """The applications of one task, oldest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, READ)
    kind = KNOWN.get(task)
    found = list(rows(actor, task)[:500])
    return render(request, "resumption/waiting.html", {
        "title": kind.verb if kind else _("Waiting"), "tables": [{
            "title": _("oldest first"), "count_label": len(found),
            "columns": [{"label": label} for label in (
                _("unit"), _("state"), _("grid"), _("proposed day of resumption"), _("has waited"))],
            "rows": [{"cells": [
                {"text": row.unit.name, "url": page.address("visit" if task == "visit" else "detail", row)},
                {"text": page.state_word(row)}, {"text": row.unit.grid or "–"},
                {"text": dates.day(row.proposed_on) or "–"},
                {"text": wording.lasted(clock.now() - row.state_since)}]} for row in found],
            "empty": _("Nothing waits here.")}]})


@require_POST
def comment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say something to a section of a plan."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        made = plans.comment(actor=actor, section_id=pk, text=request.POST.get("text", ""))
        messages.success(request, _("The comment is kept."))
        section = made.section
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        messages.error(request, " ".join(str(message) for message in refused.fields.values()))
        section = selectors.section(actor, pk)
    return HttpResponseRedirect(comment_page(actor, request.POST.get("application", ""), section) + f"#section-{section.code}")


def comment_page(actor: Actor, application: str, section: Any) -> str:
    """Back to the page where the comment was written."""
    try:
        return page.address("detail", selectors.application(actor, UUID(application)))
    except (ValueError, Refused):
        return reverse("resumption.plan.detail", kwargs={"pk": section.plan_id})


@require_POST
def settle_comment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call a comment settled."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    done = plans.settle(actor=actor, comment_id=pk)
    return HttpResponseRedirect(comment_page(actor, request.POST.get("application", ""), done.section)
                                + f"#section-{done.section.code}")


@require_POST
def begin_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the next edition of a unit's plan."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    plan = plans.begin_edition(actor=actor, unit_id=pk)
    return HttpResponseRedirect(reverse("resumption.plan.write", kwargs={"pk": plan.pk}))


def write_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write at an edition outside an application; handing it in is a second button."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, page.EDIT)
    plan = selectors.plan(actor, pk)
    detail = reverse("resumption.plan.detail", kwargs={"pk": pk})
    if plan.state != "draft":
        return HttpResponseRedirect(detail)
    wrong, refused_text = written(request, actor, plan) if request.method == "POST" else {}, ""
    if request.method == "POST" and not wrong:
        if "offer" not in request.POST:
            messages.success(request, _("The plan is saved."))
            return HttpResponseRedirect(detail)
        try:
            plans.offer(actor=actor, plan_id=pk, version=version_of(request))
            return HttpResponseRedirect(detail)
        except Refused as refused:
            refused_text = str(refused.message)
    return render(request, "resumption/write_plan.html", {
        "title": _("Control plan, edition %(n)s") % {"n": plan.edition}, "subtitle": plan.unit.name, "key": str(uuid7()),
        "sections": plan_sections(request, actor, plan, standards.rulebook().pack, wrong), "wrong": refused_text,
        "version": plan.version, "cancel_url": detail, "back": {"url": detail, "label": _("Control plan")},
        "draft_slug": f"{actor.authority}.resumption.plan.{pk}",
    }, status=422 if wrong or refused_text else 200)


@require_POST
def accept_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put an edition in force."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    plans.accept(actor=actor, plan_id=pk, version=selectors.plan(actor, pk).version)
    return HttpResponseRedirect(reverse("resumption.plan.detail", kwargs={"pk": pk}))


def choose_violation(request: HttpRequest) -> HttpResponse:
    """Which unit works without being allowed to."""
    return choose(request, _("Record unauthorised resumption"), RECORD, "resumption.unit.violation", _("Record it"),
                  tuple(violations.ALLOWED))


def violation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what was found at a unit."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, RECORD)
    unit = registry.unit(actor, pk)
    form, status = ViolationForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = violations.report(actor=actor, unit_id=pk, values=form.cleaned_data)
                return HttpResponseRedirect(reverse("resumption.violation.detail", kwargs={"pk": made.pk}))
            except Refused as refused:
                status = refused.status
                tell(form, refused)
    back = reverse("resumption.violation.list")
    return render(request, "kit/form.html", {
        "title": _("Record unauthorised resumption"), "subtitle": unit.name, "form": form, "key": str(uuid7()),
        "cancel_url": back, "back": {"url": back, "label": _("Unauthorised resumption")}}, status=status)


@require_POST
def violation_photo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add photos of what was found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, RECORD)
    try:
        for file in request.FILES.getlist("file"):
            violations.add_photo(actor=actor, violation_id=pk, file=file)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        messages.error(request, str(refused.message))
    return HttpResponseRedirect(reverse("resumption.violation.detail", kwargs={"pk": selectors.violation(actor, pk).pk}))


def settle_violation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what came of a violation."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "resumption.violation.settle")
    found = selectors.violation(actor, pk)
    form, status, back = SettleForm(request.POST if request.method == "POST" else None), 200, reverse(
        "resumption.violation.detail", kwargs={"pk": pk})
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                violations.settle(actor=actor, violation_id=pk, version=version_of(request), **form.cleaned_data)
                return HttpResponseRedirect(back)
            except Refused as refused:
                status = refused.status
                tell(form, refused)
    return render(request, "kit/form.html", {
        "title": _("Settle"), "subtitle": found.unit.name, "form": form, "key": str(uuid7()), "version": found.version,
        "cancel_url": back, "back": {"url": back, "label": found.unit.name}}, status=status)
