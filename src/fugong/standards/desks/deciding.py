"""Forms that change what holds: rules, parameters, words for slots, admission; and acknowledging a list."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.desk.values import shown
from fugong.kit.desk.views import need
from fugong.kit.errors import Refused, not_found
from fugong.kit.ids import uuid7
from fugong.standards import selectors
from fugong.standards.desks.reading import chosen, in_force
from fugong.standards.desks.words import back, both, say
from fugong.standards.models import AdmissionRegime, Decision, PackVersion, ParameterOverride, SlotText
from fugong.standards.rules.catalogue import REGIMES, Parameter
from fugong.standards.rules.wording import EVERYBODY, value_words
from fugong.standards.services import assessments, decisions, packs


class DecisionForm(forms.Form):
    """From when on, and why: common to all decisions."""

    effective_from = forms.DateTimeField(
        label=_("holds from"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("The decision holds from this moment until the next one."))
    reason = forms.CharField(label=_("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class AdoptForm(DecisionForm):
    """Which rules."""

    version = forms.ModelChoiceField(PackVersion.objects.none(), label=_("rules"))
    with_admission = forms.BooleanField(
        label=_("Also record the ways of admission that these rules propose"), required=False)
    field_order = ("version", "effective_from", "with_admission", "reason")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = selectors.versions(actor).order_by("code", "edition")  # type: ignore[attr-defined]


class RegimeForm(DecisionForm):
    """Which way of admission, for which batch."""

    batch = forms.ChoiceField(label=_("batch"), required=False)
    regime = forms.ChoiceField(label=_("way of admission"), widget=forms.RadioSelect)
    field_order = ("batch", "regime", "effective_from", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version, regimes = selectors.adopted(), selectors.catalogue().regimes
        batches = version.pack.batches if version is not None else ()
        self.fields["batch"].choices = [  # type: ignore[attr-defined]
            ("", say(EVERYBODY)), *((batch.code, f"{batch.code} {say(batch.name)}") for batch in batches)]
        self.fields["regime"].choices = [  # type: ignore[attr-defined]
            (code, both(say(regimes[code].name), say(regimes[code].explanation))) for code in REGIMES]


class ParameterForm(DecisionForm):
    """The authority's own value; empty gives the rules' value back."""

    value = forms.CharField(label=_("own value"), required=False, max_length=20,
                            help_text=_("Leave it empty to use the value of the rules again."))
    field_order = ("value", "effective_from", "reason")

    def __init__(self, parameter: Parameter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parameter = parameter
        if parameter.unit is not None:
            self.fields["value"].label = f"{self.fields['value'].label} ({say(parameter.unit)})"

    def clean_value(self) -> Decimal | str | None:
        typed = self.cleaned_data["value"].strip()
        if not typed or self.parameter.type == "time":
            return typed or None
        try:
            number = Decimal(typed)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise forms.ValidationError(_t("Give a number, such as 37.3."))
        return number


class SlotForm(DecisionForm):
    """The words for one slot."""

    zh = forms.CharField(label=_("text (Chinese)"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
                         help_text=_("Copy it from the local document. Leave it empty to empty the slot."))
    en = forms.CharField(label=_("text (English)"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("zh", "en", "effective_from", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


def decide(
    request: HttpRequest, form: forms.Form, rows: QuerySet[Any], save: Callable[..., Decision], way: dict[str, Any],
    title: Any, **context: Any,
) -> HttpResponse:
    """Show the form, or save what was typed. rows: the decisions of this kind so far, by which a stale save is seen."""
    refused = None
    if request.method == "POST" and form.is_valid():
        sent = request.POST.get("_version", "")
        seen = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else rows.count()
        try:
            save(**form.cleaned_data, seen=seen)
            messages.success(request, _t("Saved. It holds from the moment you gave."))
            return HttpResponseRedirect(way["url"])
        except Refused as error:
            refused = error
            for name, text in error.fields.items():
                form.add_error(name if name in form.fields else None, text)
            if not error.fields:
                form.add_error(None, str(error.message))
    held = list(rows.order_by("-effective_from", "-recorded_at")[:20])
    return render(request, "standards/decision.html", {
        "title": title, "form": form, "key": str(uuid7()), "version": rows.count(), "back": way,
        "cancel_url": way["url"], **context,
        "timeline": [{"at": row.effective_from, "text": told(row), "who": row.recorded_by, "detail": row.reason}
                     for row in held],
    }, status=refused.status if refused else 422 if form.is_bound else 200)


def told(row: Decision) -> str:
    """What a decision said, in a few words."""
    if isinstance(row, ParameterOverride):
        if row.value is None:
            return _t("value of the rules")
        unit = selectors.catalogue().parameters[row.code].unit
        return say(value_words(selectors.stored_value(row.value), unit))
    if isinstance(row, SlotText):
        return row.zh or _t("(emptied)")
    if isinstance(row, AdmissionRegime):
        return both(row.batch or say(EVERYBODY), say(selectors.catalogue().regimes[row.regime].name))
    return shown(row)


def opening(request: HttpRequest) -> dict[str, datetime]:
    """What a new form starts with: now."""
    return {"effective_from": clock.now().replace(second=0, microsecond=0)}


def adopt(request: HttpRequest) -> HttpResponse:
    """Put an edition in force."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "standards.pack.adopt")
    start = {**opening(request), "version": chosen(selectors.versions(actor), request.GET.get("version", ""))}

    def save(version: PackVersion, **values: Any) -> Decision:
        return decisions.adopt(actor=actor, version_id=version.pk, **values)

    left = {pack.code for pack in packs.shipped()} - set(selectors.versions(actor).values_list("code", flat=True))
    return decide(request, AdoptForm(actor, request.POST or None, initial=start), selectors.adoptions(), save,
                  back("standards.rules", _("Rules")), _("Put rules in force"),
                  load_url=reverse("standards.load") if left else "")


