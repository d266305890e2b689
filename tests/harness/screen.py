"""A signed-in browser without a browser: what a page was drawn from, and the authority entered again after it."""

from typing import Any

from django.test import Client

from fugong.accounts import tenancy
from fugong.accounts.models import Authority, User


class Screen(Client):
    """Django's test client; a request leaves the authority that the test works in, so it is entered again."""

    def __init__(self, user: User, authority: Authority) -> None:
        super().__init__()
        self.authority = authority
        self.force_login(user)

    def request(self, **about: Any) -> Any:
        try:
            return super().request(**about)
        finally:
            tenancy.enter(self.authority)
