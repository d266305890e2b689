"""Sentences that explain to people what changes for them."""

from fugong.standards.rules.catalogue import Text
from fugong.standards.rules.differences import Aspect, Change, Subject
from fugong.standards.rules.wording import AUDIENCE_WORDS, EVERYBODY

_SUBJECTS: dict[Subject, Text] = {
    "control": Text("措施", "measure"),
    "list": Text("清单", "list"),
    "item": Text("清单条目", "item of"),
    "parameter": Text("参数", "parameter"),
    "attachment": Text("申请材料", "attachment"),
    "letter": Text("承诺书", "letter of commitment"),
    "station": Text("检测点位", "station at the gate"),
    "regime": Text("复工管理方式的建议安排", "proposed admission of"),
}

_ASPECTS: dict[Aspect, Text] = {
    "added": Text("新增", "new"),
    "removed": Text("取消", "no longer asked"),
    "text": Text("内容调整", "wording changes"),
    "threshold": Text("标准调整", "threshold changes"),
    "blocking": Text("约束调整", "its force changes"),
    "audience": Text("适用对象调整", "its audience changes"),
    "evidence": Text("佐证方式调整", "evidence changes"),
    "effective": Text("生效时间调整", "start changes"),
    "acknowledged": Text("签收要求调整", "need to acknowledge changes"),
    "nesting": Text("引用清单调整", "included list changes"),
}


def matter(change: Change) -> Text:
    """What a change is about: the kind of thing and its name."""
    subject = _SUBJECTS[change.subject]
    place = (f"第{change.number}条", f" no. {change.number}") if change.number else ("", "")
    return Text(f"{subject.zh}“{change.name.zh}”{place[0]}", f"{subject.en} “{change.name.en}”{place[1]}")


def aspect_words(change: Change) -> Text:
    """In which respect it changes."""
    return _ASPECTS[change.aspect]


def explain(change: Change) -> Text:
    """One change as a sentence: for whom, what, from what to what."""
    whom = AUDIENCE_WORDS[change.audience] if change.audience else EVERYBODY
    about, aspect = matter(change), aspect_words(change)
    was, stands = change.before, change.after
    detail = {
        "added": (f"（{stands.zh}）", f" ({stands.en})"),
        "removed": (f"（原：{was.zh}）", f" (was: {was.en})"),
    }.get(change.aspect, (f"：{was.zh}→{stands.zh}", f": {was.en} → {stands.en}"))
    if was == stands:
        detail = ("", "")
    return Text(
        f"{whom.zh}：{about.zh}{aspect.zh}{detail[0]}。",
        f"{whom.en}: {about.en}: {aspect.en}{detail[1]}.",
    )
