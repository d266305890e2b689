"""Pages that show the rules: what holds now, one list, which list serves which control, what changes between two."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.desk import Action
from fugong.kit.ids import uuid7
from fugong.registry import selectors as registry
from fugong.standards import selectors
from fugong.standards.desks.words import BASES, KINDS, TRAITS, back, both, joined, say, tabs
from fugong.standards.models import AdmissionRegime, PackVersion
from fugong.standards.rules import differences, wording
from fugong.standards.rules.admission import is_easier, what_changes
from fugong.standards.rules.catalogue import REGIMES
from fugong.standards.rules.evaluation import holds, items_of
from fugong.standards.rules.explaining import aspect_words, matter
from fugong.standards.rules.packs import AUDIENCES, Item, Pack, RuleList

BADGES = {"added": "info", "removed": "idle"}


def in_force() -> selectors.Rulebook | None:
    """The rules that hold now, None where the authority has put none in force."""
    version = selectors.adopted()
    return selectors.read_by(version, clock.now()) if version is not None else None


def rules(request: HttpRequest) -> HttpResponse:
    """The lists in force, and which rules held when."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    selectors.may_read(actor)
    book = in_force()
    actions = [Action(_("Put other rules in force"), reverse("standards.adopt"), primary=book is None)]
    if book is None:
        return render(request, "standards/none.html", {
            "title": _("Rules"), "tabs": tabs(actor, "standards.rules"),
            "may_adopt": actor.can("standards.pack.adopt"), "loaded": selectors.versions(actor).exists()})
    held = selectors.timeline(selectors.adoptions())
    return render(request, "kit/detail.html", {
        "title": say(book.pack.name), "subtitle": _("Rules in force"), "tabs": tabs(actor, "standards.rules"),
        "actions": actions if actor.can("standards.pack.adopt") else [],
        "facts": [{"label": _("Issuer"), "text": say(book.pack.issuer)},
                  *([{"label": _("Document number"), "text": book.pack.document}] if book.pack.document else []),
                  {"label": _("Edition"), "text": book.pack.edition,
                   "url": reverse("standards.edition.detail", kwargs={"pk": book.version.pk})}],
        "tables": [list_table(book, audience) for audience in AUDIENCES
                   if any(found.audience == audience for found in book.pack.lists)],
        "timeline": [{"at": row.effective_from, "text": row.pack_version, "who": row.recorded_by, "detail": row.reason}
                     for row, _end in held],
    })


def list_table(book: selectors.Rulebook, audience: Any) -> dict[str, Any]:
    """The lists for one audience as a table."""
    lists = [found for found in book.pack.lists if found.audience == audience]
    return {
        "title": say(wording.AUDIENCE_WORDS[audience]), "count_label": len(lists),
        "columns": [{"label": _("List")}, {"label": _("Kind")}, {"label": _("Items"), "css": "num"},
                    {"label": _("To be filled in"), "css": "num"}, {"label": _("Force")}],
        "rows": [{"cells": [
            {"text": say(found.name), "url": reverse("standards.list", kwargs={"list_code": found.code}), "css": "long"},
            {"text": KINDS[found.kind]}, {"text": len(found.items), "css": "num"},
            {"text": sum(item.text is None for item in found.items) or "", "css": "num"},
            force(found, book)]} for found in lists],
    }


def force(found: RuleList, book: selectors.Rulebook) -> dict[str, Any]:
    """Whether a list stops a step, as a badge."""
    if not holds(found, book.at):
        return {"text": say(wording.since(found.effective_from)), "badge": "idle"}
    return {"text": say(wording.blocks(found.blocking)), "badge": "stop" if found.blocking else "info"}


