"""Identity documents: which kinds people show, and whether a number can be one of its kind.

Resident ID numbers follow GB 11643-1999: six digits of area, eight of the day of birth, three of sequence (odd for men),
one check character by ISO 7064 MOD 11-2. The fifteen-digit numbers of before 1999 have no century and no check
character; they were withdrawn in 2013 and old rosters still hold them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

RESIDENT, HK_MACAU, TAIWAN, PASSPORT, RESIDENCE = "resident", "hk_macau", "taiwan", "passport", "residence"
OLDEST = 120  # years of age above which a day of birth is taken for a slip of the pen

_WEIGHTS = tuple(2**power % 11 for power in range(17, 0, -1))
_CHECKS = "10X98765432"
_TRAVEL = {
    HK_MACAU: re.compile(r"[HM]\d{8}(\d{2})?"),
    TAIWAN: re.compile(r"\d{8}|\d{10}"),
    PASSPORT: re.compile(r"(?=.*\d)[A-Z0-9]{6,15}"),
}
_RESIDENCE_AREAS = ("810000", "820000", "830000")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a number says of itself.

    number: as it is kept, upper case without spaces; problem: the code of what is wrong, "" when nothing is; warning:
    the code of what is odd and yet taken; born and male are known for resident numbers only; area: its six digits.
    """

    number: str
    problem: str = ""
    warning: str = ""
    born: date | None = None
    male: bool | None = None
    area: str = ""


def read(kind: str, text: str, today: date, *, known_area: Callable[[str, int], bool]) -> Identity:
    """Judge the number of a document of this kind. known_area(area, year): whether the code stood in that year."""
    number = "".join(text.split()).upper()
    if not number:
        return Identity("", "missing")
    if kind in (RESIDENT, RESIDENCE):
        return _resident(number, today, known_area, of_residence=kind == RESIDENCE)
    pattern = _TRAVEL[kind]
    return Identity(number, "" if pattern.fullmatch(number) else "format")


def _resident(number: str, today: date, known_area: Callable[[str, int], bool], *, of_residence: bool) -> Identity:
    old = len(number) == 15
    if not re.fullmatch(r"\d{15}" if old else r"\d{17}[\dX]", number):
        return Identity(number, _shape(number))
    if (number[:6] in _RESIDENCE_AREAS) is not of_residence:
        return Identity(number, "other_kind")
    born = _day(("19" if old else "") + number[6:12 if old else 14])
    if born is None or not 0 <= _years(born, today) <= OLDEST:
        return Identity(number, "birthday")
    if not old and check_character(number[:17]) != number[17]:
        # A spreadsheet keeps fifteen digits of a number and writes zeros for the rest.
        return Identity(number, "digits_lost" if number.endswith("000") else "check_digit")
    area = number[:6]
    warning = "old_number" if old else "" if of_residence or known_area(area, born.year) else "unknown_area"
    return Identity(number, "", warning, born, int(number[14 if old else 16]) % 2 == 1, area)


def _shape(number: str) -> str:
    """Why it is no resident number: a spreadsheet wrote it as a power of ten, or it is too long, too short, no digits."""
    if re.fullmatch(r"\d(\.\d+)?E\+\d+", number):
        return "digits_lost"
    return "length" if re.fullmatch(r"\d*X?", number) else "format"


def check_character(first: str) -> str:
    """The eighteenth character for the first seventeen digits (ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]


def lengthened(number: str) -> str:
    """A fifteen-digit number in its eighteen-digit form, so that both find the same person; others as they are."""
    if not re.fullmatch(r"\d{15}", number):
        return number
    first = f"{number[:6]}19{number[6:]}"
    return first + check_character(first)


def guessed(text: str) -> str:
    """The kind that a number without a named kind is most likely of."""
    number = "".join(text.split()).upper()
    if re.fullmatch(r"\d{15}|\d{17}[\dX]", number):
        return RESIDENCE if number[:6] in _RESIDENCE_AREAS else RESIDENT
    return next((kind for kind in (HK_MACAU, TAIWAN) if _TRAVEL[kind].fullmatch(number)), PASSPORT)


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

