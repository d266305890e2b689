"""What a well-formed pack may still get wrong: names that lead nowhere, wrong counts, circles, misfits."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fugong.standards.rules.catalogue import REGIMES, Catalogue, CatalogueFile, Value
from fugong.standards.rules.operators import ALONE, CHOICES, ORDERED
from fugong.standards.rules.packs import LETTER_FIELDS, PARTS, Condition, Item, Pack, RuleList
from fugong.standards.rules.parameters import why_not
from fugong.standards.rules.reading import Finding, Where

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}|[{}]")


def catalogue_findings(catalogue: Catalogue) -> Iterator[Finding]:
    """What is wrong with the catalogue as a whole."""
    for code in REGIMES:
        if code not in catalogue.regimes:
            yield ("regimes",), "missing", {"name": code}


def catalogue_file_findings(file: CatalogueFile, catalogue: Catalogue) -> Iterator[Finding]:
    """What is wrong inside one file of the catalogue."""
    for part in ("controls", "facts", "parameters", "departments", "regimes"):
        yield from _repeated(part, getattr(file, part))
    for index, parameter in enumerate(file.parameters):
        if fault := why_not(parameter, parameter.value):
            yield ("parameters", index, "value"), fault, {}
    for index, regime in enumerate(file.regimes):
        yield from _unknown(("regimes", index, "departments"), "department", regime.departments, catalogue.departments)


def pack_findings(own: Pack, resolved: Pack, catalogue: Catalogue, packs: Iterable[str]) -> Iterator[Finding]:
    """What is wrong with a pack's own parts. resolved: the same with the parts of the packs it includes."""
    for part in PARTS:
        yield from _repeated(part, getattr(own, part))
    yield from _unknown(("supersedes",), "pack", own.supersedes, set(packs) - {own.code})
    lists = {rules.code: rules for rules in resolved.lists}
    for index, rules in enumerate(own.lists):
        yield from _list_findings(("lists", index), rules, lists, catalogue)
    for index, setting in enumerate(own.parameters):
        yield from _unknown(("parameters", index, "code"), "parameter", [setting.code], catalogue.parameters)
        parameter = catalogue.parameters.get(setting.code)
        if parameter is not None and (fault := why_not(parameter, setting.value)):
            yield ("parameters", index, "value"), fault, {}
    batches = {batch.code for batch in resolved.batches}
    for index, row in enumerate(own.admission):
        yield from _unknown(("admission", index, "batch"), "batch", [row.batch] if row.batch else [], batches)
    for index, attachment in enumerate(own.attachments):
        named = [attachment.fact] if attachment.fact else []
        yield from _unknown(("attachments", index, "fact"), "fact", named, catalogue.facts)
    for index, letter in enumerate(own.letters):
        for language in ("zh", "en"):
            yield from _placeholders(("letters", index, "body", language), letter.body.in_language(language))
    for index, skeleton in enumerate(own.skeletons):
        yield from _numbering(("skeletons", index, "chapters"), skeleton.chapters)
    yield from _numbering(("stations",), own.stations)
    for index, station in enumerate(own.stations):
        yield from _unknown(("stations", index, "controls"), "control", station.controls, catalogue.controls)


def _list_findings(
    where: Where, rules: RuleList, lists: Mapping[str, RuleList], catalogue: Catalogue
) -> Iterator[Finding]:
    if rules.count is not None and rules.count != len(rules.items):
        yield (*where, "count"), "wrong_count", {"wanted": rules.count, "found": len(rules.items)}
    yield from _numbering((*where, "items"), rules.items)
    if circle := _circle(rules.code, lists):
        yield (*where, "items"), "circle", {"way": " → ".join(circle)}
    for index, item in enumerate(rules.items):
        yield from _item_findings((*where, "items", index), item, lists, catalogue)


def _item_findings(
    where: Where, item: Item, lists: Mapping[str, RuleList], catalogue: Catalogue
) -> Iterator[Finding]:
    yield from _unknown((*where, "controls"), "control", item.controls, catalogue.controls)
    if item.includes is not None:
        yield from _unknown((*where, "includes"), "list", [item.includes], lists)
    if item.text is None and (item.conditions or item.includes or item.controls):
        yield where, "slot", {}
    if item.includes is not None and item.conditions:
        yield where, "condition_on_list", {}
    if item.evidence == "fact" and not item.conditions:
        yield (*where, "evidence"), "fact_without_condition", {}
    for index, condition in enumerate(item.conditions):
        yield from _condition_findings((*where, "conditions", index), item, condition, catalogue)


def _condition_findings(where: Where, item: Item, condition: Condition, catalogue: Catalogue) -> Iterator[Finding]:
    yield from _unknown((*where, "fact"), "fact", [condition.fact], catalogue.facts)
    named = [condition.parameter] if condition.parameter is not None else []
    yield from _unknown((*where, "parameter"), "parameter", named, catalogue.parameters)
    given = (condition.value is not None) + len(named)
    if given != (condition.operator not in ALONE):
        yield where, "value_or_parameter", {}
        return
    fact = catalogue.facts.get(condition.fact)
    if fact is None or not set(named) <= catalogue.parameters.keys():
        return
    if item.evidence == "number" and fact.type != "number":
        yield (*where, "fact"), "number_without_number", {}
    value = catalogue.parameters[named[0]].value if named else condition.value
    if not _fits(condition, fact.type, value):
        yield where, "operator", {"name": condition.operator}


def _fits(condition: Condition, fact_type: str, value: Value | tuple[str, ...] | None) -> bool:
    """Whether an operator makes sense between a fact of a type and a value."""
    if condition.operator == "is_known":
        return True
    if condition.operator == "is_true":
        return fact_type == "yes_no"
    if condition.operator in CHOICES:
        return fact_type == "text" and isinstance(value, tuple)
    if fact_type == "number":
        return not isinstance(value, bool | str | tuple)
    return condition.operator not in ORDERED and isinstance(value, bool if fact_type == "yes_no" else str)


def _circle(start: str, lists: Mapping[str, RuleList]) -> list[str]:
    """The way from a list back to itself, by the lists its items include; empty where there is none."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop()
        for item in lists[way[-1]].items if way[-1] in lists else ():
            if item.includes == start:
                return [*way, start]
            if item.includes is not None and item.includes not in seen:
                seen.add(item.includes)
                ways.append([*way, item.includes])
    return []


def _numbering(where: Where, entries: Iterable[Any]) -> Iterator[Finding]:
    numbers = [entry.number for entry in entries]
    for index, number in enumerate(numbers):
        if number in numbers[:index]:
            yield (*where, index, "number"), "duplicate_number", {"number": number}
    if len(set(numbers)) == len(numbers) and numbers != list(range(1, len(numbers) + 1)):
        yield where, "numbering", {}


def _repeated(part: str, entries: Iterable[Any]) -> Iterator[Finding]:
    entries = list(entries)
    counted = Counter(entry.code for entry in entries)
    for index, entry in enumerate(entries):
        if counted[entry.code] > 1:
            yield (part, index), "duplicate_code", {"name": entry.code}


def _unknown(where: Where, noun: str, named: Iterable[str], known: Iterable[str]) -> Iterator[Finding]:
    known = set(known)
    for name in named:
        if name not in known:
            yield where, f"unknown_{noun}", {"name": name}


def _placeholders(where: Where, body: str) -> Iterator[Finding]:
    for match in _PLACEHOLDER.finditer(body):
        if match.group(1) not in LETTER_FIELDS:
            yield where, "placeholder", {"name": match.group(), "choices": ", ".join(sorted(LETTER_FIELDS))}
