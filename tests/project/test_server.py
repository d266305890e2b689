"""`fugong` and its server as processes: starting, stopping, being killed, and what refuses to start."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from fugong.project import runtime
from fugong.project.config import Config
from tests.harness.machine import processes_of, wait_until
from tests.harness.server import Server, command, environ

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with a migrated embedded database."""
    folder = tmp_path_factory.mktemp("prepared") / "var"
    done = run(folder, "migrate")
    assert done.returncode == 0, done.stderr
    yield folder
    wait_until(lambda: not processes_of(folder), "every process of the module to end")


@pytest.fixture
def server(prepared: Path, tmp_path: Path) -> Iterator[Server]:
    """The real server on the embedded database."""
    server = Server({"FUGONG_DATA_DIR": str(prepared)}, tmp_path).start()
    yield server
    if server.process and server.process.poll() is None:
        server.kill()
    wait_until(lambda: not processes_of(prepared), "the server's processes to end")


def run(folder: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(*arguments), env=environ(FUGONG_DATA_DIR=str(folder), **settings), text=True, capture_output=True,
        stdin=subprocess.DEVNULL, check=False, timeout=100, cwd="/")


def one_line(done: "subprocess.CompletedProcess[str]", code: int, said: str) -> None:
    """The command ended with that code and one line on stderr."""
    assert said in done.stderr
    assert done.returncode == code, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_answers_and_stops_without_leaving_a_process(server, prepared, number):
    with urlopen(f"{server.url}/accounts/login/") as answer:
        assert answer.status == 200
    assert server.stop(number) == 0
    assert processes_of(prepared) == []
    assert "Stopped." in server.output
    assert "Traceback" not in server.output


def test_a_killed_server_leaves_no_process_and_the_next_one_starts(server, prepared, tmp_path):
    server.kill()
    wait_until(lambda: not processes_of(prepared), "worker, supervisor and database to end")
    again = Server({"FUGONG_DATA_DIR": str(prepared)}, tmp_path).start()
    assert again.stop() == 0


def test_a_request_in_flight_is_finished(server):
    """The body arrives in two parts; the server is asked to stop in between."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n"
                       b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin")
        time.sleep(0.2)  # the request must have begun
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        client.sendall(b"=abcd")
        assert client.makefile("rb").readline().startswith(b"HTTP/1.1 403"), "no CSRF token, but an answer"
    assert server.stop() == 0


def test_commands_work_beside_a_server_and_a_second_server_is_refused(server, prepared):
    assert run(prepared, "migrate").returncode == 0
    refused = run(prepared, "serve", "--port", "0")
    one_line(refused, 2, f"already serves the data folder {prepared} ({server.url}, {server.pid})")
    with urlopen(f"{server.url}/accounts/login/") as answer:
        assert answer.status == 200


def test_a_taken_port_is_told_before_anything_starts(prepared):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        one_line(run(prepared, "serve", "--port", str(port)), 2, f"Cannot serve at 127.0.0.1:{port}")
    assert processes_of(prepared) == []


def test_an_unknown_host_is_told(prepared):
    one_line(run(prepared, "serve", "--host", "203.0.113.77", "--port", "0"), 2, "Cannot serve at 203.0.113.77")


def test_a_worker_that_dies_is_begun_again(server, prepared):
    def workers() -> list[int]:
        return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cmdline")
                if b"worker\0--child" in path.read_bytes() and _parent(path.parent) == server.pid]

    wait_until(lambda: len(workers()) == 1, "the worker to start")
    first = workers()[0]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: workers() not in ([], [first]), "another worker")


def _parent(process: Path) -> int:
    return int((process / "stat").read_text().rpartition(")")[2].split()[1])


def test_a_database_of_another_version_is_not_served(prepared):
    config = Config.read(environ(FUGONG_DATA_DIR=str(prepared)))
    with runtime.database(config, make=False, progress=print):
        import psycopg

        with psycopg.connect(config.url("owner")) as connection:
            connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '9999', now())")
        one_line(run(prepared, "serve", "--port", "0"), 1, "is not of this version (public)")
        with psycopg.connect(config.url("owner")) as connection:
            connection.execute("DELETE FROM django_migrations WHERE name = '9999'")


def test_an_empty_folder_is_no_installation(tmp_path):
    one_line(run(tmp_path / "none", "serve", "--port", "0"), 2, "There is no fugong data")
    assert not (tmp_path / "none").exists()


def test_wrong_configuration_and_wrong_usage_end_with_2(tmp_path):
    one_line(run(tmp_path, "serve", FUGONG_PORT="eighty"), 2, "not a whole number")
    assert run(tmp_path, "nonsense").returncode == 2
    assert run(tmp_path, "serve", "--port", "x").returncode == 2


def test_a_server_that_is_not_there_is_told(tmp_path):
    done = run(tmp_path, "migrate", DATABASE_URL="postgresql://a:secret@127.0.0.1:1/x")
    one_line(done, 1, "The database cannot be reached")
    assert "secret" not in done.stderr


def test_help_needs_neither_django_nor_a_database(tmp_path):
    done = subprocess.run(
        [*command()[:1], "-X", "importtime", *command("--help")[1:]], env=environ(), text=True, capture_output=True,
        check=True, cwd=tmp_path)
    assert "serve" in done.stdout
    assert "django" not in done.stderr
    assert "psycopg" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_console_speaks_chinese_where_the_terminal_does(tmp_path):
    chinese = {**environ(FUGONG_DATA_DIR=str(tmp_path / "none")), "FUGONG_LANGUAGE": "", "LANG": "zh_CN.UTF-8"}
    done = subprocess.run(command("serve"), env=chinese, text=True, capture_output=True, check=False, cwd=tmp_path)
    assert "没有复工平台的数据" in done.stderr
    assert done.returncode == 2
