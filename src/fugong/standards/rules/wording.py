"""Values, conditions and audiences of packs in the words a person reads, both languages at once."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from fugong.standards.rules.catalogue import Catalogue, Evidence, Text, Value
from fugong.standards.rules.operators import ALONE, OPERATOR_WORDS
from fugong.standards.rules.packs import Audience, Condition, Item, Operator
from fugong.standards.rules.typed import moment_text

ABSENT = Text("–", "–")
EVERYBODY = Text("全部单位", "All units")
EMPTY_SLOT = Text("（待填写）", "(to be filled in)")

AUDIENCE_WORDS: dict[Audience, Text] = {
    "enterprise": Text("企业", "Enterprises"),
    "staff": Text("工作人员", "Staff"),
    "worker": Text("员工", "Workers"),
    "gate": Text("门岗", "Gates"),
}

EVIDENCE_WORDS: dict[Evidence, Text] = {
    "document": Text("文件", "document"),
    "photo": Text("照片", "photo"),
    "number": Text("数字", "number"),
    "fact": Text("系统数据", "fact in the system"),
    "statement": Text("说明", "statement"),
}


def yes_or_no(flag: bool) -> Text:
    """是 or 否."""
    return Text("是", "yes") if flag else Text("否", "no")


def blocks(flag: bool | None) -> Text:
    """Whether a demand stops the step it guards."""
    if flag is None:
        return ABSENT
    return Text("不落实不得通过", "blocks until it is met") if flag else Text("应落实", "wanted")


def since(when: datetime | None) -> Text:
    """From when on something holds."""
    if when is None:
        return Text("随规则包生效", "with the pack")
    return Text(f"自{moment_text(when)}起", f"from {moment_text(when)}")


def item_words(item: Item | None) -> Text:
    """The text of an item, or that it is an empty slot."""
    if item is None:
        return ABSENT
    return item.text or EMPTY_SLOT


def included_words(item: Item) -> Text:
    """Which list stands for an item."""
    return Text(item.includes, item.includes) if item.includes is not None else ABSENT


def value_words(value: Value | tuple[str, ...] | None, unit: Text | None = None) -> Text:
    """A value with its unit."""
    if value is None:
        return Text("未知", "unknown")
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, tuple):
        return Text("、".join(value), ", ".join(value))
    number = f"{value.normalize():f}" if isinstance(value, Decimal) else value
    return Text(f"{number}{unit.zh}", f"{number} {unit.en}") if unit is not None else Text(number, number)


def asked_words(
    operator: Operator | None, wanted: Value | tuple[str, ...] | None, unit: Text | None = None
) -> Text:
    """What a comparison asks for: "不少于3天"."""
    if operator is None:
        return ABSENT
    words, value = OPERATOR_WORDS[operator], value_words(wanted, unit)
    return words if operator in ALONE else Text(f"{words.zh}{value.zh}", f"{words.en} {value.en}")


def condition_words(item: Item, catalogue: Catalogue, parameters: Mapping[str, Value] | None = None) -> Text:
    """What the conditions of an item ask for; thresholds by the names of their parameters, or by values if given."""
    parts = [_one_condition(condition, catalogue, parameters or {}) for condition in item.conditions]
    if not parts:
        return ABSENT
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _one_condition(condition: Condition, catalogue: Catalogue, parameters: Mapping[str, Value]) -> Text:
    fact, operator = catalogue.facts[condition.fact], condition.operator
    if operator == "is_true":
        return fact.name
    value = parameters.get(condition.parameter, condition.value) if condition.parameter else condition.value
    asked = asked_words(operator, value, fact.unit)
    if condition.parameter is not None and value is None:
        words, name = OPERATOR_WORDS[operator], catalogue.parameters[condition.parameter].name
        asked = Text(f"{words.zh}“{name.zh}”", f"{words.en} “{name.en}”")
    return Text(f"{fact.name.zh}{asked.zh}", f"{fact.name.en} {asked.en}")
