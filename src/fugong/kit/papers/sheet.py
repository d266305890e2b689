"""A document for the screen: its lines as a template draws them, figures as links to the rows behind them."""

from typing import Any

from django.utils.translation import gettext as _

from fugong.kit import wording
from fugong.kit.desk.declaration import ports
from fugong.kit.papers.layout import Item, Line, lay_out
from fugong.kit.papers.model import Code, Document, Run, Table, Text


def drawn(document: Document) -> list[dict[str, Any]]:
    """The lines for kit/parts/sheet.html."""
    return [_drawn(item) for item in lay_out(document)]


def _drawn(item: Item) -> dict[str, Any]:
    match item:
        case Line(role, text, aside):
            return {"role": role, "runs": _runs(text), "aside": aside}
        case Table(header, rows):
            return {"role": "table", "header": header, "rows": [[_runs(cell) for cell in row] for row in rows]}
        case Code(caption=caption):
            return {"role": "code", "runs": _runs((Run(caption),)), "aside": ""}


def _runs(text: Text) -> list[dict[str, Any]]:
    return [{"text": run.text.replace("\n", ""), **(_traced(run) if run.figures else {"url": "", "title": ""})} for run in text]


def _traced(run: Run) -> dict[str, str]:
    """Where the first figure of a run opens to its rows, and what its figures are called."""
    named = [(*ports.figure(figure.code, figure.as_of), wording.plain(figure.value)) for figure in run.figures]
    return {"url": named[0][1], "title": _("As of %(day)s: %(figures)s") % {
        "day": wording.month_day(run.figures[0].as_of),
        "figures": "；".join(f"{name} {value}" for name, _url, value in named)}}
