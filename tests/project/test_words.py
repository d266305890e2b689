"""What every list and page calls its columns, in a Chinese page."""

import re

import pytest
from django.utils import translation

import fugong.project.urls_authority  # noqa: F401  (declares every desk)
from fugong.kit.desk import Desk, desks

ENGLISH = re.compile(r"(?<![A-Z])[A-Za-z]{2,}")
NAMES_AS_THEY_ARE = {"SHA-256", "经度（WGS-84）", "纬度（WGS-84）"}


@pytest.mark.parametrize("desk", desks(), ids=lambda desk: desk.code)
def test_no_heading_stays_english(desk: Desk) -> None:
    """A field without a name of its own would be called by its name in the code."""
    columns = [*desk.columns, *(column for panel in desk.panels for column in panel.columns)]
    with translation.override("zh-hans"):
        said = {str(desk.label(column)) for column in columns} | {str(desk.title), str(desk.noun)}
        said |= {str(desk.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
                 for _title, names in desk.fields for name in names}
    assert {text for text in said if ENGLISH.search(text)} <= NAMES_AS_THEY_ARE
