"""Screens of the three administrators: users and their roles, tokens of programs."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fugong.accounts import selectors
from fugong.accounts.models import ApiToken, Membership, Role, User
from fugong.accounts.services import users
from fugong.kit import masks
from fugong.kit.actor import Actor
from fugong.kit.desk import Action, Column, Desk, Panel
from fugong.kit.desk.views import need
from fugong.kit.errors import Refused, not_found
from fugong.kit.ids import uuid7

C = Column


def user_parts(actor: Actor, user: User) -> dict[str, Any]:
    """The roles of a user in this authority, each with the button that ends it."""
    return {"held": selectors.roles_in(actor, user), "may_grant": actor.can("accounts.role.grant"), "key": str(uuid7()),
            "roles": Role.objects.order_by("position") if actor.can("accounts.role.grant") else ()}


def user_actions(actor: Actor, user: User) -> list[Action]:
    """Lock, unlock, new password: for the system administrator."""
    if not actor.can("accounts.user.manage"):
        return []
    turn = reverse("accounts.user.active", kwargs={"pk": user.pk})
    return [
        Action(_("Set a new password"), reverse("accounts.user.password", kwargs={"pk": user.pk}), icon="key"),
        Action(_("Lock the account"), turn, "post", _("The person can no longer sign in."), "lock", danger=True)
        if user.is_active else Action(_("Unlock the account"), turn, "post", "", "lock-open"),
    ]


def token_actions(actor: Actor, token: ApiToken) -> list[Action]:
    """Revoke a token that still works."""
    turn = reverse("accounts.token.revoke", kwargs={"pk": token.pk})
    return [] if token.revoked_at else [
        Action(_("Revoke"), turn, "post", _("Programs that use this token stop working at once."), danger=True)]


USERS = Desk(
    code="accounts.user", path="users", model=User, title=_("Users"), noun=_("user"), door="system",
    rows=selectors.users, read="accounts.user.read", order=("username",), filters=("is_active",),
    columns=(C("username", sort="username", link=True), C("name"), C("phone", value=lambda u: masks.phone(u.phone)),
             C("is_active"), C("machine", hidden=True), C("last_login", _("last signed in"))),
    panels=(Panel(_("User"), (C("username"), C("name"), C("phone", value=lambda u: masks.phone(u.phone)), C("is_active"),
                              C("machine"), C("date_joined", _("made at")), C("last_login", _("last signed in")))),),
    edit="accounts.user.manage", new="accounts.user.new", detail_template="accounts/user.html", parts=user_parts,
    actions=user_actions,
    empty=_("No users yet."),
)
TOKENS = Desk(
    code="accounts.token", path="tokens", model=ApiToken, title=_("API tokens"), noun=_("token"), door="system",
    rows=selectors.tokens, read="accounts.token.manage", order=("-created_at", "id"),
    edit="accounts.token.manage", new="accounts.token.new", actions=token_actions,
    columns=(C("label", link=True), C("user", _("acts as"), lambda t: t.user),
             C("scopes", _("may"), lambda t: "、".join(t.scopes)),
             C("expires_at", _("valid until")), C("revoked_at", _("revoked at"))),
    panels=(Panel(_("Token"), (C("label"), C("user", _("acts as"), lambda t: t.user), C("created_at", _("made at")),
                               C("expires_at", _("valid until")), C("last_used_at", _("last used")),
                               C("revoked_at", _("revoked at")), C("scopes", _("may"), lambda t: "、".join(t.scopes)))),),
    empty=_("No tokens yet. Make one for each program that reads or writes here."),
)


class UserForm(forms.Form):
    """A new user; the password is told to the person, who changes it."""

    username = forms.CharField(label=_("user name"), max_length=60)
    name = forms.CharField(label=_("full name"), max_length=60)
    phone = forms.CharField(label=_("phone"), max_length=30, required=False)
    machine = forms.BooleanField(label=_("account of a program"), required=False, help_text=_(
        "It has no password and cannot sign in; it works by tokens only."))
    password = forms.CharField(label=_("password"), max_length=128, required=False, widget=forms.PasswordInput(
        attrs={"autocomplete": "new-password"}), help_text=_("At least 10 characters, not only digits."))


class PasswordForm(forms.Form):
    """A new password for somebody who forgot it."""

    password = forms.CharField(label=_("new password"), max_length=128, widget=forms.PasswordInput(
        attrs={"autocomplete": "new-password"}), help_text=_("At least 10 characters, not only digits."))


class TokenForm(forms.Form):
    """A new token: for what, as whom, what it may do, how long."""

    label = forms.CharField(label=_("purpose"), max_length=60)
    user = forms.ModelChoiceField(User.objects.none(), label=_("acts as"))
    scopes = forms.MultipleChoiceField(label=_("may"), widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label=_("valid for days"), min_value=1, max_value=365, initial=90)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = selectors.users(actor).filter(Q(machine=True) | Q(pk=actor.id))  # type: ignore[attr-defined]
        codes = sorted({code for role in Role.objects.filter(duty="") for code in role.permissions})
        self.fields["scopes"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]


def form_page(request: HttpRequest, title: object, form: forms.Form, back: str, refused: Refused | None = None) -> HttpResponse:
    """A small form with what is wrong in it."""
    if refused is not None:
        for name, message in refused.fields.items():
            form.add_error(name if name in form.fields else None, message)
        if not refused.fields:
            form.add_error(None, str(refused.message))
    return render(request, "kit/form.html", {"title": title, "form": form, "key": str(uuid7()), "cancel_url": back},
                  status=refused.status if refused else 422 if form.is_bound else 200)


def new_user(request: HttpRequest) -> HttpResponse:
    """Make a user."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "accounts.user.manage")
    form, refused = UserForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            made = users.create(actor=actor, home=request.authority, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, _t("“%(row)s” is saved.") % {"row": made})
            return HttpResponseRedirect(USERS.url("detail", made.pk))
        except Refused as error:
            refused = error
    return form_page(request, _("New user"), form, USERS.url("list"), refused)


