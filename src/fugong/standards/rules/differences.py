"""What changes for whom when one pack takes the place of another, as data (`wording` makes sentences of it)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fugong.standards.rules.catalogue import Catalogue, Text
from fugong.standards.rules.evaluation import items_of
from fugong.standards.rules.packs import AUDIENCES, Audience, Item, Pack, RuleList
from fugong.standards.rules.parameters import resolve
from fugong.standards.rules.wording import (
    ABSENT,
    AUDIENCE_WORDS,
    EVERYBODY,
    EVIDENCE_WORDS,
    blocks,
    condition_words,
    included_words,
    item_words,
    since,
    value_words,
    yes_or_no,
)

Aspect = Literal[
    "added", "removed", "text", "threshold", "blocking", "audience", "evidence", "effective", "acknowledged", "nesting"
]
Subject = Literal["control", "list", "item", "parameter", "attachment", "letter", "station", "regime"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. code: of the control, list, parameter, batch …; number: of the item in its list, else 0;
    audience: whom it concerns ("" for everybody); before and after: what stood and what stands, in words.
    """

    subject: Subject
    aspect: Aspect
    code: str
    number: int
    audience: Audience | Literal[""]
    name: Text
    before: Text = ABSENT
    after: Text = ABSENT


def differences(before: Pack, after: Pack, catalogue: Catalogue) -> tuple[Change, ...]:
    """Every change from one resolved pack to another, what is asked of whom first."""
    return (
        *_controls(before, after, catalogue),
        *_lists(before, after, catalogue),
        *_parameters(before, after, catalogue),
        *_named("attachment", "enterprise", before.attachments, after.attachments),
        *_named("letter", "enterprise", before.letters, after.letters),
        *_named("station", "gate", before.stations, after.stations),
        *_admission(before, after, catalogue),
    )


def demanded(pack: Pack, audience: Audience) -> dict[str, bool]:
    """The controls that a pack asks of an audience, each with whether it blocks."""
    asked: dict[str, bool] = {}
    for rules in pack.lists:
        if rules.audience == audience:
            for item in items_of(pack, rules):
                for control in item.controls:
                    asked[control] = asked.get(control, False) or rules.blocking
    return asked


def _pairs(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Each key with what stood and what stands under it, None where nothing does; what is new first."""
    for key in dict.fromkeys([*after, *before]):
        yield key, before.get(key), after.get(key)


def _controls(before: Pack, after: Pack, catalogue: Catalogue) -> Iterator[Change]:
    for audience in AUDIENCES:
        for code, was, stands in _pairs(demanded(before, audience), demanded(after, audience)):
            if was != stands:
                aspect: Aspect = "added" if was is None else "removed" if stands is None else "blocking"
                name = catalogue.controls[code].name
                yield Change("control", aspect, code, 0, audience, name, blocks(was), blocks(stands))


def _lists(before: Pack, after: Pack, catalogue: Catalogue) -> Iterator[Change]:
    for code, was, stands in _pairs(_by_code(before.lists), _by_code(after.lists)):
        if was is None:
            yield Change("list", "added", code, 0, stands.audience, stands.name, after=blocks(stands.blocking))
        elif stands is None:
            yield Change("list", "removed", code, 0, was.audience, was.name, before=blocks(was.blocking))
        else:
            yield from _within_list(was, stands, catalogue)


def _within_list(was: RuleList, stands: RuleList, catalogue: Catalogue) -> Iterator[Change]:
    aspects: tuple[tuple[Aspect, Text, Text], ...] = (
        ("text", was.name, stands.name),
        ("audience", AUDIENCE_WORDS[was.audience], AUDIENCE_WORDS[stands.audience]),
        ("blocking", blocks(was.blocking), blocks(stands.blocking)),
        ("acknowledged", yes_or_no(was.acknowledged), yes_or_no(stands.acknowledged)),
        ("effective", since(was.effective_from), since(stands.effective_from)),
    )
    for aspect, old, new in aspects:
        if old != new:
            yield Change("list", aspect, stands.code, 0, stands.audience, stands.name, old, new)
    items = _pairs({item.number: item for item in was.items}, {item.number: item for item in stands.items})
    for number, old_item, new_item in items:
        for aspect, old, new in _within_item(old_item, new_item, catalogue):
            yield Change("item", aspect, stands.code, number, stands.audience, stands.name, old, new)


def _within_item(was: Item | None, stands: Item | None, catalogue: Catalogue) -> Iterator[tuple[Aspect, Text, Text]]:
    if was is None or stands is None:
        yield "added" if was is None else "removed", item_words(was), item_words(stands)
        return
    aspects: tuple[tuple[Aspect, Text, Text], ...] = (
        ("text", item_words(was), item_words(stands)),
        ("threshold", condition_words(was, catalogue), condition_words(stands, catalogue)),
        ("evidence", EVIDENCE_WORDS[was.evidence], EVIDENCE_WORDS[stands.evidence]),
        ("nesting", included_words(was), included_words(stands)),
    )
    yield from (aspect for aspect in aspects if aspect[1] != aspect[2])


def _parameters(before: Pack, after: Pack, catalogue: Catalogue) -> Iterator[Change]:
    for code, was, stands in _pairs(resolve(catalogue, before, {}), resolve(catalogue, after, {})):
        if was != stands:
            parameter = catalogue.parameters[code]
            old, new = value_words(was, parameter.unit), value_words(stands, parameter.unit)
            yield Change("parameter", "threshold", code, 0, "", parameter.name, old, new)


def _named(subject: Subject, audience: Audience, before: Iterable[Any], after: Iterable[Any]) -> Iterator[Change]:
    for code, was, stands in _pairs(_by_code(before), _by_code(after)):
        if stands is None:
            yield Change(subject, "removed", code, 0, audience, was.name)
        elif was is None:
            yield Change(subject, "added", code, 0, audience, stands.name)
        elif subject == "attachment" and was.required != stands.required:
            old, new = yes_or_no(was.required), yes_or_no(stands.required)
            yield Change(subject, "blocking", code, 0, audience, stands.name, old, new)


def _admission(before: Pack, after: Pack, catalogue: Catalogue) -> Iterator[Change]:
    names = {batch.code: batch.name for batch in (*before.batches, *after.batches)}
    for code, was, stands in _pairs(_by_code(before.admission), _by_code(after.admission)):
        old, new = (catalogue.regimes[side.regime].name if side else ABSENT for side in (was, stands))
        if old != new:
            aspect: Aspect = "added" if was is None else "removed" if stands is None else "text"
            row = stands or was
            batch, start = names[row.batch] if row.batch else EVERYBODY, since(row.effective_from)
            name = Text(f"{batch.zh}（{start.zh}）", f"{batch.en} ({start.en})")
            yield Change("regime", aspect, code, 0, "enterprise", name, old, new)


def _by_code(entries: Iterable[Any]) -> dict[str, Any]:
    return {entry.code: entry for entry in entries}
