"""A Word file that opens for editing in Word and WPS, set as the official format asks (GB/T 9704).

The same document gives the same bytes: no clock and no author enters the file.
"""

import zipfile
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import docx
from docx.document import Document as WordFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from fugong.kit.papers import codes
from fugong.kit.papers.layout import Line, lay_out, page_title
from fugong.kit.papers.model import Code, Document, Table, spoken
from fugong.kit.papers.word_styles import CELL, CODE, LOOKS, TEXT_WIDTH, element, fonts, prepare

_IMPRINT = frozenset({"copies", "printed"})
_EPOCH = datetime(2020, 1, 1)  # noqa: DTZ001  (the file format has no zone here; any fixed moment serves)
_ZIP_EPOCH = (2020, 1, 1, 0, 0, 0)


def to_word(document: Document) -> bytes:
    """The document as a .docx file."""
    file = docx.Document()
    prepare(file)
    _page_numbers(file)
    _properties(file, page_title(document))
    imprint = []
    for item in lay_out(document):
        match item:
            case Table():
                _table(file, item)
            case Code():
                _code(file, item)
            case Line(role) if role in _IMPRINT:
                imprint.append(item)
            case Line():
                _line(file.add_paragraph(), item)
    if imprint:
        _imprint(file, imprint)
    buffer = BytesIO()
    file.save(buffer)
    return _without_clock(buffer.getvalue())


def _line(paragraph: WordParagraph, line: Line) -> None:
    paragraph.style = LOOKS[line.role].style
    for run in line.text:
        paragraph.add_run(run.text)
    if line.aside:
        paragraph.add_run("\t" + line.aside)
    if line.right:
        paragraph._p.get_or_add_pPr().append(
            element("ind", rightChars=int(line.right * 100), right=int(line.right * 316))
        )
    if line.role == "mark":
        size = min(Decimal(54), Decimal(TEXT_WIDTH) / 20 * Decimal("0.96") / max(len(spoken(line.text)), 1))
        for written in paragraph.runs:
            written.font.size = Pt(int(size))


def _table(file: WordFile, table: Table) -> None:
    made = file.add_table(rows=0, cols=len(table.header), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    head = made.add_row()
    head._tr.get_or_add_trPr().append(element("tblHeader"))
    for cell, name in zip(head.cells, table.header, strict=True):
        _cell(cell, name, CELL.align)
        for run in cell.paragraphs[0].runs:
            run._r.get_or_add_rPr().insert(0, fonts("hei"))
    for row in table.rows:
        line = made.add_row()
        line._tr.get_or_add_trPr().append(element("cantSplit"))
        for number, (cell, text) in enumerate(zip(line.cells, row, strict=True)):
            _cell(cell, spoken(text), CELL.align if number else "left")
    total = sum(table.widths)
    for column, share in zip(made.columns, table.widths, strict=True):
        column.width = Mm(156 * share / total)
        for cell in column.cells:
            cell.width = Mm(156 * share / total)
    file.add_paragraph(style=CELL.style)


def _cell(cell: _Cell, text: str, align: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = CELL.style
    paragraph.add_run(text)
    if align != CELL.align:
        paragraph._p.get_or_add_pPr().append(element("jc", val=align))


def _code(file: WordFile, code: Code) -> None:
    picture = file.add_paragraph(style=CODE.style)
    picture._p.get_or_add_pPr().append(element("spacing", line=240, lineRule="auto"))
    shape = picture.add_run().add_picture(BytesIO(codes.png(code.content)), width=Mm(30))
    shape._inline.docPr.set("descr", code.caption)
    file.add_paragraph(code.caption, style=CODE.style)


def _imprint(file: WordFile, lines: list[Line]) -> None:
    """The 版记 floats at the foot of the last page's text area, ruled above, between and below."""
    table = file.add_table(rows=len(lines), cols=1)
    properties = table._tbl.tblPr
    borders = element("tblBorders")
    for side, weight in (("top", 8), ("bottom", 8), ("insideH", 4)):
        borders.append(element(side, val="single", sz=weight, space=0, color="000000"))
    position = element("tblpPr", vertAnchor="margin", horzAnchor="margin", tblpXSpec="center",
                       tblpYSpec="bottom")
    _insert(properties, position, before=("tblOverlap", "tblW", "jc", "tblLayout", "tblLook"))
    _insert(properties, borders, before=("shd", "tblLayout", "tblCellMar", "tblLook"))
    for cell, line in zip(table.columns[0].cells, lines, strict=True):
        cell.width = Mm(156)
        _line(cell.paragraphs[0], line)
    file.add_paragraph(style=CELL.style)


def _insert(parent: object, child: object, *, before: tuple[str, ...]) -> None:
    """Put a property where the schema's order wants it."""
    for name in before:
        found = parent.find(qn(f"w:{name}"))  # type: ignore[attr-defined]
        if found is not None:
            found.addprevious(child)
            return
    parent.append(child)  # type: ignore[attr-defined]


def _page_numbers(file: WordFile) -> None:
    """— 1 — under the text: at the right of odd pages, at the left of even ones, one character in."""
    file.settings.odd_and_even_pages_header_footer = True
    section = file.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph._p.get_or_add_pPr().extend(
            [element("ind", **{f"{side}Chars": 100, side: 280}), element("jc", val=side)]
        )
        for part in ("— ", "PAGE", " —"):
            run = paragraph.add_run("" if part == "PAGE" else part)
            run.font.size = Pt(14)
            run._r.get_or_add_rPr().insert(0, element("rFonts", ascii="宋体", hAnsi="宋体", eastAsia="宋体"))
            if part == "PAGE":
                instruction = element("instrText")
                instruction.text = "PAGE"
                shown = element("t")
                shown.text = "1"
                run._r.extend([element("fldChar", fldCharType="begin"), instruction,
                               element("fldChar", fldCharType="separate"), shown,
                               element("fldChar", fldCharType="end")])


def _properties(file: WordFile, title: str) -> None:
    core = file.core_properties
    core.title, core.author, core.last_modified_by, core.comments = title[:255], "", "", ""
    core.language, core.revision = "zh-CN", 1
    core.created = core.modified = _EPOCH
    for key, relation in list(file.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            file.part.package.rels.pop(key)


def _without_clock(data: bytes) -> bytes:
    """The same archive with one fixed time on every entry."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
