"""A document as a file: Word, PDF, plain text or Markdown."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse

from fugong.kit.downloads import download
from fugong.kit.errors import not_found
from fugong.kit.papers.layout import page_title
from fugong.kit.papers.model import Document
from fugong.kit.papers.pdf import to_pdf
from fugong.kit.papers.plain import to_markdown, to_text

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}


def _to_word(document: Document) -> bytes:
    """Loads the library for Word only when somebody wants a Word file: no process should start slower for it."""
    from fugong.kit.papers.word import to_word

    return to_word(document)


_RENDERERS: dict[str, Callable[[Document], bytes]] = {
    "docx": _to_word,
    "pdf": to_pdf,
    "txt": lambda document: to_text(document).encode(),
    "md": lambda document: to_markdown(document).encode(),
}


@dataclass(frozen=True, slots=True)
class File:
    """A document as a file."""

    name: str
    media_type: str
    data: bytes

    def response(self) -> HttpResponse:
        """The file as a download that keeps its Chinese name."""
        return download(self.name, self.media_type, self.data)


def render(document: Document, form: str) -> bytes:
    """The document as a file of the form: docx, pdf, txt or md; KeyError for any other."""
    return _RENDERERS[form](document)


def file(document: Document, form: str, name: str = "") -> File:
    """The document as a named file (by its title if no name is given); not found for an unknown form."""
    if form not in _RENDERERS:
        raise not_found(form)
    return File(f"{name or page_title(document)}.{form}", MEDIA_TYPES[form], render(document, form))
