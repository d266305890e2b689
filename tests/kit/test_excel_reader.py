"""Any file that offices send gives the same rows; what cannot be read is refused with its code."""

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.kit.errors import Refused
from fugong.kit.excel import grids
from fugong.kit.excel.checker import check
from fugong.kit.excel.reader import read
from tests.kit.nasty import ENDS, EXPECTED, FILES, HEADERS, LAYOUT, REFUSED, ROWS, text, xlsx


def values(data: bytes) -> list[dict[str, Any]]:
    rows = check(read(data, LAYOUT), LAYOUT)
    assert [problem.as_json() for row in rows for problem in row.problems] == []
    return [row.values for row in rows]


@pytest.mark.parametrize("name", FILES)
def test_the_same_units_are_read_from_every_file(name: str) -> None:
    data, numbers = FILES[name]
    assert values(data) == EXPECTED
    assert [row.number for row in read(data, LAYOUT).rows] == numbers


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused(name: str) -> None:
    data, code = REFUSED[name]
    with pytest.raises(Refused) as refused:
        read(data, LAYOUT)
    assert refused.value.code == code
    with override("zh-hans"):
        assert "请" in str(refused.value)


def test_a_file_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(Refused) as refused:
        read(b"x" * (grids.MAX_BYTES + 1), LAYOUT)
    assert refused.value.code == "too_large"


def test_the_refusal_names_what_is_missing() -> None:
    with pytest.raises(Refused) as refused:
        read(REFUSED["no staff column"][0], LAYOUT)
    assert refused.value.data == {"columns": "职工总数", "row": 2, "sheet": "Sheet1"}


def test_it_says_what_was_left_out() -> None:
    sheet = read(xlsx([HEADERS + ["备注", "是否有食堂"], [*ROWS[0], "无"], *ENDS, ["（示例）某公司"]]), LAYOUT)
    assert sheet.ignored == ("备注", "是否有食堂")
    assert sheet.skipped == ((3, "total"), (4, "total"), (5, "note"), (6, "note"), (7, "signature"), (8, "signature"),
                             (9, "sample"))


def test_it_says_which_sheet_and_which_others() -> None:
    sheet = read(xlsx([["封面"]], [HEADERS, *ROWS], [HEADERS, *ROWS], names=("封面", "城陵矶", "云溪")), LAYOUT)
    assert (sheet.name, sheet.hidden, sheet.others) == ("城陵矶", False, ("云溪",))
    assert read(FILES["on a hidden sheet"][0], LAYOUT).hidden is True


def test_it_says_how_a_text_was_understood() -> None:
    sheet = read(FILES["semicolon, GB18030"][0], LAYOUT)
    assert sheet.how == {"encoding": "gb18030", "delimiter": ";"}


def test_a_name_that_begins_like_a_signature_is_a_unit() -> None:
    names = ["审核科技有限公司", "合计数据服务公司", "说明书印刷厂", "制表机械厂", "注塑制品厂", "示例科技公司"]
    sheet = read(xlsx([HEADERS, *([name, *ROWS[0][1:]] for name in names)]), LAYOUT)
    assert [row.cells[0] for row in sheet.rows] == names


def test_a_row_with_only_a_serial_number_is_blank() -> None:
    sheet = read(xlsx([["序号", *HEADERS], [1, *ROWS[0]], [2], [3]]), LAYOUT)
    assert [row.number for row in sheet.rows] == [2]


def test_formulas_that_were_never_calculated_are_told() -> None:
    rows = check(read(xlsx([HEADERS, ["甲", *ROWS[0][1:6], "=60+60", "=A9", "#N/A", 0]]), LAYOUT), LAYOUT)
    assert [(p.column, p.code) for p in rows[0].problems] == [
        ("staff", "formula"), ("returning", "formula"), ("local", "formula")]


def test_many_cells_far_below_do_not_hide_the_rows() -> None:
    """A stray blank in the last row of the sheet is a common accident."""
    sheet = read(xlsx([HEADERS, *ROWS], touch=lambda book: book.active.cell(60_000, 3, " ")), LAYOUT)
    assert len(sheet.rows) == 3


noise = st.sampled_from([[], ["", "", ""], ENDS[0], ENDS[1], HEADERS, ["（示例）" + str(ROWS[0][0]), *ROWS[0][1:]]])


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(len(HEADERS))), gaps=st.lists(st.lists(noise, max_size=3), min_size=3, max_size=3),
       titles=st.lists(st.sampled_from([["统计表"], [], ["单位：人"], ["2020年2月10日", "", "某街道"]]), max_size=4),
       extra=st.lists(st.sampled_from(["备注", "序号", "填表时间", ""]), max_size=3),
       form=st.sampled_from(["xlsx", ",", ";", "\t"]))
def test_order_and_noise_change_nothing(
    order: list[int], gaps: list[list[list[Any]]], titles: list[list[Any]], extra: list[str], form: str
) -> None:
    def arranged(row: list[Any]) -> list[Any]:
        padded = [*row, *[""] * (len(HEADERS) - len(row))]
        return [*[""] * len(extra), *(padded[place] for place in order)]

    table = [*titles, [*extra, *(HEADERS[place] for place in order)]]
    for row, gap in zip(ROWS, gaps, strict=True):
        table += [arranged(each) if len(each) == len(HEADERS) else each for each in gap] + [arranged(row)]
    data = xlsx(table) if form == "xlsx" else text(table, form, "gb18030" if form == ";" else "utf-8-sig")
    assert values(data) == EXPECTED
