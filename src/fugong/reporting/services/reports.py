"""A report becomes a draft document: its text goes down with frozen figures."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from fugong.documents.models import Document
from fugong.documents.services import drafts
from fugong.kit.actor import Actor
from fugong.reporting import library
from fugong.reporting.composing import Word
from fugong.reporting.selectors import reports


@transaction.atomic
def draft(*, actor: Actor, code: str, as_of: date, words: Mapping[str, Word] | None = None) -> Document:
    """Compose a report and keep it as a draft that remembers its template, edition and day."""
    made = reports.report(actor, library.template(code), as_of, words=words)
    return drafts.keep(
        actor=actor, paper=made.composition.document, template=made.template.code, edition=made.template.edition,
        as_of=as_of)
