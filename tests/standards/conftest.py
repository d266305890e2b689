"""An authority that works by the county's rules, its people, and one unit."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from fugong.accounts import tenancy
from fugong.accounts.models import Authority, User
from fugong.accounts.services import users
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.registry.models import Unit
from fugong.registry.services import units
from fugong.standards.models import PackVersion
from fugong.standards.permissions import ALL, READERS
from fugong.standards.rules.loading import SHIPPED
from fugong.standards.services import decisions, packs

START = clock.at(clock.date(2020, 2, 1))
STAFF = Actor("user", "0190d3c1-0000-7000-8000-000000000001", "王工", "alpha",
              permissions=frozenset(p.code for p in ALL) | {"registry.unit.edit"}, reach="authority")
READER = Actor("user", "0190d3c1-0000-7000-8000-000000000002", "李专员", "alpha",
               permissions=frozenset({"standards.pack.read"}), reach="authority")
STRANGER = Actor("user", "0190d3c1-0000-7000-8000-000000000003", "张三", "alpha")

assert "enterprise_manager" in READERS


@pytest.fixture
def editions(in_alpha: Any) -> dict[str, PackVersion]:
    """Every shipped pack, loaded."""
    return {version.code: version for version in packs.load_shipped(actor=STAFF)}


@pytest.fixture
def adopt(editions: dict[str, PackVersion]) -> Callable[..., None]:
    """Put a shipped pack in force from 1 February, or from a moment."""

    def put(code: str, start: datetime = START) -> None:
        decisions.adopt(actor=STAFF, version_id=editions[code].pk, effective_from=start)

    return put


class Browser(Client):
    """A signed-in browser; after each answer the test works for its authority again."""

    def __init__(self, authority: Authority, user: User, language: str = "") -> None:
        super().__init__()
        self.authority, self.user = authority, user
        self.force_login(user)
        if language:
            self.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        tenancy.enter(self.authority)
        return answer


@pytest.fixture
def browser(in_alpha: Any) -> Callable[..., Browser]:
    """`browser("park_staff")` is a signed-in person of that role, `browser("leader", "en")` one who reads English."""
    Authority.objects.filter(pk=in_alpha.pk).update(mfa_required=False)

    def of(role: str, language: str = "") -> Browser:
        user = users.create(actor=system(), username=f"p-{role}{language}", name="王工", password="Correct-horse-1")
        users.grant_role(actor=system(), user=user, authority=in_alpha, role=role)
        return Browser(in_alpha, user, language)

    return of


@pytest.fixture
def unit(in_alpha: Any) -> Unit:
    """An enterprise of ten."""
    return units.register(actor=system("alpha"), values={"name": "甲厂", "kind": "enterprise", "staff_total": 10})


def own_pack() -> str:
    """A pack of an authority's own: the port's rules under another code."""
    port = (SHIPPED / "port-s4.yaml").read_text("utf-8")
    return port.replace("code: port-s4", "code: own-park", 1)
