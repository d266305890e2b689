"""What a command says when it could not: one line, in the console's language, with an exit code."""

import errno

import pytest

from fugong.kit.errors import invalid, not_found
from fugong.project.console import Failure, explained


@pytest.mark.parametrize(("language", "told"), [
    ("en", "Please correct the marked fields. password: abc"), ("zh-hans", "请更正标出的各项。 password: abc")])
def test_a_refusal_speaks_the_console_s_language(monkeypatch: pytest.MonkeyPatch, language: str, told: str) -> None:
    monkeypatch.setenv("FUGONG_LANGUAGE", language)
    with pytest.raises(Failure) as wrong, explained():
        raise invalid({"password": "abc"})
    assert (wrong.value.message, wrong.value.exit_code) == (told, 2)


@pytest.mark.parametrize(("error", "told"), [
    (OSError(errno.ENOSPC, "No space left on device"), "The disk cannot be read or written: No space left on device."),
    (PermissionError(errno.EACCES, "Permission denied", "/x"), "/x cannot be read or written: Permission denied.")])
def test_what_the_machine_denies_is_one_line(monkeypatch: pytest.MonkeyPatch, error: OSError, told: str) -> None:
    monkeypatch.setenv("FUGONG_LANGUAGE", "en")
    with pytest.raises(Failure) as wrong, explained():
        raise error
    assert (wrong.value.message, wrong.value.exit_code) == (told, 1)


def test_a_fault_of_ours_is_not_hidden() -> None:
    with pytest.raises(OSError, match="odd"), explained():
        raise OSError("odd")
    with pytest.raises(Failure) as wrong, explained():
        raise not_found()
    assert wrong.value.exit_code == 2
