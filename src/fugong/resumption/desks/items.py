"""The items of a self-check or a visit as pages draw them, each with what others found about it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fugong.files.models import Attachment
from fugong.kit.actor import Actor
from fugong.resumption import wording
from fugong.standards import selectors as standards
from fugong.standards.models import Assessment, AssessmentItem
from fugong.standards.rules.evaluation import ConditionResult, ItemKey, ItemResult, ListResult
from fugong.standards.rules.operators import Verdict
from fugong.standards.rules.wording import asked_words, value_words
from fugong.standards.selectors import Assessed

CHOICES = (
    {"value": "met", "tone": "pass", "label": _("in place")},
    {"value": "unmet", "tone": "stop", "label": _("not in place")},
    {"value": "na", "tone": "idle", "label": _("not applicable")},
)
TONES = {"met": "pass", "unmet": "stop", "unknown": "check", "na": "idle"}
WORDS = {"met": _("in place"), "unmet": _("not in place"), "unknown": _("not known"), "na": _("not applicable")}
EVIDENCE = {
    "photo": _("A photo taken on the spot."), "document": _("A paper, or a photo of it."), "number": _("A number."),
    "fact": _("Taken from the data of the platform; your word counts where there is none."), "statement": "",
}
LACKS = {
    "photo": _("A photo is still needed."), "document": _("A paper is still needed."),
    "number": _("The number is still needed."), "short": _("The data do not reach what is wanted."),
}
Key = ItemKey


def key_of(result: ItemResult) -> Key:
    return result.list_code, result.item.number


def walk(lists: tuple[ListResult, ...], waived: set[Key]) -> Iterator[tuple[ItemResult, bool]]:
    """Every item once, with whether it blocks: included lists in the place of the item, waived items too."""
    blocking = {key_of(leaf) for result in lists if result.rules.blocking for leaf in _leaves(result, waived)}
    seen: set[Key] = set()
    for result in lists:
        for leaf in _leaves(result, waived):
            if key_of(leaf) not in seen:
                seen.add(key_of(leaf))
                yield leaf, key_of(leaf) in blocking


def _leaves(result: ListResult, waived: set[Key]) -> Iterator[ItemResult]:
    for item in result.items:
        if item.nested is not None:
            yield from _leaves(item.nested, waived)
        elif item.counts or key_of(item) in waived:
            yield item


class Checked:
    """An assessment with its answers and evidence, ready to be drawn; `beside` is somebody else's of the same rules."""

    def __init__(
        self, actor: Actor, assessment: Assessment, attachments: Mapping[Any, Attachment],
        url_of: Callable[[Attachment], str], item_url: Callable[[str, int], str] = lambda code, number: "",
    ) -> None:
        self.found: Assessed = standards.assessed(actor, assessment.pk)
        self.answers: dict[Key, AssessmentItem] = standards.answers(assessment)
        self.waived = {key for key, answer in self.answers.items() if answer.verdict == "na"}
        self._attachments, self._url_of, self._item_url = attachments, url_of, item_url

    def verdict(self, result: ItemResult) -> str:
        """What holds for an item: what somebody said, else what the data say, else nothing."""
        answer = self.answers.get(key_of(result))
        if answer is not None and answer.verdict != Verdict.MET:
            return answer.verdict
        return result.verdict if result.verdict is not Verdict.UNKNOWN else ""

    def groups(self, beside: "Checked | None" = None, who: Any = "") -> list[dict[str, Any]]:
        """The lists with their items, in the order of the rules."""
        groups: dict[str, dict[str, Any]] = {}
        for result, blocks in walk(self.found.result.lists, self.waived):
            rules = self.found.rulebook.pack.rule_list(result.list_code)
            group = groups.setdefault(rules.code, {
                "code": rules.code, "title": wording.said(rules.name), "veto": blocks, "items": []})
            group["items"].append(self.item(result, blocks, beside, who))
        return list(groups.values())

    def item(self, result: ItemResult, blocks: bool, beside: "Checked | None" = None, who: Any = "") -> dict[str, Any]:
        """One item as a page draws it."""
        answer, code, number = self.answers.get(key_of(result)), result.list_code, result.item.number
        text = wording.said(result.item.text) if result.item.text else ""
        return {
            "name": f"{code}-{number}", "url": self._item_url(code, number), "list": code, "number": number,
            "text": f"{number}. {text}", "veto": blocks,
            "source": "；".join(self._condition(each) for each in result.conditions),
            "help": EVIDENCE[result.item.evidence], "wants_number": result.item.evidence == "number",
            "wants_file": result.item.evidence in ("photo", "document"),
            "verdict": answer.verdict if answer else "", "settled": self.verdict(result),
            "choices": CHOICES if self.may_not_apply(code, blocks) else CHOICES[:2],
            "value": f"{answer.value.normalize():f}" if answer and answer.value is not None else "",
            "note": answer.note if answer else "", "version": answer.version if answer else 0,
            "by": answer.answered_by if answer else "", "at": answer.answered_at if answer else None,
            "lacks": [] if self.verdict(result) == "met" else self.lacks(code, number),
            "evidence": self.evidence(answer), "past": beside.past(key_of(result), who) if beside else [],
        }

    def may_not_apply(self, code: str, blocks: bool) -> bool:
        """Whether an item may be said not to apply: never of a veto, and of what stops the step only on site."""
        veto = self.found.rulebook.pack.rule_list(code).kind == "veto"
        return not veto and not (blocks and self.found.assessment.purpose == "self_check")

    def lacks(self, code: str, number: int) -> list[Any]:
        """What an item still lacks though it was answered, or where the data fall short."""
        answered = (code, number) in self.answers
        return [LACKS[entry.lack] for entry in self.found.missing if (entry.list_code, entry.number) == (code, number)
                and entry.lack in LACKS and (answered or entry.lack == "short")]

    def evidence(self, answer: AssessmentItem | None) -> list[dict[str, Any]]:
        """What was attached to an answer."""
        kept = [self._attachments[key] for key in (answer.evidence if answer else ()) if key in self._attachments]
        return [{"url": self._url_of(file), "thumb": self._url_of(file) if file.is_image else "", "name": file.name,
                 "when": file.uploaded_at, "id": file.pk} for file in kept]

    def past(self, key: Key, who: Any) -> list[dict[str, Any]]:
        """What this assessment says about an item, shown beside another's."""
        answer = self.answers.get(key)
        if answer is None:
            return []
        note = f"{answer.value.normalize():f} " if answer.value is not None else ""
        return [{"who": f"{who}（{answer.answered_by}）", "when": answer.answered_at, "tone": TONES[answer.verdict],
                 "word": WORDS[answer.verdict], "note": (note + answer.note).strip(), "evidence": self.evidence(answer)}]

    def progress(self) -> dict[str, int]:
        """How many items have a result, of how many; and how many that block are not met."""
        found = list(walk(self.found.result.lists, self.waived))
        done = [result for result, _blocks in found if self.verdict(result)]
        stopping = [result for result, blocks in found if blocks and self.verdict(result) not in ("met", "na")]
        return {"done": len(done), "total": len(found), "stopping": len(stopping),
                "percent": len(done) * 100 // len(found) if found else 100}

    @staticmethod
    def _condition(condition: ConditionResult) -> str:
        """What the data say about an item: name, value, what is wanted."""
        fact = standards.catalogue().facts[condition.condition.fact]
        wanted = wording.said(asked_words(condition.condition.operator, condition.wanted, fact.unit))
        found = wording.said(value_words(condition.found, fact.unit)) if condition.found is not None else _t("not reported")
        return _t("%(fact)s: %(found)s (wanted: %(wanted)s)") % {
            "fact": wording.said(fact.name), "found": found, "wanted": wanted}
