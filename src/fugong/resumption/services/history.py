"""Loading an authority's past applications in bulk: every step as it happened, checked, in few statements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from fugong.audit import services as audit
from fugong.files import services as files
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.clock import ZONE
from fugong.registry.models import Unit
from fugong.resumption.models import (
    Application,
    ApplicationStep,
    Commitment,
    EnterprisePlan,
    Participant,
    PlanSection,
    Review,
    Verification,
)
from fugong.resumption.rules.history import PastAnswer, PastApplication, PastStep, Replayed, replay
from fugong.resumption.rules.states import FINAL
from fugong.resumption.selectors import dossiers
from fugong.resumption.services.commitments import digest
from fugong.resumption.services.steps import need
from fugong.standards import selectors as standards
from fugong.standards.models import Assessment, PackVersion
from fugong.standards.rules.packs import Pack
from fugong.standards.services import assessments

WAITING = frozenset({"draft", "submitted", "returned", "filed", "verifying", "verified"})
PLANS = {"approved": "in_force", "suspended": "in_force", "filed": "in_force", "draft": "draft", "returned": "draft"}
Made = tuple[Application, PastApplication, Sequence[Replayed]]


@transaction.atomic
def load_history(*, actor: Actor, authority: str, rows: Iterable[PastApplication]) -> dict[UUID, Application]:
    """Enter past applications: unit → the last application made for it. Units' operating states are loaded apart.

    authority: its name, for the letters. ValueError where steps could not have happened. Applications that still
    wait get an open self-check and their visit, so that work goes on with them.
    """
    need(actor, "resumption.application.edit")
    version = standards.rulebook().version
    made: list[Made] = []
    for past in rows:
        made.append((_application(past, told := replay(past), version), past, told))
    units = Unit.objects.in_bulk({past.unit_id for _, past, _ in made})
    _add_plans(made, version.pack)
    for application, past, steps in made:
        application.unit = units[past.unit_id]
        if application.state in WAITING:
            application.self_check = _assessed(actor, application, "self_check", steps[0].step)
    Application.objects.bulk_create([application for application, _, _ in made], batch_size=1000)
    ApplicationStep.objects.bulk_create([row for each in made for row in _steps(each)], batch_size=2000)
    Participant.objects.bulk_create([row for each in made for row in _people(each)], batch_size=2000)
    Commitment.objects.bulk_create([row for each in made for row in _letters(each, authority)], batch_size=1000)
    Review.objects.bulk_create([row for each in made for row in _reviews(each)], batch_size=2000)
    Verification.objects.bulk_create([row for each in made for row in _visits(actor, each)], batch_size=1000)
    audit.record(actor, "resumption.history.loaded", None, {"applications": len(made)})
    return {application.unit_id: application for application, _, _ in made}


def _last(steps: Sequence[Replayed], *actions: str) -> datetime | None:
    return next((done.step.at for done in reversed(steps) if done.step.action in actions), None)


def _application(past: PastApplication, steps: Sequence[Replayed], version: PackVersion) -> Application:
    local, other_city, other_province, hubei = past.workers
    return Application(
        unit_id=past.unit_id, kind=past.kind, state=steps[-1].new, state_since=steps[-1].step.at, regime=past.regime,
        batch=past.batch, pack_version=version, proposed_on=past.proposed_on, control_leader=past.leader,
        control_phone=past.phone, workers_local=local, workers_other_city=other_city,
        workers_other_province=other_province, workers_hubei=hubei, reasons=past.reasons,
        round=sum(done.step.action == "submit" for done in steps), opened_at=steps[0].step.at,
        submitted_at=_last(steps, "submit"), decided_at=_last(steps, "approve", "reject"), resumed_at=past.resumed_at,
        version=len(steps))


def _add_plans(made: Sequence[Made], pack: Pack) -> None:
    """Each unit's first edition, with its last application, as far as that is alive."""
    latest = {past.unit_id: (application, past, steps) for application, past, steps in made}
    plans, sections = [], []
    for application, past, steps in latest.values():
        if application.state in FINAL or not past.plan:
            continue
        state = PLANS.get(application.state, "handed_in")
        decided = _last(steps, "approve", "submit")
        application.plan = EnterprisePlan(
            unit_id=past.unit_id, edition=1, state=state, begun_by=steps[0].step.by[:100], begun_at=steps[0].step.at,
            held_from=decided.astimezone(ZONE).date() if state == "in_force" and decided else None)
        plans.append(application.plan)
        sections += [
            PlanSection(plan=application.plan, code=asked.code, name_zh=asked.name.zh, name_en=asked.name.en,
                        text=past.plan.get(asked.code, ""), position=place)
            for place, asked in enumerate(pack.plan_sections, 1)]
    EnterprisePlan.objects.bulk_create(plans, batch_size=1000)
    PlanSection.objects.bulk_create(sections, batch_size=2000)


