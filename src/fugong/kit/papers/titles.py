"""Where a long title turns to the next line: lines of like length, turned where the sense allows."""

import re
from dataclasses import replace
from decimal import Decimal
from math import ceil

from fugong.kit.papers.metrics import width
from fugong.kit.papers.model import Text, spoken

TITLE_WIDTH = 20
"""Characters of 22 pt on a line of 156 mm."""

_AFTER = frozenset("》”）、，；：！？。,;:) 　的和")
_BEFORE = frozenset("《“ 　")
_OPENING = frozenset("《“（(")
_GLUED = frozenset("》”）、，；：！？。,;:)%的")
_COMPOUNDS = re.compile(
    "关于|做好|加强|进一步|印发|落实|新型|冠状|病毒|肺炎|疫情|防控|防疫|防护|复工|复产|返岗|企业|工业|园区|港区|"
    "管委会|工地|员工|人员|物资|工作|生产|安全|责任|承诺函|承诺|方案|预案|措施|政策|指南|制度|情况|督查|通报|"
    "通知|报告|公告|指挥部|领导|小组|办公室|政府|应急"
)
"""Words of this field's titles that a turn must not cut."""


def broken(title: Text, room: int = TITLE_WIDTH) -> Text:
    """The title with a line break at each turn, on lines of `room` characters; its words stay as they are."""
    breaks = _turns(spoken(title), room)
    runs, start = [], 0
    for run in title:
        inside = [at - start for at in breaks if start < at <= start + len(run.text)]
        text = run.text
        for at in reversed(inside):
            text = text[:at] + "\n" + text[at:]
        runs.append(replace(run, text=text))
        start += len(run.text)
    return tuple(runs)


def _turns(text: str, room: int) -> list[int]:
    lines = ceil(width(text) / room)
    if lines < 2:
        return []
    goal, rest = width(text) / lines, room * (lines - 1)
    places = [at for at in range(1, len(text)) if width(text[:at]) <= room]
    places = [at for at in places if width(text[at:]) <= rest] or places[-1:]
    first = min(places, key=lambda at: abs(width(text[:at]) - goal) + _cost(text, at))
    return [first, *(first + at for at in _turns(text[first:], room))]


def _cost(text: str, at: int) -> Decimal:
    """How much a turn before `text[at]` hurts the sense, in characters of imbalance."""
    before, after = text[at - 1], text[at]
    if after in _GLUED or before in _OPENING or (before + after).isascii():
        return Decimal(100)
    if before in _AFTER or after in _BEFORE:
        return Decimal(0)
    if before.isdigit() or after.isdigit():
        return Decimal(8)
    cut = any(found.start() < at < found.end() for found in _COMPOUNDS.finditer(text))
    return Decimal(8) if cut else Decimal(2)
