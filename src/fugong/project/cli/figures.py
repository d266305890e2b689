"""The figures of an authority, from the shell."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

import click

from fugong.project.console import application, authority, json_option, show
from fugong.project.words import chinese
from fugong.project.words import gettext as _

if TYPE_CHECKING:
    from fugong.reporting.selectors.figures import Figure

DAY = click.DateTime(formats=["%Y-%m-%d"])
MOMENT = click.DateTime(formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command(help=_("Print the figures of a business day: counts, and rates in percent as reports write them."))
@click.argument("slug")
@click.option("--as-of", type=DAY, help=_("The business day (built-in: the last one whose reports are complete)."))
@click.option("--known-at", type=MOMENT, help=_("Only what was recorded by then, by the authority's clock."))
@json_option
def command(slug: str, as_of: datetime | None, known_at: datetime | None, as_json: bool) -> None:
    with application(), authority(slug) as actor:
        from fugong.kit.clock import ZONE
        from fugong.reporting.selectors import daily, figures

        day = as_of.date() if as_of else daily.current_day()
        found = figures.figures(actor, day, known_at=known_at.replace(tzinfo=ZONE) if known_at else None)
        if as_json:
            show({"as_of": day, "figures": {code: figures.machine(one.value) for code, one in found.items()}}, as_json=True)
        else:
            click.echo(_("{slug} as of {day}").format(slug=slug, day=day))
            for line in table(found.values()):
                click.echo(line)


def table(figures: "Iterable[Figure]") -> Iterable[str]:
    """One line per figure: name, value with unit, how a rate came about."""
    language = "zh-hans" if chinese() else "en"
    for one in figures:
        name, unit = one.indicator.name.in_language(language), one.indicator.unit.in_language(language)
        gap = " " if one.text and unit != "%" and language == "en" else ""
        value = f"{one.text}{gap}{unit}" if one.text else _("no data")
        share = f"  ({one.numerator}/{one.denominator})" if one.indicator.kind == "rate" and one.text else ""
        yield f"{padded(name, 42)}{value}{share}"


def padded(text: str, width: int) -> str:
    """The text with spaces up to a width in which a Chinese character takes two."""
    return text + " " * max(width - sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text), 1)
