"""A document as a file: Word, PDF, plain text or Markdown."""

from collections.abc import Callable

from fugong.kit.papers.model import Document
from fugong.kit.papers.pdf import to_pdf
from fugong.kit.papers.plain import to_markdown, to_text
from fugong.kit.papers.word import to_word

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}

_RENDERERS: dict[str, Callable[[Document], bytes]] = {
    "docx": to_word,
    "pdf": to_pdf,
    "txt": lambda document: to_text(document).encode(),
    "md": lambda document: to_markdown(document).encode(),
}


def render(document: Document, form: str) -> bytes:
    """The document as a file of the form: docx, pdf, txt or md; KeyError for any other."""
    return _RENDERERS[form](document)
