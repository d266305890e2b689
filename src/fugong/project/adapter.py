"""How sign-in behaves here: nobody signs up by himself, and who is locked out is told for how long."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the system administrator, never by a form open to the world."""

    error_messages = {  # noqa: RUF012  the name and form are allauth's
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Too many failed attempts. This account is locked for 10 minutes; then try again, "
            "or ask the system administrator for a new password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")
