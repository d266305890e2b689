"""`fugong report`: the sentence of the bulletin from the shell, as text, as files, as JSON."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import docx
import pypdfium2
import pytest

from fugong.accounts import selectors, tenancy
from fugong.kit.actor import system
from fugong.registry.services import units

Fugong = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def today(fresh_database: Any) -> str:
    """Two units stand in alpha's register; the day of that."""
    where = selectors.authority("alpha")
    assert where is not None
    with tenancy.entered(where):
        made = [units.register(actor=system("alpha"), values={"name": name, "kind": "enterprise", "staff_total": 5})
                for name in ("甲厂", "乙厂")]
    return str(made[0].registered_on)


def test_a_report_is_printed_or_written_as_every_kind_of_file(fugong: Fugong, today: str, tmp_path: Path) -> None:
    printed = fugong("report", "alpha", "s2-work-report", "--as-of", today)
    assert printed.returncode == 0
    assert "对在册的2家企业进行排查摸底。" in printed.stdout
    assert "到岗员工" in printed.stderr
    for form in ("docx", "pdf", "txt", "md"):
        answer = fugong("report", "alpha", "s2-work-report", "--as-of", today, "--out", f"r.{form}")
        assert (answer.returncode, answer.stdout.strip()) == (0, f"r.{form}")
    assert "对在册的2家企业进行排查摸底。" in (tmp_path / "r.md").read_text()
    paragraphs = docx.Document(BytesIO((tmp_path / "r.docx").read_bytes())).paragraphs
    assert any("对在册的2家企业" in paragraph.text for paragraph in paragraphs)
    assert "五到位" in pypdfium2.PdfDocument((tmp_path / "r.pdf").read_bytes())[0].get_textpage().get_text_bounded()


def test_a_program_reads_the_figures_and_what_is_missing(fugong: Fugong, today: str) -> None:
    answer = fugong("report", "alpha", "daily-bulletin", "--as-of", today, "--word", "issue=8", "--json")
    told = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert told["figures"]["units_registered"] == 2
    assert told["figures"]["resumption_rate"] == "0"
    assert "workers_on_post" in told["missing"]
    assert "第8期" in told["text"]


def test_a_template_of_ones_own(fugong: Fugong, today: str, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "{code: own, zh: 自编, en: Own, kind: press, edition: '1', punctuation: wire, title: 题, blocks: "
        "[{paragraph: 截至{as_of:ymd}，登记{units_registered}家（全部）。}]}".replace("截至", "'截至").replace("。}", "。'}"))
    answer = fugong("report", "alpha", "own.yaml", "--as-of", today)
    assert "登记2家(全部)。" in answer.stdout
    (tmp_path / "own.yaml").write_text("{code: own}")
    wrong = fugong("report", "alpha", "own.yaml", "--as-of", today)
    assert wrong.returncode == 2
    assert "blocks" in wrong.stderr


@pytest.mark.parametrize(("arguments", "code", "says"), [
    (("nowhere", "s4-press"), 2, "nowhere"), (("alpha", "s4-pres"), 2, "s4-press"),
    (("alpha", "s4-press", "--out", "r.odt"), 2, ".docx"), (("alpha", "s4-press", "--as-of", "1999-01-01"), 2, "2019"),
    (("alpha", "s4-press", "--as-of", "yesterday"), 2, "--as-of"), (("alpha", "s4-press", "--word", "issue"), 2, "issue=8"),
    (("alpha", "s4-press", "--out", "no/folder/r.txt"), 1, "no/folder/r.txt"), (("alpha", "none.yaml"), 2, "none.yaml"),
])
def test_what_cannot_be_done_is_one_line(fugong: Fugong, arguments: tuple[str, ...], code: int, says: str) -> None:
    answer = fugong("report", *arguments)
    assert (answer.returncode, answer.stdout) == (code, "")
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr
