"""What fugong needs of the PostgreSQL it works on, said before anything is made there."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

from fugong.project import embedded_pg
from fugong.project.config import Config
from fugong.project.words import gettext as _

OLDEST_SERVER = 160000
EXTENSIONS = ("pg_trgm", "btree_gist")
CHINESE = "岳阳高澜"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. mend: what to do, where it is not well."""

    code: str
    well: bool
    text: str
    mend: str = ""


def provide() -> None:
    """Have what is needed, as the owner role; raises DatabaseError with what lacks and how to mend it."""
    for name in EXTENSIONS:
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name} SCHEMA public")
    for finding in (*version(), *chinese()):
        if not finding.well:
            raise embedded_pg.DatabaseError(
                _("The database is not fit ({what}). {mend}").format(what=finding.text, mend=finding.mend))


def version(config: Config | None = None) -> Iterator[Finding]:
    number, shown = row("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
    yield Finding("database", number >= OLDEST_SERVER, _("PostgreSQL {version}").format(version=shown),
                  _("Use PostgreSQL 16 or newer."))


def chinese(config: Config | None = None) -> Iterator[Finding]:
    """pg_trgm finds nothing in Chinese where the locale's character types are those of C."""
    encoding, = row("SELECT current_setting('server_encoding')")
    yield Finding("encoding", encoding == "UTF8", _("encoding {encoding}").format(encoding=encoding),
                  _("Make the database anew with encoding UTF8."))
    there, = row("SELECT count(*) = %s FROM pg_extension WHERE extname::text = ANY(%s)", len(EXTENSIONS), list(EXTENSIONS))
    yield Finding("extensions", there, _("pg_trgm and btree_gist"), _(
        "As superuser in this database: CREATE EXTENSION pg_trgm SCHEMA public; "
        "CREATE EXTENSION btree_gist SCHEMA public;"))
    if there:
        parts, = row("SELECT cardinality(show_trgm(%s))", CHINESE)
        yield Finding("locale", parts > 0, _("search in Chinese sees {parts} parts of {word}").format(
            parts=parts, word=CHINESE), _("Make the database anew with locale C.UTF-8 (or zh_CN.UTF-8), not C."))


def row(question: str, *values: Any) -> tuple[Any, ...]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(question, values)
        row: tuple[Any, ...] = cursor.fetchone()
        return row
