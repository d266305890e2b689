"""Files as offices send them, made by code: the same three units in every one of them.

`FILES` maps a name to (bytes of the file, row numbers of the three units as a user sees them); `REFUSED` maps a
name to (bytes, code of the refusal).
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
import xlsxwriter
import xlwt

from fugong.kit import masks
from fugong.kit.excel.checker import check
from fugong.kit.excel.columns import AtMost, Choice, Column, Kind, Layout
from fugong.kit.excel.export import export_csv, export_xlsx
from fugong.kit.excel.marked import MarkedRow, marked
from fugong.kit.excel.reader import read
from fugong.kit.excel.template import template

LAYOUT = Layout("units", "单位花名册", "Roster of units", (
    Column("name", "单位名称", "Unit name", Kind.NAME, ("企业名称",), required=True, max_length=40,
           sample="岳阳示范有限公司"),
    Column("credit_code", "统一社会信用代码", "Credit code", Kind.CREDIT_CODE, ("信用代码",),
           sample="91110000600037341L"),
    Column("kind", "类型", "Kind", Kind.CHOICE, choices=(
        Choice("enterprise", "企业", "enterprise", ("公司",)), Choice("site", "工地", "site", ("建筑工地",))),
           sample="企业"),
    Column("above_scale", "是否规上", "Above scale", Kind.BOOLEAN, ("规上企业",),
           choices=(Choice("true", "规上"), Choice("false", "规下")), sample="是"),
    Column("since", "拟复工日期", "Date of resumption", Kind.DATE, sample="2020-02-10"),
    Column("phone", "联系电话", "Phone", Kind.PHONE, mask=masks.phone, help_zh="填一个号码", sample="13900000000"),
    Column("staff", "职工总数", "Staff total", Kind.INTEGER, ("人数合计",), required=True, minimum=0, maximum=10**6,
           sample="120"),
    Column("returning", "拟返岗人数", "Planned to return", Kind.INTEGER, minimum=0, sample="80"),
    Column("local", "本地人数", "Local staff", Kind.INTEGER, ("本地",), minimum=0),
    Column("city", "市外人数", "Other city", Kind.INTEGER, ("市外",), minimum=0),
), checks=(AtMost(("returning",), "staff"), AtMost(("local", "city"), "staff")), keys=(("credit_code",), ("name",)))

CODES = tuple(column.code for column in LAYOUT.columns)
HEADERS = [column.zh for column in LAYOUT.columns]
EXPECTED: list[dict[str, Any]] = [dict(zip(CODES, values, strict=True)) for values in (
    ("岳阳甲纸业有限公司", "91110000600037341L", "enterprise", True, date(2020, 2, 10), "13973012345", 120, 80, 50, 20),
    ("6906", None, "site", False, None, "0730-8640001", 12000, 0, None, None),
    ("乙食品厂", "91430600MA4L16JQ97", None, None, date(2020, 2, 17), None, 15, 15, 15, 0),
)]
ROWS: list[list[Any]] = [
    ["岳阳甲纸业有限公司", "91110000600037341L", "企业", "是", date(2020, 2, 10), "13973012345", 120, 80, 50, 20],
    ["6906", "", "工地", "否", "", "0730-8640001", 12000, 0, "", ""],
    ["乙食品厂", "91430600MA4L16JQ97", "", "", date(2020, 2, 17), "", 15, 15, 15, 0],
]
ODD_ROWS: list[list[Any]] = [
    ["\u200b岳阳甲纸业　有限公司 ", "９１１１００００６０００３７３４１ｌ", "公 司", "√",
     "2020年2月10日", "+86 139-7301-2345", "１２０人", "80.0", " 50\u00a0", "20名"],
    [6906.0, "/", " 建筑工地", "×", "——", "（0730）8640001", "1.2万", "0", "-", "无"],
    ["乙 食 品 厂", "91430600ma4l16jq97", None, " ", 43878, "", "15", "15 人", "1 5", 0.0],
]


def xlsx(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = (), hidden: Sequence[int] = (),
         touch: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
    """A workbook of sheets of cells."""
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = names[number] if names else f"Sheet{number + 1}"
        for row in rows:
            sheet.append(list(row))
        if number in hidden:
            sheet.sheet_state = "hidden"
    touch(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xls(rows: Sequence[Sequence[Any]]) -> bytes:
    """An Excel 97 workbook."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("花名册")
    day = xlwt.easyxf(num_format_str="yyyy/m/d")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell not in ("", None):
                sheet.write(number, place, cell, *([day] if isinstance(cell, date) else []))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text(rows: Sequence[Sequence[Any]], delimiter: str, encoding: str, before: str = "") -> bytes:
    """A delimited text."""
    lines = [delimiter.join("" if cell is None else f"{cell:%Y/%m/%d}" if isinstance(cell, date) else str(cell)
                            for cell in row) for row in rows]
    return (before + "\r\n".join(lines) + "\r\n").encode(encoding)


