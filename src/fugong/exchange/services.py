"""Writes to what authorities share: reference tables, calendar days, figures published upward."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files

from django.db import connection, transaction

from fugong.audit import services as audit
from fugong.exchange.models import CalendarDay, Division, Edition, PublishedFigure
from fugong.exchange.rules import divisions
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import not_allowed, stale

DIVISIONS_FILE = "divisions.csv.gz"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to publish: for a business day, for all ("") or for one part ("kind=site")."""

    indicator: str
    day: date
    value: Decimal
    dimension: str = ""


@transaction.atomic
def load_divisions() -> int:
    """Load the edition that ships, once; codes that it no longer has end today. Returns the rows of the table.

    Called when a database is brought to this version, before anybody is there to ask for a right.
    """
    content = files("fugong.exchange").joinpath("data", DIVISIONS_FILE).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if Edition.objects.filter(table=Division._meta.db_table, digest=digest).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE edition (code text, name text, level smallint, parent text, pinyin text, "
            "initials text)")
        with cursor.copy("COPY edition FROM STDIN") as copy:
            for row in divisions.divisions().values():
                copy.write_row((row.code, row.name, row.level, row.parent, row.pinyin, row.initials))
        cursor.execute(
            "INSERT INTO exchange_division (code, name, level, parent, pinyin, initials) "
            "SELECT code, name, level, parent, pinyin, initials FROM edition "
            "ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, parent = excluded.parent, "
            "pinyin = excluded.pinyin, initials = excluded.initials, valid_to = NULL")
        loaded = int(cursor.rowcount)
        cursor.execute(
            "UPDATE exchange_division SET valid_to = %s "
            "WHERE valid_to IS NULL AND code NOT IN (SELECT code FROM edition)", [clock.real_now().date()])
        cursor.execute("DROP TABLE edition")
    Edition.objects.update_or_create(
        table=Division._meta.db_table, defaults={"digest": digest, "loaded_at": clock.real_now()})
    return loaded


@transaction.atomic
def set_calendar_day(*, actor: Actor, day: date, worked: bool, note: str = "", version: int = 0) -> CalendarDay:
    """Say that the actor's authority works, or rests, on a day. `version` 0 enters the day for the first time."""
    if not actor.can("exchange.calendar.edit"):
        raise not_allowed("exchange.calendar.edit")
    row = CalendarDay.objects.select_for_update().filter(authority=actor.authority, day=day).first()
    if (row.version if row else 0) != version:
        raise stale({"worked": row.worked, "note": row.note, "version": row.version} if row else None)
    row = row or CalendarDay(authority=actor.authority, day=day, version=0)
    row.worked, row.note, row.version = worked, note.strip(), version + 1
    row.save()
    audit.record(actor, "exchange.calendar.day_set", row, {"day": day, "worked": worked, "note": row.note})
    return row


@transaction.atomic
def publish_figures(*, actor: Actor, figures: Iterable[Figure]) -> int:
    """Let the superior of the actor's authority see these figures. Earlier ones stay as revisions."""
    if not actor.can("exchange.figure.publish"):
        raise not_allowed("exchange.figure.publish")
    now = clock.real_now()
    rows = PublishedFigure.objects.bulk_create([
        PublishedFigure(
            authority=actor.authority, indicator=figure.indicator, day=figure.day, dimension=figure.dimension,
            value=figure.value, recorded_at=now)
        for figure in figures])
    audit.record(actor, "exchange.figures.published", None, {
        "count": len(rows), "indicators": sorted({row.indicator for row in rows})})
    return len(rows)
