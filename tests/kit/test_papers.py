"""Papers: one content in every form, the official format in the Word file, data that cannot become markup."""

import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.kit.errors import Refused
from fugong.kit.papers.fonts import choose
from fugong.kit.papers.layout import Line, lay_out
from fugong.kit.papers.metrics import width
from fugong.kit.papers.model import (
    Code,
    Document,
    Figure,
    Gap,
    Head,
    Heading,
    Imprint,
    Paragraph,
    Run,
    Signature,
    Table,
    dump,
    load,
    spoken,
    words,
)
from fugong.kit.papers.rendering import render
from fugong.kit.papers.titles import TITLE_WIDTH, broken

DAY = date(2020, 2, 16)
RESUMED = Figure("units_resumed", DAY, 130)
RATE = Figure("resumption_rate", DAY, Decimal("48.5"))

NOTICE = Document(
    kind="notice",
    title=words("关于印发《新港区企业复工复产疫情防控工作方案》的通知"),
    head=Head("新港区疫情防控指挥部文件", "新港疫指〔2020〕18号"),
    addressee="各联点单位、园区各企业",
    blocks=(
        Paragraph((Run("截至2月16日，已复工企业"), Run("130", (RESUMED,)), Run("家，复工率为"),
                   Run("48.5", (RATE,)), Run("%。"))),
        Heading(1, words("工作开展情况")),
        Heading(2, words("组织领导")),
        Heading(3, words("机制")),
        Heading(4, words("专班")),
        Heading(2, words("宣传教育")),
        Heading(3, words("培训")),
        Heading(1, words("下一步打算")),
        Heading(1, words("附注"), numbered=False),
        Gap("物资保障情况"),
        Table(("指标", "数值"), ((words("已复工企业"), (Run("130", (RESUMED,)),)),), (3, 1), "主要指标"),
        Code("9f86d081", "内容校验码 9f86d081"),
        Paragraph(words("联系电话另行通知。"), "flush"),
    ),
    attachments=("工作方案", "企业名单"),
    signature=Signature("新港区疫情防控指挥部", DAY),
    imprint=Imprint("新港区疫情防控指挥部办公室", DAY, ("市应急指挥部", "云溪区应急指挥部")),
)


def pdf_pages(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)]


def pdf_words(data: bytes) -> str:
    return "".join(pdf_pages(data))


def word_words(data: bytes) -> str:
    file = docx.Document(BytesIO(data))
    return "".join(node.text or "" for node in file.element.body.iter(qn("w:t")))


def squeezed(text: str) -> str:
    return "".join(text.split())


def said(document: Document) -> list[str]:
    """What every form has to say, piece by piece."""
    pieces = []
    for item in lay_out(document):
        match item:
            case Line(text=text, aside=aside):
                pieces += [spoken(text), aside]
            case Table(header, rows):
                pieces += [*header, *(spoken(cell) for row in rows for cell in row)]
            case Code(caption=caption):
                pieces.append(caption)
    return [squeezed(piece) for piece in pieces if piece]


def test_headings_are_counted_by_level() -> None:
    parts = [item for item in lay_out(NOTICE) if isinstance(item, Line)]
    headings = [spoken(part.text) for part in parts if part.role.startswith("heading")]
    assert headings == ["一、工作开展情况", "（一）组织领导", "1.机制", "（1）专班", "（二）宣传教育",
                        "1.培训", "二、下一步打算", "附注"]


def test_every_form_says_the_same_in_the_same_order() -> None:
    texts = {
        "docx": squeezed(word_words(render(NOTICE, "docx"))),
        "txt": squeezed(render(NOTICE, "txt").decode()),
        "md": squeezed(render(NOTICE, "md").decode().replace("\\", "")),
        "pdf": squeezed(pdf_words(render(NOTICE, "pdf"))),
    }
    for form, text in texts.items():
        at = 0
        for piece in said(NOTICE):
            if form == "pdf":
                assert piece in text, (form, piece)
            else:
                at = text.index(piece, at) + len(piece)


def test_json_keeps_the_document_and_its_figures() -> None:
    assert load(dump(NOTICE)) == NOTICE
    assert NOTICE.figures() == (RESUMED, RATE)
    assert NOTICE.gaps() == ("物资保障情况",)


@pytest.mark.parametrize("form", ["docx", "pdf", "txt", "md"])
def test_the_same_document_gives_the_same_bytes(form: str) -> None:
    assert render(NOTICE, form) == render(NOTICE, form)


def test_an_unknown_form_is_no_form() -> None:
    with pytest.raises(KeyError):
        render(NOTICE, "odt")


def test_the_word_file_has_the_official_page() -> None:
    data = render(NOTICE, "docx")
    file = docx.Document(BytesIO(data))
    section = file.sections[0]
    sides = (section.page_width, section.page_height, section.top_margin, section.bottom_margin,
             section.left_margin, section.right_margin)
    for side, millimetres in zip(sides, (210, 297, 37, 35, 28, 26), strict=True):
        assert side is not None
        assert abs(side - Mm(millimetres)) < Mm(0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "579")
    assert 22 * 579 / 20 <= 225 / 25.4 * 72
    character = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert 28 * character <= 156 / 25.4 * 72 < 28.1 * character


