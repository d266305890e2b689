"""Editions of rules: the list of those that were loaded, and one of them with everything in it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.kit.actor import Actor
from fugong.kit.desk import Action, Column, Desk, Panel
from fugong.standards import selectors
from fugong.standards.desks.words import say
from fugong.standards.models import PackVersion
from fugong.standards.rules.wording import AUDIENCE_WORDS

C = Column


def facts(actor: Actor, version: PackVersion) -> list[dict[str, Any]]:
    """Who issued it, under which number, and whether it holds now."""
    holds = selectors.adopted()
    word = _("in force now") if holds is not None and holds.pk == version.pk else _("not in force")
    told = ((_("Issuer"), version.issuer), (_("Document number"), version.document), (_("State"), word))
    return [{"label": label, "text": text} for label, text in told if text]


def actions(actor: Actor, version: PackVersion) -> list[Action]:
    """Compare with what holds now; put in force."""
    compare = Action(_("Compare with the rules in force"), f"{reverse('standards.compare')}?after={version.pk}", icon="copy")
    if not actor.can("standards.pack.adopt"):
        return [compare]
    return [compare, Action(_("Put in force"), f"{reverse('standards.adopt')}?version={version.pk}", primary=True)]


def parts(actor: Actor, version: PackVersion) -> dict[str, Any]:
    """The parts of the pack: lists with their items, papers, batches, stations."""
    pack = version.pack
    return {
        "note": say(pack.note) if actor.can("standards.pack.adopt") else "",
        "lists": [
            {"name": say(rules.name), "count": len(rules.items),
             "items": [{"number": item.number, "text": say(item.text)} for item in rules.items]}
            for rules in pack.lists],
        "parts": [
            {"title": title, "items": [{"label": label, "text": text} for label, text in entries]}
            for title, entries in (
                (_("Batches"), [(f"{b.code} {say(b.name)}", say(b.pace)) for b in pack.batches]),
                (_("Stations at the gate"), [(str(s.number), say(s.name)) for s in pack.stations]),
                (_("Papers of an application"), [
                    (say(a.name), _("required") if a.required else _("where it applies")) for a in pack.attachments]),
                (_("Letters of commitment"), [
                    (say(letter.name), say(AUDIENCE_WORDS[letter.signed_by])) for letter in pack.letters]),
                (_("Skeletons of work reports"), [
                    (say(s.name), "；".join(say(c.name) for c in s.chapters)) for s in pack.skeletons]),
            ) if entries],
    }


EDITIONS = Desk(
    code="standards.edition", path="rules/editions", model=PackVersion, title=_("Editions of rules"),
    noun=_("edition of rules"), rows=selectors.versions, read=selectors.READ, order=("code", "edition"),
    edit="standards.pack.adopt", new="standards.upload",
    columns=(C("name", _("name"), link=True), C("edition"), C("issuer", _("issuing body")), C("document"),
             C("effective_from"), C("loaded_at", hidden=True), C("loaded_by", hidden=True), C("code", hidden=True)),
    panels=(Panel(_("Edition"), (
        C("code"), C("edition"), C("effective_from"), C("loaded_at"), C("loaded_by"), C("sha256"))),),
    facts=facts, actions=actions, parts=parts, detail_template="standards/edition.html",
    empty=_("No rules are loaded yet. Open “Rules” and load those that come with the platform."),
)
