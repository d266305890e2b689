"""Evaluating lists against facts and answers, in three values: met, unmet, unknown (which is never met)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from fugong.standards.rules.catalogue import Text, Value
from fugong.standards.rules.operators import Verdict, all_of, compare, established
from fugong.standards.rules.packs import Audience, Condition, Item, Pack, RuleList

ItemKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says about one item. value: for evidence that is a number; evidence: ids of what was attached."""

    verdict: Verdict
    value: Decimal | None = None
    evidence: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known about a subject: facts by name, answers by item, parameters that hold, its traits, the moment.

    not_applicable: items that somebody on the spot found not to concern the subject.
    """

    at: datetime
    facts: Mapping[str, Value | None] = field(default_factory=dict)
    answers: Mapping[ItemKey, Answer] = field(default_factory=dict)
    parameters: Mapping[str, Decimal | str] = field(default_factory=dict)
    traits: frozenset[str] = frozenset()
    not_applicable: frozenset[ItemKey] = frozenset()


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition with what it wanted and what was found."""

    condition: Condition
    wanted: Value | tuple[str, ...] | None
    found: Value | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ItemResult:
    """The verdict on an item. counts: False for an empty slot, an item meant for other units, one not applicable."""

    list_code: str
    item: Item
    verdict: Verdict
    counts: bool = True
    conditions: tuple[ConditionResult, ...] = ()
    nested: "ListResult | None" = None
    said: Answer | None = None
    lacks_evidence: bool = False


@dataclass(frozen=True, slots=True)
class ListResult:
    """The verdict on a list: met when all that counts is met. counts: False where nothing in it counts."""

    rules: RuleList
    items: tuple[ItemResult, ...]
    verdict: Verdict
    counts: bool

    def leaves(self) -> tuple[ItemResult, ...]:
        """The items that count and are not lists themselves, nested ones included."""
        found: list[ItemResult] = []
        for item in self.items:
            if item.counts:
                found.extend(item.nested.leaves() if item.nested is not None else (item,))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class PackResult:
    """The verdict on every list that a pack has for one audience."""

    lists: tuple[ListResult, ...]

    @property
    def blocked_by(self) -> tuple[ItemResult, ...]:
        """What stops the step: every leaf of a blocking list that is not met, each once."""
        stopping = [
            leaf
            for result in self.lists
            if result.rules.blocking
            for leaf in result.leaves()
            if leaf.verdict is not Verdict.MET
        ]
        return tuple({(leaf.list_code, leaf.item.number): leaf for leaf in stopping}.values())

    @property
    def clear(self) -> bool:
        """Whether nothing stops the step."""
        return not self.blocked_by


def with_slots_filled(pack: Pack, texts: Mapping[ItemKey, Text]) -> Pack:
    """The pack with an authority's own words in its empty slots; a list without a count may grow by them."""
    return replace(pack, lists=tuple(_filled(rules, texts) for rules in pack.lists))


def _filled(rules: RuleList, texts: Mapping[ItemKey, Text]) -> RuleList:
    items = {item.number: item for item in rules.items}
    for (code, number), text in texts.items():
        if code != rules.code:
            continue
        if number in items:
            if items[number].text is None:
                items[number] = replace(items[number], text=text)
        elif rules.count is None:
            items[number] = Item(number=number, text=text)
    return replace(rules, items=tuple(items[number] for number in sorted(items)))


def items_of(pack: Pack, rules: RuleList) -> Iterator[Item]:
    """The items of a list that have text, those of a list it includes in the including item's place."""
    for item in rules.items:
        if item.includes is not None:
            yield from items_of(pack, pack.rule_list(item.includes))
        elif item.text is not None:
            yield item


def evaluate(pack: Pack, rules: RuleList, situation: Situation) -> ListResult:
    """The verdict on one list. An item that includes another list has that list's verdict."""
    items = tuple(_evaluate_item(pack, rules.code, item, situation) for item in rules.items)
    counted = [item.verdict for item in items if item.counts]
    return ListResult(rules, items, all_of(counted), bool(counted))


def evaluate_pack(pack: Pack, situation: Situation, audience: Audience = "enterprise") -> PackResult:
    """The verdict on all lists for an audience that are in force at the moment of the situation."""
    return PackResult(
        tuple(
            evaluate(pack, rules, situation)
            for rules in pack.lists
            if rules.audience == audience and holds(rules, situation.at)
        )
    )


def holds(rules: RuleList, at: datetime) -> bool:
    """Whether a list is in force at a moment."""
    return rules.effective_from is None or rules.effective_from <= at


def _evaluate_item(pack: Pack, list_code: str, item: Item, situation: Situation) -> ItemResult:
    if item.text is None or (item.only_for and not situation.traits & set(item.only_for)):
        return ItemResult(list_code, item, Verdict.UNKNOWN, counts=False)
    if (list_code, item.number) in situation.not_applicable:
        return ItemResult(list_code, item, Verdict.UNKNOWN, counts=False)
    if item.includes is not None:
        included = pack.rule_list(item.includes)
        nested = evaluate(pack, included, situation)
        counts = nested.counts and holds(included, situation.at)
        return ItemResult(list_code, item, nested.verdict, counts=counts, nested=nested)
    said = situation.answers.get((list_code, item.number))
    lacks_evidence = said is not None and said.verdict is Verdict.MET and not _is_evidenced(item, said)
    voice = Verdict.UNKNOWN if said is None or lacks_evidence else said.verdict
    conditions = tuple(_evaluate_condition(item, condition, said, situation) for condition in item.conditions)
    shown = all_of(result.verdict for result in conditions) if conditions else Verdict.UNKNOWN
    return ItemResult(
        list_code, item, established(voice, shown), conditions=conditions, said=said, lacks_evidence=lacks_evidence
    )


def _is_evidenced(item: Item, said: Answer) -> bool:
    if item.evidence in ("document", "photo"):
        return bool(said.evidence)
    return item.evidence != "number" or said.value is not None


def _evaluate_condition(
    item: Item, condition: Condition, said: Answer | None, situation: Situation
) -> ConditionResult:
    found = situation.facts.get(condition.fact)
    if found is None and item.evidence == "number" and len(item.conditions) == 1 and said is not None:
        found = said.value
    wanted: Value | tuple[str, ...] | None = condition.value
    if condition.parameter is not None:
        wanted = situation.parameters.get(condition.parameter)
    return ConditionResult(condition, wanted, found, compare(condition.operator, found, wanted))
