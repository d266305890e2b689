"""Series and people of the documents' tests."""

from typing import Any

import pytest

from fugong.documents.models import Series
from fugong.documents.services import series
from fugong.kit.actor import Actor, system

SOMEBODY = "01890000-0000-7000-8000-0000000000aa"
DRAFTER = frozenset({"documents.document.read", "documents.document.draft", "documents.series.read"})
ISSUER = DRAFTER | {"documents.document.issue", "documents.series.edit"}
TYPED = {"kind": "notice", "title": "关于有序推进企业复工的通知", "addressee": "各企业", "text": "第一段\n第二段"}


def person(label: str, permissions: frozenset[str], reach: Any = "authority", key: str = SOMEBODY) -> Actor:
    return Actor("user", key, label, "alpha", permissions=permissions, reach=reach)


@pytest.fixture
def drafter() -> Actor:
    return person("起草人", DRAFTER)


@pytest.fixture
def issuer() -> Actor:
    return person("签发人", ISSUER, key="01890000-0000-7000-8000-0000000000bb")


def numbers(**changes: Any) -> Series:
    """A series of numbered documents."""
    values = {"style": "number", "word": "新港疫指", "issuer": "新港区疫情防控指挥部",
              "mark": "新港区疫情防控指挥部文件"}
    return series.save_series(actor=system("alpha"), values={**values, **changes})


def issues() -> Series:
    """A series of bulletins."""
    return series.save_series(actor=system("alpha"), values={
        "style": "issue", "word": "防控督查通报", "issuer": "新港区疫情防控指挥部", "mark": "疫情防控督查通报"})