def columns(rows: Sequence[Sequence[Any]], order: Sequence[int]) -> list[list[Any]]:
    """The same rows with their columns in another order."""
    return [[row[place] for place in order] for row in rows]


def _two_line_header() -> bytes:
    def merge(book: openpyxl.Workbook) -> None:
        sheet = book.active
        for place in (*range(1, 7), 8):
            sheet.merge_cells(start_row=2, end_row=3, start_column=place, end_column=place)
        sheet.merge_cells("A1:J1")
        sheet.merge_cells("G2:G3")
        sheet.merge_cells("I2:J2")

    upper = [*HEADERS[:8], "人数", None]
    lower = [*[None] * 8, "本地", "市外"]
    return xlsx([["某区复工企业花名册（截至2月10日）"], upper, lower, *ROWS], touch=merge)


def _formulas() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        for number, row in enumerate(ROWS, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_formula(number, place, f"=0+{cell}", None, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, book.add_format({"num_format": 'm"月"d"日"'}))
                elif cell:
                    sheet.write_formula(number, place, f'=""&"{cell}"', None, cell)
    return file.getvalue()


def _offset() -> bytes:
    def place(book: openpyxl.Workbook) -> None:
        sheet = book.active
        for number, row in enumerate([HEADERS, *ROWS], 6):
            for column, cell in enumerate(row, 4):
                sheet.cell(number, column, cell)

    return xlsx([], touch=place)


def _filled_template() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(template(LAYOUT)))
    for row in ROWS:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _marked() -> bytes:
    sheet = read(xlsx([["备注", *HEADERS], *(["x", *row] for row in ROWS)]), LAYOUT)
    rows = [MarkedRow(row.number, row.cells, row_checked.problems)
            for row, row_checked in zip(sheet.rows, check(sheet, LAYOUT), strict=True)]
    return marked(LAYOUT, sheet.headers, sheet.places, rows)


def _exported() -> bytes:
    file = io.BytesIO()
    export_xlsx(file, LAYOUT, EXPECTED, as_of=date(2020, 2, 16), by="王强", masked=False)
    return file.getvalue()


ENDS = [["", "小 计", *[""] * 6, 12135], ["合计（3家）", *[""] * 5, 12135], ["注：1.本表每日16:30前报送；"],
        ["2.数据截至当日。"], ["制表人：张三", "", "审核人：李四"], ["填报单位（盖章）："]]
NOTES = [["填写说明"], *[[f"{number}. {header}必须填写"] for number, header in enumerate(HEADERS, 1)]]
BACKWARDS = list(range(len(HEADERS)))[::-1]

FILES: dict[str, tuple[bytes, list[int]]] = {
    "plain": (xlsx([HEADERS, *ROWS]), [2, 3, 4]),
    "as people type": (xlsx([HEADERS, *ODD_ROWS]), [2, 3, 4]),
    "titles and blank rows": (
        xlsx([["关于复工的统计表"], [], ["填报单位：某某街道", "", "2020年2月10日"],
              HEADERS, [], ROWS[0], [], *ROWS[1:]]),
        [6, 8, 9]),
    "two-line merged header": (_two_line_header(), [4, 5, 6]),
    "two-line header in text": (
        text([[*HEADERS[:8], "人数", ""], [*[""] * 8, "本地", "市外"], *ROWS], ",", "utf-8"), [3, 4, 5]),
    "other order, extra columns": (
        xlsx([["序号", *columns([HEADERS], BACKWARDS)[0], "备注"],
              *([n, *row, "无"] for n, row in enumerate(columns(ROWS, BACKWARDS), 1))]), [2, 3, 4]),
    "marked headers": (xlsx([["＊单位 名称：", "信用代码", "类型（必填）", "规上企业", "拟复工\n日期", "联系电话(手机)",
                              "职工总数（人）", "拟返岗人数/人", "本地", "市外"], *ROWS]), [2, 3, 4]),
    "English headers": (xlsx([[column.en.upper() for column in LAYOUT.columns], *ROWS]), [2, 3, 4]),
    "totals, notes, signatures": (xlsx([HEADERS, ROWS[0], ENDS[0], *ROWS[1:], *ENDS]), [2, 4, 5]),
    "header repeated on each page": (xlsx([HEADERS, ROWS[0], HEADERS, ROWS[1], HEADERS, ROWS[2]]), [2, 4, 6]),
    "notes first, choices hidden": (
        xlsx(NOTES, [["企业"], ["工地"]], [HEADERS, *ROWS], names=("填写说明", "选项", "花名册"), hidden=(1,)),
        [2, 3, 4]),
    "on a hidden sheet": (xlsx([["见后表"]], [HEADERS, *ROWS], names=("封面", "数据"), hidden=(1,)), [2, 3, 4]),
    "hidden old sheet beside it": (
        xlsx([HEADERS, *ROWS[::-1]], [HEADERS, *ROWS], names=("旧", "新"), hidden=(0,)), [2, 3, 4]),
    "begins at D6": (_offset(), [7, 8, 9]),
    "formulas": (_formulas(), [2, 3, 4]),
    "Excel 97": (xls([[], ["花名册"], HEADERS, *ROWS]), [4, 5, 6]),
    "comma, UTF-8 with mark": (text([HEADERS, *ROWS], ",", "utf-8-sig"), [2, 3, 4]),
    "semicolon, GB18030": (text([HEADERS, [], *ROWS], ";", "gb18030"), [3, 4, 5]),
    "tab, UTF-16": (text([HEADERS, *ROWS], "\t", "utf-16"), [2, 3, 4]),
    "semicolon with sep line": (text([HEADERS, *ROWS], ";", "utf-8", "sep=;\r\n"), [2, 3, 4]),
    "quoted line breaks": (
        text([["单位名称,\"类\n型\",信用代码", *HEADERS[3:]],
              *([f"\"{row[0]}\",{row[2]},{row[1]}", *row[3:]] for row in ROWS)], ",", "utf-8"), [2, 3, 4]),
    "own template": (_filled_template(), [5, 6, 7]),
    "own marked workbook": (_marked(), [2, 3, 4]),
    "own export": (_exported(), [4, 5, 6]),
    "own CSV export": (b"".join(export_csv(LAYOUT, EXPECTED, masked=False)), [2, 3, 4]),
}


