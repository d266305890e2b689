"""The form of a daily report; the service decides what fits, not the form."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fugong.reporting.models import DailyReport
from fugong.reporting.rules import daily as rules

SECTIONS = (
    (_("Attendance"), "", rules.ATTENDANCE),
    (_("Reasons of absence"), _("They add up to those due less those on post."), rules.REASONS),
    (_("Health"), _("Nothing is assumed here: write 0 yourself, or report zero below."),
     (*rules.EXPLICIT, "isolated_central", "isolated_home", "released", "advised_to_stay")),
    (_("Control and supplies"), "", rules.SUPPLIES),
    (_("Difficulties"), "", ("difficulties",)),
)


# What to count, where two people could count differently: the day's, or all that stand.
HINTS = {
    "abnormal_temperatures": _("Workers who measured above the limit today."),
    "confirmed": _("All confirmed cases among the workers so far, not only today's."),
    "suspected": _("All suspected cases among the workers that are not ruled out, not only today's."),
    "isolated_central": _("Workers who are in a central place of isolation today."),
    "isolated_home": _("Workers who are isolated at home today."),
    "released": _("Workers whose isolation ended today."),
    "advised_to_stay": _("All workers who were advised to stay where they are and are not back yet."),
}


def _number(name: str) -> forms.IntegerField:
    field = DailyReport._meta.get_field(name)
    # A number input of the browser throws away what it cannot read; here the person sees it again.
    return forms.IntegerField(
        label=field.verbose_name, required=False, min_value=0, max_value=rules.LARGEST,  # type: ignore[union-attr]
        help_text=HINTS.get(name, ""), widget=forms.TextInput(attrs={"inputmode": "numeric"}))


class DailyForm(forms.Form):
    """Numbers by field name; `reason` only when a report is corrected."""

    use_required_attribute = False
    reason = forms.CharField(label=_("Reason of the correction"), max_length=200, required=False)
    difficulties = forms.CharField(
        label=_("Difficulties"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *arguments: Any, correcting: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields.update({name: _number(name) for name in rules.NUMBERS})
        if not correcting:
            del self.fields["reason"]

    def sections(self) -> list[dict[str, Any]]:
        """The fields in groups, the reason of a correction first."""
        first = [{"title": _("Correction"), "fields": [self["reason"]]}] if "reason" in self.fields else []
        return [*first, *({"title": title, "text": text, "fields": [self[name] for name in names]}
                          for title, text, names in SECTIONS)]

    def values(self, *, zero: bool) -> dict[str, Any]:
        """What the service takes."""
        return {**{name: self.cleaned_data.get(name) for name in rules.NUMBERS},
                "difficulties": self.cleaned_data["difficulties"], "zero": zero}

    def take(self, problems: Mapping[str, Any]) -> None:
        """Put what a service refused beside the fields; the sum of the reasons beside the first of them."""
        for name, message in problems.items():
            field = rules.REASONS[0] if name == "absences" else name
            self.add_error(field if field in self.fields else None, message)
