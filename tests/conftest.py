"""Every test may use

* `db` (rolled back), `alpha` and `beta` (two authorities), `in_alpha`, `as_owner`;
* `fresh_database`: a database of its own, for commits, concurrency and kills;
* `fugong`: the command line on that database;
* `live`: the real server on that database; `visitor`, `page` (1440 px), `phone` (360 px): browsers at it.
"""

import atexit
import gc
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.test import override_settings

from fugong.project import datafolder
from fugong.project.config import Config
from tests.harness import database
from tests.harness.server import Server, command, environ

gc.disable()  # what collecting makes stays: see pytest_collection_finish
SERVER = database.Server.chosen()
DATA_DIR = Path(tempfile.mkdtemp(prefix="fugong-test-"))
DATABASE = database.name_for("main")
FAILED = pytest.StashKey[bool]()
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
os.environ["DJANGO_SETTINGS_MODULE"] = "fugong.project.settings"
os.environ.pop("DATABASE_URL", None)
CONFIG = Config(
    data_dir=DATA_DIR, database_url=SERVER.url(DATABASE, "app"),
    owner_database_url=SERVER.url(DATABASE, "owner"), allowed_hosts=("testserver", "127.0.0.1", "localhost"),
)
datafolder.claim(CONFIG, make=True)
Config.use(CONFIG)


def _switchable(role: str) -> dict[str, Any]:
    """Django's way into the database: a superuser's session that works as a role, so that it can change roles."""
    entry = Config(database_url=SERVER.url(DATABASE, "superuser")).django_database()
    entry["OPTIONS"] = {**entry["OPTIONS"], "options": f"-c role={role}"}
    return entry


# Before any other conftest is read, since those import models.
settings.DATABASES["default"].update(_switchable("fugong_app"))
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()
# Workers of xdist inherit the environment; with this name in it they would read the settings before this file.
del os.environ["DJANGO_SETTINGS_MODULE"]


@contextmanager
def _connected_to(name: str, role: str) -> Iterator[None]:
    """Django's default connection (of every thread) works in that database as that role."""
    from django.db import connection

    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(
        NAME=name, OPTIONS={**before["OPTIONS"], "options": f"-c role={role}"})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(NAME=before["NAME"], OPTIONS=before["OPTIONS"])


def _fill(template: str) -> None:
    from fugong.accounts.services import authorities
    from fugong.kit import actor
    from fugong.project import upkeep

    with _connected_to(template.replace("template_", "draft_"), "fugong_owner"):
        upkeep.bring_up_to_date()
        for slug, (name, kind) in database.AUTHORITIES.items():
            authorities.create(actor=actor.system(source="cli"), slug=slug, name=name, kind=kind)


@pytest.fixture(scope="session")
def database_server() -> Iterator[database.Server]:
    """The PostgreSQL server of this run."""
    with SERVER.running():
        yield SERVER


@pytest.fixture(scope="session")
def database_template(database_server: database.Server, django_db_blocker: Any) -> str:
    """The name of a database with `public` migrated and the authorities alpha and beta."""
    template = database.template_name()
    with database.building(database_server, template) as wanted, django_db_blocker.unblock():
        if wanted:
            _fill(template)
    return template


@pytest.fixture(scope="session")
def django_db_setup(database_server: database.Server, database_template: str) -> Iterator[None]:
    """This worker's own copy of the template."""
    from django.db import connections

    database_server.drop_leftovers()
    database_server.copy(database_template, DATABASE)
    yield
    connections.close_all()
    database_server.drop(DATABASE)


@pytest.fixture(autouse=True)
def _work_for_nobody(request: pytest.FixtureRequest) -> Iterator[None]:
    """A rolled back test leaves no authority behind on the connection."""
    yield
    if {"db", "fresh_database"} & set(request.fixturenames):
        from django.db import connection

        from fugong.accounts import tenancy

        connection.search_path_set_schemas = None
        tenancy.leave()


