"""The embedded PostgreSQL: life time, crashes, and every way in which a machine may refuse."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from fugong.project import embedded_pg
from fugong.project.embedded_pg import cluster, postmaster, programs
from fugong.project.embedded_pg.layout import SYSTEM_FOLDER, Account, Home, make_home
from fugong.project.embedded_pg.locks import Lock
from fugong.project.secrets import Secrets
from tests.harness.database import ROOT
from tests.harness.machine import IS_ROOT, mounted, open_place, processes_of, wait_until

FAST = {"fsync": "off", "shared_buffers": "16MB"}
USER = """
import signal, sys
from pathlib import Path
from fugong.project import embedded_pg
from fugong.project.secrets import Secrets
folder = Path(sys.argv[1])
with embedded_pg.running(folder, Secrets.read_or_make(folder / "secrets.toml"), settings={"fsync": "off"}):
    print("up", flush=True)
    signal.pause()
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may pass through."""
    with open_place() as place:
        yield place


@pytest.fixture(scope="module")
def pristine() -> Iterator[Path]:
    """A data folder with a new database; making one takes a second, copying it does not."""
    with open_place() as place:
        folder = place / "var"
        folder.mkdir(mode=0o711)
        with embedded_pg.running(folder, Secrets.read_or_make(folder / "secrets.toml"), settings=FAST):
            pass
        yield folder


@pytest.fixture
def folder(place: Path, pristine: Path) -> Path:
    """A data folder with a database."""
    subprocess.run(["cp", "-a", pristine, place / "var"], check=True)
    return place / "var"


@pytest.fixture
def empty(place: Path) -> Path:
    """A data folder without a database."""
    (place / "var").mkdir(mode=0o711)
    return place / "var"


@pytest.fixture
def secrets(request: pytest.FixtureRequest) -> Secrets:
    """Those of the data folder of the test."""
    folder: Path = request.getfixturevalue("empty" if "empty" in request.fixturenames else "folder")
    return Secrets.read_or_make(folder / "secrets.toml")


@pytest.fixture
def another_user(folder: Path) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """Starts other processes that use the server of the folder until they are killed."""
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        process = subprocess.Popen([sys.executable, "-c", USER, str(folder)], stdout=subprocess.PIPE, text=True,
                                   env={**os.environ, "PYTHONPATH": str(ROOT / "src")})
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def ask(folder: Path, secrets: Secrets, question: str, role: str = "app") -> object:
    """The first value that a question gives; None where it gives no rows at all."""
    user, password = {"app": (embedded_pg.APP, secrets.app_password),
                      "owner": (embedded_pg.OWNER, secrets.owner_password)}[role]
    with psycopg.connect(embedded_pg.url(folder, user=user, password=password)) as connection:
        cursor = connection.execute(question)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def server_of(folder: Path) -> postmaster.Postmaster:
    found = postmaster.find(Home.of(folder))
    assert found is not None
    return found


def nothing_runs(folder: Path) -> bool:
    return not processes_of(folder / "postgres")


def test_a_new_database_has_roles_locale_and_extensions(empty, secrets):
    said: list[str] = []
    with embedded_pg.running(empty, secrets, progress=said.append, settings=FAST):
        assert int(str(ask(empty, secrets, "SHOW server_version_num"))) >= 160000
        assert ask(empty, secrets, "SELECT cardinality(show_trgm('岳阳高澜')) > 0")
        assert ask(empty, secrets, "SELECT datlocprovider::text || datlocale FROM pg_database "
                                    "WHERE datname = current_database()") == "bC.UTF-8"
        assert ask(empty, secrets, "SELECT count(*) FROM pg_extension "
                                    "WHERE extname IN ('pg_trgm', 'btree_gist')") == 2
        assert ask(empty, secrets, "SHOW listen_addresses") == ""
        assert ask(empty, secrets, "SELECT upper('é') || lower('Ä')") == "Éä"
    assert len(said) == 1
    assert nothing_runs(empty)


def test_the_application_owns_nothing_and_cannot_create(folder, secrets):
    with embedded_pg.running(folder, secrets, settings=FAST):
        ask(folder, secrets, "CREATE TABLE paper (id int)", "owner")
        assert ask(folder, secrets, "SELECT count(*) FROM paper") == 0
        for forbidden in ("CREATE TABLE mine (id int)", "DROP TABLE paper", "CREATE SCHEMA mine",
                          "ALTER ROLE fugong_app SUPERUSER"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ask(folder, secrets, forbidden)
        assert not ask(folder, secrets, "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls "
                                        "FROM pg_roles WHERE rolname = 'fugong_owner'")


def test_no_password_no_entry_and_nobody_else_may_reach_the_socket(folder, secrets):
    with embedded_pg.running(folder, secrets, settings=FAST):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(embedded_pg.url(folder, user=embedded_pg.APP, password="wrong"))
        home = Home.of(folder)
        assert home.socket.stat().st_mode & 0o777 == 0o700
        assert home.data.stat().st_mode & 0o777 == 0o700
    assert (folder / "secrets.toml").stat().st_mode & 0o777 == 0o600


def test_data_stays_and_durable_writes_are_the_rule(folder, secrets):
    with embedded_pg.running(folder, secrets):
        assert ask(folder, secrets, "SHOW fsync") == "on"
        ask(folder, secrets, "CREATE TABLE paper AS SELECT 7 AS n", "owner")
    with embedded_pg.running(folder, secrets, settings=FAST):
        assert ask(folder, secrets, "SELECT n FROM paper") == 7


def test_the_server_lives_as_long_as_its_last_user(folder, secrets, another_user):
    other = another_user()
    pid = server_of(folder).pid
    with embedded_pg.running(folder, secrets, settings=FAST):
        assert server_of(folder).pid == pid
    assert server_of(folder).pid == pid
    other.terminate()
    other.wait()
    wait_until(lambda: nothing_runs(folder), "the server to end with its last user")


def test_a_killed_user_leaves_no_process(folder, secrets, another_user):
    first, second = another_user(), another_user()
    first.kill()
    first.wait()
    assert ask(folder, secrets, "SELECT 1") == 1
    second.kill()
    second.wait()
    wait_until(lambda: nothing_runs(folder), "the server to end after SIGKILL of its last user")
    with embedded_pg.running(folder, secrets, settings=FAST):
        assert ask(folder, secrets, "SELECT 1") == 1


def test_many_that_start_at_once_share_one_server(empty, secrets):
    seen: list[int] = []

    def use() -> None:
        with embedded_pg.running(empty, secrets, settings=FAST):
            seen.append(server_of(empty).pid)
            together.wait()

    together = threading.Barrier(4)
    users = [threading.Thread(target=use) for _ in range(4)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    assert len(seen) == 4
    assert len(set(seen)) == 1
    assert nothing_runs(empty)


def supervisor_pid(folder: Path) -> int:
    found = [line for line in Path("/proc").glob("[0-9]*/cmdline")
             if f"supervisor\0{folder}/postgres".encode() in line.read_bytes()]
    assert len(found) == 1
    return int(found[0].parent.name)


def test_a_server_whose_supervisor_was_killed_is_adopted_and_ended(folder, secrets, another_user):
    other = another_user()
    pid = server_of(folder).pid
    os.kill(supervisor_pid(folder), signal.SIGKILL)
    assert ask(folder, secrets, "SELECT 1") == 1
    with embedded_pg.running(folder, secrets, settings=FAST):
        assert server_of(folder).pid == pid
    assert server_of(folder).pid == pid, "the first user still works with it"
    other.kill()
    other.wait()
    wait_until(lambda: nothing_runs(folder), "the adopted server to end")


def test_a_left_over_server_is_taken_over_by_the_next_start(folder, secrets, another_user):
    other = another_user()
    os.kill(supervisor_pid(folder), signal.SIGKILL)
    other.kill()
    other.wait()
    assert not nothing_runs(folder)
    with embedded_pg.running(folder, secrets, settings=FAST):
        assert ask(folder, secrets, "SELECT 1") == 1
    assert nothing_runs(folder)


def test_a_killed_server_is_started_again_for_its_users(folder, secrets):
    with embedded_pg.running(folder, secrets, settings=FAST):
        ask(folder, secrets, "CREATE TABLE paper AS SELECT 7 AS n", "owner")
        before = server_of(folder).pid
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: postmaster.find(Home.of(folder)) is not None and server_of(folder).pid != before
                   and postmaster.ready(Home.of(folder)), "the server to come back")
        assert ask(folder, secrets, "SELECT n FROM paper") == 7
    assert nothing_runs(folder)


def test_after_a_power_failure_the_next_start_recovers(folder, secrets, another_user):
    other = another_user()
    ask(folder, secrets, "CREATE TABLE paper AS SELECT 7 AS n", "owner")
    os.kill(supervisor_pid(folder), signal.SIGKILL)
    os.kill(server_of(folder).pid, signal.SIGKILL)
    other.kill()
    other.wait()
    with embedded_pg.running(folder, secrets, settings=FAST):
        assert ask(folder, secrets, "SELECT n FROM paper") == 7


def test_the_supervisor_ends_the_server_in_order_when_the_machine_goes_down(folder, secrets, another_user):
    another_user()
    os.kill(supervisor_pid(folder), signal.SIGTERM)
    wait_until(lambda: nothing_runs(folder), "the server to stop")
    assert "database system is shut down" in Home.of(folder).log.read_text()


def test_a_broken_first_start_leaves_nothing_half_made(empty, secrets):
    home = make_home(empty)
    (home.folder / "data.new").mkdir()
    (home.folder / "data.new" / "rest").write_text("of an attempt that was broken off")
    with embedded_pg.running(empty, secrets, settings=FAST):
        assert ask(empty, secrets, "SELECT 1") == 1
    assert not (home.folder / "data.new").exists()


def test_a_long_path_gets_a_short_socket(place):
    folder = place / ("a" * 60) / ("b" * 60)
    folder.mkdir(parents=True)
    secrets = Secrets.read_or_make(folder / "secrets.toml")
    with embedded_pg.running(folder, secrets, settings=FAST):
        assert ask(folder, secrets, "SELECT 1") == 1
        assert str(Home.of(folder).socket).startswith("/tmp/fugong-")


def test_secrets_of_another_installation_do_not_open_it(folder, secrets, tmp_path):
    with embedded_pg.running(folder, secrets, settings=FAST):
        other = Secrets.read_or_make(tmp_path / "other.toml")
        with pytest.raises(psycopg.OperationalError):
            ask(folder, other, "SELECT 1")


def test_a_database_of_a_later_version_is_told_in_one_line(folder, secrets):
    with embedded_pg.running(folder, secrets, settings=FAST):
        pass
    version = Home.of(folder).data / "PG_VERSION"
    version.write_text("99\n")
    with pytest.raises(embedded_pg.DatabaseError) as refusal, embedded_pg.running(folder, secrets, settings=FAST):
        pass
    assert "PostgreSQL 99" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert version.read_text() == "99\n"


def test_an_older_database_is_upgraded_and_kept(folder, secrets):
    """pg_upgrade for real; the older version is this one under another name, since no other is at hand."""
    with embedded_pg.running(folder, secrets, settings=FAST):
        ask(folder, secrets, "CREATE TABLE paper AS SELECT '岳阳' AS n", "owner")
    home, major = Home.of(folder), programs.major()
    said: list[str] = []
    cluster.upgrade(home, secrets, programs.copied(home, "postgres").parent, major, said.append)
    assert len(said) == 2
    assert (home.folder / f"data.{major}" / "PG_VERSION").exists()
    with embedded_pg.running(folder, secrets, settings=FAST):
        assert ask(folder, secrets, "SELECT n FROM paper") == "岳阳"
        assert ask(folder, secrets, "SELECT cardinality(show_trgm('岳阳高澜')) > 0")


def test_an_upgrade_broken_off_between_its_renames_begins_again(folder, secrets):
    with embedded_pg.running(folder, secrets, settings=FAST):
        ask(folder, secrets, "CREATE TABLE paper AS SELECT 7 AS n", "owner")
    home = Home.of(folder)
    home.data.rename(home.folder / f"data.{programs.major()}")
    with embedded_pg.running(folder, secrets, settings=FAST):
        assert ask(folder, secrets, "SELECT n FROM paper") == 7


def test_a_folder_that_is_no_database_is_left_alone(empty, secrets):
    home = make_home(empty)
    home.data.mkdir()
    (home.data / "letter.txt").write_text("precious")
    with pytest.raises(embedded_pg.DatabaseError, match="holds no PostgreSQL data"), \
            embedded_pg.running(empty, secrets, settings=FAST):
        pass
    assert (home.data / "letter.txt").read_text() == "precious"


def test_locks_end_with_their_holder(tmp_path):
    path = tmp_path / "lock"
    first, second, third = Lock(path).shared(), Lock(path).shared(), Lock(path)
    assert not third.try_exclusive()
    assert first.held_by_others()
    second.release()
    assert not first.held_by_others()
    first.release()
    assert third.try_exclusive()
    third.release()


if IS_ROOT:  # only root may mount a small disk, and only root must become somebody else

    @pytest.mark.parametrize("size", ["8m", "60m"], ids=["while copying", "while making the database"])
    def test_a_full_disk_is_told_in_one_line_and_the_next_start_is_clean(place, size):
        with mounted(place / "disk", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs") as disk:
            folder = disk / "var"
            folder.mkdir(mode=0o711)
            secrets = Secrets.read_or_make(folder / "secrets.toml")
            with pytest.raises(embedded_pg.DatabaseError) as refusal, \
                    embedded_pg.running(folder, secrets, settings=FAST):
                pass
            assert "is full" in str(refusal.value)
            assert "\n" not in str(refusal.value)
            assert not Home.of(folder).data.exists()
            subprocess.run(["mount", "-o", "remount,size=300m", disk], check=True)
            with embedded_pg.running(folder, secrets, settings=FAST):
                assert ask(folder, secrets, "SELECT 1") == 1

    def test_a_disk_that_becomes_full_refuses_writes_and_keeps_what_was_written(place):
        with mounted(place / "disk", "-t", "tmpfs", "-o", "size=200m,mode=755", "tmpfs") as disk:
            folder = disk / "var"
            folder.mkdir(mode=0o711)
            secrets = Secrets.read_or_make(folder / "secrets.toml")
            with embedded_pg.running(folder, secrets, settings=FAST):
                ask(folder, secrets, "CREATE TABLE paper AS SELECT 7 AS n", "owner")
                with pytest.raises(psycopg.errors.DiskFull):
                    ask(folder, secrets, "CREATE TABLE big AS SELECT repeat('x', 900) FROM generate_series(1, 400000)",
                        "owner")
                assert ask(folder, secrets, "SELECT n FROM paper") == 7
            with embedded_pg.running(folder, secrets, settings=FAST):
                assert ask(folder, secrets, "SELECT n FROM paper") == 7

    def test_the_server_runs_as_somebody_else(folder, secrets):
        with embedded_pg.running(folder, secrets, settings=FAST):
            owner = Path(f"/proc/{server_of(folder).pid}").stat().st_uid
            assert owner == Account.of(Home.of(folder)).uid
            assert owner != 0

    def test_data_that_nobody_else_may_reach_are_kept_elsewhere(tmp_path):
        """pytest's folder is closed to other users, as /root is."""
        secrets = Secrets.read_or_make(tmp_path / "secrets.toml")
        before = tmp_path.stat().st_mode
        with embedded_pg.running(tmp_path, secrets, settings=FAST):
            assert ask(tmp_path, secrets, "SELECT 1") == 1
        home = (tmp_path / "postgres").readlink()
        assert home.parent == SYSTEM_FOLDER
        assert (home / "belongs-to").read_text() == f"{tmp_path}\n"
        assert tmp_path.stat().st_mode == before
        shutil.rmtree(home)
        with pytest.raises(embedded_pg.DatabaseError, match="which is missing"), \
                embedded_pg.running(tmp_path, secrets, settings=FAST):
            pass
