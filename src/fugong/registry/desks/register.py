"""The register: units, grids, officers, phases."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fugong.accounts import selectors as accounts
from fugong.exchange.rules.divisions import full_name
from fugong.exchange.rules.industries import industries
from fugong.kit import dates, masks
from fugong.kit.actor import Actor
from fugong.kit.desk import Column, Desk, Panel, Tab
from fugong.registry import selectors
from fugong.registry.models import Grid, KeyCriterion, Officer, Phase, Unit
from fugong.registry.rules import MEASURES, TONES
from fugong.registry.services import criteria, duties, grids, units

C = Column


def industry(unit: Unit) -> str:
    """The industry's name by GB/T 4754."""
    known = industries().get(unit.industry)
    return str(known.en if get_language() == "en" else known.zh) if known else unit.industry


def unit_kind(unit: Unit) -> str:
    """What a unit is, in one line."""
    return " · ".join(word for word in (str(unit.get_kind_display()), industry(unit), unit.credit_code) if word)


def account(officer: Officer) -> str:
    """The name of the account by which an officer signs in."""
    return accounts.name_of(officer.user_id) if officer.user_id else ""


def unit_facts(actor: Actor, unit: Unit) -> list[dict[str, Any]]:
    """The few things for which one opens a unit: who answers, whom to call."""
    found = selectors.duties(actor, unit.pk)
    point = found["link_point"]
    return [
        {"label": _("Grid officer"), "text": unit.grid.officer.name if unit.grid and unit.grid.officer else ""},
        {"label": _("Link point"), "text": point.officer.name if point else ""},
        {"label": _("Liaisons"), "text": "、".join(line.officer.name for line in found["liaisons"])},
        {"label": _("Contact"), "text": f"{unit.contact_name} {masks.phone(unit.contact_phone)}".strip()},
        *([{"label": _("Why a key unit"), "text": why}] if (why := why_key(actor, unit)) else []),
    ]


REACHED = {
    "headcount": _("staff total %(has)s, from %(least)s on"),
    "orders": _("orders in hand %(has)s (10,000 yuan), from %(least)s on"),
    "outsiders": _("staff from other provinces and Hubei %(has)s, from %(least)s on"),
}


def why_key(actor: Actor, unit: Unit) -> str:
    """Why a unit is a key unit, in a sentence; empty when it is none."""
    found = selectors.why_key(actor, unit.pk) if unit.key_unit else None
    if found is None:
        return ""
    since, ground = found
    if ground is None:
        return _t("named by %(who)s, %(day)s") % {"who": since.recorded_by, "day": dates.day(since.held_from)}
    reached = "；".join(str(REACHED[measure]) % {"has": has, "least": least} for measure, (has, least) in ground.reached.items())
    return _t("by the criteria of %(day)s: %(reached)s") % {"day": dates.day(ground.criterion_from), "reached": reached}


def unit_tabs(actor: Actor, unit: Unit) -> list[Tab]:
    """The pages of one unit."""
    return [Tab(_("Overview"), reverse("registry.unit.detail", kwargs={"pk": unit.pk}), active=True),
            Tab(_("Who answers"), reverse("registry.unit.duties", kwargs={"pk": unit.pk}))]


def unit_parts(actor: Actor, unit: Unit) -> dict[str, Any]:
    """The unit's story: how its operating state went."""
    return {"timeline": [
        {"at": row.held_from, "text": row.get_state_display(), "who": row.recorded_by, "detail": row.reason,
         "tone": TONES.get(row.state, "idle")} for row in selectors.states_of(actor, unit.pk)[:20]]}


