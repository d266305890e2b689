"""A document as a page shows it: its lines with their figures, and who signed for it."""

from typing import Any

from django.utils.translation import gettext as _

from fugong.documents import selectors
from fugong.documents.models import Document
from fugong.kit import wording
from fugong.kit.actor import Actor
from fugong.kit.desk.declaration import ports
from fugong.kit.papers.layout import Item, Line, lay_out
from fugong.kit.papers.model import Code, Run, Table, Text
from fugong.kit.papers.model import Document as Paper


def drawn(paper: Paper) -> list[dict[str, Any]]:
    """The document's lines for the template: words, and figures as links to the rows behind them."""
    return [_drawn(item) for item in lay_out(paper)]


def _drawn(item: Item) -> dict[str, Any]:
    match item:
        case Line(role, text, aside):
            return {"role": role, "runs": _runs(text), "aside": aside}
        case Table(header, rows):
            return {"role": "table", "header": header, "rows": [[_runs(cell) for cell in row] for row in rows]}
        case Code(caption=caption):
            return {"role": "code", "runs": _runs((Run(caption),)), "aside": ""}


def _runs(text: Text) -> list[dict[str, Any]]:
    return [
        {"text": run.text.replace("\n", ""),
         "url": ports.figure(run.figures[0].code, run.figures[0].as_of) if run.figures else "",
         "title": _("As of %(day)s: %(figures)s") % {
             "day": wording.month_day(run.figures[0].as_of),
             "figures": "；".join(f"{figure.code} = {wording.plain(figure.value)}" for figure in run.figures),
         } if run.figures else ""}
        for run in text
    ]


def signatures(actor: Actor, document: Document) -> dict[str, Any]:
    """To whom the document was sent, who has read it and who signed, as a table of the page."""
    rows = selectors.receipts(actor).filter(document=document).select_related("unit").order_by(
        "signed_at", "unit__name_sort")[:500]
    return {
        "title": _("Signed for"), "columns": [{"label": _("unit")}, {"label": _("read at")}, {"label": _("signed at")},
                                              {"label": _("signed by")}],
        "rows": [{"cells": [{"text": receipt.unit.name}, {"text": _moment(receipt.read_at)},
                            {"text": _moment(receipt.signed_at)}, {"text": receipt.signed_by or "—"}]}
                 for receipt in rows],
        "empty": _("Not sent to any unit yet."),
    }


def _moment(value: Any) -> str:
    return wording.until(value) if value else "—"
