"""The official format (GB/T 9704) as Word styles, page and grid: A4, 22 lines of 28 characters.

Type is measured in points, space in twentieths of a point (twips), indents in hundredths of a character.
"""

from dataclasses import dataclass
from typing import Literal

from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.styles.style import ParagraphStyle

from fugong.kit.papers.fonts import OFFICE
from fugong.kit.papers.layout import Role

LINE = 579
"""Pitch of the lines: 225 mm / 22."""
TEXT_WIDTH = 8845
"""156 mm."""
_CHARACTER_SPACE = -849
"""What 16 pt characters give up for 28 of them to fill 156 mm, in 4096ths of a point."""
_TIGHTER = -5
"""The same in twips, rounded so that 28 fit. Lines and characters are set by the styles themselves, because
editors disagree on how a grid moves characters; the grid is declared for those who type on."""
_RED = "D7000F"


@dataclass(frozen=True, slots=True)
class Look:
    """How one part of a document looks."""

    style: str
    font: str = "body"
    size: int = 16
    align: Literal["left", "center", "right", "both"] = "left"
    first: int = 0
    line: int = LINE
    keep: bool = False
    colour: str = ""


LOOKS: dict[Role, Look] = {
    "mark": Look("Red Head", "title", 54, "center", line=1300, colour=_RED),
    "number": Look("Document Number", align="center"),
    "masthead": Look("Masthead"),
    "rule": Look("Red Rule", line=227),
    "title": Look("Title", "title", 22, "center", line=700, keep=True),
    "subtitle": Look("Subtitle", "kai", align="center"),
    "addressee": Look("Addressee"),
    "heading1": Look("Heading 1", "hei", first=200, keep=True),
    "heading2": Look("Heading 2", "kai", first=200, keep=True),
    "heading3": Look("Heading 3", first=200, keep=True),
    "heading4": Look("Heading 4", first=200, keep=True),
    "heading": Look("Plain Heading", "hei", align="center", keep=True),
    "body": Look("Body Text", align="both", first=200),
    "centre": Look("Centred", align="center"),
    "flush": Look("Flush", align="both"),
    "gap": Look("Gap", first=200, colour="5A5A5A"),
    "caption": Look("Caption", "hei", align="center", keep=True),
    "attachment": Look("Attachment", first=200, keep=True),
    "issuer": Look("Issuer", align="right", keep=True),
    "day": Look("Issue Date", align="right"),
    "copies": Look("Imprint", size=14, line=500),
    "printed": Look("Imprint", size=14, line=500),
    "blank": Look("Blank", keep=True),
}
CELL = Look("Table Cell", size=12, align="center", line=360)
CODE = Look("Code Caption", size=10, align="center", line=300)


def element(name: str, /, **attributes: object) -> BaseOxmlElement:
    """A Word element with attributes of its own namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def prepare(file: WordFile) -> None:
    """Give an empty file the page, the grid and the styles."""
    _page(file)
    _defaults(file)
    for look in dict.fromkeys([*LOOKS.values(), CELL, CODE]):
        _style(file, look)
    _compatibility(file)


def _page(file: WordFile) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(
        element("docGrid", type="linesAndChars", linePitch=LINE, charSpace=_CHARACTER_SPACE)
    )


def _defaults(file: WordFile) -> None:
    run = file.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    run[:] = [fonts("body"), element("sz", val=32), element("szCs", val=32),
              element("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")]
    normal = file.styles["Normal"].element
    for name in ("w:pPr", "w:rPr"):
        for old in normal.findall(qn(name)):
            normal.remove(old)
    normal.get_or_add_rPr().extend([fonts("body"), element("sz", val=32), element("szCs", val=32)])


def fonts(use: str) -> BaseOxmlElement:
    """The fonts of a use, for Chinese and Latin alike."""
    name = OFFICE[use]
    return element("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name)


def _style(file: WordFile, look: Look) -> None:
    known = {style.name for style in file.styles}
    if look.style not in known:
        file.styles.add_style(look.style, WD_STYLE_TYPE.PARAGRAPH)
    style = file.styles[look.style]
    assert isinstance(style, ParagraphStyle)
    style.base_style, style.quick_style, style.hidden = file.styles["Normal"], True, False
    outline = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    for name in ("w:pPr", "w:rPr", "w:link"):
        for old in style.element.findall(qn(name)):
            style.element.remove(old)
    paragraph = style.element.get_or_add_pPr()
    paragraph.extend(_paragraph_properties(look))
    if outline is not None:
        paragraph.append(outline)
    style.element.get_or_add_rPr().extend(_run_properties(look))


def _paragraph_properties(look: Look) -> list[BaseOxmlElement]:
    """In the order that the format's schema asks for: keepNext, widowControl, pBdr, tabs, autoSpace, …"""
    parts = []
    if look.keep:
        parts.append(element("keepNext"))
    parts.append(element("widowControl", val=0))
    if look.style == "Red Rule":
        border = element("pBdr")
        border.append(element("bottom", val="single", sz=12, space=1, color=_RED))
        parts.append(border)
    if look.style in ("Masthead", "Imprint"):
        tabs = element("tabs")
        tabs.append(element("tab", val="right", pos=TEXT_WIDTH - (280 if look.style == "Imprint" else 0)))
        parts.append(tabs)
    parts += [element("autoSpaceDE", val=0), element("autoSpaceDN", val=0), element("snapToGrid", val=0),
              element("spacing", before=0, after=0, line=look.line, lineRule="exact")]
    if look.first:
        parts.append(element("ind", firstLineChars=look.first, firstLine=look.first * look.size // 5))
    elif look.style == "Imprint":
        parts.append(element("ind", leftChars=100, left=280, rightChars=100, right=280))
    parts.append(element("jc", val=look.align))
    return parts


def _run_properties(look: Look) -> list[BaseOxmlElement]:
    parts = [fonts(look.font), element("b", val=0), element("i", val=0)]
    parts.append(element("color", val=look.colour or "000000"))
    if look.size == 16:
        parts.append(element("spacing", val=_TIGHTER))
    return [*parts, element("sz", val=look.size * 2), element("szCs", val=look.size * 2)]


def _compatibility(file: WordFile) -> None:
    """Ask Word for its present behaviour instead of that of 2007."""
    settings = file.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    compat = element("compat")
    compat.append(element("compatSetting", name="compatibilityMode", val=15,
                          uri="http://schemas.microsoft.com/office/word"))
    after = settings.find(qn("w:rsids"))
    if after is not None:
        after.addprevious(compat)
    else:
        settings.append(compat)
