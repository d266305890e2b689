"""A unit's daily report: its numbers, what fits together in them, what is carried over from the day before."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fugong.kit import clock

# 封路、封村、劝返、拒入、户籍、住所、隔离时间 (S1-29), and everything else (leave, illness).
REASONS = (
    "absent_road_closed", "absent_village_closed", "absent_turned_back", "absent_entry_refused",
    "absent_household_registration", "absent_housing", "absent_isolation", "absent_other",
)
ATTENDANCE = ("due", "on_post", "newly_returned")
HEALTH = ("abnormal_temperatures", "isolated_central", "isolated_home", "released", "confirmed", "suspected")
# Never carried over, never assumed: somebody says each day that there were none (零报告; S4-19).
EXPLICIT = ("abnormal_temperatures", "confirmed", "suspected")
SUPPLIES = ("disinfections", "masks_used", "masks_in_stock", "material_days")
NUMBERS = (*ATTENDANCE, *REASONS, *HEALTH, "advised_to_stay", *SUPPLIES)
OPTIONAL = ("material_days",)
LARGEST = 1_000_000

Numbers = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that does not fit: the field ("absences" for the group of reasons), a code, and what to name."""

    field: str
    code: str
    facts: Mapping[str, int] = dataclasses.field(default_factory=dict)


def misfits(numbers: Numbers, staff_total: int, *, zero: bool = False) -> list[Misfit]:
    """Everything in a report that does not fit together, told at once; what is missing or impossible is compared with nothing.

    staff_total 0 = not known, so not compared with.
    """
    found = [Misfit(name, "missing") for name in NUMBERS if numbers.get(name) is None and name not in OPTIONAL]
    found += [Misfit(name, "out_of_range", {"largest": LARGEST}) for name in NUMBERS
              if not 0 <= (numbers.get(name) or 0) <= LARGEST]
    wrong = {misfit.field for misfit in found}
    n = {name: numbers.get(name) or 0 for name in NUMBERS}
    if wrong.isdisjoint((*ATTENDANCE, *REASONS)):
        found += _attendance(n)
    more = [Misfit(name, "not_zero", {"count": n[name]}) for name in EXPLICIT if zero and n[name]]
    more += _above_staff(n, staff_total) if staff_total else []
    return found + [misfit for misfit in more if misfit.field not in wrong]


def _attendance(n: Mapping[str, int]) -> list[Misfit]:
    found, absent, reasons = [], n["due"] - n["on_post"], sum(n[name] for name in REASONS)
    if absent < 0:
        found.append(Misfit("on_post", "above_due", {"due": n["due"], "on_post": n["on_post"]}))
    elif absent != reasons:
        found.append(Misfit("absences", "absences", {"absent": absent, "reasons": reasons}))
    if n["newly_returned"] > n["on_post"]:
        found.append(Misfit("newly_returned", "above_on_post", {"on_post": n["on_post"]}))
    return found


def _above_staff(n: Mapping[str, int], staff_total: int) -> list[Misfit]:
    sums: Sequence[tuple[str, int]] = (
        ("due", n["due"]), ("abnormal_temperatures", n["abnormal_temperatures"]),
        ("isolated_home", n["isolated_central"] + n["isolated_home"]), ("advised_to_stay", n["advised_to_stay"]),
        ("confirmed", n["confirmed"] + n["suspected"]),
    )
    return [Misfit(name, "above_staff", {"count": count, "staff": staff_total}) for name, count in sums
            if count > staff_total]


def carried(yesterday: Numbers) -> dict[str, int | None]:
    """The numbers to start today's report with: yesterday's; nobody is newly returned or released yet.

    What must be said explicitly is not carried over.
    """
    return {name: 0 if name in ("newly_returned", "released") else yesterday.get(name)
            for name in NUMBERS if name not in EXPLICIT}


def is_late(day: date, submitted_at: datetime, deadline: time) -> bool:
    """Whether a report of a day came after the deadline of that day."""
    return submitted_at > clock.at(day, deadline.hour, deadline.minute)


def is_time_to_remind(now: datetime, deadline: time) -> bool:
    """Whether a moment lies in the last hour before the deadline of its day."""
    due = clock.at(now.date(), deadline.hour, deadline.minute)
    return due - timedelta(hours=1) <= now < due


def current_day(now: datetime, deadline: time, *, all_in: bool) -> date:
    """The last business day whose reports are complete: today once all are in or the deadline has passed."""
    today = now.date()
    return today if all_in or is_late(today, now, deadline) else today - timedelta(days=1)
