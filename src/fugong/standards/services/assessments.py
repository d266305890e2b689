"""Assessments: opened against the rules in force, answered item by item, concluded once.

The app that uses an assessment (self-check, verification) decides who may answer; here a person must at least see
the unit.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.files.models import Attachment
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid, not_found, stale
from fugong.kit.events import publish
from fugong.registry import selectors as registry
from fugong.standards import selectors
from fugong.standards.events import AssessmentConcluded, ListAcknowledged
from fugong.standards.models import Acknowledgement, Assessment, AssessmentItem, PackVersion
from fugong.standards.rules import typed
from fugong.standards.rules.evaluation import holds
from fugong.standards.rules.packs import Item, RuleList


@transaction.atomic
def open_assessment(
    *, actor: Actor, unit_id: UUID | str, purpose: str, version: PackVersion | None = None, at: datetime | None = None
) -> Assessment:
    """Begin an assessment of a unit, pinned to an edition (default: the one in force) as it reads at a moment."""
    unit = registry.visible(actor).filter(pk=unit_id).first()
    if unit is None:
        raise not_found()
    moment = at or clock.now()
    pinned = version or selectors.rulebook(moment).version
    made = Assessment.objects.create(
        pack_version=pinned, purpose=purpose, subject_id=unit.pk, subject_label=str(unit)[:120],
        traits=sorted(selectors.traits_of(unit)), as_of=moment, opened_by=actor.label[:100])
    audit.record(actor, "standards.assessment.opened", made, {"purpose": purpose, "rules": str(pinned)})
    return made


@transaction.atomic
def answer(
    *, actor: Actor, assessment_id: UUID | str, list_code: str, number: int, verdict: str,
    value: Decimal | None = None, note: str = "", evidence: Sequence[UUID] = (), version: int = 0,
) -> AssessmentItem:
    """Answer one item, or answer it anew. version: of the answer the actor has seen, 0 where there was none."""
    found = _open(actor, assessment_id)
    problems = _problems(*_item(found, list_code, number), verdict, value, note.strip())
    wanted = list(dict.fromkeys(evidence))
    if Attachment.objects.filter(pk__in=wanted, archived_at=None).count() != len(wanted):
        problems["evidence"] = _("A file you refer to is not there. Attach it again.")
    if problems:
        raise invalid(problems)
    row = AssessmentItem.objects.filter(assessment=found, list_code=list_code, number=number).first()
    if (row.version if row is not None else 0) != version:
        raise stale({"verdict": row.verdict, "note": row.note, "answered_by": row.answered_by,
                     "version": row.version} if row is not None else {"version": 0})
    row = row or AssessmentItem(assessment=found, list_code=list_code, number=number, version=0)
    row.verdict, row.value, row.note, row.evidence = verdict, value, note.strip()[:500], wanted
    row.answered_by, row.answered_at, row.recorded_at = actor.label[:100], clock.now(), clock.real_now()
    row.version += 1
    row.save()
    audit.record(actor, "standards.assessment.answered", found, {
        "list": list_code, "number": number, "verdict": verdict, "value": value, "note": row.note,
        "evidence": row.evidence, "version": row.version})
    return row


@transaction.atomic
def load_answers(*, actor: Actor, rows: Iterable[Mapping[str, Any]]) -> int:
    """Enter first answers of open assessments in bulk, by field name: the first load of an authority's past."""
    made = [AssessmentItem(**row) for row in rows]
    asked = Assessment.objects.filter(pk__in={item.assessment.pk for item in made})
    if asked.filter(concluded_at=None, subject_id__in=registry.visible(actor).values("pk")).count() != asked.count():
        raise not_found()
    AssessmentItem.objects.bulk_create(made, batch_size=2000)
    audit.record(actor, "standards.assessments.loaded", None, {"answers": len(made)})
    return len(made)


