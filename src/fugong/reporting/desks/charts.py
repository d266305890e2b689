"""Charts of figures: how they went day by day, and how they spread over the groups of a dimension."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from fugong.kit.actor import Actor
from fugong.kit.charts import Chart, Series
from fugong.kit.counts import Dimension
from fugong.reporting.desks.asked import Asked
from fugong.reporting.selectors import dimensions, figures

DAYS = 21
Trends = Mapping[str, Mapping[date, figures.Value]]
Parts = Mapping[str, Mapping[str, figures.Value]]


def trends(actor: Actor, asked: Asked, codes: Sequence[str]) -> Trends:
    """What lines are drawn from: three weeks up to the day asked for."""
    return figures.trend(actor, asked.as_of - timedelta(days=DAYS - 1), asked.as_of, codes, **asked.known)


def parts(actor: Actor, asked: Asked, by: Dimension, codes: Sequence[str]) -> Parts:
    """What bars are drawn from: the groups of a dimension on the day asked for."""
    return figures.split(actor, asked.as_of, by, codes, **asked.known)


def lines(actor: Actor, asked: Asked, found: Trends, codes: Sequence[str], title: str = "") -> Chart:
    """Indicators of one unit day by day; a day opens the figure of that day."""
    name, unit = figures.words(figures.indicator(codes[0]))
    days = {day: f"{day.month}-{day.day}" for day in found[codes[0]]}
    return Chart(
        kind="line", title=title or name, unit=unit, as_of=asked.as_of, label_head=_("day"),
        labels=list(days.values()),
        series=[Series(figures.words(figures.indicator(code))[0], list(found[code].values())) for code in codes],
        urls={label: figures.address(actor, codes[0], day, asked.known_at, asked.only) for day, label in days.items()})


def bars(actor: Actor, asked: Asked, by: Dimension, found: Parts, codes: Sequence[str], title: str = "") -> Chart:
    """Indicators by group, in the groups' order; empty groups are left out. A group opens the figure of the group."""
    name, unit = figures.words(figures.indicator(codes[0]))
    names = dimensions.names(by)
    groups = [group for group in names if any(found[group][code] for code in codes if group in found)]
    return Chart(
        kind="bar", title=title or f"{name} · {dimensions.title(by)}", unit=unit, as_of=asked.as_of,
        label_head=dimensions.title(by), labels=[names[group] for group in groups], horizontal=True,
        series=[Series(figures.words(figures.indicator(code))[0], [found[group][code] for group in groups])
                for code in codes],
        urls={names[group]: figures.address(actor, codes[0], asked.as_of, asked.known_at, {**asked.only, by: group})
              for group in groups if group})


def reasons(asked: Asked, found: Mapping[str, figures.Figure]) -> Chart:
    """Why workers are absent, by the reasons of the daily report (S1-29); a reason opens its figure."""
    absences = [one for code, one in found.items() if code.startswith("absent_")]
    return Chart(
        kind="bar", title=_("Why workers are absent"), unit=absences[0].unit, as_of=asked.as_of, label_head=_("reason"),
        labels=[one.label for one in absences], series=[Series(_("absent"), [one.value for one in absences])],
        horizontal=True, urls={one.label: one.url for one in absences})
