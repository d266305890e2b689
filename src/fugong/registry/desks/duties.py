"""Who answers for what: link point, liaisons and responsibility letters of a unit; owners of the joint mechanism."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fugong.kit.actor import Actor
from fugong.kit.desk import Tab, desk_of
from fugong.kit.desk.views import all_tabs, need
from fugong.kit.errors import Refused
from fugong.kit.ids import uuid7
from fugong.registry import selectors
from fugong.registry.models import MechanismPart, Officer, Responsibility
from fugong.registry.services import duties, units


class LinkForm(forms.Form):
    """The one link point of a unit, and its liaisons."""

    link_point = forms.ModelChoiceField(Officer.objects.none(), label=_("link point"), required=False)
    liaisons = forms.ModelMultipleChoiceField(
        Officer.objects.none(), label=_("liaisons"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}))
    appointed_by = forms.CharField(label=_("appointed by"), max_length=60, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("link_point", "liaisons"):
            self.fields[name].queryset = selectors.officers(actor).order_by("name_sort")  # type: ignore[attr-defined]


class ResponsibilityForm(forms.Form):
    """One line of the matrix; saving it makes the letter to be signed."""

    bearer = forms.ChoiceField(label=_("bearer"), choices=Responsibility.Bearer.choices)
    organisation = forms.CharField(label=_("organisation"), max_length=80)
    person = forms.CharField(label=_("responsible person"), max_length=40)
    duty = forms.CharField(label=_("duty"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class OwnerForm(forms.Form):
    """The owner of one part of the joint mechanism."""

    part = forms.ChoiceField(label=_("part"), choices=MechanismPart.Part.choices)
    officer = forms.ModelChoiceField(Officer.objects.none(), label=_("owner"))
    note = forms.CharField(label=_("note"), max_length=200, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = selectors.officers(actor).order_by("name_sort")  # type: ignore[attr-defined]


def page(request: HttpRequest, title: object, form: forms.Form, back: dict[str, Any], refused: Refused | None) -> HttpResponse:
    """A form of this module with what is wrong in it."""
    if refused is not None:
        for name, message in refused.fields.items():
            form.add_error(name if name in form.fields else None, message)
        if not refused.fields:
            form.add_error(None, str(refused.message))
    return render(request, "kit/form.html", {"title": title, "form": form, "key": str(uuid7()), "back": back,
                                             "cancel_url": back["url"]},
                  status=refused.status if refused else 422 if form.is_bound else 200)


def unit_back(pk: UUID, label: object) -> dict[str, Any]:
    return {"url": reverse("registry.unit.duties", kwargs={"pk": pk}), "label": label}


def of_unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who answers for one unit."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = selectors.duties(actor, pk)
    unit = selectors.unit(actor, pk)
    may = actor.can(duties.DUTY)
    return render(request, "registry/duties.html", {
        "title": unit, "subtitle": _("Who answers for this unit"), "row": unit, "key": str(uuid7()),
        "back": {"url": reverse("registry.unit.list"), "label": _("Units")}, **found,
        "tabs": [Tab(tab.label, tab.url, tab.url == request.path, tab.count)
                 for tab in all_tabs(desk_of("registry.unit"), actor, unit)],
        "link_url": reverse("registry.unit.link", kwargs={"pk": pk}) if may else None,
        "assign_url": reverse("registry.unit.assign", kwargs={"pk": pk}) if may else None,
        "may_sign": {"all": may, "unit": may or actor.can("registry.letter.sign")},
    })


def link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name link point and liaisons."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, duties.DUTY)
    unit, now = selectors.unit(actor, pk), selectors.duties(actor, pk)
    standing = {"link_point": now["link_point"] and now["link_point"].officer_id,
                "liaisons": [line.officer_id for line in now["liaisons"]]}
    form, refused = LinkForm(actor, request.POST or None, initial=standing), None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            duties.set_links(actor=actor, unit_id=pk, link_point=given["link_point"], liaisons=list(given["liaisons"]),
                             appointed_by=given["appointed_by"])
            messages.success(request, _t("“%(row)s” is saved.") % {"row": unit})
            return HttpResponseRedirect(unit_back(pk, unit)["url"])
        except Refused as error:
            refused = error
    return page(request, _("Link point and liaisons"), form, unit_back(pk, unit), refused)


def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fill one line of the responsibility matrix."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, duties.DUTY)
    unit = selectors.unit(actor, pk)
    form, refused = ResponsibilityForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            duties.assign_responsibility(actor=actor, unit_id=pk, **form.cleaned_data)
            return HttpResponseRedirect(unit_back(pk, unit)["url"])
        except Refused as error:
            refused = error
    return page(request, _("Assign responsibility"), form, unit_back(pk, unit), refused)


@require_POST
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign a letter by typing the name that stands in it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    version = request.POST.get("_version", "")
    try:
        line = duties.sign_letter(actor=actor, responsibility_id=pk, signer=request.POST.get("signer", ""),
                                  version=int(version) if version.isdigit() and len(version) < 9 else 0)
    except Refused as error:
        if error.status in (403, 404):
            raise
        messages.error(request, " ".join(map(str, error.fields.values())) or str(error.message))
        return HttpResponseRedirect(request.headers.get("Referer", reverse("registry.unit.list")))
    return HttpResponseRedirect(unit_back(line.unit_id, "")["url"])


@require_POST
def reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The contact's phone in full, once a reason was given; the reason is kept."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    phone = units.reveal_phone(actor=actor, unit_id=pk, reason=request.POST.get("reason", ""))
    return render(request, "registry/phone.html", {"phone": phone})


def mechanism(request: HttpRequest) -> HttpResponse:
    """The five parts of the joint mechanism (联防联控) with their owners."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    parts = selectors.mechanism(actor)
    may = actor.can(duties.DUTY)
    return render(request, "registry/mechanism.html", {
        "title": _("Joint prevention and control"), "parts": parts,
        "owner_url": reverse("registry.mechanism.owner") if may else None})


def owner(request: HttpRequest) -> HttpResponse:
    """Name the owner of one part."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, duties.DUTY)
    back: dict[str, Any] = {"url": reverse("registry.mechanism"), "label": _("Joint prevention and control")}
    form, refused = OwnerForm(actor, request.POST or None, initial={"part": request.GET.get("part", "")}), None
    if request.method == "POST" and form.is_valid():
        try:
            duties.set_mechanism_owner(actor=actor, **form.cleaned_data)
            return HttpResponseRedirect(back["url"])
        except Refused as error:
            refused = error
    return page(request, _("Name an owner"), form, back, refused)


def urls() -> list[URLPattern]:
    """The pages of this module."""
    return [
        path("mechanism/", mechanism, name="registry.mechanism"),
        path("mechanism/owner/", owner, name="registry.mechanism.owner"),
        path("units/<uuid:pk>/duties/", of_unit, name="registry.unit.duties"),
        path("units/<uuid:pk>/link/", link, name="registry.unit.link"),
        path("units/<uuid:pk>/assign/", assign, name="registry.unit.assign"),
        path("units/<uuid:pk>/phone/", reveal, name="registry.unit.phone"),
        path("letters/<uuid:pk>/sign/", sign, name="registry.letter.sign"),
    ]
