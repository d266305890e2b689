"""Cells to values, as people in offices type them. Each kind of column has one parser.

A parser takes the raw cell (text, number, truth value or date as the file holds it) and its column and returns
the value; `Bad` says what is wrong. Empty cells never reach a parser.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import phonenumbers
from stdnum.cn import uscc

from fugong.kit import clock
from fugong.kit.excel.columns import YES_NO, Choice, Column, Kind
from fugong.kit.excel.grids import Broken
from fugong.kit.text import normal

EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; further ones become zeros."""

NO_WORDS = (bool, date, time, timedelta)
"""What a spreadsheet makes of words that look like something else (3-1 becomes 1 March)."""

_NOTHING = frozenset({"", "/", "\\", "-", "--", "—", "——", "―", "无", "暂无", "空", "n/a", "null", "none"})
_LONGEST_NOTHING = 12
_YES = ("是", "是的", "对", "有", "√", "✓", "✔", "☑", "v", "y", "yes", "t", "true", "1")
_NO = ("否", "不是", "不", "无", "没有", "×", "✕", "✗", "✘", "✖", "x", "n", "no", "f", "false", "0")
_INVISIBLE = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202f\u2060\ufeff]+")
_SCIENTIFIC = re.compile(r"\d\.\d+E\+?\d{2}", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_AMOUNT = re.compile(
    r"([+-]?[\d,]*\.?\d+)(万|亿)?"
    r"(人次|人|名|个|家|户|位|间|只|套|瓶|桶|台|辆|班|次|天|日|元|吨|公斤|千克|斤|升|米|平方米|m2|%)?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(号|[ t]?\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})(?:月|[-/.])(\d{1,2})[日号]?")
_SHAPE_OF_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_DASHES = re.compile(r"[‐-―−﹣－]+")
_EXTENDED = re.compile(r"(0\d{2,3}-?\d{7,8})(?:-|转|转分机|ext\.?)(\d{1,5})", re.IGNORECASE)
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_SERIALS = range(20_000, 80_000)  # 1954 … 2119
_CHINESE_GAP = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]")
_SCALES = {"万": 10_000, "亿": 100_000_000, None: 1}


class Bad(Exception):
    """A cell that cannot be understood: the code of the problem and what its message names."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def is_empty(cell: Any, kind: Kind) -> bool:
    """Whether a cell says nothing: blank, or a stroke or 无 where that is no answer."""
    if cell is None or cell == "":
        return True
    if type(cell) is not str or len(cell) > _LONGEST_NOTHING and not cell.isspace():
        return False
    bare = squeezed(cell).lower()
    if kind in (Kind.BOOLEAN, Kind.CHOICE):
        return bare in ("", "/", "-", "—", "——")
    return bare in _NOTHING


def parse(cell: Any, column: Column) -> Any:
    """The value of a cell that is not empty. Raises Bad."""
    if type(cell) is Broken:
        raise Bad("formula", value=cell.text)
    return PARSERS[column.kind](cell, column)


def shown(cell: Any) -> str:
    """A raw cell as the user sees it: 6906.0 is 6906, a date is written out."""
    if type(cell) is Broken:
        return cell.text
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S") if cell.time() != datetime.min.time() else cell.strftime("%Y-%m-%d")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < 10**EXACT_DIGITS else f"{cell:.14E}"
    return "" if cell is None else str(cell)


def unquoted(cell: str) -> str:
    """Text without the marks by which delimited files keep it text: ="0123" and '=1+1."""
    if len(cell) > 3 and cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1]
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and (cell[1].isdigit() or cell[1] in "=+-@") else cell


