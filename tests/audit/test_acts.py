"""Every act that is recorded has a name in both languages, and the history of a row says things in words."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from fugong.kit.actor import system
from fugong.project.acts import ACTS
from fugong.registry.services import grids, states, units
from fugong.resumption.services.steps import PAST
from tests.intake.test_once import signed_in

SOURCE = Path(__file__).parents[2] / "src" / "fugong"
ACT = re.compile(r"[a-z]+\.[a-z_]+\.[a-z_]+|notifications\.[a-z_]+")


def recorded() -> Iterator[tuple[str, bool]]:
    """What the code records: (act, True), or (how it begins, False) where the rest is put together."""
    for path in SOURCE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and re.search(r"\b(record\w*|saved|_store)$", ast.unparse(call.func)):
                for part in (node for argument in call.args[1:3] for node in ast.walk(argument)):
                    if isinstance(part, ast.JoinedStr) and isinstance(part.values[0], ast.Constant):
                        yield str(part.values[0].value), False
                    elif isinstance(part, ast.Constant) and ACT.fullmatch(str(part.value)):
                        yield str(part.value), True


def test_every_act_has_a_name() -> None:
    found = set(recorded()) | {(f"resumption.application.{past}", True) for past in PAST.values()} | {
        (f"registry.{noun}.{verb}", True) for noun in ("grid", "officer") for verb in ("added", "changed")}
    assert len(found) > 60
    assert [act for act, whole in sorted(found) if not (act in ACTS if whole else any(
        name.startswith(act) for name in ACTS))] == []


@pytest.mark.parametrize(("language", "letters"), [("zh-hans", "[\u4e00-\u9fff]"), ("en", "[a-z]")])
def test_names_are_in_the_language(language: str, letters: str) -> None:
    with translation.override(language):
        assert [act for act, name in ACTS.items() if not re.search(letters, str(name))] == []


@pytest.fixture
def staff(in_alpha: Any) -> Client:
    return signed_in(in_alpha)


def test_the_history_of_a_unit_says_it_in_words(staff: Client) -> None:
    who = system("alpha")
    grid = grids.save_grid(actor=who, values={"code": "G1", "name": "港前网格"})
    unit = units.register(actor=who, values={"kind": "enterprise", "name": "岳阳甲纸业有限公司"})
    units.change(actor=who, unit_id=unit.pk, version=1, values={"grid": grid, "kind": "site", "key_unit": True, "above_scale": True,
                                                      "above_scale_as_of": date(2020, 2, 10)})
    states.move(actor=who, unit_id=unit.pk, to="preparing")
    page = staff.get(f"/a/alpha/history/registry.unit/{unit.pk}/")
    told = {entry["act"]: {str(change["label"]): (str(change["before"]), str(change["after"])) for change in entry["changes"]}
            for entry in page.context["entries"]}
    assert told == {
        "变更复工状态": {"复工状态": ("未申请", "准备中")}, "登记单位": {},
        "修改单位": {"类型": ("企业", "工地"), "网格": ("None", "港前网格"), "是否重点": ("否", "是"),
                     "是否规上": ("否", "是"), "规上认定日期": ("None", "2020年2月10日")}}
    assert "registry." not in page.content.decode().split("<main", 1)[1].replace(f"registry.unit/{unit.pk}", "")