def change_admission(request: HttpRequest) -> HttpResponse:
    """Change how units of a batch are admitted."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "standards.regime.change")

    def save(**values: Any) -> Decision:
        return decisions.change_regime(actor=actor, **values)

    return decide(request, RegimeForm(request.POST or None, initial=opening(request)), AdmissionRegime.objects.all(),
                  save, back("standards.admission", _("Admission to resume")), _("Change the admission"),
                  note=_("Every unit's position is worked out again, and the unit is told what changes for it."))


def parameter(request: HttpRequest, parameter_code: str) -> HttpResponse:
    """Give a parameter a value of the authority's own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "standards.parameter.override")
    found = selectors.catalogue().parameters.get(parameter_code)
    if found is None:
        raise not_found(_("parameter"))

    def save(**values: Any) -> Decision:
        return decisions.override_parameter(actor=actor, code=parameter_code, **values)

    holds = say(value_words(selectors.parameter(parameter_code), found.unit))
    return decide(request, ParameterForm(found, request.POST or None, initial=opening(request)),
                  ParameterOverride.objects.filter(code=parameter_code), save, back("standards.parameters", _("Parameters")),
                  say(found.name), subtitle=_t("Now: %(value)s") % {"value": holds})


def slot(request: HttpRequest, list_code: str, number: int) -> HttpResponse:
    """Fill an empty slot of a list."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "standards.slot.fill")
    book = in_force()
    if book is None:
        raise not_found(_("list of rules"))
    found = selectors.named(book.version.pack, list_code)
    rows = SlotText.objects.filter(list_code=list_code, number=number)
    now = selectors.slot_texts(book.at).get((list_code, number))
    start = {**opening(request), **({"zh": now.zh, "en": now.en if now.en != now.zh else ""} if now else {})}

    def save(**values: Any) -> Decision:
        return decisions.fill_slot(actor=actor, list_code=list_code, number=number, **values)

    return decide(request, SlotForm(request.POST or None, initial=start), rows, save,
                  back("standards.list", say(found.name), list_code=list_code),
                  _t("%(list)s, item %(number)d") % {"list": say(found.name), "number": number})


@require_POST
def acknowledge(request: HttpRequest, list_code: str) -> HttpResponse:
    """Confirm having read a list."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "standards.list.acknowledge")
    try:
        assessments.acknowledge(actor=actor, list_code=list_code, text_sha256=request.POST.get("text_sha256", ""),
                                unit_id=key_in(request.POST.get("unit", "")))
        messages.success(request, _t("You have confirmed that you read this list."))
    except Refused as error:
        if error.status == 404:
            raise
        messages.error(request, str(error.message))
    return HttpResponseRedirect(reverse("standards.list", kwargs={"list_code": list_code}))


def key_in(text: str) -> UUID | None:
    """The key that was sent; none where none was, one that nothing has where it is no key."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return UUID(int=0)


def load(request: HttpRequest) -> HttpResponse:
    """Load the rules that come with the platform."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "standards.pack.adopt")
    way = back("standards.edition.list", _("Editions of rules"))
    if request.method == "POST":
        packs.load_shipped(actor=actor)
        messages.success(request, _t("The rules that come with the platform are loaded."))
        return HttpResponseRedirect(way["url"])
    return render(request, "kit/confirm.html", {
        "title": _("Load rules"), "key": str(uuid7()), "confirm_label": _("Load"), "cancel_url": way["url"], "back": way,
        "text": _("Load the rules that come with the platform. Nothing changes until some are put in force."),
        "rows": [say(pack.name) for pack in packs.shipped()]})


class FileForm(forms.Form):
    """A pack of rules as a file."""

    file = forms.FileField(
        label=_("file"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        help_text=_("A pack of rules as YAML, as docs/packs.md describes it. It is checked as a whole; nothing changes until "
                    "it is put in force."))


def upload(request: HttpRequest) -> HttpResponse:
    """Load an edition from a file; every problem of the file is told."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "standards.pack.adopt")
    form, status = FileForm(request.POST or None, request.FILES or None), 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            version = packs.load_file(actor=actor, data=form.cleaned_data["file"].read(packs.MAX_BYTES + 1))
            messages.success(request, _t("“%(rules)s” is loaded. Compare it with the rules in force, then put it in force.") % {
                "rules": version})
            return HttpResponseRedirect(reverse("standards.edition.detail", kwargs={"pk": version.pk}))
        except Refused as refused:
            status = refused.status
            for line in str(refused.fields.get("file", refused.message)).split("\n"):
                form.add_error("file" if refused.fields else None, line)
    way = back("standards.edition.list", _("Editions of rules"))
    return render(request, "kit/form.html", {
        "title": _("Load rules from a file"), "form": form, "key": str(uuid7()), "back": way, "cancel_url": way["url"],
        "save_label": _("Load")}, status=status)


def urls() -> list[URLPattern]:
    """The pages of this module."""
    return [
        path("rules/adopt/", adopt, name="standards.adopt"),
        path("rules/load/", load, name="standards.load"),
        path("rules/upload/", upload, name="standards.upload"),
        path("rules/admission/change/", change_admission, name="standards.admission.change"),
        path("rules/parameters/<str:parameter_code>/", parameter, name="standards.parameter"),
        path("rules/lists/<slug:list_code>/acknowledge/", acknowledge, name="standards.acknowledge"),
        path("rules/lists/<slug:list_code>/<int:number>/", slot, name="standards.slot"),
    ]
