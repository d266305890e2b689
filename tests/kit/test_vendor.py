"""The browser files of other projects are the locked ones."""

import importlib.util
from types import ModuleType

import pytest

from tests.harness.database import ROOT


@pytest.fixture
def vendor() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "tools" / "vendor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["vendor"] = module
    spec.loader.exec_module(module)
    return module


def test_files_are_as_locked(vendor: ModuleType) -> None:
    assert vendor.check() == []


def test_a_changed_file_is_found(vendor: ModuleType, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "htmx.min.js").write_text("alert(1)")
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    monkeypatch.setattr(vendor, "PRODUCT", tmp_path)
    monkeypatch.setattr(vendor, "TESTS", tmp_path / "none")
    faults = vendor.check()
    assert "htmx.min.js: not in the lock" in faults
    assert any(fault.endswith(": missing") for fault in faults)