def _archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def _with_part(name: str, content: bytes) -> bytes:
    file = io.BytesIO(FILES["plain"][0])
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, content)
    return file.getvalue()


def _bomb() -> bytes:
    """Some kB that unpack to more than half a GB."""
    file = io.BytesIO(FILES["plain"][0])
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, \
            archive.open("xl/worksheets/sheet9.xml", "w") as part:
        for _ in range(500):
            part.write(bytes(2**20))
    return file.getvalue()


def _far() -> bytes:
    """One cell in the last row and column: a parser that makes a table of it needs 550 GB."""
    def place(book: openpyxl.Workbook) -> None:
        book.active["XFD1048576"] = "x"

    return xlsx([HEADERS, *ROWS], touch=place)


def _compound(*streams: str) -> bytes:
    """An OLE file whose directory names these streams."""
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(512)


def _spoilt(data: bytes) -> bytes:
    """The same file with rubbish at its beginning, behind the signature."""
    return data[:24] + b"\xfe" * 400 + data[424:]


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "only blanks": (b"\xef\xbb\xbf \r\n\r\n", "empty"),
    "empty workbook": (xlsx([]), "empty"),
    "header only": (xlsx([["标题"], HEADERS]), "empty"),
    "own template untouched": (template(LAYOUT), "empty"),
    "header and totals only": (xlsx([HEADERS, *ENDS]), "empty"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_a_workbook"),
    "web page called .xls": (b"<html><table><tr><td>\xe5\x8d\x95</td></tr></table></html>", "not_a_workbook"),
    "Word document": (_archive(word__document=b"<w/>"), "not_a_workbook"),
    "old Word document": (_compound("WordDocument"), "not_a_workbook"),
    "protected .xlsx": (_compound("EncryptedPackage", "EncryptionInfo"), "encrypted"),
    "macros in .xls": (_compound("Workbook", "_VBA_PROJECT_CUR"), "macros"),
    "macros in .xlsm": (_with_part("xl/vbaProject.bin", b"x"), "macros"),
    "cut off .xlsx": (FILES["plain"][0][:-300], "damaged"),
    "cut off .xls": (_spoilt(FILES["Excel 97"][0]), "damaged"),
    "damaged sheet": (_archive(**{"xl__workbook.xml": b"<workbook", "xl___rels__workbook.xml.rels": b"<x"}), "damaged"),
    "bomb": (_bomb(), "too_large"),
    "one far cell": (_far(), "too_large"),
    "too long": (text([HEADERS, *([f"单位{n}", *[""] * 9] for n in range(100_001))], ",", "utf-8"), "too_large"),
    "bytes of nowhere": (b"\xff\xff\xfe\xf0\x80,\xff\n" * 9, "encoding"),
    "prose": ("今天没有报表。\n明天再报。\n".encode(), "no_header"),
    "other table": (xlsx([["姓名", "年龄"], ["张三", 40]]), "no_header"),
    "no staff column": (xlsx([["标题"], HEADERS[:6], *columns(ROWS, range(6))]), "missing_column"),
}
