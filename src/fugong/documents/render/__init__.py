"""Official documents as values and as files: the model, its one layout, and a renderer for each format.

Upper floors compose with `model` and `letter` and get files from `render`.
"""

from collections.abc import Callable

from fugong.documents.render.model import Document
from fugong.documents.render.pdf import to_pdf
from fugong.documents.render.plain import to_markdown, to_text
from fugong.documents.render.word import to_word

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
