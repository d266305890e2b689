"""What the templates of every app draw with: icons, states, figures, charts, form fields, dates."""

import json
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, ClearableFileInput, Select, Textarea
from django.forms.widgets import ChoiceWidget, RadioSelect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fugong.kit import dates
from fugong.kit.charts import Chart

register = template.Library()

Number = int | Decimal | float | str | None


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite, for the eye only: words beside it say the same."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("kit/vendor/icons/icons.svg"),
        name,
    )


@register.simple_tag
def state(tone: str, word: str) -> SafeString:
    """A state as colour, shape and word. tone: pass, check, stop, info or idle."""
    return format_html('<span class="state state-{}">{}</span>', tone, word)


@register.simple_tag
def cells(row: list[dict[str, str]]) -> SafeString:
    """The cells of one row of a list. Drawn here, since a page has hundreds of them and a template loop
    costs ten times as much."""
    drawn = []
    for cell in row:
        text = escape(cell["text"])
        if cell["badge"]:
            text = f'<span class="state state-{escape(cell["badge"])}">{text}</span>'
        elif cell["url"]:
            text = f'<a href="{escape(cell["url"])}">{text}</a>'
        drawn.append(f'<td class="{cell["css"]}">{text}</td>' if cell["css"] else f"<td>{text}</td>")
    return mark_safe("".join(drawn))  # noqa: S308  (texts and addresses are escaped above, classes are our own)


@register.simple_tag
def lines(rows: list[dict[str, Any]]) -> SafeString:
    """All rows of a list that has nothing to pick."""
    return mark_safe("\n".join(f"<tr>{cells(row['cells'])}</tr>" for row in rows))  # noqa: S308  (made of safe cells)


@register.filter
def grouped(value: Number) -> str:
    """A number with its thousands set apart; anything else as it is."""
    return f"{value:,}" if isinstance(value, int | Decimal | float) else str(value)


for _write in (dates.day, dates.short_day, dates.moment, dates.short_moment):
    register.filter(_write)


@register.inclusion_tag("kit/parts/figure.html")
def figure(
    code: str, value: Number, unit: str, as_of: date | None, url: str, delta: Number = None, label: str = ""
) -> dict[str, Any]:
    """A figure that opens its rows. `delta` is the change since the day before, None when unknown."""
    number = Decimal(str(delta)) if delta is not None else None
    direction = "" if number is None else "same" if number == 0 else "up" if number > 0 else "down"
    return {
        "figure": {
            "code": code,
            "label": label,
            "text": "" if value is None else grouped(value),
            "unit": unit,
            "as_of": as_of,
            "url": url,
            "missing": value is None,
            "direction": direction,
            "points": unit == "%",
            "delta": "" if number is None else f"{number:+,}",
            "arrow": f"arrow-{direction}",
        }
    }


@register.inclusion_tag("kit/parts/chart.html")
def chart(spec: Chart, id: str) -> dict[str, Any]:
    """A chart with its table; `id` is unique in the page."""
    return {"chart": spec, "id": f"chart-{id}"}


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """The field's widget with the class that its kind is drawn with."""
    drawn = field.field.widget
    if isinstance(drawn, CheckboxInput) or (isinstance(drawn, ChoiceWidget) and not isinstance(drawn, Select)):
        css = ""
    elif isinstance(drawn, Select):
        css = "form-select"
    else:
        css = "form-control"
    attributes: dict[str, str | bool] = {"class": " ".join(filter(None, [drawn.attrs.get("class"), css]))}
    if isinstance(drawn, Textarea) and str(drawn.attrs.get("rows", "10")) == "10":
        attributes["rows"] = "4"
    return mark_safe(field.as_widget(attrs=attributes))  # noqa: S308  Django's own widget HTML


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the field is one box to tick, drawn with its label behind it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_wide(field: BoundField) -> bool:
    """Whether the field takes the whole width of a two-column form."""
    drawn = field.field.widget
    return isinstance(drawn, Textarea | ClearableFileInput | RadioSelect) or "wide" in drawn.attrs.get("class", "")


@register.simple_tag
def words() -> SafeString:
    """The words that scripts show, in the language of the page, as data."""
    said = {
        "saved": _("Draft saved at"),
        "kept": _("Not saved yet: kept in this browser"),
        "restored": _("What you had typed was put back. It has not been submitted yet."),
        "sending": _("Sending…"),
        "failed": _("It did not work. Nothing was changed; please try again."),
        "offline": _("No connection. What you typed is kept; try again when the network is back."),
        "denied": _("You do not have the right to do this."),
        "expired": _("You were signed out. Sign in and try again."),
        "bulk": _("This will do “{label}” to {n} rows."),
        "shrunk": _("Photo made smaller: {from} → {to}"),
        "remove": _("Remove"),
        "close": _("Close"),
        "photo": _("Photo {n}"),
        "other": _("Other"),
        "target": _("Target"),
        "noMap": _("This browser cannot draw the map. The list below shows the same."),
        "leave": _("What you typed has not been saved."),
    }
    data = json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")
    return format_html('<script type="application/json" id="kit-words">{}</script>', mark_safe(data))  # noqa: S308
