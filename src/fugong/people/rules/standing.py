"""Where a worker may stand, and the form of his telephone number: pure functions."""

import re

REASONED = ("expected", "absent")
ABSENCES = ("road_closed", "village_closed", "turned_back", "entry_refused", "household_registration", "housing", "isolation",
            "other")
"""The seven reasons of absence (S1-29), and any other."""


def absence_problem(state: str, absence: str) -> str:
    """What is wrong with a reason of absence: "needed", "unknown", "none" where there can be none, "" when it fits."""
    if absence and absence not in ABSENCES:
        return "unknown"
    if absence and state not in REASONED:
        return "none"
    return "needed" if state == "absent" and not absence else ""


def phone_fits(number: str) -> bool:
    """Whether it is a mobile number of the mainland, a number with a country code, or nothing."""
    number = "".join(number.split())
    return not number or bool(re.fullmatch(r"1[3-9]\d{9}|\+\d{7,15}", number))
