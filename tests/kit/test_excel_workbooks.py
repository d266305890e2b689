"""The template, the marked workbook and the export as a person opens them, and as they come back."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.kit.excel.checker import check
from fugong.kit.excel.columns import Choice, Column, Kind, Layout
from fugong.kit.excel.export import export_csv, export_xlsx
from fugong.kit.excel.marked import marked, rows_to_return
from fugong.kit.excel.reader import read
from fugong.kit.excel.template import template
from tests.kit.nasty import EXPECTED, HEADERS, LAYOUT, ROWS, xlsx


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def exported(rows: list[dict[str, Any]], layout: Layout = LAYOUT, **about: Any) -> bytes:
    file = io.BytesIO()
    export_xlsx(file, layout, rows, **about)
    return file.getvalue()


def test_the_template_is_typed() -> None:
    with override("zh-hans"):
        book = opened(template(LAYOUT))
    form, instructions, choices = book.worksheets
    assert (form.title, instructions.title, choices.title) == ("单位花名册", "填写说明", "选项")
    assert choices.sheet_state == "hidden"
    assert [cell.value for cell in form[3]][:3] == ["*单位名称", "统一社会信用代码", "类型"]
    assert form["A4"].value == "（示例）岳阳示范有限公司"
    assert form["B4"].number_format == "@"
    assert form["E4"].number_format == "yyyy-mm-dd"
    assert form["F3"].comment.text == "填一个号码"
    assert form.freeze_panes == "B4"
    assert form.page_setup.orientation == "landscape"
    assert form.page_setup.paperSize == 9
    assert {rule.type for rule in form.data_validations.dataValidation} == {"list", "whole", "date"}
    assert [cell.value for cell in choices["A"]] == ["企业", "工地"]
    assert [row[0].value for row in instructions.iter_rows(min_row=4)][:2] == ["*单位名称", "统一社会信用代码"]


def test_the_template_speaks_english_too() -> None:
    with override("en"):
        data = template(LAYOUT)
    form = opened(data).worksheets[0]
    assert form.title == "Roster of units"
    assert form["A3"].value == "*Unit name"
    assert str(form["A4"].value).startswith("(Sample) ")


def test_many_choices_stand_on_their_own_sheet() -> None:
    grids = [Choice(str(n), f"第{n}网格（某某街道某某社区）") for n in range(200)]
    book = opened(template(LAYOUT.changed("kind", choices=tuple(grids))))
    rule = next(rule for rule in book.worksheets[0].data_validations.dataValidation if "C5" in rule.sqref)
    assert rule.formula1.endswith("$A$1:$A$200")


def test_the_sample_row_that_a_user_moved_is_still_none() -> None:
    backwards = [HEADERS[::-1], ["", "", 80, 120, "", "", "是", "企业", "", "（示例）岳阳示范有限公司"], ROWS[0][::-1]]
    assert len(read(xlsx(backwards), LAYOUT).rows) == 1


BAD = ["乙", "91110000600037341M", "企业", "是", "", "139", 5, 9, "", ""]


def test_the_marked_workbook_returns_the_bad_rows() -> None:
    sheet = read(xlsx([["题"], [], ["编号", *HEADERS, "备注"], [7, *ROWS[0], "a"], [8, *BAD, "b"]]), LAYOUT)
    with override("zh-hans"):
        data = marked(LAYOUT, sheet.headers, sheet.places, rows_to_return(sheet, check(sheet, LAYOUT)))
    form = opened(data).worksheets[0]
    assert [cell.value for cell in form[1]] == [
        "错误说明", "编号", "*单位名称", *HEADERS[1:6], "*职工总数", *HEADERS[7:], "备注"]
    assert form.max_row == 2
    told = str(form["A2"].value)
    assert told.startswith("原文件第 5 行：")
    assert all(header in told for header in ("统一社会信用代码", "联系电话", "拟返岗人数"))
    assert form["D2"].fill.fgColor.rgb == "FFFFC7CE"
    assert "校验位" in form["D2"].comment.text
    assert form["C2"].fill.fgColor.rgb == "00000000"
    assert (form["B2"].value, form["M2"].value) == (8, "b")


def test_the_marked_workbook_can_be_mended_and_imported_again() -> None:
    sheet = read(xlsx([HEADERS, ROWS[1], BAD]), LAYOUT)
    rows = rows_to_return(sheet, check(sheet, LAYOUT), only_bad=False)
    book = opened(marked(LAYOUT, sheet.headers, sheet.places, rows))
    form = book.worksheets[0]
    form["C3"], form["G3"], form["I3"] = "91110000600037341L", "13973012345", 4
    file = io.BytesIO()
    book.save(file)
    mended = check(read(file.getvalue(), LAYOUT), LAYOUT)
    assert all(not row.problems for row in mended)
    assert mended[0].values == EXPECTED[1]
    assert (mended[1].values["name"], mended[1].values["returning"]) == ("乙", 4)


def test_a_long_number_comes_back_as_it_was_read() -> None:
    sheet = read(xlsx([HEADERS, ["甲", 914306001234567890, *BAD[2:6], 5, 1, "", ""]]), LAYOUT)
    again = read(marked(LAYOUT, sheet.headers, sheet.places, rows_to_return(sheet, check(sheet, LAYOUT))), LAYOUT)
    assert "digits_lost" in [problem.code for row in check(again, LAYOUT) for problem in row.problems]


def test_the_export_is_a_list_with_title_and_day() -> None:
    with override("zh-hans"):
        form = opened(exported(EXPECTED, as_of=date(2020, 2, 16), by="王强")).worksheets[0]
    assert form["A1"].value == "单位花名册"
    assert form["A2"].value == "截至 2020-02-16    导出人：王强"
    assert [cell.value for cell in form[3]] == HEADERS
    assert [cell.value for cell in form[4]][:8] == [
        "岳阳甲纸业有限公司", "91110000600037341L", "企业", "是", form["E4"].value, "139****2345", 120, 80]
    assert form["E4"].value.date() == date(2020, 2, 10)
    assert form["A5"].data_type == "s"
    assert form.page_setup.orientation == "landscape"


def test_personal_columns_are_masked_unless_asked() -> None:
    assert opened(exported(EXPECTED[:1])).worksheets[0]["F4"].value == "139****2345"
    assert opened(exported(EXPECTED[:1], masked=False)).worksheets[0]["F4"].value == "13973012345"
    assert b"13973012345" not in b"".join(export_csv(LAYOUT, EXPECTED))


def test_columns_are_chosen_in_order() -> None:
    form = opened(exported(EXPECTED, codes=("staff", "name"))).worksheets[0]
    assert [cell.value for cell in form[3]] == ["职工总数", "单位名称"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\r=1"])
def test_nothing_in_an_export_is_computed(text: str) -> None:
    rows = [{"name": text, "staff": -5}]
    cell = opened(exported(rows)).worksheets[0]["A4"]
    assert (cell.data_type, cell.number_format) == ("s", "@")
    line = b"".join(export_csv(LAYOUT, rows, codes=("name", "staff"))).decode("utf-8-sig").split("\n", 1)[1]
    assert line.lstrip('"').startswith("'")
    assert line.rstrip().endswith(",-5")


plain = st.text(st.characters(categories=["L", "Nd"], max_codepoint=0x9fff), min_size=1, max_size=20)
SMALL = Layout("t", "表", "Table", (
    Column("name", "名称", "Name", Kind.NAME, max_length=400), Column("text", "说明", "Text", max_length=400),
    Column("number", "数", "Number", Kind.INTEGER), Column("day", "日期", "Day", Kind.DATE),
    Column("yes", "是否", "Whether", Kind.BOOLEAN),
    Column("kind", "类型", "Kind", Kind.CHOICE, choices=(Choice("a", "甲"), Choice("b", "乙")))))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fixed_dictionaries({
    "name": plain.map(lambda words: "厂" + words),
    "text": st.none() | plain.map(lambda words: "=-+@"[len(words) % 4] + words),
    "number": st.none() | st.integers(-10**9, 10**9), "day": st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    "yes": st.none() | st.booleans(), "kind": st.sampled_from([None, "a", "b"])}), min_size=1, max_size=6))
def test_what_is_exported_can_be_imported(rows: list[dict[str, Any]]) -> None:
    def normal(row: dict[str, Any]) -> dict[str, Any]:
        from fugong.kit.text import normal as folded

        return {key: folded(value) if isinstance(value, str) else value for key, value in row.items()}

    for data in (exported(rows, SMALL), b"".join(export_csv(SMALL, rows))):
        found = check(read(data, SMALL), SMALL)
        assert [problem.as_json() for row in found for problem in row.problems] == []
        assert [row.values for row in found] == [normal(row) for row in rows]
