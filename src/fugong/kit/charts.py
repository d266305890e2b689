"""What a chart shows, without how it is drawn. The page draws it as SVG and always carries its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _

Kind = Literal["bar", "line", "pie", "gauge", "heatmap"]
Value = int | Decimal | None


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of values, one for each label of the chart; None where there is no figure."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Chart:
    """Labels along the axis and one or more series over them.

    pie and gauge use the first series only (gauge its first value, of `ceiling`); heatmap draws one row per
    series. `urls` opens the rows behind a label. `target` is a line to reach, in the chart's unit.
    """

    kind: Kind
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    as_of: date | datetime | None = None
    label_head: str = ""
    stacked: bool = False
    horizontal: bool = False
    target: Decimal | int | None = None
    ceiling: Decimal | int = 100
    urls: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return [series.name for series in self.series]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The chart as a table: one row per label."""
        return [
            {"label": label, "url": self.urls.get(label), "values": [series.values[at] for series in self.series]}
            for at, label in enumerate(self.labels)
        ]

    @property
    def summary(self) -> str:
        """One sentence for those who do not see the drawing; the figures are in the table."""
        return _("Chart: %(title)s. %(count)s values, listed in the table below.") % {
            "title": self.title,
            "count": len(self.labels) * len(self.series),
        }

    @property
    def data(self) -> dict[str, Any]:
        """What the script draws from."""
        return {
            "kind": self.kind,
            "title": str(self.title),
            "unit": str(self.unit),
            "labels": [str(label) for label in self.labels],
            "series": [{"name": str(series.name), "values": [plain(value) for value in series.values]} for series in self.series],
            "stacked": self.stacked,
            "horizontal": self.horizontal,
            "target": plain(self.target),
            "ceiling": plain(self.ceiling),
            "urls": dict(self.urls),
        }


def plain(value: Value) -> int | float | None:
    """A number as JSON knows it; only for drawing, never for reckoning."""
    return float(value) if isinstance(value, Decimal) else value