@pytest.fixture
def alpha(db: None) -> Any:
    """A park."""
    from fugong.accounts import selectors

    return selectors.authority("alpha")


@pytest.fixture
def beta(db: None) -> Any:
    """A county that has nothing to do with alpha."""
    from fugong.accounts import selectors

    return selectors.authority("beta")


@pytest.fixture
def in_alpha(alpha: Any) -> Iterator[Any]:
    """Work for alpha."""
    from fugong.accounts import tenancy

    with tenancy.entered(alpha):
        yield alpha


@pytest.fixture
def as_owner() -> Callable[[], AbstractContextManager[None]]:
    """`with as_owner():` works as the role that owns the tables, in the same transaction."""
    from django.db import connection

    @contextmanager
    def working() -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE fugong_owner")
            try:
                yield
            finally:
                if not connection.needs_rollback:
                    cursor.execute("SET ROLE fugong_app")

    return working


@pytest.fixture
def fresh_database(
    database_server: database.Server, database_template: str, django_db_blocker: Any
) -> Iterator["FreshDatabase"]:
    """A database of this test alone, in which it may commit; Django's connections work in it as the application."""
    from django.db import connections

    name = database.name_for("fresh")
    database_server.drop(name)
    database_server.copy(database_template, name)
    with django_db_blocker.unblock(), _connected_to(name, "fugong_app"):
        yield FreshDatabase(name, database_server)
        connections.close_all()
    database_server.drop(name)


@pytest.fixture
def empty_vault() -> None:
    """No file of another test is left in the data folder of this worker."""
    shutil.rmtree(DATA_DIR / "files", ignore_errors=True)


class FreshDatabase:
    """Name and addresses of a database that one test has for itself."""

    def __init__(self, name: str, server: database.Server) -> None:
        self.name = name
        self.app_url = server.url(name, "app")
        self.owner_url = server.url(name, "owner")
        self.superuser_url = server.url(name, "superuser")

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a command that works on this database, with the keys of this process."""
        return {"DATABASE_URL": self.app_url, "FUGONG_OWNER_DATABASE_URL": self.owner_url,
                "FUGONG_DATA_DIR": str(DATA_DIR)}


@pytest.fixture
def fugong(fresh_database: FreshDatabase, tmp_path: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """`fugong("figures", "alpha", "--json")` runs the command on the fresh database and gives what it did."""

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command(*arguments), env=environ(**fresh_database.settings), cwd=tmp_path, text=True,
            stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=100)

    return run


@pytest.fixture
def live(fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[Server]:
    """The real server on the fresh database. Users made by the test get passwords that the server knows."""
    server = Server(fresh_database.settings, tmp_path).start()
    with override_settings(PASSWORD_HASHERS=["tests.harness.passwords.Quick"]):
        yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The browser of this run."""
    from tests.harness.browser import launched

    with launched() as browser:
        yield browser


@pytest.fixture
def visitor(browser: Any, live: Server, request: pytest.FixtureRequest) -> Iterator[Any]:
    """`visitor.page()` is a new person at the server, with a profile of his own; `visitor.shot(page, name)`.

    The test fails when a page had a script error or broke its content security policy.
    """
    from tests.harness.browser import Visitor

    visitor = Visitor(browser, live.url, request.node.name)
    yield visitor
    if request.node.stash.get(FAILED, False):
        visitor.shoot_all("failed")
    visitor.leave()
    assert visitor.complaints == []


@pytest.fixture
def page(visitor: Any) -> Any:
    """A person at a desk, 1440 px wide."""
    return visitor.page()


@pytest.fixture
def phone(visitor: Any) -> Any:
    """A person with a phone, 360 px wide."""
    from tests.harness.browser import PHONE

    return visitor.page(PHONE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: "stories" not in item.path.parts)


def pytest_collection_finish() -> None:
    """Modules and tests stay until the end: from here on only what tests make is swept."""
    gc.freeze()
    gc.enable()