def _steps(made: Made) -> Iterator[ApplicationStep]:
    application, _, steps = made
    for number, done in enumerate(steps, 1):
        yield ApplicationStep(
            application=application, number=number, action=done.step.action, old=done.old, new=done.new,
            actor_id=done.step.by_id, actor_label=done.step.by[:100], source="import", reason=done.step.reason,
            basis={"regime": application.regime, "rules": str(application.pack_version)}, at=done.step.at,
            elapsed=done.elapsed)


def _people(made: Made) -> Iterator[Participant]:
    application, past, steps = made
    acts: dict[tuple[str, str], str] = {(done.step.action, done.step.by_id): done.step.by for done in steps}
    acts |= {("department" if review.department else "review", review.by_id): review.by for review in past.reviews}
    for (act, person), label in acts.items():
        if person:
            yield Participant(application=application, act=act, person_id=person, label=label[:100])


def _letters(made: Made, authority: str) -> Iterator[Commitment]:
    application, past, steps = made
    signed_at = _last(steps[:2], "submit", "open")
    if past.signer and signed_at is not None:
        signed_at = signed_at.astimezone(ZONE).replace(microsecond=0)
        letter = dossiers.letter(application)
        text = dossiers.letter_text(application, authority, past.signer, signed_at.date())
        yield Commitment(
            application=application, letter=letter.code, title=letter.name.zh, text=text, signer=past.signer,
            sha256=digest(text, past.signer, signed_at.isoformat()), signed_at=signed_at,
            signed_by_id=steps[0].step.by_id, signed_by=steps[0].step.by[:100])


def _reviews(made: Made) -> Iterator[Review]:
    application, past, _ = made
    for given in past.reviews:
        yield Review(
            application=application, round=application.round, kind=given.kind, department=given.department,
            passed=given.passed, note=given.note, by=given.by[:100], by_id=given.by_id, at=given.at)


def _visits(actor: Actor, made: Made) -> Iterator[Verification]:
    """The visit of the last round, with its list where the application still waits."""
    application, past, steps = made
    round_began = max((n for n, done in enumerate(steps) if done.step.action == "submit"), default=len(steps))
    here = [done.step for done in steps[round_began:]]
    started = next((step for step in here if step.action == "start"), None)
    if started is None:
        return
    finished = next((step for step in here if step.action == "finish"), None)
    assessment = None
    if application.state in WAITING:
        assessment = _assessed(actor, application, "verification", started, past.found)
        if finished is not None:
            with clock.frozen(finished.at):
                assessments.conclude(actor=replace(actor, label=finished.by), assessment_id=assessment.pk)
    yield Verification(
        application=application, round=application.round, assessment=assessment, started_at=started.at,
        started_by=started.by[:100], finished_at=finished.at if finished else None,
        finished_by=finished.by[:100] if finished else "")


def _assessed(
    actor: Actor, application: Application, purpose: str, step: PastStep, answers: Sequence[PastAnswer] = ()
) -> Assessment:
    """An assessment as somebody answered it at a step."""
    who = replace(actor, label=step.by)
    with clock.frozen(step.at):
        made = assessments.open_assessment(
            actor=who, unit_id=application.unit_id, purpose=purpose, version=application.pack_version, at=step.at)
        for given in answers:
            photo = [files.store(actor=who, subject=made, kind=f"{given.list_code}/{given.number}", file=ContentFile(
                given.photo, f"{given.list_code}-{given.number}.jpg")).pk] if given.photo else []
            assessments.answer(
                actor=who, assessment_id=made.pk, list_code=given.list_code, number=given.number,
                verdict=given.verdict, value=given.value, note=given.note, evidence=photo)
    return made

