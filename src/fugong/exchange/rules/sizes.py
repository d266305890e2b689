"""Size classes of enterprises: 统计上大中小微型企业划分办法 (2017).

Large, medium and small need every lower limit of their class, otherwise the unit falls one class down.
Whether a unit is above scale (规模以上) is a status given by the statistics bureau and is never computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache

from fugong.exchange.rules import files


class Size(IntEnum):
    """The codes of the regulation."""

    LARGE = 1
    MEDIUM = 2
    SMALL = 3
    MICRO = 4


@dataclass(frozen=True, slots=True)
class SizeRule:
    """Lower limits for large, medium and small; an indicator without limits does not count.

    Staff in persons, revenue of the year and total assets in 10,000 yuan (万元). `checked` is False
    where the row was not compared with a published copy.
    """

    code: str
    zh: str
    divisions: frozenset[str]
    limits: Mapping[str, tuple[int, ...]]
    checked: bool


@lru_cache(maxsize=1)
def size_rules() -> Mapping[str, SizeRule]:
    """The sixteen rows of the regulation by code."""
    return {
        row["code"]: SizeRule(
            row["code"], row["zh"], frozenset(row["divisions"].split()),
            {
                indicator: tuple(int(limit) for limit in row[indicator].split())
                for indicator in ("staff", "revenue", "assets")
                if row[indicator]
            },
            row["checked"] == "yes",
        )
        for row in files.rows("sizes.csv")
    }


def size_rule_for(division: str) -> SizeRule | None:
    """The row that a GB/T 4754 division falls under; None where the regulation has none (finance, education …).

    Property management (part of 70) and handling (part of 59) are told apart only by class, so name
    their rows directly where that matters.
    """
    return next((rule for rule in size_rules().values() if division in rule.divisions), None)


def size_class(
    rule: SizeRule, *, staff: int | None = None, revenue: Decimal | None = None, assets: Decimal | None = None
) -> Size | None:
    """The class of a unit; None while an indicator that the row asks for is unknown."""
    given = {"staff": staff, "revenue": revenue, "assets": assets}
    values = {indicator: given[indicator] for indicator in rule.limits}
    for place, size in enumerate((Size.LARGE, Size.MEDIUM, Size.SMALL)):
        verdicts = [None if v is None else v >= rule.limits[name][place] for name, v in values.items()]
        if all(verdicts):
            return size
        if None in verdicts and False not in verdicts:
            return None
    return Size.MICRO
