"""The ten operators and the three verdicts. The terminal at the gate speaks the same ten.

What is not known is never met: every operator answers UNKNOWN to None. Numbers are compared as decimals,
so 37.30 equals 37.3.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from fugong.standards.rules.catalogue import Text, Value
from fugong.standards.rules.packs import Operator


class Verdict(StrEnum):
    """Whether something is met; the order of the values is from best to worst known."""

    MET = "met"
    UNKNOWN = "unknown"
    UNMET = "unmet"


OPERATORS: dict[Operator, Callable[[Any, Any], bool]] = {
    "equal": lambda fact, wanted: fact == wanted,
    "not_equal": lambda fact, wanted: fact != wanted,
    "less": lambda fact, wanted: fact < wanted,
    "at_most": lambda fact, wanted: fact <= wanted,
    "more": lambda fact, wanted: fact > wanted,
    "at_least": lambda fact, wanted: fact >= wanted,
    "one_of": lambda fact, wanted: fact in wanted,
    "none_of": lambda fact, wanted: fact not in wanted,
    "is_true": lambda fact, _: fact is True,
    "is_known": lambda fact, _: True,
}

# What each operator compares: types of facts it takes, and whether it needs something to compare with.
ORDERED: frozenset[Operator] = frozenset({"less", "at_most", "more", "at_least"})
CHOICES: frozenset[Operator] = frozenset({"one_of", "none_of"})
ALONE: frozenset[Operator] = frozenset({"is_true", "is_known"})

OPERATOR_WORDS: dict[Operator, Text] = {
    "equal": Text("等于", "equal to"),
    "not_equal": Text("不等于", "not equal to"),
    "less": Text("小于", "less than"),
    "at_most": Text("不超过", "at most"),
    "more": Text("大于", "more than"),
    "at_least": Text("不少于", "at least"),
    "one_of": Text("属于", "one of"),
    "none_of": Text("不属于", "none of"),
    "is_true": Text("为“是”", "yes"),
    "is_known": Text("已填报", "reported"),
}


def compare(operator: Operator, fact: Value | None, wanted: Value | tuple[str, ...] | None = None) -> Verdict:
    """Whether a fact satisfies an operator; UNKNOWN where the fact, or the value it needs, is not known."""
    if fact is None or (wanted is None and operator not in ALONE):
        return Verdict.UNKNOWN
    return Verdict.MET if OPERATORS[operator](fact, wanted) else Verdict.UNMET


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Met when every one is met; unmet as soon as one is; of nothing, met."""
    found = set(verdicts)
    if Verdict.UNMET in found:
        return Verdict.UNMET
    return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.MET


def established(*voices: Verdict) -> Verdict:
    """What several voices about one thing establish: a denial stands, then a confirmation, else nothing is known."""
    if Verdict.UNMET in voices:
        return Verdict.UNMET
    return Verdict.MET if Verdict.MET in voices else Verdict.UNKNOWN


