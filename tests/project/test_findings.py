"""Findings about values of the API speak the caller's language."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from django.utils import translation
from pydantic import Field, TypeAdapter, ValidationError

from fugong.project.findings import sentence


@pytest.mark.parametrize(("kind", "sent", "told"), [
    (int, "x", "请填写整数。"), (int, 5.5, "请填写整数。"), (float, "x", "请填写数字。"),
    (date, "2020-02-31", "请填写存在的日期，如 2020-02-10。"), (UUID, "x", "请填写记录的编号（id）。"),
    (datetime, "x", "请填写存在的时间，如 2020-02-10T08:00:00+08:00。"), (bool, "x", "请填写 true 或 false。"),
    (str, 1, "请填写文字。"), (list[int], 1, "请填写列表。"), (dict[str, int], 1, "请填写含字段的对象。"),
    (Literal["a", "b"], "c", "请填写其中之一：'a' or 'b'。"),
])
def test_a_finding_says_how_to_mend_it(kind: Any, sent: Any, told: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        TypeAdapter(kind).validate_python(sent)
    with translation.override("zh-hans"):
        assert [sentence(finding) for finding in wrong.value.errors()] == [told]


@pytest.mark.parametrize(("limits", "sent", "told"), [
    ({"max_length": 2}, "abc", "最多填写2个字符。"), ({"max_length": 2}, [1, 2, 3], "最多发送2项。"),
    ({"le": 3}, 9, "不得大于3。"), ({"ge": 3}, 1, "不得小于3。"),
])
def test_a_limit_is_told(limits: dict[str, Any], sent: Any, told: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        TypeAdapter(Annotated[type(sent), Field(**limits)]).validate_python(sent)
    with translation.override("zh-hans"):
        assert sentence(wrong.value.errors()[0]) == told
