"""The page of error codes is the one that the table gives."""

from tools.make_import_errors import TARGET, render


def test_the_page_is_up_to_date() -> None:
    assert TARGET.read_text("utf-8") == render(), "run: python tools/make_import_errors.py"
