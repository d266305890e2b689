"""Office wording: the very strings of the reports, and the laws behind them."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.kit import clock, wording

counts = st.integers(0, 10_000_000)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(130, 268, "48.5"), (90, 152, "59.2"), (50, 82, "61"), (1, 1, "100"), (0, 268, "0"), (1, 16, "6.3")],
)
def test_rates_of_the_reports(part: int, whole: int, text: str) -> None:
    value = wording.rate(part, whole)
    assert value is not None
    assert wording.percent(value) == text


def test_a_rate_of_nothing_is_unknown() -> None:
    assert wording.rate(0, 0) is None


@given(whole=st.integers(1, 5000), data=st.data(), places=st.integers(0, 1))
def test_percent_is_the_nearest_and_halves_go_up(whole: int, data: st.DataObject, places: int) -> None:
    part = data.draw(st.integers(0, whole))
    exact = Fraction(part * 100, whole)
    value = wording.rate(part, whole)
    assert value is not None
    shown = Fraction(wording.percent(value, places))
    step = Fraction(1, 10**places)
    assert shown - step / 2 <= exact < shown + step / 2
    assert not wording.percent(value, places).endswith(".0")


@given(st.decimals(-10**6, 10**6, allow_nan=False, places=6), st.integers(0, 4))
def test_rounding_is_half_up(value: Decimal, places: int) -> None:
    assert wording.rounded(value, places) == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def test_halves_that_floats_get_wrong() -> None:
    assert wording.percent(Decimal("48.25")) == "48.3"
    assert wording.percent(Decimal("2.675"), 2) == "2.68"
    assert wording.percent(Decimal("60.5"), 0) == "61"


@pytest.mark.parametrize(
    ("value", "text"),
    [(12900, "1.29万"), (42100, "4.21万"), (12850, "1.29万"), (12949, "1.29万"), (50000, "5万"),
     (12000, "1.2万"), (0, "0万"), (7334, "0.73万")],
)
def test_ten_thousands(value: int, text: str) -> None:
    assert wording.wan(value) == text


@pytest.mark.parametrize(
    ("value", "more", "nearly"),
    [(5012, "5000余", "近5100"), (15000, "15000", "15000"), (15230, "15000余", "近16000"),
     (1963, "1900余", "近2000"), (148, "140余", "近150"), (39, "39", "39"), (0, "0", "0")],
)
def test_qualifiers(value: int, more: str, nearly: str) -> None:
    assert wording.over(value) == more
    assert wording.near(value) == nearly


@given(counts)
def test_qualifiers_never_mislead(value: int) -> None:
    more, nearly = wording.over(value), wording.near(value)
    below, above = int(more.removesuffix("余")), int(nearly.removeprefix("近"))
    assert below <= value <= above
    assert 10 * (value - below) <= value
    assert 10 * (above - value) <= above
    assert more.endswith("余") == (below != value)
    assert nearly.startswith("近") == (above != value)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        wording.near(-1)


@given(st.decimals(-10**9, 10**9, allow_nan=False, places=4))
def test_plain_keeps_the_value(value: Decimal) -> None:
    text = wording.plain(value)
    assert Decimal(text) == value
    assert "E" not in text
    assert not ("." in text and text.endswith("0"))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "零"), (7, "七"), (10, "十"), (11, "十一"), (24, "二十四"), (100, "一百"), (105, "一百零五"),
     (110, "一百一十"), (1000, "一千"), (1005, "一千零五"), (1010, "一千零一十"), (2020, "二千零二十"),
     (9999, "九千九百九十九")],
)
def test_chinese_numerals(value: int, text: str) -> None:
    assert wording.hanzi(value) == text


@given(st.integers(0, 9999))
def test_chinese_numerals_read_back(value: int) -> None:
    total, digit = 0, 0
    for character in wording.hanzi(value):
        if character in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
        else:
            digit = "零一二三四五六七八九".index(character)
    assert total + digit == value


@pytest.mark.parametrize("value", [-1, 10000])
def test_numerals_out_of_range_are_refused(value: int) -> None:
    with pytest.raises(ValueError, match="0 to 9999"):
        wording.hanzi(value)


def test_dates() -> None:
    day = date(2020, 2, 16)
    assert wording.month_day(day) == "2月16日"
    assert wording.full_date(day) == "2020年2月16日"
    assert wording.until(clock.end_of(date(2020, 2, 9))) == "2月9日24时"
    assert wording.until(clock.at(date(2020, 2, 17), 16, 30)) == "2月17日16时30分"
    assert wording.until(datetime(2020, 2, 16, 23, tzinfo=UTC)) == "2月17日7时"


def test_document_and_issue_numbers() -> None:
    number = wording.document_number("嘉疫指", 2020, 24)
    assert number == "嘉疫指〔2020〕24号"
    assert [hex(ord(c)) for c in number if c in "〔〕"] == ["0x3014", "0x3015"]
    assert wording.issue_number(7) == "第7期"
    assert wording.issue_number(7, numerals="hanzi") == "第七期"


def test_punctuation_styles() -> None:
    text = "截至2月16日，复工企业130家（含6工地），到岗员工7334人，复工率为48.5%"
    assert wording.punctuated(text, "press") == text
    assert wording.punctuated(text, "wire") == (
        "截至2月16日,复工企业130家(含6工地),到岗员工7334人,复工率为48.5%"
    )
    assert wording.punctuated("“两统筹”、《指南》。", "wire") == "“两统筹”、《指南》。"
