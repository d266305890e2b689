"""Signing in, failing to and signing out are lines of the shared trail (MLPS 2.0 level 3, 8.1.4.3)."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from fugong.accounts.models import User
from fugong.audit import services as audit
from fugong.kit.actor import Actor


def _person(request: HttpRequest | None, user: User | None) -> Actor:
    return Actor("user", str(user.pk) if user else "", str(user) if user else "",
                 request_id=getattr(request, "request_id", ""))


def signed_in(sender: Any, request: HttpRequest | None, user: User, **more: Any) -> None:
    audit.record_shared(_person(request, user), "accounts.user.signed_in", user)


def signed_out(sender: Any, request: HttpRequest | None, user: User | None, **more: Any) -> None:
    if user is not None:
        audit.record_shared(_person(request, user), "accounts.user.signed_out", user)


def failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    """What was typed as the name is kept only where it is a user's: people type passwords into that field."""
    user = User.objects.filter(username__iexact=str(credentials.get("username", ""))[:60]).first()
    audit.record_shared(_person(request, user), "accounts.user.sign_in_failed", user)


def connect() -> None:
    """Hear of sessions from now on."""
    for signal, heard in ((user_logged_in, signed_in), (user_logged_out, signed_out), (user_login_failed, failed)):
        signal.connect(heard, dispatch_uid=f"accounts.{heard.__name__}")
