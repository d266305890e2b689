"""What comes back of an import: the rows with errors, as a list and as the marked workbook."""

from collections.abc import Iterator

from fugong.intake import selectors
from fugong.intake.models import ImportRun
from fugong.intake.services import lines
from fugong.intake.services.importers import importer_of
from fugong.kit.actor import Actor
from fugong.kit.excel.marked import MarkedRow, marked
from fugong.kit.excel.problems import Problem


def problems(actor: Actor, run: ImportRun) -> Iterator[Problem]:
    """What is wrong with the rows that come back, in the order of the sheet."""
    for line in selectors.returned(actor, run):
        yield from lines.opened(line)[1]


def workbook(actor: Actor, run: ImportRun) -> bytes:
    """The rows that come back, marked, to be mended and imported again."""
    rows = (MarkedRow(line.number, *lines.opened(line)) for line in selectors.returned(actor, run))
    return marked(importer_of(actor, run.kind).layout(), run.headers, run.places, rows)
