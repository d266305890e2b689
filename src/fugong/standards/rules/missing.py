"""What is still missing, all of it at once (一次性告知): as data and as sentences that say how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fugong.standards.rules.catalogue import Catalogue, Evidence, Text, Value
from fugong.standards.rules.evaluation import ConditionResult, ItemResult, ListResult, PackResult
from fugong.standards.rules.operators import Verdict
from fugong.standards.rules.packs import Operator, RuleList
from fugong.standards.rules.wording import asked_words, value_words

Lack = Literal["answer", "document", "photo", "number", "fact", "short", "denied"]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that keeps an item from being met.

    lack: nobody has answered; the document, photo or number is not there; the fact is not reported; the fact
    falls short of what is wanted; somebody found it not met (his note is kept).
    """

    list_code: str
    number: int
    text: Text
    blocking: bool
    lack: Lack
    fact: str = ""
    operator: Operator | None = None
    wanted: Value | tuple[str, ...] | None = None
    found: Value | None = None
    note: str = ""


def missing_in(result: PackResult) -> tuple[Missing, ...]:
    """Everything missing in the lists of an audience: what blocks first, each thing once."""
    found: dict[tuple[str, int, str, str], Missing] = {}
    for rules in sorted(result.lists, key=lambda outcome: not outcome.rules.blocking):
        for missing in missing_in_list(rules):
            found.setdefault((missing.list_code, missing.number, missing.lack, missing.fact), missing)
    return tuple(found.values())


def missing_in_list(result: ListResult) -> tuple[Missing, ...]:
    """Everything missing in one list, in the order of its items."""
    return tuple(
        missing
        for leaf in result.leaves()
        if leaf.verdict is not Verdict.MET
        for missing in _missing_in_item(leaf, blocking=result.rules.blocking)
    )


def _missing_in_item(leaf: ItemResult, *, blocking: bool) -> Iterator[Missing]:
    def lacks(lack: Lack, condition: ConditionResult | None = None, note: str = "") -> Missing:
        assert leaf.item.text is not None
        place = (leaf.list_code, leaf.item.number, leaf.item.text, blocking, lack)
        if condition is None:
            return Missing(*place, note=note)
        asked = condition.condition
        return Missing(*place, asked.fact, asked.operator, condition.wanted, condition.found)

    if leaf.said is not None and leaf.said.verdict is Verdict.UNMET:
        yield lacks("denied", note=leaf.said.note)
    for condition in leaf.conditions:
        if condition.verdict is Verdict.UNMET:
            yield lacks("short", condition)
    if leaf.verdict is Verdict.UNKNOWN:
        unknown = [condition for condition in leaf.conditions if condition.verdict is Verdict.UNKNOWN]
        if leaf.lacks_evidence or not unknown:
            yield lacks(_EVIDENCE_LACK[leaf.item.evidence])
        else:
            yield from (lacks("fact", condition) for condition in unknown)


_EVIDENCE_LACK: dict[Evidence, Lack] = {
    "document": "document", "photo": "photo", "number": "number", "fact": "answer", "statement": "answer",
}

_SENTENCES: dict[Lack, Text] = {
    "answer": Text("尚未填写，请逐条自查后填报", "not answered yet: check it and give an answer"),
    "document": Text("请上传相应的文件", "please attach the document"),
    "photo": Text("请上传现场照片", "please attach a photo taken on the spot"),
    "number": Text("请填写数字", "please enter the number"),
    "fact": Text("“{fact}”尚未填报，要求{wanted}", "“{fact}” is not reported yet; wanted: {wanted}"),
    "short": Text("“{fact}”现为{found}，要求{wanted}", "“{fact}” is {found}; wanted: {wanted}"),
    "denied": Text("核查认为未落实", "found not to be in place"),
}


def sentence(missing: Missing, rules: RuleList, catalogue: Catalogue) -> Text:
    """The sentence for one missing thing, in both languages, naming list, number and item."""
    fact = catalogue.facts.get(missing.fact)
    unit = fact.unit if fact is not None else None
    found, wanted = value_words(missing.found, unit), asked_words(missing.operator, missing.wanted, unit)
    said = _SENTENCES[missing.lack]
    name, text = rules.name, missing.text
    if fact is not None:
        said = Text(
            said.zh.format(fact=fact.name.zh, found=found.zh, wanted=wanted.zh),
            said.en.format(fact=fact.name.en, found=found.en, wanted=wanted.en),
        )
    note = (f"：{missing.note}", f": {missing.note}") if missing.note else ("", "")
    return Text(
        f"{name.zh}第{missing.number}条“{text.zh}”：{said.zh}{note[0]}。",
        f"{name.en}, item {missing.number}, “{text.en}”: {said.en}{note[1]}.",
    )
