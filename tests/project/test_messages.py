"""The catalogues of all apps become one: a text must not mean one thing here and another there."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from fugong.kit.desk import desks

APPS = Path(__file__).parents[2] / "src" / "fugong"


@pytest.mark.parametrize("app", sorted(path.parent.name for path in APPS.glob("*/locale")))
def test_every_text_is_shown_as_its_app_translates_it(app: str) -> None:
    with (APPS / app / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalog = read_po(file, locale="zh_Hans", domain="django")
    with translation.override("zh-hans"):
        shown = {message.id: (message.string, translation.gettext(message.id)) for message in catalog
                 if message.id and isinstance(message.id, str) and not message.context}
    assert {text: pair for text, pair in shown.items() if pair[0] != pair[1]} == {}


def test_every_heading_of_a_list_is_chinese() -> None:
    with translation.override("zh-hans"):
        words = {(desk.code, str(word)) for desk in desks() for word in (
            desk.title, desk.noun, *(desk.label(column) for panel in desk.panels for column in panel.columns),
            *(desk.label(column) for column in desk.columns), *(panel.title for panel in desk.panels))}
    assert sorted((code, word) for code, word in words if not re.search("[\u4e00-\u9fff]", word) and word not in ("", "SHA-256")) == []
