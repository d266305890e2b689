"""Identity numbers: what is refused, what is odd and yet taken, and that no slip of one character passes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.people.rules import identity

TODAY = date(2020, 2, 17)
AREAS = ("430602", "420106", "110101")


def known(area: str, year: int) -> bool:
    return area in AREAS


def read(text: str, kind: str = identity.RESIDENT) -> identity.Identity:
    return identity.read(kind, text, TODAY, known_area=known)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1930, 1, 1), TODAY))
    first = f"{draw(st.sampled_from(AREAS))}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first + identity.check_character(first)


@given(numbers())
def test_a_number_tells_birthday_sex_and_area(number: str) -> None:
    found = read(number)
    assert (found.problem, found.warning, found.number) == ("", "", number)
    assert found.born == date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    assert found.male is (int(number[16]) % 2 == 1)
    assert found.area == number[:6]


@given(numbers(), st.integers(0, 17), st.integers(1, 9))
def test_no_single_wrong_digit_passes(number: str, place: int, shift: int) -> None:
    if number[place] == "X":
        wrong = number[:place] + str(shift)
    else:
        wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1:]
    assert read(wrong).problem in ("check_digit", "digits_lost", "birthday", "other_kind")


@given(numbers(), st.integers(0, 16))
def test_no_exchange_of_neighbours_passes(number: str, place: int) -> None:
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2:]
    assert wrong == number or read(wrong).problem


@given(numbers().filter(lambda number: number[6:8] == "19"))
def test_an_old_number_is_the_same_person(number: str) -> None:
    old = number[:6] + number[8:17]
    found = read(old)
    assert (found.problem, found.warning, found.born) == ("", "old_number", read(number).born)
    assert identity.lengthened(old) == number
    assert identity.lengthened(number) == number


@pytest.mark.parametrize(("text", "problem"), [
    ("", "missing"), ("  ", "missing"), ("43060219900101", "length"), ("4306021990010100012", "length"),
    ("4.30602E+17", "digits_lost"), ("430602199001011000", "digits_lost"), ("43060219900230001X", "birthday"),
    ("430602189901010018", "birthday"), ("430602202002180012", "birthday"), ("张三", "format"),
    ("4306021990010100X1", "format"), ("810000199001010012", "other_kind"),
])
def test_what_is_wrong_is_named(text: str, problem: str) -> None:
    assert read(text).problem == problem


def test_an_area_that_no_table_knows_is_odd_and_taken() -> None:
    number = "999999199001010" + "01"
    assert read(number + identity.check_character(number)).warning == "unknown_area"


@pytest.mark.parametrize(("kind", "good", "bad"), [
    (identity.HK_MACAU, "H12345678", "H1234567"), (identity.HK_MACAU, "M1234567801", "X12345678"),
    (identity.TAIWAN, "12345678", "1234567"), (identity.PASSPORT, "E12345678", "ABCDEFG"),
    (identity.RESIDENCE, "810000199001010012"[:17], "430602199001010010"),
])
def test_other_documents_have_forms_of_their_own(kind: str, good: str, bad: str) -> None:
    if kind == identity.RESIDENCE:
        good += identity.check_character(good)
    assert read(good, kind).problem == ""
    assert read(bad, kind).problem
    assert identity.guessed(good) == kind


@given(numbers())
def test_the_kind_of_a_number_is_guessed(number: str) -> None:
    assert identity.guessed(number.lower()) == identity.RESIDENT
