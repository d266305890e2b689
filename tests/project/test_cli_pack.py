"""`fugong pack`: files are checked and compared without a database; authorities load and adopt."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.harness.server import command, environ

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pack(folder: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """The command in an empty folder: no configuration, no database."""
    return subprocess.run(command("pack", *arguments), env=environ(**more), cwd=folder, text=True, capture_output=True,
                          check=False, timeout=60)


def test_shipped_packs_are_sound(tmp_path: Path) -> None:
    run = pack(tmp_path, "validate", "--json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["problems"] == []
    assert list(tmp_path.iterdir()) == []


def test_report_templates_are_checked_too(tmp_path: Path) -> None:
    shipped = json.loads(pack(tmp_path, "validate", "--json").stdout)
    assert "s4-press" in shipped["templates"]
    (tmp_path / "report.yaml").write_text(
        "code: ours\nedition: '1'\nzh: 甲\nen: A\nkind: press\npunctuation: press\ntitle: 甲\n"
        "blocks:\n- paragraph:\n  - 企业{units_resumd}家\n")
    run = pack(tmp_path, "validate", "report.yaml", "--json")
    assert run.returncode == 2
    (problem,) = json.loads(run.stdout)["problems"]
    assert (problem["file"], problem["code"]) == ("report.yaml", "template_invalid")
    assert "units_resumd" in problem["message"]
    assert "units_resumed" in problem["message"]
    told = pack(tmp_path, "validate", "report.yaml", FUGONG_LANGUAGE="zh")
    assert told.returncode == 2
    assert "名称“units_resumd”" in told.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.yaml"]


def test_every_problem_of_a_file_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text("code: ours\nedition: '1'\nname: {zh: 甲}\ncolour: red\n")
    run = pack(tmp_path, "validate", "ours.yaml", FUGONG_LANGUAGE="zh")
    assert run.returncode == 2
    assert "ours.yaml:3: name: 缺少“en”" in run.stderr
    assert "ours.yaml:4: colour: 不认识的字段“colour”" in run.stderr
    told = json.loads(pack(tmp_path, "validate", "ours.yaml", "--json").stdout)["problems"]
    assert {"file": "ours.yaml", "line": 3, "path": "name", "code": "missing",
            "message": "“en” is missing"} in told


def test_what_changes_for_whom(tmp_path: Path) -> None:
    run = pack(tmp_path, "diff", "port-s4", "state-2020-02-21", FUGONG_LANGUAGE="zh")
    assert run.returncode == 0
    assert "企业：措施“无接触考勤”新增（不落实不得通过）。" in run.stdout
    changes = json.loads(pack(tmp_path, "diff", "county-s2", "county-s2", "--json").stdout)["changes"]
    assert changes == []
    unknown = pack(tmp_path, "diff", "nothing", "county-s2")
    assert unknown.returncode == 2
    assert "neither a shipped pack" in unknown.stderr


def test_an_authority_loads_and_adopts(fugong: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("code: own\nedition: '1'\nname: {zh: 本区规则, en: Ours}\nissuer: {zh: 甲园区, en: A park}\n"
                   "effective_from: null\nincludes: [port-s4, state-2020-02-21]\n")
    loaded = fugong("pack", "load", str(own), "--authority", "alpha", "--json")
    assert loaded.returncode == 0, loaded.stderr
    assert json.loads(loaded.stdout)["loaded"][0]["code"] == "own"
    early = fugong("pack", "adopt", "own", "--authority", "alpha", "--from", "2020-02-09 24时", "--json")
    assert early.returncode == 0, early.stderr
    assert json.loads(early.stdout)["from"] == "2020-02-10T00:00:00+08:00"
    own.write_text(own.read_text().replace("本区规则", "改过的规则"))
    changed = fugong("pack", "load", str(own), "--authority", "alpha")
    assert changed.returncode == 1
    assert "edition" in changed.stderr.lower() or "版本" in changed.stderr
    for wrong in (("nothing",), ("own", "--from", "next week")):
        assert fugong("pack", "adopt", *wrong, "--authority", "alpha").returncode == 2
    assert fugong("pack", "load", "--authority", "nowhere").returncode == 2
