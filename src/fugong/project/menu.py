"""The five doors and what lies behind them: every desk by its declared door, and the pages named here."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts import selectors
from fugong.accounts.models import User
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.desk import desks
from fugong.kit.urls import outside

DOORS = (("resumption", _("Resumption")), ("control", _("Control")), ("support", _("Support")),
         ("supervision", _("Supervision")), ("figures", _("Figures")), ("system", _("Settings")))


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is no desk: its door, its label, the name of its address, and who may open it."""

    door: str
    label: Any
    name: str
    permission: str


PAGES: tuple[Page, ...] = (
    Page("resumption", _("Rules"), "standards.rules", "standards.pack.read"),
    Page("supervision", _("Joint prevention and control"), "registry.mechanism", "registry.duty.read"),
    Page("resumption", _("Reports of the day"), "reporting.day", "reporting.daily.read"),
    Page("control", _("Risk areas"), "people.areas", "people.area.read"),
    Page("figures", _("Dashboard"), "reporting.board", "reporting.figures.read"),
    Page("figures", _("All figures"), "reporting.figures", "reporting.figures.read"),
    Page("figures", _("Map"), "reporting.map", "registry.unit.read"),
    Page("figures", _("Plan"), "registry.plans", "registry.grid.edit"),
    Page("figures", _("Reports"), "reporting.reports", "reporting.report.read"),
)


def items(actor: Actor, path: str) -> dict[str, list[dict[str, Any]]]:
    """Door → what the actor may open behind it."""
    found: dict[str, list[dict[str, Any]]] = {code: [] for code, _label in DOORS}
    for page in PAGES:
        if actor.can(page.permission):
            url = reverse(page.name)
            found[page.door].append({"label": page.label, "url": url, "active": path.startswith(url)})
    for desk in sorted(desks(), key=lambda desk: desk.place):
        if desk.door and actor.can(desk.read):
            url = desk.url("list")
            found[desk.door].append({"label": desk.title, "url": url, "active": path.startswith(url)})
    return found


def door(code: str, label: Any, inside: list[dict[str, Any]]) -> dict[str, Any]:
    return {"code": code, "label": label, "url": inside[0]["url"], "items": inside,
            "active": any(item["active"] for item in inside)}


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the frame of a page shows: authority, doors, search, language, me."""
    languages = [{"code": code, "label": label, "active": code == getattr(request, "LANGUAGE_CODE", "")}
                 for code, label in settings.LANGUAGES]
    around: dict[str, Any] = {"language_url": outside("set_language"), "languages": languages, "home_url": "/"}
    authority, actor = getattr(request, "authority", None), getattr(request, "actor", None)
    if authority is None or actor is None or not actor.id:
        return around
    home = reverse("today")
    behind = items(actor, request.path)
    doors = [door(code, label, behind[code]) for code, label in DOORS if behind[code]]
    today = {"code": "today", "label": _("Today"), "url": home, "active": request.path == home, "items": []}
    several = selectors.authorities_of(cast(User, request.user)).count() > 1
    return {
        **around,
        "authority": {"name": authority.name, "url": home, "choose_url": "/" if several else None},
        "business_now": clock.now(), "demo": authority.demo,
        "doors": [today, *(d for d in doors if d["code"] != "figures")],
        "figures": next((d for d in doors if d["code"] == "figures"), None),
        "search_url": reverse("registry.unit.list") if actor.can("registry.unit.read") else None,
        "query": request.GET.get("q", ""),
        "user": {"label": actor.label, "roles": [], "links": [
            {"label": _("Change password"), "url": outside("account_change_password"), "icon": "key"},
            {"label": _("Two-step sign-in"), "url": outside("mfa_index"), "icon": "shield-check"}]},
        "logout_url": outside("account_logout"),
    }