def one_list(request: HttpRequest, list_code: str) -> HttpResponse:
    """One list in force: its items, what each rests on, which measures it serves; who acknowledged it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    selectors.may_read(actor)
    book = selectors.rulebook()
    found = selectors.named(book.pack, list_code)
    shipped = {item.number: item for item in selectors.named(book.version.pack, list_code).items}
    fills = actor.can("standards.slot.fill")
    given = selectors.acknowledgements(actor, found).order_by("-given_at") if found.acknowledged else ()
    return render(request, "standards/list.html", {
        "title": say(found.name), "subtitle": f"{say(wording.AUDIENCE_WORDS[found.audience])} · {KINDS[found.kind]}",
        "back": back("standards.rules", _("Rules")), "state": state_of(found, book), "note": say(found.note) if fills else "",
        "basis": BASES[found.basis], "sources": ", ".join(found.sources), "rules": found, "key": str(uuid7()),
        "items": [item_row(book, list_code, item, shipped.get(item.number), fills) for item in found.items],
        "more_url": slot_url(list_code, len(found.items) + 1) if fills and found.count is None else "",
        "acknowledged": given, "text_sha256": selectors.fingerprint(found),
        "readers": readers(actor, found, {row.subject_id for row in given}),
    })


def readers(actor: Actor, found: RuleList, done: set[UUID]) -> list[dict[str, Any]]:
    """For whom the actor can still confirm having read a list: the units he manages, else himself."""
    written = any(item.text is not None for item in found.items)
    if not (found.acknowledged and written and actor.can("standards.list.acknowledge")):
        return []
    if actor.reach == "unit":
        return [{"unit": unit.pk, "label": unit.name} for unit in registry.visible(actor) if unit.pk not in done]
    return [] if actor.id in map(str, done) else [{"unit": "", "label": actor.label}]


def state_of(found: RuleList, book: selectors.Rulebook) -> dict[str, Any]:
    badge = force(found, book)
    return {"tone": badge["badge"], "word": badge["text"]}


def slot_url(list_code: str, number: int) -> str:
    return reverse("standards.slot", kwargs={"list_code": list_code, "number": number})


def item_row(
    book: selectors.Rulebook, list_code: str, item: Item, shipped: Item | None, fills: bool
) -> dict[str, Any]:
    """One item as the template draws it."""
    catalogue = selectors.catalogue()
    own = shipped is None or shipped.text is None
    return {
        "number": item.number, "text": say(item.text), "mended": item.source_text, "sources": ", ".join(item.sources),
        "includes": {"name": say(book.pack.rule_list(item.includes).name),
                     "url": reverse("standards.list", kwargs={"list_code": item.includes})} if item.includes else None,
        "asks": "" if not item.conditions else say(wording.condition_words(item, catalogue, book.parameters)),
        "evidence": "" if item.text is None or item.includes else say(wording.EVIDENCE_WORDS[item.evidence]),
        "controls": joined(say(catalogue.controls[code].name) for code in item.controls),
        "only_for": joined(TRAITS[trait] for trait in item.only_for),
        "own": own and item.text is not None, "fill_url": slot_url(list_code, item.number) if own and fills else "",
    }


def controls(request: HttpRequest) -> HttpResponse:
    """Which named lists serve which control of the one catalogue: those in force, and those of other editions."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    selectors.may_read(actor)
    book = in_force()
    here = served(book.pack) if book is not None else {}
    elsewhere: dict[str, set[str]] = {}
    for version in PackVersion.objects.all():
        if book is None or version.pk != book.version.pk:
            for rules, codes in served(version.pack).items():
                for code in codes:
                    elsewhere.setdefault(code, set()).add(rules)
    rows = [{"name": say(control.name), "kind": control.kind, "cells": [code in codes for codes in here.values()],
             "asked": any(code in codes for codes in here.values()),
             "elsewhere": joined(sorted(elsewhere.get(code, ())))}
            for code, control in selectors.catalogue().controls.items()]
    return render(request, "standards/controls.html", {
        "title": _("Measures"), "subtitle": _("Every list maps onto one catalogue of measures."),
        "tabs": tabs(actor, "standards.controls"), "lists": list(here),
        "asked": [row for row in rows if row["asked"]], "others": [row for row in rows if not row["asked"]],
    })


def served(pack: Pack) -> dict[str, set[str]]:
    """The name of each list of a pack that serves any control, and which."""
    found = {say(rules.name): {code for item in items_of(pack, rules) for code in item.controls} for rules in pack.lists}
    return {name: codes for name, codes in found.items() if codes}