UNITS = Desk(
    code="registry.unit", path="units", model=Unit, title=_("Units"), noun=_("unit"), door="resumption", place=10,
    rows=selectors.units, read="registry.unit.read", edit="registry.unit.edit", order=("name_sort", "id"),
    search=True, reads=("grid__name", "grid__officer__name"),
    filters=("state", "kind", "grid", "above_scale", "key_unit", "batch"),
    choices={"grid": selectors.grids}, codes={"industry": selectors.industries, "township": selectors.townships,
                                              "focus": selectors.focuses},
    create=units.register, change=units.change, key="unit_id",
    state=C("state", tones=TONES), subtitle=unit_kind, facts=unit_facts, tabs=unit_tabs, parts=unit_parts,
    export="registry.unit.export", importer="units", import_permission="registry.unit.import",
    columns=(
        C("name", sort="name_sort", link=True), C("state", tones=TONES, sort="state"), C("kind"),
        C("grid", value=lambda u: u.grid), C("grid_officer", _("grid officer"), lambda u: u.grid and u.grid.officer),
        C("staff_total", sort="staff_total", number=True), C("above_scale"), C("key_unit"),
        C("credit_code", hidden=True), C("industry", value=industry, hidden=True), C("batch", hidden=True),
        C("address", hidden=True), C("planned_return", hidden=True, number=True), C("state_since", hidden=True),
        C("contact_name", hidden=True, personal=True),
        C("contact_phone", hidden=True, personal=True, mask=masks.phone, value=lambda u: masks.phone(u.contact_phone)),
    ),
    fields=(
        (_("Who"), ("name", "kind", "credit_code", "industry", "legal_person", "control_leader", "contact_name",
                    "contact_phone")),
        (_("Where"), ("address", "township", "grid", "longitude", "latitude")),
        (_("Staff"), ("staff_total", "planned_return", "staff_local", "staff_other_city", "staff_other_province",
                      "staff_hubei", "orders")),
        (_("Standing"), ("above_scale", "above_scale_as_of", "key_unit", "key_project", "size_class", "focus", "batch",
                         "closed_management")),
    ),
    panels=(
        Panel(_("Who"), (C("kind"), C("credit_code"), C("industry", value=industry), C("legal_person"), C("control_leader"),
                         C("contact_name"), C("contact_phone", value=lambda u: masks.phone(u.contact_phone)))),
        Panel(_("Where"), (C("address"), C("township", value=lambda u: full_name(u.township)), C("grid", value=lambda u: u.grid),
                           C("grid_officer", _("grid officer"), lambda u: u.grid and u.grid.officer))),
        Panel(_("Staff"), (C("staff_total"), C("planned_return"), C("staff_local"), C("staff_other_city"),
                           C("staff_other_province"), C("staff_hubei"), C("orders"))),
        Panel(_("Standing"), (C("above_scale"), C("above_scale_as_of"), C("key_unit"), C("key_project"),
                              C("size_class"), C("batch"), C("closed_management"), C("registered_on"))),
    ),
    empty=_("No units yet. Import a roster from Excel, or register the first unit."),
)

GRIDS = Desk(
    code="registry.grid", path="grids", model=Grid, title=_("Grids"), noun=_("grid"), door="resumption",
    rows=selectors.grids, read="registry.grid.read", edit="registry.grid.edit", order=("code", "id"),
    choices={"officer": selectors.officers, "deputy": selectors.officers},
    create=grids.save_grid, change=grids.save_grid, key="grid_id",
    columns=(C("code", sort="code", link=True), C("name", sort="name_sort"),
             C("officer", value=lambda g: g.officer), C("deputy", value=lambda g: g.deputy)),
    fields=((_("Grid"), ("code", "name", "township", "officer", "deputy")),),
    panels=(Panel(_("Grid"), (C("code"), C("name"), C("township"), C("officer", value=lambda g: g.officer),
                              C("deputy", value=lambda g: g.deputy))),),
    empty=_("No grids yet. Make the first grid and name its officer."),
)

OFFICERS = Desk(
    code="registry.officer", path="officers", model=Officer, title=_("Responsible officers"), noun=_("officer"),
    door="resumption", rows=selectors.officers, read="registry.officer.read", edit="registry.officer.edit",
    order=("name_sort", "id"), filters=("level",),
    create=grids.save_officer, change=grids.save_officer, key="officer_id",
    columns=(C("name", sort="name_sort", link=True), C("department"), C("title"), C("level"),
             C("phone", value=lambda o: masks.phone(o.phone), personal=True, mask=masks.phone)),
    fields=((_("Officer"), ("name", "department", "title", "level", "phone", "user_id")),),
    codes={"user_id": selectors.sign_ins},
    panels=(Panel(_("Officer"), (C("name"), C("department"), C("title"), C("level"),
                                 C("phone", value=lambda o: masks.phone(o.phone)), C("user_id", value=account))),),
    empty=_("Nobody yet. Enter the officers who answer for grids and units."),
)

PHASES = Desk(
    code="registry.phase", path="phases", model=Phase, title=_("Phases"), noun=_("phase"), door="supervision",
    rows=selectors.phases, read="registry.duty.read", edit="registry.duty.edit", order=("-day", "id"),
    create=duties.save_phase, change=duties.save_phase, key="phase_id",
    columns=(C("day", sort="day"), C("name", link=True), C("note")),
    fields=((_("Phase"), ("day", "name", "note")),),
    panels=(Panel(_("Phase"), (C("day"), C("name"), C("note"))),),
    empty=_("No phases yet. Mark the days on which the situation or the rules changed."),
)

KEY_CRITERIA = Desk(
    code="registry.criterion", path="key-criteria", model=KeyCriterion, title=_("Criteria of key units"),
    noun=_("criterion"), door="supervision", rows=selectors.key_criteria, read="registry.duty.read",
    edit="registry.duty.edit", order=("-held_from", "-id"), create=criteria.set_key_criteria,
    columns=(C("held_from", sort="held_from", link=True), C("held_to"), C("headcount", number=True),
             C("orders", number=True), C("outsiders", number=True),
             C("applied_at"), C("recorded_by", _("set by"))),
    fields=((_("Criterion"), ("held_from", *MEASURES)),),
    panels=(Panel(_("Criterion"), (C("held_from"), C("held_to"), *map(C, MEASURES), C("applied_at"),
                                   C("recorded_by", _("set by")))),),
    empty=_("No criterion yet: units are key units where somebody said so. "
            "Set from how many staff, orders or staff from outside on a unit is one."),
)
