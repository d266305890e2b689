"""An authority that works by the county's rules, its people, and one unit."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.registry.models import Unit
from fugong.registry.services import units
from fugong.standards.models import PackVersion
from fugong.standards.permissions import ALL, READERS
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


@pytest.fixture
def unit(in_alpha: Any) -> Unit:
    """An enterprise of ten."""
    return units.register(actor=system("alpha"), values={"name": "甲厂", "kind": "enterprise", "staff_total": 10})
