"""What waits for somebody: every app tells its part by `selectors.waiting(actor)`, the desk of Today shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Tone = Literal["stop", "check", "info", "idle"]
_TONES: tuple[Tone, ...] = ("stop", "check", "info", "idle")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of thing to do: "核查 3 家" is verb, count and unit; text says what about; url opens exactly these.

    tone: how dangerous it is to leave it (stop first); since: when the oldest began to wait, by the business clock;
    code: a stable name for programs.
    """

    verb: Any
    count: int
    unit: Any
    text: Any
    url: str
    tone: Tone = "info"
    since: datetime | None = None
    code: str = ""


def in_order(tasks: Iterable[Waiting]) -> list[Waiting]:
    """Those of which there are any: the most dangerous first, then those that wait longest."""
    return sorted(
        (task for task in tasks if task.count),
        key=lambda task: (_TONES.index(task.tone), task.since is None, task.since.timestamp() if task.since else 0))