def squeezed(cell: Any) -> str:
    """A cell as text without any space, full-width characters folded: for codes and numbers."""
    text = shown(cell) if type(cell) is not str else unquoted(cell.strip())
    if text.isascii():
        return text if text.isalnum() else "".join(text.split())
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def text(cell: Any, column: Column) -> str:
    """Words. Numbers are taken as they look (6906.0 is “6906”); dates and truth values were words once."""
    if isinstance(cell, NO_WORDS):
        raise Bad("not_text", value=shown(cell))
    words = normal(_UNSEEN.sub("", unquoted(cell.strip())) if type(cell) is str else shown(cell))
    if len(words) > column.max_length:
        raise Bad("too_long", length=len(words), limit=column.max_length)
    return words


def name(cell: Any, column: Column) -> str:
    """The name of a person or thing, without the spaces that line Chinese names up in a table (张 三)."""
    return _CHINESE_GAP.sub("", text(cell, column))


def code(cell: Any, column: Column) -> str:
    """A code of digits and letters in capitals; refused where a number cell cannot have held all its digits."""
    value = squeezed(cell).upper()
    if type(cell) in (int, float) and abs(cell) >= 10**EXACT_DIGITS or _SCIENTIFIC.fullmatch(value):
        raise Bad("digits_lost", value=value)
    if isinstance(cell, NO_WORDS):
        raise Bad("not_text", value=shown(cell))
    if len(value) > column.max_length:
        raise Bad("too_long", length=len(value), limit=column.max_length)
    return value


def credit_code(cell: Any, column: Column) -> str:
    """Unified social credit code, GB 32100-2015: 18 characters with a check digit."""
    value = code(cell, column).replace("-", "")
    if not _SHAPE_OF_CREDIT_CODE.fullmatch(value):
        raise Bad("credit_code", value=value)
    if uscc.calc_check_digit(value[:-1]) != value[-1]:
        # A number of 18 digits written out by a spreadsheet ends in zeros.
        raise Bad("digits_lost" if value.isdecimal() and value.endswith("000") else "check_digit", value=value)
    return value


def division(cell: Any, column: Column) -> str:
    """Division code, GB/T 2260 and below: 6, 9 or 12 digits."""
    value = code(cell, column)
    if not value.isdecimal() or len(value) not in (6, 9, 12):
        raise Bad("division", value=value)
    return value


def decimal(cell: Any, column: Column) -> Decimal:
    """A number: 1,200 and 1.2万 and 12人 are understood."""
    if isinstance(cell, NO_WORDS):
        raise Bad("not_a_number", value=shown(cell))
    if type(cell) in (int, float):
        number = Decimal(shown(cell))  # what is told of it later is what was seen: -3, not -3.0
    else:
        bare = squeezed(cell).lower()
        amount = _AMOUNT.fullmatch(bare)
        if amount is None or ("," in amount[1] and not _GROUPED.fullmatch(amount[1])):
            raise Bad("not_a_number", value=shown(cell))
        number = Decimal(amount[1].replace(",", "")) * _SCALES[amount[2]]
    if not number.is_finite():
        raise Bad("not_a_number", value=shown(cell))
    _within(number, column)
    return number


def integer(cell: Any, column: Column) -> int:
    """A whole number."""
    number = decimal(cell, column)
    if number != number.to_integral_value():
        raise Bad("not_an_integer", value=shown(cell))
    return int(number)


def day(cell: Any, column: Column) -> date:
    """A day: a date cell, its serial number, 2020-2-10, 2020/2/10, 2020.2.10, 20200210, 2020年2月10日 or
    2月10日, which is in the year of the business clock."""
    value = _day(cell)
    _within(value, column)
    return value


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    bare = squeezed(cell).lower()
    try:
        if bare.isdecimal() and len(bare) == 5 and int(bare) in _SERIALS:
            return date(1899, 12, 30) + timedelta(days=int(bare))
        if bare.isdecimal() and len(bare) == 8:
            return date(int(bare[:4]), int(bare[4:6]), int(bare[6:]))
        if type(cell) is float and int(cell) in _SERIALS:  # a serial with its time of day
            return date(1899, 12, 30) + timedelta(days=int(cell))
        if found := _DATE.fullmatch(bare):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if type(cell) is str and (found := _DAY_OF_YEAR.fullmatch(bare)):
            return date(clock.today().year, int(found[1]), int(found[2]))
    except (ValueError, OverflowError):  # 30 February; infinity
        pass
    raise Bad("date", value=shown(cell))


