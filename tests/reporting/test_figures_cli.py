"""`fugong figures`: the figures from the shell, as a table and as JSON."""

import json
from collections.abc import Callable
from subprocess import CompletedProcess
from typing import Any

import pytest

from fugong.accounts import selectors, tenancy
from fugong.kit.actor import system
from fugong.registry.services import states, units

Fugong = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def day(fresh_database: Any) -> str:
    """Eight units stand in alpha's register, one of them in operation; the day of that."""
    where = selectors.authority("alpha")
    assert where is not None
    with tenancy.entered(where):
        made = [units.register(actor=system("alpha"), values={"name": f"{n}厂", "kind": "enterprise", "staff_total": 5})
                for n in range(8)]
        states.move(actor=system("alpha"), unit_id=made[0].pk, to="resumed")
    return str(made[0].registered_on)


def test_figures_as_json_and_as_a_table(fugong: Fugong, day: str) -> None:
    found = json.loads(fugong("figures", "alpha", "--as-of", day, "--json").stdout)
    assert found["as_of"] == day
    assert (found["figures"]["units_registered"], found["figures"]["units_resumed"]) == (8, 1)
    assert (found["figures"]["resumption_rate"], found["figures"]["resumption_rate_above_scale"]) == ("12.5", None)
    table = fugong("figures", "alpha", "--as-of", day).stdout
    assert "12.5%  (1/8)" in table
    unknown = json.loads(fugong("figures", "alpha", "--as-of", day, "--known-at", "2000-01-01T08:00", "--json").stdout)
    assert unknown["figures"]["units_registered"] == 0


@pytest.mark.parametrize(("arguments", "code"), [
    (("nowhere",), 2), (("alpha", "--as-of", "16.2."), 2), (("alpha", "--known-at", "then"), 2),
])
def test_what_cannot_be_meant_is_told(fugong: Fugong, day: str, arguments: tuple[str, ...], code: int) -> None:
    answer = fugong("figures", *arguments)
    assert (answer.returncode, answer.stdout) == (code, "")
    assert answer.stderr