@transaction.atomic
def conclude(*, actor: Actor, assessment_id: UUID | str) -> selectors.Assessed:
    """Freeze what an assessment comes to, with the facts and parameters it used. Nothing is refused for being unmet."""
    found = _open(actor, assessment_id)
    outcome = selectors.assessed(actor, found.pk)
    used = {entry.condition.parameter for rules in outcome.result.lists for leaf in rules.leaves()
            for entry in leaf.conditions if entry.condition.parameter is not None}
    found.concluded_at, found.concluded_by = clock.now(), actor.label[:100]
    found.result = audit.plain({
        "clear": outcome.result.clear,
        "rules": {"code": found.pack_version.code, "edition": found.pack_version.edition,
                  "sha256": found.pack_version.sha256},
        "lists": [{"code": rules.rules.code, "verdict": rules.verdict, "counts": rules.counts,
                   "items": [{"list": leaf.list_code, "number": leaf.item.number, "verdict": leaf.verdict}
                             for leaf in rules.leaves()]} for rules in outcome.result.lists],
        "missing": [typed.plain_of(text) for text in outcome.sentences],
        "facts": outcome.facts,
        "parameters": {code: outcome.rulebook.parameters[code] for code in sorted(used)},
    })
    found.save(update_fields=["concluded_at", "concluded_by", "result"])
    audit.record(actor, "standards.assessment.concluded", found, {
        "clear": outcome.result.clear, "missing": len(outcome.missing)})
    publish(actor, AssessmentConcluded(str(found.pk), found.purpose, outcome.result.clear))
    return outcome


@transaction.atomic
def acknowledge(
    *, actor: Actor, list_code: str, text_sha256: str, unit_id: UUID | str | None = None
) -> Acknowledgement:
    """Confirm having read a list as it stands: for oneself, or for a unit that one manages.

    text_sha256: of the words that were shown; refused when they have changed since.
    """
    if not actor.can("standards.list.acknowledge"):
        raise Refused("not_allowed", _("You do not have the right to do this."), status=403)
    rulebook = selectors.rulebook()
    rules = selectors.named(rulebook.pack, list_code)
    written = any(item.text is not None for item in rules.items)
    if not (rules.acknowledged and written and holds(rules, rulebook.at)):
        raise not_found()
    if selectors.fingerprint(rules) != text_sha256:
        raise Refused("stale", _("The list has changed. Read it again before you confirm."), status=409)
    if unit_id is None:
        subject = ("user", UUID(actor.id), actor.label[:120])
    else:
        unit = registry.visible(actor).filter(pk=unit_id).first()
        if unit is None:
            raise not_found()
        subject = ("unit", unit.pk, str(unit)[:120])
    row, made = Acknowledgement.objects.get_or_create(
        list_code=list_code, text_sha256=text_sha256, subject_kind=subject[0], subject_id=subject[1],
        defaults={"subject_label": subject[2], "given_at": clock.now(), "given_by": actor.label[:100]})
    if made:
        audit.record(actor, "standards.list.acknowledged", row, {"list": rules.name.zh, "subject": subject[2]})
        publish(actor, ListAcknowledged(list_code, subject[0], str(subject[1])))
    return row


def _open(actor: Actor, assessment_id: UUID | str) -> Assessment:
    """The assessment, locked, if the actor may see its unit and it can still change."""
    selectors.assessment(actor, assessment_id)
    found = Assessment.objects.select_for_update(of=("self",)).select_related("pack_version").get(pk=assessment_id)
    if found.concluded_at is not None:
        raise Refused("concluded", _("This assessment is concluded and can no longer change."), status=409)
    return found


def _item(found: Assessment, list_code: str, number: int) -> tuple[RuleList, Item]:
    """An item that can be answered, with its list: it has text, and does not stand for another list."""
    pack = selectors.read_by(found.pack_version, found.as_of, found.recorded_at).pack
    for rules in pack.lists:
        for item in rules.items:
            if (rules.code, item.number) == (list_code, number) and item.text is not None and item.includes is None:
                return rules, item
    raise not_found()


def _problems(rules: RuleList, item: Item, verdict: str, value: Decimal | None, note: str) -> dict[str, str]:
    """What does not fit in an answer, by field."""
    problems = {}
    if verdict not in AssessmentItem.Verdict.values:
        problems["verdict"] = _("Choose in place, not in place, not applicable or not known.")
    if verdict == "na" and rules.kind == "veto":
        problems["verdict"] = _("A veto item applies to every unit: choose in place, not in place or not known.")
    elif verdict == "na" and not note:
        problems["note"] = _("Say why this does not apply to the unit.")
    if verdict == "unmet" and not note:
        problems["note"] = _("Say what is not in place, so that it can be mended.")
    if value is not None and (item.evidence != "number" or not 0 <= value < Decimal(10) ** 11):
        problems["value"] = _("Give a number of at least 0.")
    return problems
