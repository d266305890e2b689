"""Words of the rules in the language of the page, and the tabs that every page of this section shows."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fugong.kit.actor import Actor
from fugong.kit.desk import Tab
from fugong.standards.rules.catalogue import Basis, Text
from fugong.standards.rules.packs import Kind

KINDS: Mapping[Kind, Any] = {
    "must": _("Musts"), "in_place": _("Things in place"), "system": _("Systems"), "veto": _("Veto items"),
    "prohibition": _("Prohibitions"), "discipline": _("Discipline"), "no_entry": _("No entry"),
    "behaviour": _("Daily behaviour"), "checkpoint": _("Checkpoints"), "guide": _("Guide"), "group": _("Groups of people"),
}
BASES: Mapping[Basis, Any] = {
    "report": _("source report"), "state": _("national rule"), "example": _("example from public rules elsewhere"),
    "default": _("default of the platform"),
}
TRAITS: Mapping[str, Any] = {
    "enterprise": _("enterprises"), "site": _("construction sites"), "wharf": _("wharves and ship operators"),
    "key_unit": _("key units"), "above_scale": _("units above scale"),
}
TABS = (
    ("standards.rules", _("Lists")), ("standards.controls", _("Measures")), ("standards.admission", _("Admission")),
    ("standards.parameters", _("Parameters")), ("standards.edition.list", _("Editions")),
)


def say(text: Text | None) -> str:
    """Bilingual words in the language of the page."""
    return text.in_language(get_language() or "zh") if text is not None else ""


def both(what: object, text: object) -> str:
    """A thing and what is said of it, with the colon of the language."""
    return _t("%(what)s: %(text)s") % {"what": what, "text": text}


def joined(words: Iterable[object]) -> str:
    """Several words in a row, with the comma of the language."""
    return _t(", ").join(map(str, words))


def tabs(actor: Actor, current: str) -> list[Tab]:
    """The pages of this section."""
    return [Tab(label, reverse(name), active=name == current) for name, label in TABS]


def back(name: str, label: Any, **parts: Any) -> dict[str, Any]:
    """The way back, for the heading of a page."""
    return {"url": reverse(name, kwargs=parts), "label": label}
