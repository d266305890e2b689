"""Charts of figures: how they went day by day, and how they spread over the groups of a dimension."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from fugong.kit.actor import Actor
from fugong.kit.charts import Chart, Series
from fugong.kit.counts import Dimension
from fugong.reporting.desks.asked import Asked
from fugong.reporting.rules.indicators import catalogue
from fugong.reporting.selectors import dimensions, figures

DAYS = 21


def days_until(last: date, count: int = DAYS) -> tuple[date, date]:
    """The first and the last of so many days."""
    return last - timedelta(days=count - 1), last


def trend(actor: Actor, asked: Asked, codes: Sequence[str], title: str = "") -> Chart:
    """Indicators of one unit day by day up to the day asked for."""
    first, last = days_until(asked.as_of)
    found = figures.trend(actor, first, last, codes, **asked.known)
    chosen = [figures.indicator(code) for code in codes]
    days = list(found[codes[0]])
    name, unit = figures.words(chosen[0])
    return Chart(
        kind="line", title=title or name, unit=unit, as_of=asked.as_of, label_head=_("day"),
        labels=[f"{day.month}-{day.day}" for day in days],
        series=[Series(figures.words(one)[0], list(found[one.code].values())) for one in chosen],
        urls={f"{day.month}-{day.day}": figures.address(actor, codes[0], day, asked.known_at, asked.only) for day in days})


def spread(
    actor: Actor, asked: Asked, by: Dimension, codes: Sequence[str], title: str = "",
    parts: Mapping[str, Mapping[str, figures.Value]] | None = None,
) -> Chart:
    """Indicators by the groups of a dimension, the groups in their order; empty groups are left out."""
    found = figures.split(actor, asked.as_of, by, codes, **asked.known) if parts is None else parts
    names = dimensions.names(by)
    groups = [group for group in names if any(found.get(group, {}).values())]
    chosen = [figures.indicator(code) for code in codes]
    return Chart(
        kind="bar", title=title or figures.words(chosen[0])[0], unit=figures.words(chosen[0])[1], as_of=asked.as_of,
        label_head=dimensions.title(by), labels=[names[group] for group in groups], horizontal=True,
        series=[Series(figures.words(one)[0], [found[group][one.code] for group in groups]) for one in chosen],
        urls={names[group]: figures.address(actor, codes[0], asked.as_of, asked.known_at, {**asked.only, by: group})
              for group in groups if group})


def reasons(actor: Actor, asked: Asked) -> Chart:
    """Why workers are absent, by the reasons of the daily report (S1-29)."""
    codes = [code for code in catalogue().indicators if code.startswith("absent_")]
    found = figures.figures(actor, asked.as_of, codes=codes, **asked.known)
    labels = {code: figures.words(one.indicator)[0] for code, one in found.items()}
    return Chart(
        kind="bar", title=_("Why workers are absent"), unit=figures.words(found[codes[0]].indicator)[1], as_of=asked.as_of,
        label_head=_("reason"), labels=list(labels.values()), horizontal=True,
        series=[Series(_("absent"), [found[code].value for code in codes])],
        urls={labels[code]: one.url for code, one in found.items()})
