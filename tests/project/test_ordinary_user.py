"""The same product for an ordinary user, and where two users meet."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.machine import IS_ROOT, Ordinary, open_place, ordinary_user, processes_of


@pytest.fixture(scope="module")
def user() -> Iterator[Ordinary]:
    """An ordinary user with an empty home."""
    with ordinary_user() as user:
        yield user


def test_an_ordinary_user_needs_nothing_but_his_home(user):
    done = user.run("migrate")
    assert done.returncode == 0, done.stderr
    data = user.home / "var"
    owners = {path.stat().st_uid for path in (data, data / "secrets.toml", data / "postgres" / "data")}
    assert owners == {user.uid}
    assert (data / "postgres").stat().st_mode & 0o777 == 0o700
    assert processes_of(user.home) == []
    assert user.run("migrate").returncode == 0


def test_a_folder_that_is_not_writable_is_told_in_one_line(user):
    closed = user.home / "closed"
    closed.mkdir(mode=0o555)
    os.chown(closed, user.uid, user.gid)
    done = user.run("--data-dir", str(closed / "var"), "migrate")
    assert done.returncode == 2
    assert f"The data folder {closed / 'var'} cannot be used (Permission denied)" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(closed.iterdir()) == []


def test_our_folder_made_read_only_is_told_in_one_line(user):
    assert user.run("--data-dir", "mine", "migrate").returncode == 0
    mine = user.home / "mine"
    mine.chmod(0o555)
    done = user.run("--data-dir", "mine", "migrate")
    mine.chmod(0o700)
    assert done.returncode == 2
    assert f"run `chmod u+rwx {mine}`" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


if IS_ROOT:  # two users are needed: root and nobody

    @pytest.fixture
    def of_root() -> Iterator[Path]:
        """A data folder of root's."""
        from fugong.project import datafolder
        from fugong.project.config import Config

        with open_place() as place:
            datafolder.claim(Config(data_dir=place / "var"), make=True)
            yield place / "var"

    def test_a_data_folder_of_another_user_is_told_in_one_line(user, of_root):
        done = user.run("--data-dir", str(of_root), "migrate")
        assert done.returncode == 2
        assert "belongs to the user root" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert sorted(path.name for path in of_root.iterdir()) == ["FUGONG"]

    def test_root_leaves_the_folder_of_another_user_alone_too(user):
        from fugong.project import datafolder
        from fugong.project.config import Config, ConfigError

        assert user.run("--data-dir", "his", "migrate").returncode == 0
        with pytest.raises(ConfigError, match="belongs to the user nobody"):
            datafolder.claim(Config(data_dir=user.home / "his"), make=True)
