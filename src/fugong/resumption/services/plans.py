"""A unit's plan (一企一策): written section by section, handed in, commented on, in force by dated editions."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid, not_found, stale
from fugong.kit.events import publish
from fugong.registry import selectors as registry
from fugong.registry.models import Unit
from fugong.registry.services import units
from fugong.resumption.events import PlanInForce
from fugong.resumption.models import Application, EnterprisePlan, PlanSection, SectionComment
from fugong.resumption.rules.states import OPEN
from fugong.resumption.services.steps import EDIT, need
from fugong.standards import selectors as standards
from fugong.standards.rules.packs import Pack

MAX_LENGTH = 20_000


def being_written(actor: Actor, unit: Unit, pack: Pack) -> EnterprisePlan:
    """The edition that a locked unit writes at: the one at hand, or the next, which starts from the one in force."""
    plan = EnterprisePlan.objects.filter(unit=unit, state__in=["draft", "handed_in"]).first()
    if plan is None:
        last = EnterprisePlan.objects.filter(unit=unit).aggregate(last=Max("edition"))["last"] or 0
        plan = EnterprisePlan.objects.create(
            unit=unit, edition=last + 1, begun_by=actor.label[:100], begun_at=clock.now())
        audit.record(actor, "resumption.plan.begun", plan, {"unit": unit.pk, "edition": plan.edition})
    _add_sections(plan, pack)
    return plan


def _add_sections(plan: EnterprisePlan, pack: Pack) -> None:
    """Make the plan hold every section that the rules ask for; what was written stays."""
    held = set(plan.sections.values_list("code", flat=True))
    before = EnterprisePlan.objects.filter(unit_id=plan.unit_id, state="in_force").first()
    texts = dict(before.sections.values_list("code", "text")) if before else {}
    PlanSection.objects.bulk_create([
        PlanSection(plan=plan, code=asked.code, name_zh=asked.name.zh, name_en=asked.name.en, position=place,
                    text=texts.get(asked.code, ""))
        for place, asked in enumerate(pack.plan_sections, 1) if asked.code not in held])


@transaction.atomic
def begin_edition(*, actor: Actor, unit_id: UUID | str) -> EnterprisePlan:
    """Begin the next edition of a unit's plan, or give back the one being written."""
    need(actor, EDIT)
    return being_written(actor, units.lock(actor, unit_id), standards.rulebook().pack)


@transaction.atomic
def write(*, actor: Actor, section_id: UUID | str, version: int, text: str) -> PlanSection:
    """Write a section of a plan that is not handed in; a stale version is refused and shows both."""
    need(actor, EDIT)
    section = _locked(actor, section_id)
    if section.plan.state != "draft":
        raise Refused("handed_in", _("This edition is handed in or in force. Begin a new edition to change it."),
                      status=409)
    if section.version != version:
        raise stale({"text": section.text, "version": section.version})
    text = text.replace("\r\n", "\n").strip()
    if len(text) > MAX_LENGTH:
        raise invalid({"text": _("Write at most %(n)s characters; attach a longer text as a paper.") % {"n": MAX_LENGTH}})
    if text != section.text:
        section.text, section.version = text, version + 1
        section.save(update_fields=["text", "version"])
        audit.record(actor, "resumption.plan.written", section.plan, {"section": section.code, "length": len(text)})
    return section


def _locked(actor: Actor, section_id: UUID | str) -> PlanSection:
    section = (PlanSection.objects.select_for_update(of=("self",)).select_related("plan__unit")
               .filter(pk=section_id, plan__unit__in=registry.visible(actor)).first())
    if section is None:
        raise not_found()
    return section


@transaction.atomic
def comment(*, actor: Actor, section_id: UUID | str, text: str) -> SectionComment:
    """Say something to a section, for the unit to mend."""
    need(actor, "resumption.plan.comment")
    section = _locked(actor, section_id)
    if not text.strip():
        raise invalid({"text": _("Write the comment.")})
    made = SectionComment.objects.create(
        section=section, text=text.strip()[:2000], by=actor.label[:100], by_id=actor.id, at=clock.now())
    audit.record(actor, "resumption.plan.commented", section.plan, {"section": section.code, "text": made.text})
    return made


