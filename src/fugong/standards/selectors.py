"""What holds: rules, parameters and regimes at a moment, as known now or on a past day; and assessments by them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid, not_allowed, not_found
from fugong.registry import selectors as registry
from fugong.registry.models import Unit
from fugong.standards import facts_registry
from fugong.standards.models import (
    Acknowledgement,
    AdmissionRegime,
    Assessment,
    AssessmentItem,
    Decision,
    PackAdoption,
    PackVersion,
    ParameterOverride,
    SlotText,
)
from fugong.standards.rules import admission, evaluation, loading, missing
from fugong.standards.rules.catalogue import Catalogue, Text
from fugong.standards.rules.dated import in_force, in_order
from fugong.standards.rules.operators import Verdict
from fugong.standards.rules.packs import Audience, Pack, RuleList
from fugong.standards.rules.parameters import resolve

READ = "standards.pack.read"
D = TypeVar("D", bound=Decision)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of the authority at a moment: the edition, the pack with its slots filled, every parameter."""

    version: PackVersion
    pack: Pack
    parameters: dict[str, Decimal | str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Assessed:
    """What an assessment comes to: verdicts, and everything still missing, with the sentences for a page."""

    assessment: Assessment
    rulebook: Rulebook
    result: evaluation.PackResult
    missing: tuple[missing.Missing, ...]
    facts: dict[str, Any]

    @property
    def sentences(self) -> list[Text]:
        """What is still missing, in words, what blocks first (一次性告知)."""
        return [
            missing.sentence(entry, self.rulebook.pack.rule_list(entry.list_code), catalogue()) for entry in self.missing
        ]


def catalogue() -> Catalogue:
    """Controls, facts, parameters and regimes as shipped; the same for every authority."""
    return loading.shipped().catalogue


def may_read(actor: Actor) -> None:
    """Refuse who may not see the rules."""
    if not actor.can(READ):
        raise not_allowed(READ)


def versions(actor: Actor) -> QuerySet[PackVersion]:
    """The editions that were loaded."""
    may_read(actor)
    return PackVersion.objects.defer("content")


def version(actor: Actor, version_id: UUID | str | None) -> PackVersion:
    """One edition, or a refusal that names the field."""
    found = versions(actor).filter(pk=version_id or UUID(int=0)).first()
    if found is None:
        raise invalid({"version": _("Choose an edition that is loaded.")})
    return found


def named(pack: Pack, list_code: str) -> RuleList:
    """The list of a code in a pack, or a refusal."""
    found = next((rules for rules in pack.lists if rules.code == list_code), None)
    if found is None:
        raise not_found(_("list of rules"))
    return found


def adoptions() -> QuerySet[PackAdoption]:
    """Every decision on which rules hold."""
    return PackAdoption.objects.select_related("pack_version").defer("pack_version__content")


def adopted(at: datetime | None = None, known_at: datetime | None = None) -> PackVersion | None:
    """The edition that holds at a moment (default: now), None where the authority has adopted none."""
    held = in_force(adoptions(), at or clock.now(), known_at)
    return held.pack_version if held is not None else None


def rulebook(at: datetime | None = None, known_at: datetime | None = None) -> Rulebook:
    """The rules that hold at a moment (default: now). Refused where the authority has adopted none."""
    at = at or clock.now()
    version = adopted(at, known_at)
    if version is None:
        raise Refused("no_rules", _("No rules are in force yet. Put a rule pack in force first."), status=409)
    return read_by(version, at, known_at)


def read_by(version: PackVersion, at: datetime, known_at: datetime | None = None) -> Rulebook:
    """An edition as it reads at a moment: with the slots filled and the parameters that hold then."""
    return Rulebook(
        version,
        evaluation.with_slots_filled(version.pack, slot_texts(at, known_at)),
        resolve(catalogue(), version.pack, overrides(at, known_at)),
        at,
    )


def slot_texts(at: datetime, known_at: datetime | None = None) -> dict[evaluation.ItemKey, Text]:
    """The authority's words for empty slots at a moment; English falls back to the Chinese."""
    held = _each_in_force(SlotText.objects.all(), ("list_code", "number"), at, known_at)
    return {(row.list_code, row.number): Text(row.zh, row.en or row.zh) for row in held if row.zh}


def overrides(at: datetime, known_at: datetime | None = None) -> dict[str, Decimal | str]:
    """The authority's own values of parameters at a moment."""
    held = _each_in_force(ParameterOverride.objects.all(), ("code",), at, known_at)
    return {row.code: stored_value(row.value) for row in held if row.value is not None}


def stored_value(value: Any) -> Decimal | str:
    """A parameter's value from JSON: a time as it is, a number as it was written."""
    return value if isinstance(value, str) else Decimal(str(value))


def _each_in_force(
    rows: Iterable[D], key: Sequence[str], at: datetime, known_at: datetime | None
) -> list[D]:
    """Of every key the decision that holds at a moment."""
    groups: dict[tuple[Any, ...], list[D]] = {}
    for row in rows:
        groups.setdefault(tuple(getattr(row, name) for name in key), []).append(row)
    found = (in_force(group, at, known_at) for group in groups.values())
    return [row for row in found if row is not None]


def parameter(code: str, at: datetime | None = None, known_at: datetime | None = None) -> Decimal | str:
    """The value of a parameter at a moment; the shipped default where no rules are in force."""
    at = at or clock.now()
    version = adopted(at, known_at)
    return resolve(catalogue(), version.pack if version else None, overrides(at, known_at))[code]


def standing(batch: str = "", at: datetime | None = None, known_at: datetime | None = None) -> admission.Standing:
    """The regime under which units of a batch are admitted at a moment (default: now)."""
    at = at or clock.now()
    version = adopted(at, known_at)
    rows = [row for row in AdmissionRegime.objects.all() if known_at is None or row.recorded_at <= known_at]
    opens_at = admission.opening(version.pack.batches, batch) if version is not None else None
    return admission.standing(catalogue(), rows, batch, at, opens_at)


def timeline(decisions: QuerySet[D]) -> list[tuple[D, datetime | None]]:
    """Every decision that ever holds, with the moment that ends it, latest first."""
    return list(reversed(in_order(decisions)))


def acknowledgements(actor: Actor, rules: RuleList) -> QuerySet[Acknowledgement]:
    """Who confirmed having read a list as it now stands; who sees some units only sees theirs and his own."""
    may_read(actor)
    given = Acknowledgement.objects.filter(list_code=rules.code, text_sha256=fingerprint(rules))
    if actor.kind == "system" or actor.reach == "authority":
        return given
    mine = Q(subject_kind="user", subject_id=actor.id) if actor.id else Q(pk=None)
    return given.filter(mine | Q(subject_kind="unit", subject_id__in=registry.visible(actor).values("pk")))


def fingerprint(rules: RuleList) -> str:
    """SHA-256 of the words of a list: what an acknowledgement refers to."""
    return loading.digest([(item.number, item.text.zh if item.text else "") for item in rules.items])


def assessment(actor: Actor, assessment_id: UUID | str) -> Assessment:
    """One assessment about a unit that the actor may see."""
    found = Assessment.objects.select_related("pack_version").filter(pk=assessment_id).first()
    if found is None or not registry.visible(actor).filter(pk=found.subject_id).exists():
        raise not_found()
    return found


def answers(found: Assessment) -> dict[evaluation.ItemKey, AssessmentItem]:
    """The answers of an assessment by item."""
    return {(item.list_code, item.number): item for item in found.items.all()}


def traits_of(unit: Unit) -> frozenset[str]:
    """What items meant for some units only look at: the kind, key unit, above scale."""
    flags = {"key_unit": unit.key_unit, "above_scale": unit.above_scale}
    return frozenset({unit.kind, *(name for name, holds in flags.items() if holds)})


def assessed(actor: Actor, assessment_id: UUID | str, audience: Audience = "enterprise") -> Assessed:
    """Evaluate an assessment now: its answers, the facts of the moment, the rules it is pinned to."""
    found = assessment(actor, assessment_id)
    rules = read_by(found.pack_version, found.as_of, found.recorded_at)
    at = found.concluded_at or clock.now()
    facts = facts_registry.ask(facts_named(rules.pack, audience), [found.subject_id], at)[found.subject_id]
    given = answers(found)
    situation = evaluation.Situation(
        at=found.as_of,
        facts=facts,
        answers={
            key: evaluation.Answer(
                Verdict(item.verdict), item.value, tuple(map(str, item.evidence)), item.note
            )
            for key, item in given.items() if item.verdict in list(Verdict)
        },
        parameters=rules.parameters,
        traits=frozenset(found.traits),
        not_applicable=frozenset(
            key for key, item in given.items() if item.verdict == AssessmentItem.Verdict.NOT_APPLICABLE),
    )
    result = evaluation.evaluate_pack(rules.pack, situation, audience)
    return Assessed(found, rules, result, missing.missing_in(result), facts)


def facts_named(pack: Pack, audience: Audience) -> list[str]:
    """The facts for which the lists of an audience ask, included lists too."""
    return sorted(
        {
            condition.fact
            for rules in pack.lists
            if rules.audience == audience
            for item in evaluation.items_of(pack, rules)
            for condition in item.conditions
        }
    )


def decisions_made(actor: Actor) -> dict[str, Any]:
    """How many decisions of each kind there are, by which a stale one is told from a fresh one."""
    may_read(actor)
    slots = SlotText.objects.values_list("list_code", "number").annotate(n=Count("pk"))
    return {
        "adoptions": PackAdoption.objects.count(), "admission": AdmissionRegime.objects.count(),
        "parameters": dict(ParameterOverride.objects.values_list("code").annotate(n=Count("pk")).order_by("code")),
        "items": {f"{code}/{number}": count for code, number, count in slots.order_by("list_code", "number")},
    }
