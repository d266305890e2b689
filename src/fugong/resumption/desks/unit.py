"""What resumption knows of one unit, as a further page of the unit."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fugong.kit.actor import Actor
from fugong.kit.desk import Action, Tab, desk_of
from fugong.kit.desk.values import shown
from fugong.kit.desk.views import all_tabs, need
from fugong.kit.ids import uuid7
from fugong.registry import selectors as registry
from fugong.registry.models import Unit
from fugong.resumption import selectors, wording
from fugong.resumption.desks import page
from fugong.resumption.desks.tones import PLANS, STATES, VIOLATIONS
from fugong.resumption.rules.states import OPEN
from fugong.resumption.selectors.applications import READ


def tabs(actor: Actor, unit: Unit) -> Sequence[Tab]:
    """The tab on the unit's page."""
    if not actor.can(READ):
        return ()
    return (Tab(_("Resumption"), reverse("resumption.unit.overview", kwargs={"pk": unit.pk})),)


def overview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The unit's way of admission, applications, plans and violations."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, READ)
    unit = registry.unit(actor, pk)
    here = reverse("resumption.unit.overview", kwargs={"pk": pk})
    others = [Tab(tab.label, tab.url, tab.url == here, tab.count) for tab in all_tabs(desk_of("registry.unit"), actor, unit)]
    return render(request, "kit/detail.html", {
        "title": unit.name, "subtitle": _("Resumption"), "tabs": others, "key": str(uuid7()), "actions": actions(actor, unit),
        "back": {"url": reverse("registry.unit.list"), "label": _("Units")},
        "panels": [position(actor, unit)], "tables": [applications(actor, unit), plans(actor, unit), violations(actor, unit)],
    })


def actions(actor: Actor, unit: Unit) -> list[Action]:
    """Begin an application where none is open, record a violation where the unit may not work."""
    found = []
    under_way = selectors.of_unit(actor, unit.pk).filter(state__in=OPEN).exists()
    if actor.can(page.EDIT) and not under_way and unit.state != "closed":
        url = reverse("resumption.unit.apply", kwargs={"pk": unit.pk})
        found.append(Action(_("Begin an application"), url, "post", primary=True))
    if actor.can("resumption.violation.record") and unit.state not in ("approved", "filed", "resumed"):
        found.append(Action(_("Record unauthorised resumption"), reverse("resumption.unit.violation", kwargs={"pk": unit.pk})))
    return found


def position(actor: Actor, unit: Unit) -> dict[str, Any]:
    """The way of admission, since when, and what the last change meant."""
    held = selectors.position(actor, unit.pk)
    if held is None:
        return {"title": _("Way of admission"), "items": [{"label": _("Way of admission"), "text": _t("not set yet")}]}
    changes = "\n".join(wording.in_words(change) for change in held.changes)
    return {"title": _("Way of admission"), "items": [
        {"label": _("Way of admission"), "text": wording.regime(held.regime)},
        {"label": _("since"), "text": shown(held.held_from)},
        {"label": _("may resume from"), "text": shown(held.opens_at)},
        {"label": _("what it means"), "text": wording.BECAUSE.get(held.meaning, ""), "wide": True},  # type: ignore[call-overload]
        *([{"label": _("what changed"), "text": changes, "wide": True}] if changes else []),
    ]}


def applications(actor: Actor, unit: Unit) -> dict[str, Any]:
    rows = selectors.of_unit(actor, unit.pk)[:50]
    return {"title": _("Applications"), "columns": heads(
        _("application number"), _("state"), _("path"), _("handed in at"), _("decision made at")),
            "rows": [{"cells": [{"text": row.number, "url": page.address("detail", row)},
                                {"text": page.state_word(row), "badge": STATES[row.state]}, {"text": row.get_kind_display()},
                                {"text": shown(row.submitted_at)}, {"text": shown(row.decided_at)}]} for row in rows],
            "empty": _("The unit has not applied yet.")}


def plans(actor: Actor, unit: Unit) -> dict[str, Any]:
    rows = selectors.plans(actor).filter(unit=unit)[:50]
    return {"title": _("Control plans"), "columns": heads(_("plan edition"), _("state"), _("in force from"), _("in force to")),
            "rows": [{"cells": [{"text": row.edition, "url": reverse("resumption.plan.detail", kwargs={"pk": row.pk})},
                                {"text": row.get_state_display(), "badge": PLANS[row.state]},
                                {"text": shown(row.held_from)}, {"text": shown(row.held_to)}]} for row in rows],
            "empty": _("No plan yet.")}


def violations(actor: Actor, unit: Unit) -> dict[str, Any]:
    rows = selectors.violations(actor).filter(unit=unit).order_by("-found_at")[:50]
    return {"title": _("Unauthorised resumption"), "columns": heads(_("found at"), _("state"), _("what was found")),
            "rows": [{"cells": [
                {"text": shown(row.found_at), "url": reverse("resumption.violation.detail", kwargs={"pk": row.pk})},
                {"text": row.get_state_display(), "badge": VIOLATIONS[row.state]}, {"text": row.text[:80]}]} for row in rows],
            "empty": _("Nothing is known.")}


def heads(*labels: Any) -> list[dict[str, Any]]:
    return [{"label": label} for label in labels]