@transaction.atomic
def settle(*, actor: Actor, comment_id: UUID | str) -> SectionComment:
    """Call a comment settled: its writer, or another who may comment."""
    need(actor, "resumption.plan.comment")
    found = (SectionComment.objects.select_for_update(of=("self",)).select_related("section__plan")
             .filter(pk=comment_id, section__plan__unit__in=registry.visible(actor)).first())
    if found is None:
        raise not_found()
    if found.settled_at is None:
        found.settled_at, found.settled_by = clock.now(), actor.label[:100]
        found.save(update_fields=["settled_at", "settled_by"])
        audit.record(actor, "resumption.plan.comment_settled", found.section.plan, {"section": found.section.code})
    return found


def hand_in(application: Application) -> None:
    """The plan goes with its application and is no longer written at."""
    _set_state(application.plan, "handed_in", {"draft"})


def take_back(actor: Actor, application: Application) -> None:
    """The plan may be written at again; one that came into force is followed by its next edition."""
    _set_state(application.plan, "draft", {"handed_in"})
    if application.plan is not None and application.plan.state == "in_force" and application.state == "returned":
        application.plan = being_written(actor, application.unit, application.pack_version.pack)
        application.save(update_fields=["plan"])


def _set_state(plan: EnterprisePlan | None, state: str, only_from: set[str]) -> None:
    if plan is not None and plan.state in only_from:
        plan.state, plan.version = state, plan.version + 1
        plan.save(update_fields=["state", "version"])


@transaction.atomic
def accept(*, actor: Actor, plan_id: UUID | str, version: int) -> EnterprisePlan:
    """Put an edition in force that was written outside an application."""
    need(actor, "resumption.decision.approve")
    plan = (EnterprisePlan.objects.select_for_update(of=("self",)).select_related("unit")
            .filter(pk=plan_id, unit__in=registry.visible(actor)).first())
    if plan is None:
        raise not_found()
    if plan.version != version:
        raise stale({"version": plan.version, "state": plan.get_state_display()})
    if plan.state != "handed_in" or Application.objects.filter(plan=plan, state__in=OPEN).exists():
        raise Refused("not_now", _("This edition is not waiting to be accepted."), status=409)
    put_in_force(actor, plan)
    return plan


def put_in_force(actor: Actor, plan: EnterprisePlan | None) -> None:
    """From today on this edition holds, unless it does already; the one before ends today."""
    if plan is None or plan.state == EnterprisePlan.State.IN_FORCE:
        return
    today = clock.today()
    EnterprisePlan.objects.filter(unit_id=plan.unit_id, state="in_force").exclude(pk=plan.pk).update(
        state="ended", held_to=today)
    plan.state, plan.held_from, plan.version = "in_force", today, plan.version + 1
    plan.save(update_fields=["state", "held_from", "version"])
    audit.record(actor, "resumption.plan.in_force", plan, {"edition": plan.edition, "from": today})
    publish(actor, PlanInForce(str(plan.unit_id), str(plan.pk)))


@transaction.atomic
def offer(*, actor: Actor, plan_id: UUID | str, version: int) -> EnterprisePlan:
    """Hand in an edition outside an application, when all its sections are written."""
    need(actor, EDIT)
    plan = (EnterprisePlan.objects.select_for_update(of=("self",)).select_related("unit")
            .filter(pk=plan_id, unit__in=registry.visible(actor)).first())
    if plan is None:
        raise not_found()
    if plan.version != version:
        raise stale({"version": plan.version, "state": plan.get_state_display()})
    if plan.state != "draft":
        raise Refused("not_now", _("This edition is handed in already."), status=409)
    if empty := [section.name for section in plan.sections.all() if not section.text.strip()]:
        raise Refused("incomplete", _("Still to be written: %(list)s.") % {"list": "、".join(empty)})
    _set_state(plan, "handed_in", {"draft"})
    audit.record(actor, "resumption.plan.handed_in", plan, {"edition": plan.edition})
    return plan
