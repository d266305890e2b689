"""The commitment letter, and drafts that become issued documents."""

from datetime import UTC, date, datetime
from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image

from fugong.documents.rules import commitment_letter, issued, plain_document
from fugong.kit.papers import codes
from fugong.kit.papers.model import Document, Paragraph, spoken
from fugong.kit.papers.rendering import render

LETTER_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def letter() -> Document:
    return commitment_letter(
        title="关于做好新型冠状病毒肺炎疫情防控工作的承诺函", addressee="新港区管委会",
        unit="岳阳洞庭装备制造有限公司", credit_code="91430600MA4L12345X",
        paragraphs=["我单位郑重承诺落实主体责任。", "如有违反，愿承担责任。"],
        signer="陈一鸣", signed_at=datetime(2020, 2, 9, 16, 30, tzinfo=UTC), content_hash=LETTER_HASH,
    )


def test_a_commitment_letter_says_who_signed_what_when() -> None:
    file = pypdfium2.PdfDocument(render(letter(), "pdf"))
    text = "".join("".join(page.get_textpage().get_text_bounded() for page in file).split())
    for piece in ("我单位郑重承诺落实主体责任。", "承诺单位：岳阳洞庭装备制造有限公司", "签署人：陈一鸣",
                  "签署时间：2020年2月10日00:30:00", f"内容校验码{LETTER_HASH}"):
        assert piece in text


def test_the_letters_code_can_be_scanned_from_the_page() -> None:
    page = pypdfium2.PdfDocument(render(letter(), "pdf"))[0]
    found = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    assert [code.text for code in found] == [LETTER_HASH]
    assert zxingcpp.read_barcodes(Image.open(BytesIO(codes.png(LETTER_HASH))))[0].text == LETTER_HASH


def test_a_typed_document_has_a_paragraph_a_line() -> None:
    paper = plain_document(kind="notice", title="通知", text="第一段\n\n 第二段 ", addressee="各企业")
    assert [spoken(block.text) for block in paper.blocks if isinstance(block, Paragraph)] == ["第一段", "第二段"]


def test_a_notice_is_signed_and_a_bulletin_names_its_issuer_above_the_rule() -> None:
    day = date(2020, 2, 16)
    head = {"mark": "指挥部文件", "number": "新港疫指〔2020〕18号", "issuer": "指挥部", "day": day}
    notice = issued(Document("notice", (), ()), **head)
    assert notice.signature is not None
    assert notice.head is not None
    assert (notice.head.issuer, notice.signature.day) == ("", day)
    bulletin = issued(Document("bulletin", (), ()), **head)
    assert bulletin.signature is None
    assert bulletin.head is not None
    assert (bulletin.head.issuer, bulletin.head.day) == ("指挥部", day)
