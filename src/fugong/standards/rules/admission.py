"""Which regime a batch of units stands under at a moment, and what a change of regime means for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from fugong.standards.rules.catalogue import REGIMES, Catalogue, Regime, RegimeCode, Text
from fugong.standards.rules.dated import Dated, in_force
from fugong.standards.rules.packs import Batch

# What holds where an authority has decided nothing: somebody must approve.
DEFAULT_REGIME: RegimeCode = "approval"


class RegimeRow(Dated, Protocol):
    """A recorded decision: from a moment on, a regime for one batch ("" = for every batch without its own)."""

    @property
    def batch(self) -> str: ...

    @property
    def regime(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """The regime a batch stands under. because: decided for the batch, for all, by default, or too early for it; since:
    from when on, where somebody decided that."""

    regime: Regime
    because: Literal["batch", "all", "default", "too_early"]
    opens_at: datetime | None = None
    since: datetime | None = None


def standing(
    catalogue: Catalogue, rows: Iterable[RegimeRow], batch: str, at: datetime, not_before: datetime | None = None
) -> Standing:
    """The regime of a batch at a moment; before the batch's day resumption is prohibited whatever else holds."""
    if not_before is not None and at < not_before:
        return Standing(catalogue.regimes["prohibited"], "too_early", not_before)
    rows = list(rows)
    own = in_force((row for row in rows if batch and row.batch == batch), at)
    if own is not None:
        return Standing(catalogue.regimes[own.regime], "batch", since=_later(own.effective_from, not_before))
    everybody = in_force((row for row in rows if not row.batch), at)
    if everybody is not None:
        return Standing(catalogue.regimes[everybody.regime], "all", since=_later(everybody.effective_from, not_before))
    return Standing(catalogue.regimes[DEFAULT_REGIME], "default", since=not_before)


def _later(decided: datetime, not_before: datetime | None) -> datetime:
    return max(decided, not_before or decided)


def opening(batches: Iterable[Batch], code: str) -> datetime | None:
    """The moment before which a batch may not resume, None where it has none."""
    return next((batch.not_before for batch in batches if batch.code == code), None)


def is_easier(before: RegimeCode, after: RegimeCode) -> bool:
    """Whether a change lets units resume more freely than before."""
    return REGIMES.index(after) > REGIMES.index(before)


def what_changes(before: Regime, after: Regime) -> tuple[Text, ...]:
    """What a change of regime means for a unit, in sentences; of nothing where the regime stays."""
    if before.code == after.code:
        return ()
    said = [
        Text(
            f"复工管理方式由“{before.name.zh}”调整为“{after.name.zh}”：{after.explanation.zh}",
            f"Admission changes from “{before.name.en}” to “{after.name.en}”: {after.explanation.en}",
        )
    ]
    for demand, name in _DEMANDS.items():
        old, new = getattr(before, demand), getattr(after, demand)
        if old != new:
            said.append(
                Text(f"{name.zh}：{_WHEN[old].zh}→{_WHEN[new].zh}", f"{name.en}: {_WHEN[old].en} → {_WHEN[new].en}")
            )
    return tuple(said)


_DEMANDS = {
    "application": Text("复工申请", "Application"),
    "commitment": Text("承诺书", "Letter of commitment"),
    "attachments": Text("申请材料", "Attachments"),
    "self_check": Text("企业自查", "Self-check"),
    "site_visit": Text("现场核查", "Verification on site"),
    "decision": Text("审批决定", "Decision"),
}
_WHEN = {
    "before": Text("复工前完成", "before resumption"),
    "after": Text("复工后完成", "after resumption"),
    "none": Text("不要求", "not asked"),
}
