"""What fits in a training session: pure functions."""

from datetime import date


def misfits(*, headcount: int, staff_total: int, day: date, today: date) -> dict[str, str]:
    """What is wrong, as field → code: nobody trained, more than the unit has, a day to come."""
    found = {}
    if headcount < 1:
        found["headcount"] = "nobody"
    elif staff_total and headcount > staff_total:
        found["headcount"] = "above_staff"
    if day > today:
        found["day"] = "to_come"
    return found