@pytest.mark.parametrize(
    ("style", "font", "half_points", "first"),
    [("Title", "方正小标宋简体", "44", None), ("Body Text", "仿宋_GB2312", "32", "200"),
     ("Heading 1", "黑体", "32", "200"), ("Heading 2", "楷体_GB2312", "32", "200"),
     ("Heading 3", "仿宋_GB2312", "32", "200"), ("Heading 4", "仿宋_GB2312", "32", "200")],
)
def test_the_word_file_has_the_official_type(
    style: str, font: str, half_points: str, first: str | None
) -> None:
    element = docx.Document(BytesIO(render(NOTICE, "docx"))).styles[style].element
    fonts = element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    assert fonts.get(qn("w:eastAsia")) == font
    assert not any("heme" in name for name in fonts.attrib)
    assert element.find(f"{qn('w:rPr')}/{qn('w:sz')}").get(qn("w:val")) == half_points
    indent = element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    assert (indent.get(qn("w:firstLineChars")) if indent is not None else None) == first


def test_the_word_file_tells_no_time_and_nobody() -> None:
    data = render(NOTICE, "docx")
    core = docx.Document(BytesIO(data)).core_properties
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")
    assert core.title == spoken(NOTICE.title)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2020, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in name for name in archive.namelist())


def test_page_numbers_stand_outside() -> None:
    section = docx.Document(BytesIO(render(NOTICE, "docx"))).sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == align
        assert paragraph.text.startswith("— ")
        assert paragraph.text.endswith(" —")
        assert "PAGE" in [node.text for node in paragraph._p.iter(qn("w:instrText"))]


def test_pdf_pages_are_a4_with_the_title_in_the_properties() -> None:
    file = pypdfium2.PdfDocument(render(NOTICE, "pdf"))
    assert {tuple(round(side) for side in page.get_size()) for page in file} == {(595, 842)}
    properties = file.get_metadata_dict()
    assert properties["Title"] == spoken(NOTICE.title)
    assert not properties["CreationDate"]


def test_the_pdf_sets_28_characters_and_22_lines() -> None:
    body = Document("notice", words("题"), (Paragraph(words("港" * 28 * 60), "flush"),))
    full = pdf_pages(render(body, "pdf"))[1].split()
    assert [len(line) for line in full[:22]] == [28] * 22
    assert full[22:] == ["—", "2", "—"]


INJECTIONS = ["#set page(width: 1pt)", "*bold* _x_ $1/0$", "#import \"@preview/x:1.0.0\"", "<label> @ref `c`",
              "\\u{41} //comment", "]}\"'", "= 标题", "<script>", "#sys.inputs", "<w:br/>&amp;"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_data_never_becomes_markup(text: str) -> None:
    document = replace(NOTICE, title=words(f"题{text}"), addressee=text, blocks=(
        Paragraph(words(f"前{text}后")), Heading(1, words(text)), Gap(text),
        Table((text, "乙"), ((words(text), words(text)),), (1, 1)), Code(text, text),
    ))
    whole = squeezed(f"前{text}后")
    assert whole in squeezed(pdf_words(render(document, "pdf")))
    assert whole in squeezed(word_words(render(document, "docx")))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_printed(text: str) -> None:
    blocks = (Paragraph(words(text)), Heading(2, words(text)))
    document = replace(NOTICE, title=words("题" + text), blocks=blocks)
    for form in ("docx", "pdf", "txt", "md"):
        assert render(document, form)


@given(st.text(alphabet="关于印发《新港区》工作方案的通知，、（）ab12 ", min_size=1, max_size=90))
def test_a_long_title_turns_without_losing_a_word(title: str) -> None:
    turned = spoken(broken((Run(title[:5]), Run(title[5:]))))
    assert turned.replace("\n", "") == title
    assert all(width(line) <= TITLE_WIDTH for line in turned.split("\n"))


def test_a_title_turns_where_the_sense_allows() -> None:
    turned = broken(words("关于做好新型冠状病毒肺炎疫情防控工作的承诺函"))
    assert spoken(turned) == "关于做好新型冠状病毒\n肺炎疫情防控工作的承诺函"


def test_a_headline_of_figures_turns_at_a_comma() -> None:
    turned = broken(words("——截至2月16日,复工企业130家(含6工地),到岗员工7334人,复工率为48.5%"), 28)
    assert spoken(turned).split("\n") == ["——截至2月16日,复工企业130家(含6工地),", "到岗员工7334人,复工率为48.5%"]


@pytest.mark.parametrize(
    "issuer", ["指挥部", "城陵矶新港区疫情防控指挥部", "湖南城陵矶新港区新冠肺炎疫情防控工作指挥部"]
)
def test_the_date_stands_centred_under_the_issuer(issuer: str) -> None:
    lines = lay_out(replace(NOTICE, signature=Signature(issuer, DAY)))
    parts = {item.role: item for item in lines if isinstance(item, Line)}
    name, day = parts["issuer"], parts["day"]
    assert name.right + width(issuer) / 2 == day.right + width(spoken(day.text)) / 2
    assert min(name.right, day.right) >= 2
    assert max(name.right, day.right) >= 4


def test_a_table_with_ragged_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="one cell a column"):
        Table(("甲", "乙"), ((words("1"),),), (1, 1))
    with pytest.raises(ValueError, match="level"):
        Heading(5, words("一"))


def test_a_machine_without_chinese_fonts_refuses_the_pdf_and_says_what_to_install() -> None:
    with pytest.raises(Refused) as refusal:
        choose(frozenset({"DejaVu Sans", "Libertinus Serif"}))
    assert refusal.value.code == "no_chinese_font"
    assert "fonts-noto-cjk" in str(refusal.value)


def test_office_fonts_come_before_the_fallback() -> None:
    chosen = choose(frozenset({"Noto Serif CJK SC", "FandolFang R", "FandolFang"}))
    assert chosen.families["body"] == ["FandolFang R", "FandolFang", "Noto Serif CJK SC"]
    assert chosen.bold_title
    assert not choose(frozenset({"Noto Serif CJK SC", "方正小标宋简体"})).bold_title
