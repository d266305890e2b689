"""The page of one application: where it stands, what is missing, who said what, what one may do now."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fugong.kit import dates, masks
from fugong.kit.actor import Actor
from fugong.kit.desk import Action
from fugong.registry import selectors as registry
from fugong.resumption import selectors, wording
from fugong.resumption.desks.items import Checked
from fugong.resumption.desks.serving import url_of
from fugong.resumption.models import Application, ApplicationStep, EnterprisePlan, Review
from fugong.resumption.rules import states
from fugong.resumption.rules.eyes import Fault, Trace, fault_of_decider, fault_of_verifier
from fugong.resumption.rules.lacking import lacking, undecidable
from fugong.resumption.selectors import dossiers
from fugong.standards.rules.catalogue import Due
from fugong.standards.selectors import Assessed

EDIT, VERIFY = "resumption.application.edit", "resumption.verification.edit"
RIGHTS = {
    "withdraw": EDIT, "start": VERIFY, "return": "resumption.application.return",
    "approve": "resumption.decision.approve", "reject": "resumption.decision.approve",
    "suspend": "resumption.decision.suspend", "lift": "resumption.decision.suspend",
    "revoke": "resumption.decision.suspend",
}
PRIMARY, DANGER = frozenset({"start", "approve", "lift"}), frozenset({"reject", "suspend", "revoke", "withdraw"})
TIMELINE_TONES = {"approve": "pass", "reject": "stop", "revoke": "stop", "suspend": "stop", "return": "check"}


def address(page: str, application: Application, **more: Any) -> str:
    return reverse(f"resumption.application.{page}", kwargs={"pk": application.pk, **more})


def state_word(application: Application) -> Any:
    return wording.state(application.kind, application.state, Application.State(application.state).label,
                         at_work=application.resumed_at is not None)


def facts(actor: Actor, application: Application) -> list[dict[str, Any]]:
    """For what one opens an application: the unit, who answers, by which rules, from when."""
    unit, grid = application.unit, application.unit.grid
    return [
        {"label": _("Application number"), "text": application.number},
        {"label": _("Unit"), "text": unit.name, "url": reverse("registry.unit.detail", kwargs={"pk": unit.pk})},
        {"label": _("Grid officer"), "text": grid.officer.name if grid and grid.officer else ""},
        {"label": _("Contact"), "text": f"{unit.contact_name} {masks.phone(unit.contact_phone)}".strip()},
        {"label": _("Way of admission"), "text": wording.regime(application.regime)},
        {"label": _("Day of resumption"), "text": dates.day(application.proposed_on)},
    ]


def eyes(actor: Actor, application: Application) -> tuple[Fault, Fault]:
    """Why the actor may not verify, and why he may not decide; "" where he may."""
    traces = [Trace(act, person) for act, person in application.participants.values_list("act", "person_id")]
    managers = [str(member.user_id) for member in registry.managers([application.unit_id])]
    return fault_of_verifier(actor.id, traces, managers), fault_of_decider(actor.id, traces, managers)


def actions(actor: Actor, application: Application) -> list[Action]:
    """What the actor may do now, the likeliest first, then the papers."""
    return [*_work(actor, application), *_acts(actor, application), *_papers(application)]


def _work(actor: Actor, application: Application) -> Iterator[Action]:
    if actor.can(EDIT) and states.editable(application.state, dossiers.regime(application)):
        yield Action(_("Fill in the application"), address("fill", application, step="basics"), icon="edit", primary=True)
    if actor.can(EDIT) and application.unit.state in ("approved", "filed") and application.state in ("approved", "filed"):
        yield Action(wording.ACTION_VERBS["resume"], address("resume", application), icon="check", primary=True)
    if actor.can(VERIFY) and application.state == "verifying":
        yield Action(_("Go on verifying"), address("visit", application), icon="checklist", primary=True)


def _acts(actor: Actor, application: Application) -> Iterator[Action]:
    verifier, decider = eyes(actor, application)
    for action in states.actions(application.kind, application.state):
        right = RIGHTS.get(action)
        if right is None or not actor.can(right):
            continue
        if action == "start" and (verifier or dossiers.regime(application).site_visit == "none"):
            continue
        if action in ("approve", "reject") and decider:
            continue
        yield Action(wording.verb(application.kind, action), address(action, application),
                     primary=action in PRIMARY, danger=action in DANGER)


def _papers(application: Application) -> Iterator[Action]:
    if application.commitments.filter(replaced_at=None).exists():
        yield Action(_("Letter of commitment"), address("letter", application), icon="file-text")
    yield Action(_("Print the application"), address("paper", application), icon="printer")


def application_parts(actor: Actor, application: Application) -> dict[str, Any]:
    """Everything below the heading."""
    application = selectors.application(actor, application.pk)
    files, address_of = dossiers.files(actor, application), url_of(application)
    visit = dossiers.verification(application)
    own = Checked(actor, application.self_check, files, address_of) if application.self_check else None
    seen = Checked(actor, visit.assessment, files, address_of) if visit and visit.assessment else None
    faults = eyes(actor, application)
    return {
        "title": application.unit.name, "subtitle": _("Application to resume"), "application": application,
        "steps": way(application), "returned": returned(application),
        "missing": missing(actor, application, own.found if own else None, seen.found if seen else None),
        "hindered": hindered(actor, application, faults[1]),
        "explained": explained(actor, application), "sections": sections(actor, application.plan),
        "may_comment": actor.can("resumption.plan.comment"), "papers": papers(application, files.values(), address_of),
        "groups": seen.groups(own, _("Self-check")) if seen else own.groups() if own else [],
        "by_visit": seen is not None, "visit": visit, "letter": dossiers.commitment(application),
        "reviews": reviews(actor, application, faults[0]), "timeline": timeline(application),
    }


def returned(application: Application) -> ApplicationStep | None:
    """Why the application came back, as long as it has not been handed in again."""
    return application.steps.filter(action="return").last() if application.state == "returned" else None


def sections(actor: Actor, plan: EnterprisePlan | None) -> list[dict[str, Any]]:
    """The sections of a plan, each with what was said to it."""
    rows = list(plan.sections.all()) if plan else []
    said = selectors.comments(actor, rows)
    return [{"row": row, "comments": said.get(row.pk, [])} for row in rows]


def way(application: Application) -> list[dict[str, Any]]:
    """The stations of the way, and which of them is behind, at hand, ahead."""
    regime, state = dossiers.regime(application), application.state
    stations: list[tuple[Any, tuple[str, ...]]] = [(_("Fill in the application"), ("draft", "returned"))]
    filing = application.kind == "filing"
    stations.append((_("Filed") if filing else _("Handed in"), ("filed",) if filing else ("submitted",)))
    if regime.site_visit != "none":
        stations.append((_("Verification on site"), ("verifying",)))
    if regime.decision != "none":
        stations.append((_("Confirmation") if filing else _("Decision on the application"), ("verified",)))
    stations.append((_("Resumption"), ("approved",)))
    here = next((place for place, (_label, at) in enumerate(stations) if state in at), len(stations) - 1)
    if application.unit.state == "resumed" and state in ("approved", "filed"):
        here = len(stations) if state == "approved" or regime.decision == "none" else here
    ended = state in ("rejected", "withdrawn", "suspended", "revoked")
    stops = ended or state == "returned"
    word = state_word(application) if stops else _("at hand")
    return [{"label": label, "url": "", "missing": 0, "word": word if place == here else "",
             "state": "done" if place < here else "todo" if place > here else "stop" if stops else "now"}
            for place, (label, _at) in enumerate(stations)]


def missing(
    actor: Actor, application: Application, own: Assessed | None = None, seen: Assessed | None = None
) -> list[dict[str, Any]]:
    """What is still missing, for who has to fill in or to decide, all at once. own, seen: what the self-check and the
    visit come to, where the page has worked that out already."""
    regime = dossiers.regime(application)
    if states.editable(application.state, regime) and actor.can(EDIT):
        due: tuple[Due, ...] = ("before", "after") if application.state == "filed" else ("before",)
        lacks = lacking(dossiers.dossier(actor, application, own), regime, due=due)
        return [{"text": text, "url": address("fill", application, step=lack.step)}
                for lack, text in dossiers.sentences(application, lacks)]
    decides = actor.can("resumption.decision.approve") or actor.can(VERIFY)
    if application.state in wording.UNDER_WAY and regime.decision != "none" and decides:
        lacks = undecidable(dossiers.dossier(actor, application, own), dossiers.findings(actor, application, seen), regime)
        return [{"text": text, "url": ""} for _lack, text in dossiers.sentences(application, lacks)]
    return []


def hindered(actor: Actor, application: Application, fault: Fault) -> Any:
    """Why the actor, who has the right, may not decide this one himself."""
    waits = application.state in wording.UNDER_WAY and actor.can("resumption.decision.approve")
    return wording.EYES[fault] if waits and fault else ""


def explained(actor: Actor, application: Application) -> dict[str, Any] | None:
    """What the last change of regime meant for the unit; what to do now, until something was done."""
    position = selectors.position(actor, application.unit_id)
    if position is None or not position.changes:
        return None
    went_on = any(step.action != "reclassify" and step.at > position.held_from for step in application.steps.all())
    meaning = "" if went_on else wording.BECAUSE.get(position.meaning, "")  # type: ignore[call-overload]
    return {"since": position.held_from, "meaning": meaning,
            "changes": [wording.in_words(change) for change in position.changes]}


def papers(application: Application, files: Any, address_of: Any) -> list[dict[str, Any]]:
    """Every paper that the rules know, with what was attached."""
    attached: dict[str, list[dict[str, Any]]] = {}
    for file in files:
        if file.subject_id == application.pk:
            attached.setdefault(file.kind, []).append({
                "id": file.pk, "name": file.name, "url": address_of(file) + "?view", "size": file.size,
                "thumb": address_of(file) if file.is_image else "", "when": file.uploaded_at})
    return [{"code": paper.code, "name": wording.said(paper.name), "hint": wording.said(paper.hint),
             "required": paper.required, "accept": ",".join(f".{kind}" for kind in dossiers.accepted(paper)),
             "kinds": "、".join(kind.upper() for kind in dossiers.accepted(paper)), "megabytes": paper.megabytes,
             "files": attached.get(paper.code, [])} for paper in dossiers.pack(application).attachments]


def reviews(actor: Actor, application: Application, fault: Fault) -> list[dict[str, Any]]:
    """The reviews that the regime asks for, each with what was found and whether the actor may say it."""
    regime, given = dossiers.regime(application), dossiers.reviews(application)
    known = {(review.kind, review.department): review for review in given}
    may = application.state in wording.UNDER_WAY and not fault
    departments = dossiers.catalogue().departments
    asked: list[tuple[str, str, str]] = [(kind, "", str(wording.REVIEWS[kind])) for kind in regime.reviews]
    asked += [(str(Review.Kind.DEPARTMENT), code, wording.said(departments[code].name)) for code in regime.departments]
    return [{"kind": kind, "department": code, "name": name, "given": known.get((kind, code)),
             "url": address(f"review-{kind}", application) + (f"?department={code}" if code else ""),
             "may": may and actor.can(f"resumption.review.{kind}")} for kind, code, name in asked]


def timeline(application: Application) -> list[dict[str, Any]]:
    """What happened, newest first, each with how long the state before had lasted."""
    resumed: dict[str, Any] = {"at": application.resumed_at, "text": _t("resumed"), "tone": "pass"}
    told = [{"at": step.at, "text": wording.done(application.kind, step.action), "who": step.actor_label, "detail": step.reason,
             "tone": TIMELINE_TONES.get(step.action, ""),
             "lasted": _t("after %(time)s") % {"time": wording.lasted(step.elapsed)} if step.elapsed else ""}
            for step in reversed(application.steps.all())]
    return sorted([resumed, *told] if application.resumed_at else told, key=lambda event: event["at"], reverse=True)
