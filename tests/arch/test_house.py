"""The machines that hold the plan of the house. There is no ignore list."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

SOURCE = Path(__file__).parents[2] / "src" / "fugong"
FLOORS = ("kit", "audit", "accounts", "files", "notifications", "intake", "exchange", "registry", "documents",
          "standards", "people", "resumption", "reporting", "portal", "project")
# `vocabulary` holds the names that facts are asked by.
OPEN_ROOMS = {"services", "selectors", "events", "models", "permissions", "rules", "tenancy", "vocabulary",
              "facts_registry"}
WRITES = {"create", "bulk_create", "update", "bulk_update", "get_or_create", "update_or_create", "delete"}


def modules() -> Iterator[Path]:
    return (path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def app_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def test_imports_go_down() -> None:
    run = subprocess.run([Path(sys.executable).parent / "lint-imports"], capture_output=True, text=True,
                         cwd=SOURCE.parents[1], env={"PYTHONPATH": str(SOURCE.parent), "PATH": "/usr/bin:/bin"})
    assert run.returncode == 0, run.stdout[-3000:]


@pytest.mark.parametrize("path", list(modules()), ids=lambda p: str(p.relative_to(SOURCE)))
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= 60, f"{node.name} is too long"


def test_keys_point_down() -> None:
    for model in apps.get_models():
        if not model.__module__.startswith("fugong."):
            continue
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model is not None:
                target = field.related_model._meta.app_label
                if target in FLOORS:
                    assert FLOORS.index(target) <= FLOORS.index(model._meta.app_label), f"{model}.{field.name}"


def imported_models(tree: ast.Module) -> dict[str, str]:
    """Name → app, for every model that a module imports from another app."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("fugong."):
            parts = node.module.split(".")
            if len(parts) == 3 and parts[2] == "models":
                found.update({alias.asname or alias.name: parts[1] for alias in node.names})
    return found


def test_only_the_owner_writes_its_rows() -> None:
    for path in modules():
        tree, owner = ast.parse(path.read_text()), app_of(path)
        foreign = {name for name, app in imported_models(tree).items() if app != owner}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                names = {n.id for n in ast.walk(node.func.value) if isinstance(n, ast.Name)}
                assert not names & foreign, f"{path}:{node.lineno} writes {names & foreign}"


def test_other_apps_use_open_rooms_only() -> None:
    for path in modules():
        owner = app_of(path)
        if owner == "project":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module] if node.module.count(".") > 1 else [
                    f"{node.module}.{alias.name}" for alias in node.names]
            for name in names:
                parts = name.split(".")
                if parts[0] == "fugong" and len(parts) > 2 and parts[1] in FLOORS and parts[1] not in (owner, "kit"):
                    assert parts[2] in OPEN_ROOMS, f"{path}:{node.lineno} imports {name}"


def test_no_rooms_without_a_name() -> None:
    assert not [path for path in SOURCE.rglob("*") if path.name in ("utils.py", "helpers.py", "signals.py")]
