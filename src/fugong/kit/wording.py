"""How Chinese offices write numbers, dates and document numbers: pure functions, exact decimals.

Everything rounds half up (Python's own `round` on floats is half-even: 130/268 must read 48.5%).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from fugong.kit.clock import ZONE

Punctuation = Literal["press", "wire"]
Number = int | Decimal

_HALF_WIDTH = str.maketrans({"，": ",", "：": ":", "；": ";", "（": "(", "）": ")", "！": "!", "？": "?"})
_DIGITS = "零一二三四五六七八九"


def rounded(value: Number, places: int = 0) -> Decimal:
    """The value with that many decimals, halves away from zero."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain(value: Number) -> str:
    """Digits without exponent, grouping or trailing zeros: Decimal("61.0") → "61", 7334 → "7334"."""
    text = f"{Decimal(value):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def rate(part: int, whole: int) -> Decimal | None:
    """The part in percent, unrounded; None where the whole is empty: nothing is no rate."""
    return Decimal(part) * 100 / Decimal(whole) if whole else None


def percent(value: Number, places: int = 1) -> str:
    """A number of percent as reports write it, without the sign and without ".0": "48.5", "61"."""
    return plain(rounded(value, places))


def wan(value: Number, places: int = 2) -> str:
    """Ten-thousands: 12900 → "1.29万", 42100 → "4.21万", 50000 → "5万"."""
    return plain(rounded(Decimal(value) / 10000, places)) + "万"


def over(value: int, digits: int = 2) -> str:
    """余, "more than": cut down to leading digits and marked if anything was cut: 5012 → "5000余"."""
    cut = _leading(value, digits, ROUND_FLOOR)
    return plain(cut) + ("余" if cut != value else "")


def near(value: int, digits: int = 2) -> str:
    """近, "nearly": raised to leading digits and marked if anything was added: 1963 → "近2000"."""
    raised = _leading(value, digits, ROUND_CEILING)
    return ("近" if raised != value else "") + plain(raised)


def _leading(value: int, digits: int, rounding: str) -> Decimal:
    if value < 0:
        raise ValueError("a count cannot be negative")
    step = Decimal(10) ** max(len(str(value)) - digits, 0)
    return (Decimal(value) / step).quantize(Decimal(1), rounding) * step


def hanzi(value: int) -> str:
    """Chinese numerals as read aloud, 0–9999: 7 → 七, 10 → 十, 24 → 二十四, 105 → 一百零五."""
    if not 0 <= value <= 9999:
        raise ValueError("Chinese numerals are written for 0 to 9999")
    if value == 0:
        return "零"
    text = ""
    for place, unit in zip((1000, 100, 10, 1), ("千", "百", "十", ""), strict=True):
        digit = value // place % 10
        if digit:
            text += _DIGITS[digit] + unit
        elif text and not text.endswith("零") and value % place:
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def month_day(day: date) -> str:
    """2月16日."""
    return f"{day.month}月{day.day}日"


def full_date(day: date) -> str:
    """2020年2月16日."""
    return f"{day.year}年{day.month}月{day.day}日"


def until(moment: datetime) -> str:
    """The end of a half-open range, in the business zone: 2月9日24时 for 2020-02-10 00:00, 2月9日16时30分."""
    moment = moment.astimezone(ZONE)
    if (moment.hour, moment.minute) == (0, 0):
        return month_day(moment.date() - timedelta(days=1)) + "24时"
    minute = f"{moment.minute}分" if moment.minute else ""
    return f"{month_day(moment.date())}{moment.hour}时{minute}"


def document_number(issuer_word: str, year: int, number: int) -> str:
    """机关代字〔年〕序号 with U+3014 and U+3015, without leading zeros: 嘉疫指〔2020〕24号."""
    return f"{issuer_word}〔{year}〕{number}号"


def issue_number(number: int, *, numerals: Literal["arabic", "hanzi"] = "arabic") -> str:
    """第7期, or 第七期."""
    return f"第{hanzi(number) if numerals == 'hanzi' else number}期"


def listed(names: Iterable[str]) -> str:
    """Names in a row: 新金宝、6906、高澜."""
    return "、".join(names)


def punctuated(text: str, style: Punctuation) -> str:
    """Text written in full width, as the press style keeps it; the wire style halves ，：；（）！？ only."""
    return text.translate(_HALF_WIDTH) if style == "wire" else text
