"""The form of a desk: fields of the model, drawn in groups; the service decides, not the form."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy

from fugong.kit.actor import Actor
from fugong.kit.crypto import SealedField
from fugong.kit.database import connection
from fugong.kit.desk.declaration import Desk

PLEASE_CHOOSE = gettext_lazy("Please choose")


class DeskForm(forms.ModelForm):  # type: ignore[type-arg]
    """A model form that never touches an instance: cleaned values go to a service.

    The page adds `_version` (the row's version when the form was opened) and `_key` (its idempotency key).
    """

    desk: Desk

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """What is kept encrypted is shown masked; sent back as it was shown, it stays as it is."""
        super().__init__(*args, **kwargs)
        self.masked = {}
        if not self.instance._state.adding:
            for field in self.instance._meta.concrete_fields:
                if isinstance(field, SealedField) and field.name in self.fields:
                    self.masked[field.name] = self.initial[field.name] = field.mask(getattr(self.instance, field.name))

    def _post_clean(self) -> None:
        """Leave the instance alone; the service checks what belongs together."""

    def sections(self) -> list[dict[str, Any]]:
        """The fields in the declared groups."""
        return [{"title": title, "fields": [self[name] for name in names]} for title, names in self.desk.fields]

    def show(self, typed: Mapping[str, list[str]]) -> None:
        """Fill the empty form with what was typed earlier; a box that is not named was not ticked."""
        for name, field in self.fields.items():
            if isinstance(field, forms.BooleanField):
                self.initial[name] = name in typed
            elif name in typed:
                many = isinstance(field, forms.MultipleChoiceField)
                self.initial[name] = typed[name] if many else typed[name][0]

    def values(self) -> dict[str, Any]:
        """What was typed, cleaned; without what is masked and was left so."""
        return {name: self.cleaned_data[name] for _title, names in self.desk.fields for name in names
                if not (self.masked.get(name) and self.cleaned_data[name] == self.masked[name])}


@cache
def _form_class(desk_code: str) -> type[DeskForm]:
    from fugong.kit.desk.declaration import desk_of

    desk = desk_of(desk_code)
    names = [name for _title, group in desk.fields for name in group]
    made = forms.modelform_factory(desk.model, form=DeskForm, fields=names, formfield_callback=_field)
    made.desk = desk  # type: ignore[attr-defined]
    return made  # type: ignore[return-value]


def _field(field: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    if isinstance(field, SealedField):
        return forms.CharField(label=str(field.verbose_name), max_length=field.max_length or 30, required=not field.blank)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        kwargs["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    if isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField) and not field.choices:
        # A number input of the browser throws away what it cannot read; here the person sees it again.
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "numeric"})
    if isinstance(field, models.IntegerField) and not field.choices:
        kwargs["max_value"] = connection.ops.integer_field_range(field.get_internal_type())[1]
    made = field.formfield(**kwargs)
    if isinstance(made, forms.ModelChoiceField):
        made.empty_label = PLEASE_CHOOSE
    elif isinstance(made, forms.TypedChoiceField):
        made.choices = [(value, label if value else PLEASE_CHOOSE) for value, label in made.choices]  # type: ignore[misc, union-attr]
    return made


def build(desk: Desk, actor: Actor, data: Mapping[str, Any] | None = None, row: Any = None) -> DeskForm:
    """The form for a new row or an existing one, its choices narrowed to what the actor may choose."""
    form = _form_class(desk.code)(data, instance=row, use_required_attribute=False)
    for name, selector in desk.choices.items():
        if name in form.fields:
            form.fields[name].queryset = selector(actor)  # type: ignore[attr-defined]
    for name, codes in desk.codes.items():
        if name in form.fields:
            plain = form.fields[name]
            form.fields[name] = forms.ChoiceField(
                label=plain.label, required=plain.required, choices=[("", PLEASE_CHOOSE), *codes(actor)])
    return form
