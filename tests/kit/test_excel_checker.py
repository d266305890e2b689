"""All problems of all rows at once, each with row, column, code and a message that tells how to mend it."""

import pytest
from django.utils.translation import override

from fugong.kit.excel.checker import check, problems_of
from fugong.kit.excel.problems import CELL_CODES, FILE_CODES
from fugong.kit.excel.reader import read
from tests.kit.nasty import HEADERS, LAYOUT, ROWS, xlsx


def test_every_problem_is_told_at_once() -> None:
    rows = check(read(xlsx([["标题"], HEADERS, ROWS[0], [
        "", 914306001234567890, "工场", "也许", "明天", "123", -1, "x", 1.5, ""]]), LAYOUT), LAYOUT)
    assert rows[0].good
    assert not rows[1].good
    assert [(p.row, p.column, p.code) for p in problems_of(rows)] == [
        (4, "name", "missing"), (4, "credit_code", "digits_lost"), (4, "kind", "unknown_choice"),
        (4, "above_scale", "unknown_choice"), (4, "since", "date"), (4, "phone", "phone"), (4, "staff", "out_of_range"),
        (4, "returning", "not_a_number"), (4, "local", "not_an_integer")]
    with override("zh-hans"):
        assert problems_of(rows)[2].as_json() == {
            "row": 4, "column": "类型", "code": "unknown_choice", "message": "“工场”不在可选范围内，请填：企业、工地。"}
    with override("en"):
        assert problems_of(rows)[0].as_json()["message"] == "This cell must not be empty. Fill it in."


def test_numbers_must_fit_together() -> None:
    rows = check(read(xlsx([HEADERS, ["甲", *ROWS[0][1:6], 10, 11, 6, 5], ["乙", "", *ROWS[1][2:6], 10, 10, 6, ""]]),
                      LAYOUT), LAYOUT)
    assert [(p.row, p.column, p.code) for p in problems_of(rows)] == [
        (2, "returning", "inconsistent"), (2, "local", "inconsistent")]
    assert problems_of(rows)[1].params == {"value": "本地人数 + 市外人数 = 11", "limit": 10, "other": "职工总数"}


def test_a_duplicate_is_told_but_keeps_nothing_out() -> None:
    again = ["岳阳甲 纸业有限公司", *ROWS[2][1:]]
    rows = check(read(xlsx([HEADERS, *ROWS, again, ROWS[1]]), LAYOUT), LAYOUT)
    assert all(row.good for row in rows)
    assert problems_of(rows) == []
    told = [(p.row, p.column, p.code, p.params["other"]) for row in rows for p in row.problems]
    assert told == [(5, "credit_code", "duplicate_in_file", 4), (6, "name", "duplicate_in_file", 3)]


def test_a_column_that_the_file_lacks_is_empty() -> None:
    rows = check(read(xlsx([["单位名称", "职工总数"], ["甲", 3]]), LAYOUT), LAYOUT)
    assert rows[0].good
    assert rows[0].values == {**dict.fromkeys(column.code for column in LAYOUT.columns), "name": "甲", "staff": 3}


@pytest.mark.parametrize("code", [*CELL_CODES, *FILE_CODES])
def test_every_code_says_in_chinese_how_to_mend_it(code: str) -> None:
    about = {**CELL_CODES, **FILE_CODES}[code]
    with override("en"):
        english = str(about.message)
    with override("zh-hans"):
        chinese = str(about.message)
    assert chinese != english
    assert "请" in chinese or not about.blocks
