"""How sign-in behaves here: nobody signs up by himself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the system administrator, never by a form open to the world."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
