"""The authority's own plan (roads, banks, areas), on which maps draw grids and units."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import invalid, not_allowed
from fugong.kit.text import normal
from fugong.registry.models import Plan
from fugong.registry.rules import plans as rules


@transaction.atomic
def save_plan(*, actor: Actor, name: str, data: bytes) -> Plan:
    """From today on this GeoJSON is the plan; the one before it is kept with its days. Refused where it cannot be drawn."""
    if not actor.can("registry.grid.edit"):
        raise not_allowed("registry.grid.edit")
    problems: dict[str, str] = {}
    if not (name := normal(name)) or len(name) > rules.MAX_NAME:
        problems["name"] = _("Give the plan a name of at most %(most)s characters.") % {"most": rules.MAX_NAME}
    content: Mapping[str, Any] = {}
    try:
        content = rules.read(data)
    except rules.PlanError as error:
        problems["file"] = _words(error)
    if problems:
        raise invalid(problems)
    with connection.cursor() as cursor:  # two at once: the later one follows the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.registry.plan'))")
    today = clock.today()
    for former in Plan.objects.select_for_update().filter(held_to=None):
        former.held_to = today
        former.save(update_fields=["held_to"])
    plan = Plan.objects.create(
        name=name, content=content, features=len(content["features"]), held_from=today, recorded_by=actor.label[:100])
    audit.record(actor, "registry.plan.saved", plan, {"name": name, "features": plan.features})
    return plan


def packed(content: Mapping[str, Any]) -> bytes:
    """A plan that is at hand as values, as the file that `save_plan` takes."""
    return json.dumps(content).encode()


def _words(error: rules.PlanError) -> str:
    """What is wrong with a file, and how to mend it."""
    limits = {"size": rules.MAX_BYTES // 2**20, "features": rules.MAX_FEATURES, "positions": rules.MAX_POSITIONS,
              "most": rules.MAX_NAME, "feature": error.feature}
    text = {
        "too_large": _("The file is larger than %(size)s MB. Simplify the outlines and export it again."),
        "no_json": _("This is no GeoJSON file. Export the plan as GeoJSON (UTF-8)."),
        "no_collection": _("The file holds no collection of features. Export the whole layer as GeoJSON."),
        "other_system": _("The file names another coordinate system. Export the plan in WGS-84 (EPSG:4326)."),
        "empty": _("The plan is empty: there is nothing to draw."),
        "too_many": _("The plan has more than %(features)s features or %(positions)s positions. Simplify the outlines."),
        "shape": _("Feature %(feature)s is no line and no area. Leave it out: units are drawn from the register."),
        "position": _("Feature %(feature)s has a position that is no pair of numbers (longitude, latitude)."),
        "out_of_range": _("Feature %(feature)s lies outside the range of degrees. Export the plan in WGS-84 degrees, "
                          "longitude first."),
        "ring": _("Feature %(feature)s: an outline needs at least four positions and must end where it begins."),
        "line": _("Feature %(feature)s: a line needs at least two positions."),
        "text": _("Feature %(feature)s: name and kind must be plain text of at most %(most)s characters, without < and >."),
    }[error.code]
    return text % limits
