"""The forms of resumption; the services decide, the forms only read what was typed."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fugong.kit.clock import ZONE
from fugong.kit.errors import Refused
from fugong.resumption.models import Application, Violation
from fugong.resumption.services.applications import EDITABLE

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
COUNT = forms.NumberInput(attrs={"inputmode": "numeric", "min": 0})


def text(rows: int = 3, **attributes: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attributes})


def number(name: str) -> forms.IntegerField:
    label = Application._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, required=False, widget=COUNT)


class BasicsForm(forms.Form):
    """What the unit says of itself; nothing is required before the hand-in."""

    proposed_on = forms.DateField(label=_("proposed day of resumption"), required=False, widget=DAY)
    control_leader = forms.CharField(label=_("head of epidemic control"), max_length=40, required=False)
    control_phone = forms.CharField(
        label=_("phone of the head of epidemic control"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))
    workers_local, workers_other_city = number("workers_local"), number("workers_other_city")
    workers_other_province, workers_hubei = number("workers_other_province"), number("workers_hubei")
    reasons = forms.CharField(
        label=_("reasons and arrangement of production"), max_length=4000, required=False, widget=text(4))

    @classmethod
    def of(cls, application: Application, data: Any = None) -> "BasicsForm":
        return cls(data, initial={name: getattr(application, name) for name in EDITABLE})

    def sections(self) -> list[dict[str, Any]]:
        """The fields in groups, as kit/form.html draws them."""
        return [
            {"title": _("Resumption"), "fields": [self["proposed_on"], self["reasons"]]},
            {"title": _("Who answers for epidemic control"), "fields": [self["control_leader"], self["control_phone"]]},
            {"title": _("People to return, by where they come from"),
             "fields": [self[name] for name in EDITABLE if name.startswith("workers_")]},
        ]


class SignForm(forms.Form):
    """Who signs the letter."""

    signer = forms.CharField(label=_("signer"), max_length=40, help_text=_("The head of the unit, by full name."))
    post = forms.CharField(label=_("post"), max_length=40, required=False)
    read = forms.BooleanField(label=_("I have read the letter and sign it for the unit"), required=False)


class ReasonForm(forms.Form):
    """An act that needs its reason."""

    reason = forms.CharField(label=_("reasons given"), max_length=2000, widget=text(6))


class RemarkForm(forms.Form):
    """An act to which something may be said."""

    reason = forms.CharField(label=_("remark"), max_length=2000, required=False, widget=text())


class StartForm(forms.Form):
    """Who comes along to the verification."""

    companions = forms.CharField(label=_("who comes along"), max_length=200, required=False,
                                 help_text=_("Departments and people who verify together with you."))


class FinishForm(forms.Form):
    """What the verification comes to."""

    summary = forms.CharField(label=_("summary"), max_length=2000, required=False, widget=text())


class ResumeForm(forms.Form):
    """When the unit resumed."""

    at = forms.DateTimeField(label=_("resumed at"), required=False, widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M"],
                             help_text=_("Leave it empty for this moment."))

    def clean_at(self) -> Any:
        moment = self.cleaned_data["at"]
        return moment.astimezone(ZONE) if moment else None


class ReviewForm(forms.Form):
    """What a review found."""

    passed = forms.TypedChoiceField(
        label=_("result"), choices=[("1", _("passes")), ("0", _("does not pass"))], widget=forms.RadioSelect,
        coerce=lambda value: value == "1")
    note = forms.CharField(label=_("note"), max_length=2000, required=False, widget=text(4),
                           help_text=_("Needed when the unit does not pass."))


class ViolationForm(forms.Form):
    """What was found."""

    text = forms.CharField(label=_("what was found"), max_length=4000, widget=text(4))
    source = forms.ChoiceField(label=_("how it was found"), choices=Violation.Source.choices)
    found_at = forms.DateTimeField(label=_("found at"), required=False, widget=MOMENT,
                                   input_formats=["%Y-%m-%dT%H:%M"], help_text=_("Leave it empty for this moment."))
    people_at_work = forms.IntegerField(label=_("people at work"), min_value=0, max_value=100_000, required=False, widget=COUNT)
    stopped = forms.BooleanField(label=_("The unit was ordered to stop at once"), required=False)


class SettleForm(forms.Form):
    """What came of a violation."""

    settlement = forms.CharField(label=_("how it was settled"), max_length=4000, widget=text(4))


def version_of(request: HttpRequest, name: str = "_version") -> int:
    """The version that the page showed; 0 where none was sent."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def tell(form: forms.Form, refused: Refused) -> None:
    """Put a refusal into the form, at the fields it names."""
    for name, message in refused.fields.items():
        form.add_error(name if name in form.fields else None, str(message))
    if not refused.fields:
        form.add_error(None, str(refused.message))
