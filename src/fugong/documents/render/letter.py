"""The commitment letter (承诺函, S1-06) as a document: what was signed in the app, by whom, when."""

from collections.abc import Sequence
from datetime import datetime

from fugong.documents.render.model import Code, Document, Paragraph, Signature, words
from fugong.kit import wording
from fugong.kit.clock import ZONE


def commitment_letter(
    *,
    title: str,
    addressee: str,
    unit: str,
    credit_code: str,
    paragraphs: Sequence[str],
    signer: str,
    signed_at: datetime,
    content_hash: str,
) -> Document:
    """The letter as signed: `paragraphs` are the pack's text in its signed edition, `content_hash` the hex
    digest of what was signed, also as a QR code, so that a printed copy can be checked against the record."""
    local = signed_at.astimezone(ZONE)
    facts = [
        ("承诺单位", unit),
        ("统一社会信用代码", credit_code),
        ("签署人", signer),
        ("签署时间", f"{wording.full_date(local.date())} {local:%H:%M:%S}"),
    ]
    return Document(
        kind="letter",
        title=words(title),
        addressee=addressee,
        blocks=(
            *(Paragraph(words(text)) for text in paragraphs),
            *(Paragraph(words(f"{name}：{value}")) for name, value in facts if value),
            Code(content_hash, f"内容校验码 {content_hash}"),
        ),
        signature=Signature(unit, local.date()),
    )
