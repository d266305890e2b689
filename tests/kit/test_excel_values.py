"""Every way in which people write a value is understood; what is not a value has its code."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.cn import uscc

from fugong.kit import clock
from fugong.kit.excel.columns import Choice, Column, Kind
from fugong.kit.excel.grids import Broken
from fugong.kit.excel.values import Bad, is_empty, parse

D = date(2020, 2, 10)
CHOICES = (Choice("enterprise", "企业", "enterprise", ("公司",)), Choice("site", "工地", "site"))


def column(kind: Kind, **about: Any) -> Column:
    return Column("c", "列", "Column", kind, **about)


@pytest.mark.parametrize(("kind", "cell", "value"), [
    (Kind.NAME, 6906.0, "6906"), (Kind.NAME, 3517, "3517"), (Kind.NAME, "3517", "3517"), (Kind.NAME, "'3517", "3517"),
    (Kind.NAME, " 张\u3000三 ", "张三"), (Kind.NAME, "\ufeff岳阳\u200b甲厂", "岳阳甲厂"),
    (Kind.NAME, "John  Smith", "John Smith"),
    (Kind.TEXT, "城陵矶 港 12 号\n东", "城陵矶 港 12 号 东"), (Kind.TEXT, 0.5, "0.5"), (Kind.TEXT, '="0123"', "0123"),
    (Kind.CODE, " ab-12 3 ", "AB-123"), (Kind.CODE, 123456789012345.0, "123456789012345"),
    (Kind.CREDIT_CODE, "９１１１００００６０００３７３４１ｌ", "91110000600037341L"),
    (Kind.CREDIT_CODE, "9111 0000 6000 3734 1L", "91110000600037341L"),
    (Kind.CREDIT_CODE, "91110000-600037341l", "91110000600037341L"),
    (Kind.INTEGER, 12.0, 12), (Kind.INTEGER, "1,200", 1200), (Kind.INTEGER, "12人", 12), (Kind.INTEGER, "1.2万", 12000),
    (Kind.INTEGER, "１２ 名", 12), (Kind.INTEGER, "1，200", 1200), (Kind.INTEGER, "-3", -3), (Kind.INTEGER, "12.0", 12),
    (Kind.INTEGER, "0.0005亿元", 50000),
    (Kind.DECIMAL, 37.3, Decimal("37.3")), (Kind.DECIMAL, "37.3", Decimal("37.3")),
    (Kind.DECIMAL, "+.5", Decimal("0.5")),
    (Kind.DATE, D, D), (Kind.DATE, datetime(2020, 2, 10, 8, 30), D),  # noqa: DTZ001  as a cell holds it
    (Kind.DATE, 43871.0, D), (Kind.DATE, 43871.35, D),
    (Kind.DATE, "43871", D), (Kind.DATE, 20200210.0, D), (Kind.DATE, "20200210", D), (Kind.DATE, "2020/2/10", D),
    (Kind.DATE, "2020-02-10", D), (Kind.DATE, "2020.2.10", D), (Kind.DATE, "２０２０年２月１０日", D),
    (Kind.DATE, "2月10日", D),
    (Kind.DATE, "2.10", D), (Kind.DATE, "2020/2/10 8:30", D), (Kind.DATE, "2020-02-10T08:30:00", D),
    (Kind.DATE, "2020 年 2 月 10 号", D),
    (Kind.CHOICE, "企业", "enterprise"), (Kind.CHOICE, "公 司", "enterprise"), (Kind.CHOICE, "SITE", "site"),
    (Kind.PHONE, "139 7301 2345", "13973012345"), (Kind.PHONE, 13973012345.0, "13973012345"),
    (Kind.PHONE, "+86-13973012345", "13973012345"), (Kind.PHONE, "8613973012345", "13973012345"),
    (Kind.PHONE, "（0730）8640001", "0730-8640001"), (Kind.PHONE, 7308640001.0, "0730-8640001"),
    (Kind.PHONE, "0730—8640001转802", "0730-8640001-802"), (Kind.PHONE, "010-62345678", "010-62345678"),
    (Kind.PHONE, "400-123-4567", "4001234567"),
    (Kind.DIVISION, 430602.0, "430602"), (Kind.DIVISION, "430602008000", "430602008000"),
])
def test_a_cell_is_understood(kind: Kind, cell: Any, value: Any) -> None:
    with clock.frozen(clock.at(date(2020, 2, 17), 8)):
        assert parse(cell, column(kind, choices=CHOICES if kind is Kind.CHOICE else ())) == value


@pytest.mark.parametrize("cell", ["是", "√", "✓", "Y", "yes", "1", 1.0, True, "TRUE", "有", "对", "Ｙ", "规上"])
def test_yes(cell: Any) -> None:
    assert parse(cell, column(Kind.BOOLEAN, choices=(Choice("true", "规上"),))) is True


@pytest.mark.parametrize("cell", ["否", "×", "✗", "N", "no", "0", 0.0, False, "false", "无", "没有"])
def test_no(cell: Any) -> None:
    assert parse(cell, column(Kind.BOOLEAN)) is False


@pytest.mark.parametrize(("kind", "cell", "code"), [
    (Kind.NAME, date(2020, 3, 1), "not_text"), (Kind.NAME, True, "not_text"), (Kind.TEXT, "字" * 201, "too_long"),
    (Kind.CREDIT_CODE, 914306001234567890.0, "digits_lost"), (Kind.CREDIT_CODE, 914306001234567890, "digits_lost"),
    (Kind.CREDIT_CODE, "9.14306E+17", "digits_lost"), (Kind.CREDIT_CODE, "914306001234568000", "digits_lost"),
    (Kind.CREDIT_CODE, "91110000600037341M", "check_digit"), (Kind.CREDIT_CODE, "430600000012345", "credit_code"),
    (Kind.CREDIT_CODE, "9111000060003734IL", "credit_code"), (Kind.CODE, 430602199003070011.0, "digits_lost"),
    (Kind.INTEGER, "约120", "not_a_number"), (Kind.INTEGER, "十二", "not_a_number"),
    (Kind.INTEGER, "1,2", "not_a_number"),
    (Kind.INTEGER, D, "not_a_number"), (Kind.INTEGER, True, "not_a_number"), (Kind.INTEGER, 12.5, "not_an_integer"),
    (Kind.INTEGER, "1.23456万", "not_an_integer"),
    (Kind.DATE, "2020-2-30", "date"), (Kind.DATE, "20/2/10", "date"), (Kind.DATE, "2020年2月", "date"),
    (Kind.DATE, 12.0, "date"), (Kind.DATE, "下周一", "date"), (Kind.DATE, 2.1, "date"),
    (Kind.BOOLEAN, "可能", "unknown_choice"), (Kind.CHOICE, "工场", "unknown_choice"),
    (Kind.PHONE, "1397301234", "phone"), (Kind.PHONE, "8640001", "phone"),
    (Kind.PHONE, "13973012345/13973012346", "phone"),
    (Kind.PHONE, "+1 202 555 0147", "phone"), (Kind.PHONE, "问李四", "phone"),
    (Kind.DIVISION, "4306", "division"), (Kind.DIVISION, "城陵矶", "division"),
    (Kind.INTEGER, Broken("#DIV/0!"), "formula"),
])
def test_what_is_no_value_has_a_code(kind: Kind, cell: Any, code: str) -> None:
    with pytest.raises(Bad) as bad:
        parse(cell, column(kind, choices=CHOICES if kind is Kind.CHOICE else ()))
    assert bad.value.code == code


def test_limits_are_included() -> None:
    within = column(Kind.INTEGER, minimum=0, maximum=10)
    assert [parse(cell, within) for cell in (0, "10")] == [0, 10]
    for cell in (-1, "11"):
        with pytest.raises(Bad, match="out_of_range"):
            parse(cell, within)


def test_a_number_outside_is_told_as_it_was_seen() -> None:
    with pytest.raises(Bad) as bad:
        parse(-3.0, column(Kind.INTEGER, minimum=0, maximum=10))
    assert str(bad.value.params["value"]) == "-3"


def test_an_unknown_grid_has_a_code_of_its_own() -> None:
    grids = tuple(Choice(str(n), f"第{n}网格") for n in range(30))
    with pytest.raises(Bad) as bad:
        parse("第九网格", column(Kind.CHOICE, choices=grids, unknown="unknown_grid"))
    assert bad.value.code == "unknown_grid"
    assert bad.value.params["choices"].count("、") <= 8


@pytest.mark.parametrize(("kind", "cell", "empty"), [
    (Kind.TEXT, "", True), (Kind.TEXT, None, True), (Kind.TEXT, " \u00a0\u3000", True), (Kind.TEXT, "——", True),
    (Kind.NAME, "无", True), (Kind.CREDIT_CODE, "/", True), (Kind.INTEGER, "-", True), (Kind.INTEGER, 0.0, False),
    (Kind.BOOLEAN, "无", False), (Kind.BOOLEAN, "-", True), (Kind.BOOLEAN, False, False), (Kind.TEXT, " " * 40, True),
])
def test_what_says_nothing_is_empty(kind: Kind, cell: Any, empty: bool) -> None:
    assert is_empty(cell, kind) is empty


@given(st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True).filter(str.isascii))
def test_a_credit_code_is_known_by_its_check_digit(body: str) -> None:
    right = uscc.calc_check_digit(body)
    assert parse(body.lower() + right.lower(), column(Kind.CREDIT_CODE)) == body + right
    wrong = "A" if right != "A" else "B"
    with pytest.raises(Bad):
        parse(body + wrong, column(Kind.CREDIT_CODE))


@given(st.dates(date(1960, 1, 1), date(2099, 12, 31)))
def test_a_date_is_the_same_in_every_dress(day: date) -> None:
    serial = float((day - date(1899, 12, 30)).days)
    dresses = [day, serial, f"{day:%Y%m%d}", f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}",
               f"{day.year}年{day.month}月{day.day}日"]
    assert {parse(dress, column(Kind.DATE)) for dress in dresses} == {day}


@given(st.integers(0, 10**9))
def test_a_number_is_the_same_in_every_dress(number: int) -> None:
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert {parse(dress, column(Kind.INTEGER)) for dress in (number, float(number), str(number), f"{number:,}", wide,
                                                              f" {number} 人")} == {number}


@example(float("inf"), Kind.DATE)
@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans() | st.dates(), st.sampled_from(list(Kind)))
def test_no_cell_breaks_a_parser(cell: Any, kind: Kind) -> None:
    wanted = column(kind, choices=CHOICES if kind is Kind.CHOICE else ())
    if not is_empty(cell, kind):
        with suppress(Bad):
            parse(cell, wanted)
