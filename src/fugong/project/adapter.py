"""How sign-in behaves here: nobody signs up by himself, and who is slowed down is told why and for how long."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fugong.kit import crypto

LIMITED = {"app": "allauth.account", "action": "login_failed"}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the system administrator, never by a form open to the world."""

    error_messages = {  # noqa: RUF012  the name and form are allauth's
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": gettext_lazy(
            "Too many sign-ins from this network address. Wait a minute and try again; no account is locked."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever has just signed in is not asked again, for instance when he sets up the second step."""
        request = context.request
        records = get_authentication_records(request, request.user)
        fresh = bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not fresh and super().is_reauthentication_required(app=app, **more)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a try that comes too soon: either this account is locked, or this address tries too many."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ValidationError(self.why(request, **credentials), code="too_many_login_attempts") from None

    def why(self, request: HttpRequest, **credentials: Any) -> str:
        """Which limit was reached, and how long it holds."""
        name = self._get_login_attempts_cache_key(request, **credentials)
        waits = {}
        for rate in ratelimit.get_rates(**LIMITED):
            tries = cache.get(ratelimit.get_cache_key(request, **LIMITED, rate=rate, key=name), [])
            if len(tries) >= rate.amount:
                waits[rate.per] = max(tries[-1] + rate.duration - time.time(), 1)
        minutes = -(-int(max(waits.values(), default=60)) // 60)
        for_how_long = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
        if "key" in waits:
            return _("Too many failed attempts. This account is locked for %(time)s; then try again, "
                     "or ask the system administrator for a new password.") % {"time": for_how_long}
        return _("Too many failed attempts from this network address. Wait %(time)s and try again; "
                 "no account is locked.") % {"time": for_how_long}


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are encrypted with the field key."""

    def encrypt(self, text: str) -> str:
        return crypto.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.open_sealed(encrypted_text)
