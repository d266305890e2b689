"""The staging table: a temporary table of the running transaction, filled by COPY."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from fugong.intake.services.importers import Importer
from fugong.kit.excel.checker import CheckedRow
from fugong.kit.ids import uuid7

TABLE = "import_staging"
_COMMON = (
    "line uuid PRIMARY KEY, number int NOT NULL, label text, target uuid, forced text, outcome text DEFAULT 'created', "
    "found text, why text, version int DEFAULT 1, before jsonb")
_COPIED = ("line", "number", "label", "target", "forced")


@dataclass(frozen=True, slots=True)
class Staged:
    """A row on its way: id of its line in the report, number, what people call it, id of what it becomes, the
    owner's columns; what somebody decided."""

    line: UUID
    number: int
    label: str
    target: UUID
    own: Sequence[Any]
    forced: str | None = None


def prepared(importer: Importer, rows: Iterable[CheckedRow]) -> list[Staged]:
    """Good rows with everything derived that the owner wants (the slow part, outside the transaction)."""
    label = importer.layout()[importer.label]
    return [Staged(uuid7(), row.number, str(label.told(row.values[importer.label])), uuid7(), importer.stage(row.values))
            for row in rows]


@contextmanager
def staged(importer: Importer, rows: Iterable[Staged]) -> Iterator[None]:
    """Inside: the staging table holds the rows; no other import of this kind runs in this authority."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || %s))", [f".import.{importer.kind}"])
        own = "".join(f", {name} {kind}" for name, kind in importer.own.items())
        cursor.execute(f"CREATE TEMPORARY TABLE {TABLE} ({_COMMON}{own}) ON COMMIT DROP")
        columns = ", ".join((*_COPIED, *importer.own))
        with cursor.copy(f"COPY {TABLE} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((row.line, row.number, row.label, row.target, row.forced, *row.own))
        cursor.execute(f"ANALYZE {TABLE} (number, target)")
        yield
        cursor.execute(f"DROP TABLE {TABLE}")


def take_out(numbers: Iterable[int]) -> None:
    """Remove rows that cannot be taken after all."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE number = ANY(%s)", [list(numbers)])  # noqa: S608


def counts() -> dict[str, int]:
    """Rows by outcome."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT outcome, count(*) FROM {TABLE} GROUP BY outcome")  # noqa: S608
        return {str(outcome): int(number) for outcome, number in cursor.fetchall()}


def suspects() -> list[tuple[int, UUID, UUID, str, str, str]]:
    """Rows that may be something in the register: (number, line, target, label, found, why)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, line, target, coalesce(label, ''), coalesce(found, ''), coalesce(why, '') "  # noqa: S608
                       f"FROM {TABLE} WHERE outcome = 'duplicate' ORDER BY number")
        return cursor.fetchall()


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table of this app."""
    with connection.cursor() as cursor, \
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