def boolean(cell: Any, column: Column) -> bool:
    """Yes or no, as a word, a tick or a number; a column may name further words (规上, 规下)."""
    if isinstance(cell, bool):
        return cell
    found = _words(YES_NO + column.choices, True).get(_word(cell))
    if found is None:
        raise Bad("unknown_choice", value=shown(cell), choices="、".join(choice.zh for choice in YES_NO))
    return found == "true"


def choice(cell: Any, column: Column) -> str:
    """The code of the choice that the cell names by code, label or a further word."""
    found = _words(column.choices, False).get(_word(cell))
    if found is None and column.understand is not None:
        found = column.understand(squeezed(cell)) or None
    if found is None:
        raise Bad(column.unknown, value=shown(cell), choices=_nearest(_word(cell), column.choices))
    return found


def _word(cell: Any) -> str:
    return squeezed(cell).lower()


@lru_cache(maxsize=256)
def _words(choices: tuple[Choice, ...], truth: bool) -> Mapping[str, str]:
    """Every word that means a choice → its code."""
    words: dict[str, str] = {}
    if truth:
        words |= dict.fromkeys(map(_word, _YES), "true") | dict.fromkeys(map(_word, _NO), "false")
    for each in choices:
        for word in filter(None, (each.code, each.zh, each.en, *each.also)):
            words.setdefault(_word(word), each.code)
    return words


def _nearest(word: str, choices: tuple[Choice, ...], count: int = 8) -> str:
    """The choices to offer: all when they are few, else those that look most like the word."""
    labels = [each.zh for each in choices]
    if len(labels) > count:
        labels = difflib.get_close_matches(word, labels, count, 0.2) or labels[:count]
        return "、".join(labels) + "……"
    return "、".join(labels)


def phone(cell: Any, column: Column) -> str:
    """A mobile number (13973012345), a land line (0730-8640001, with extension 0730-8640001-802) or
    a 400 number.
    An area code that lost its zero in a number cell gets it back."""
    value = _DASHES.sub("-", squeezed(cell)).replace("(", "").replace(")", "-")
    if mobile := _MOBILE.fullmatch(value.replace("-", "")):
        return mobile[1]
    extended = _EXTENDED.fullmatch(value)
    number, extension = extended.groups() if extended else (value, "")
    try:
        parsed = phonenumbers.parse(number, "CN")
    except phonenumbers.NumberParseException:
        raise Bad("phone", value=shown(cell))
    if parsed.country_code != 86 or parsed.extension or not phonenumbers.is_valid_number(parsed):
        raise Bad("phone", value=shown(cell))
    digits = phonenumbers.national_significant_number(parsed)
    if not digits.startswith(("400", "800")):
        area = 2 if digits[0] in "12" else 3  # 010, 02x; all others have four digits with the zero
        digits = f"0{digits[:area]}-{digits[area:]}"
    return f"{digits}-{extension}" if extension else digits


def _within(value: Any, column: Column) -> None:
    """Refuse a number or date outside the column's limits."""
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = f"≥ {low}" if high is None else f"≤ {high}" if low is None else f"{low} – {high}"
        raise Bad("out_of_range", value=value, range=bounds)


PARSERS: Mapping[Kind, Callable[[Any, Column], Any]] = {
    Kind.TEXT: text, Kind.NAME: name, Kind.CODE: code, Kind.INTEGER: integer, Kind.DECIMAL: decimal,
    Kind.DATE: day, Kind.BOOLEAN: boolean, Kind.CHOICE: choice, Kind.PHONE: phone,
    Kind.CREDIT_CODE: credit_code, Kind.DIVISION: division,
}
