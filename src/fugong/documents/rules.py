"""Documents as values: the commitment letter, and a draft that becomes an issued document."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from fugong.kit import wording
from fugong.kit.clock import ZONE
from fugong.kit.papers.model import Block, Code, Document, Gap, Head, Kind, Paragraph, Signature, words


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
    """The letter of commitment (承诺函, S1-06) as signed in the app.

    paragraphs: the pack's text in its signed edition; content_hash: the hex digest of what was signed, shown
    as a QR code too, so that a printed copy can be checked against the record.
    """
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


def plain_document(*, kind: Kind, title: str, text: str, addressee: str) -> Document:
    """A document of plain paragraphs, one a line, as typed or imported."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return Document(kind=kind, title=words(title), addressee=addressee,
                    blocks=tuple(Paragraph(words(line)) for line in lines))


def filled(document: Document, texts: Sequence[str]) -> Document:
    """The document with its gaps filled in order, a paragraph a line; an empty text leaves its gap."""
    rest = iter(texts)
    blocks: list[Block] = []
    for block in document.blocks:
        lines = [line.strip() for line in next(rest).splitlines()] if isinstance(block, Gap) else []
        typed = [Paragraph(words(line)) for line in lines if line]
        blocks += typed or [block]
    return replace(document, blocks=tuple(blocks))


def issued(document: Document, *, mark: str, number: str, issuer: str, day: date) -> Document:
    """The document under its red head: mark, number and day of issue; a bulletin names the issuer there and
    is not signed, every other document is."""
    bulletin = document.kind == "bulletin"
    return replace(
        document,
        head=Head(mark, number, issuer if bulletin else "", day if bulletin else None),
        signature=None if bulletin else Signature(issuer, day),
    )


def dated(document: Document, day: date) -> Document:
    """The document signed on that day, if it is signed at all."""
    signature = document.signature
    return replace(document, signature=replace(signature, day=day)) if signature else document
