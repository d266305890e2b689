"""The report of an import, row by row: what was taken (set-based) and what comes back (with its cells, encrypted)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from fugong.intake.models import ImportRow, ImportRun
from fugong.intake.services.importers import Importer
from fugong.intake.services.staging import TABLE, copy_rows
from fugong.kit import crypto
from fugong.kit.excel.checker import CheckedRow
from fugong.kit.excel.problems import Problem
from fugong.kit.excel.reader import Sheet
from fugong.kit.excel.values import EXACT_DIGITS, shown
from fugong.kit.ids import uuid7

_COLUMNS = ("id", "run_id", "number", "outcome", "codes", "content", "target_id", "label", "undone")
_PAIR_COLUMNS = ("id", "line_id", "given", "other_number", "target_id", "found", "why", "decision", "decided_by")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A row that may be a duplicate: of another row of the file, or of something in the register."""

    number: int
    line: UUID
    given: str
    why: str
    other_number: int | None = None
    target: UUID | None = None
    found: str = ""


def suspects(
    importer: Importer, checked: Iterable[CheckedRow], in_register: Iterable[tuple[int, UUID, UUID, str, str, str]]
) -> list[Suspect]:
    """All possible duplicates among the good rows, in the order of the sheet."""
    found = [Suspect(number, line, label, why, target=target, found=name)
             for number, line, target, label, name, why in in_register]
    label = importer.layout()[importer.label]
    for row in checked:
        if row.good and (twin := next((p for p in row.problems if p.code == "duplicate_in_file"), None)):
            given = str(label.told(row.values[importer.label]))
            found.append(Suspect(row.number, uuid7(), given, twin.params["value"], other_number=twin.params["other"]))
    return sorted(found, key=lambda suspect: suspect.number)


def save_taken(run: ImportRun) -> None:
    """A line for every staged row that was created, changed, or found as it is; a line of a decided pair is kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO intake_importrow (id, run_id, number, outcome, codes, content, target_id, label, "  # noqa: S608
            f"version_after, before, undone) SELECT line, %s, number, outcome, '{{}}', '', target, "
            f"left(coalesce(label, ''), 200), version, before, false FROM {TABLE} WHERE outcome <> 'duplicate' "
            f"ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, content = '', target_id = excluded.target_id, "
            f"label = excluded.label, version_after = excluded.version_after, before = excluded.before",
            [run.pk])


def save_returned(run: ImportRun, sheet: Sheet, checked: Sequence[CheckedRow], found: Sequence[Suspect]) -> None:
    """A line for every row that was not taken, and a pair to decide for every possible duplicate."""
    by_number = {suspect.number: suspect for suspect in found}
    lines: list[Sequence[Any]] = []
    for row, about in zip(sheet.rows, checked, strict=True):
        suspect = by_number.get(row.number)
        if suspect is None and about.good:
            continue
        lines.append((
            suspect.line if suspect else uuid7(), run.pk, row.number, "duplicate" if suspect else "error",
            [problem.code for problem in about.problems], crypto.seal(content_of(row.cells, about.problems)),
            suspect.target if suspect else None, (suspect.given if suspect else "")[:200], False))
    copy_rows("intake_importrow", _COLUMNS, lines)
    copy_rows("intake_duplicatepair", _PAIR_COLUMNS, (
        (uuid7(), suspect.line, suspect.given[:200], suspect.other_number, suspect.target, suspect.found[:200],
         suspect.why[:200], "", "") for suspect in found))


def content_of(cells: Sequence[Any], problems: Iterable[Problem]) -> str:
    """Raw cells and problems as JSON; numbers that JSON would not bring back exactly go as text."""
    plain = [cell if type(cell) in (int, float) and abs(cell) < 10**EXACT_DIGITS else shown(cell) for cell in cells]
    return json.dumps({"cells": plain, "problems": [
        {"column": p.column, "header": p.header, "code": p.code, "params": p.params} for p in problems]},
        ensure_ascii=False, default=str)


def opened(line: ImportRow) -> tuple[list[Any], list[Problem]]:
    """The raw cells and problems of a line that was not taken."""
    content: Mapping[str, Any] = json.loads(line.content or '{"cells": [], "problems": []}')
    return content["cells"], [
        Problem(line.number, each["column"], each["header"], each["code"], each["params"])
        for each in content["problems"]]