def compare(request: HttpRequest) -> HttpResponse:
    """What changes for whom between two editions; the first is the one in force unless another is chosen."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    versions = selectors.versions(actor).order_by("code", "edition")
    before = chosen(versions, request.GET.get("before", "")) or selectors.adopted()
    after = chosen(versions, request.GET.get("after", ""))
    changes = differences.differences(before.pack, after.pack, selectors.catalogue()) if before and after else ()
    groups = [
        change_table(say(name), [change for change in changes if change.audience == audience])
        for audience, name in (*wording.AUDIENCE_WORDS.items(), ("", wording.EVERYBODY))]
    return render(request, "standards/compare.html", {
        "title": _("Compare rules"), "back": back("standards.edition.list", _("Editions of rules")),
        "versions": versions, "before": before, "after": after, "tables": [table for table in groups if table["rows"]],
        "count": len(changes),
        "adopt_url": f"{reverse('standards.adopt')}?version={after.pk}"
        if after and actor.can("standards.pack.adopt") else "",
    })


def change_table(title: str, changes: list[differences.Change]) -> dict[str, Any]:
    """What changes for one audience."""
    return {
        "title": title, "count_label": len(changes),
        "columns": [{"label": label} for label in
                    (_("Matter"), _("What changes"), _("Until then"), _("From then on"))],
        "rows": [{"cells": [
            {"text": say(matter(change)), "css": "long"},
            {"text": say(aspect_words(change)), "badge": BADGES.get(change.aspect, "check")},
            {"text": say(change.before)}, {"text": say(change.after)}]} for change in changes],
    }


def chosen(versions: Any, key: str) -> PackVersion | None:
    """The edition that the address names; what is no key names none."""
    try:
        return versions.filter(pk=UUID(key)).first()
    except ValueError:
        return None


def admission(request: HttpRequest) -> HttpResponse:
    """How units of each batch are admitted now, and every change of it with what it means."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    selectors.may_read(actor)
    version, regimes = selectors.adopted(), selectors.catalogue().regimes
    batches = version.pack.batches if version is not None else ()
    lines = [(say(batch.name), batch.code, say(batch.pace)) for batch in batches] or [
        (say(wording.EVERYBODY), "", "")]
    now = []
    for name, code, pace in lines:
        found = selectors.standing(code)
        now.append({"name": name, "code": code, "pace": pace, "way": found.regime.code, "because": found.because,
                    "regime": say(found.regime.name), "explanation": say(found.regime.explanation),
                    "opens_at": found.opens_at})
    names = {code: name for name, code, _pace in lines} | {"": say(wording.EVERYBODY)}
    story = []
    for row, _end in selectors.timeline(AdmissionRegime.objects.all()):
        earlier = selectors.standing(row.batch, row.effective_from - timedelta(microseconds=1)).regime
        story.append({
            "at": row.effective_from, "who": row.recorded_by,
            "text": both(names.get(row.batch, row.batch), say(regimes[row.regime].name)),
            "tone": "pass" if is_easier(earlier.code, regimes[row.regime].code) else "check",
            "detail": "\n".join([row.reason, *map(say, what_changes(earlier, regimes[row.regime]))])})
    return render(request, "standards/admission.html", {
        "title": _("Admission to resume"), "tabs": tabs(actor, "standards.admission"), "now": now, "timeline": story,
        "regimes": [{"name": say(regimes[code].name), "explanation": say(regimes[code].explanation)} for code in REGIMES],
        "actions": [Action(_("Change the admission"), reverse("standards.admission.change"), primary=True)]
        if actor.can("standards.regime.change") else [],
    })


def parameters(request: HttpRequest) -> HttpResponse:
    """Every threshold with the value that holds, where it comes from, and the authority's own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    selectors.may_read(actor)
    version, own = selectors.adopted(), selectors.overrides(clock.now())
    given = {setting.code: setting for setting in version.pack.parameters} if version is not None else {}
    may = actor.can("standards.parameter.override")

    def row(code: str) -> dict[str, Any]:
        parameter, setting = selectors.catalogue().parameters[code], given.get(code)
        value = own.get(code, setting.value if setting else parameter.value)
        origin = _("set by the authority") if code in own else BASES[(setting or parameter).basis]
        sources = ", ".join((setting.sources if setting else ()) or parameter.sources)
        url = reverse("standards.parameter", kwargs={"parameter_code": code}) if may else ""
        return {"cells": [{"text": say(parameter.name), "url": url, "css": "long"},
                          {"text": say(wording.value_words(value, parameter.unit)), "css": "num nowrap"},
                          {"text": origin, "badge": "info" if code in own else ""}, {"text": sources, "css": "soft"}]}

    return render(request, "kit/detail.html", {
        "title": _("Parameters"), "tabs": tabs(actor, "standards.parameters"),
        "tables": [{"title": _("Thresholds and times"), "columns": [
            {"label": _("Parameter")}, {"label": _("Value"), "css": "num"}, {"label": _("Comes from")},
            {"label": _("Source")}], "rows": [row(code) for code in selectors.catalogue().parameters]}],
    })


def urls() -> list[URLPattern]:
    """The pages of this module."""
    return [
        path("rules/", rules, name="standards.rules"),
        path("rules/lists/<slug:list_code>/", one_list, name="standards.list"),
        path("rules/controls/", controls, name="standards.controls"),
        path("rules/compare/", compare, name="standards.compare"),
        path("rules/admission/", admission, name="standards.admission"),
        path("rules/parameters/", parameters, name="standards.parameters"),
    ]
