"""Number series: whose word, whose red head, and which numbers were given on paper before."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.documents.models import Document, Series
from fugong.kit.actor import Actor
from fugong.kit.errors import invalid, not_allowed, not_found, stale
from fugong.kit.text import normal, pinyin

FIELDS = ("style", "word", "issuer", "mark", "paper_year", "paper_last")


@transaction.atomic
def save_series(
    *, actor: Actor, values: Mapping[str, Any], series_id: UUID | str | None = None, version: int = 0
) -> Series:
    """Make a series, or change one that nobody changed since `version`.

    Word and numbering stay as they are once a number was given, so that no issued number reads otherwise.
    """
    if not actor.can("documents.series.edit"):
        raise not_allowed("documents.series.edit")
    series = Series() if series_id is None else _locked(series_id, version)
    fixed = (series.style, series.word, series.paper_year, series.paper_last)
    for field in FIELDS:
        if field in values:
            setattr(series, field, values[field])
    series.word, series.issuer, series.mark = (normal(text) for text in (series.word, series.issuer, series.mark))
    if problems := _check(series, fixed):
        raise invalid(problems)
    series.name_sort = pinyin(series.word)[0]
    new = series._state.adding
    series.version += 0 if new else 1
    series.save()
    audit.record(actor, f"documents.series.{'added' if new else 'changed'}", series,
                 {field: getattr(series, field) for field in FIELDS})
    return series


def _locked(series_id: UUID | str, version: int) -> Series:
    series = Series.objects.select_for_update().filter(pk=series_id, archived_at=None).first()
    if series is None:
        raise not_found()
    if series.version != version:
        raise stale({**{field: getattr(series, field) for field in FIELDS}, "version": series.version})
    return series


def _check(series: Series, fixed: tuple[Any, ...]) -> dict[str, str]:
    problems = {}
    if series.style not in Series.Style.values:
        problems["style"] = _("Choose how the series is numbered.")
    if not series.word or Series.objects.filter(style=series.style, word=series.word).exclude(pk=series.pk).exists():
        problems["word"] = _("Give a word that no other series has.")
    if not series.issuer:
        problems["issuer"] = _("Say who issues.")
    if not series.mark:
        problems["mark"] = _("Give the red line at the top of the first page.")
    if series.style == Series.Style.NUMBER and series.paper_last and not series.paper_year:
        problems["paper_year"] = _("Say in which year the last number on paper was given.")
    if series.style == Series.Style.ISSUE:
        series.paper_year = None
    now = (series.style, series.word, series.paper_year, series.paper_last)
    if not series._state.adding and now != fixed and Document.objects.filter(series=series).exists():
        problems["word"] = _("Numbers of this series were given; make a new series instead.")
    return problems