def new_password(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a user a new password."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "accounts.user.manage")
    user = USERS.one(actor, pk)
    form, refused = PasswordForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            users.set_password(actor=actor, user_id=str(user.pk), password=form.cleaned_data["password"])
            messages.success(request, _t("The new password holds at once."))
            return HttpResponseRedirect(USERS.url("detail", pk))
        except Refused as error:
            refused = error
    return form_page(request, _("Set a new password"), form, USERS.url("detail", pk), refused)


@require_POST
def turn_active(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lock or unlock an account."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "accounts.user.manage")
    user = USERS.one(actor, pk)
    users.set_active(actor=actor, user_id=str(pk), active=not user.is_active, version=user.version)
    return HttpResponseRedirect(USERS.url("detail", pk))


@require_POST
def grant(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a user a role in this authority."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "accounts.role.grant")
    user = USERS.one(actor, pk)
    role = Role.objects.filter(pk=request.POST.get("role", "")).first()
    if role is None:
        raise not_found(_("role"))
    try:
        users.grant_role(actor=actor, user=user, authority=request.authority, role=role.pk)  # type: ignore[attr-defined]
    except Refused as error:
        messages.error(request, str(error.message))
    return HttpResponseRedirect(USERS.url("detail", pk))


@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a role back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "accounts.role.grant")
    held = Membership.objects.filter(pk=pk, authority=request.authority).select_related("user").first()  # type: ignore[attr-defined]
    if held is None:
        raise not_found(_("role"))
    users.end_role(actor=actor, membership=held)
    return HttpResponseRedirect(USERS.url("detail", held.user_id))


def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token; its secret is shown once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, "accounts.token.manage")
    form = TokenForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        token, secret = users.create_token(actor=actor, authority=request.authority, **form.cleaned_data)  # type: ignore[attr-defined]
        return render(request, "accounts/token.html", {"title": token.label, "secret": secret, "token": token,
                                                       "back": {"url": TOKENS.url("list"), "label": TOKENS.title}})
    return form_page(request, _("New token"), form, TOKENS.url("list"))


@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a token useless."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    users.revoke_token(actor=actor, token=TOKENS.one(actor, pk))
    return HttpResponseRedirect(TOKENS.url("list"))


DESKS = (USERS, TOKENS)


def urls() -> list[URLPattern]:
    """The administrators' pages; what is made comes before what is looked up by key."""
    return [
        path("users/new/", new_user, name="accounts.user.new"),
        path("users/<uuid:pk>/password/", new_password, name="accounts.user.password"),
        path("users/<uuid:pk>/active/", turn_active, name="accounts.user.active"),
        path("users/<uuid:pk>/roles/", grant, name="accounts.user.grant"),
        path("memberships/<uuid:pk>/end/", end, name="accounts.membership.end"),
        path("tokens/new/", new_token, name="accounts.token.new"),
        path("tokens/<uuid:pk>/revoke/", revoke, name="accounts.token.revoke"),
        *(route for desk in DESKS for route in desk.urls()),
    ]
