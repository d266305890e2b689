"""The PostgreSQL of the tests: one server, one template per state of the migrations, one copy per worker.

Without DATABASE_URL the embedded server is used, with its data under .cache/ and fsync off; all workers share it.
With DATABASE_URL that server is used; its user must be a superuser.
"""

import hashlib
import importlib.metadata
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from fugong.project import embedded_pg
from fugong.project.embedded_pg import cluster, programs
from fugong.project.embedded_pg.locks import Lock
from fugong.project.secrets import Secrets

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "fugong"
CACHE = ROOT / ".cache"
AUTHORITIES = {"alpha": ("甲园区", "park"), "beta": ("乙县", "county")}
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
_DECIDES_CONTENT = ("**/migrations/*.py", "**/permissions.py", "accounts/**/*.py", "accounts/**/*.sql")
_LIBRARIES = ("django", "django-allauth", "procrastinate", "django-tenants")


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on which tests may make databases. `outside` is the DATABASE_URL, "" = embedded."""

    outside: str
    folder: Path
    secrets: Secrets

    @classmethod
    def chosen(cls) -> "Server":
        folder = CACHE / f"postgres-{programs.version()}"
        return cls(os.environ.get("DATABASE_URL", ""), folder, Secrets.read_or_make(folder / "secrets.toml"))

    @contextmanager
    def running(self) -> Iterator[None]:
        """The server runs inside this block, with both roles."""
        if self.outside:
            self._make_roles()
            yield
            return
        with embedded_pg.running(self.folder, self.secrets, settings=_FAST):
            yield

    def url(self, database: str, role: str) -> str:
        """The address of a database as `app`, `owner` or `superuser`."""
        if self.outside and role == "superuser":
            return _with_database(self.outside, database)
        user, password = {
            "app": (embedded_pg.APP, self.secrets.app_password),
            "owner": (embedded_pg.OWNER, self.secrets.owner_password),
            "superuser": (embedded_pg.SUPERUSER, self.secrets.superuser_password),
        }[role]
        if self.outside:
            return _with_database(self.outside, database, user, password)
        return embedded_pg.url(self.folder, user=user, password=password, database=database)

    def run(self, statements: list[str], database: str = "postgres") -> None:
        """Run statements as superuser, each by itself."""
        with psycopg.connect(self.url(database, "superuser"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def databases(self, prefix: str) -> list[str]:
        with psycopg.connect(self.url("postgres", "superuser")) as connection:
            rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
            return [name for (name,) in rows]

    def drop(self, database: str) -> None:
        self.run([f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'])

    def copy(self, template: str, database: str) -> None:
        """Make a database that equals the template."""
        self.run([
            f'CREATE DATABASE "{database}" TEMPLATE "{template}" OWNER {embedded_pg.OWNER}',
            f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC',
            f'GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO {embedded_pg.APP}',
        ])

    def make_empty(self, database: str) -> None:
        """Make a database as a new installation has it: roles and extensions, no tables."""
        self.run(cluster.database_statements(database))
        self.run(cluster.content_statements(), database)

    def drop_leftovers(self) -> None:
        """Drop the databases of test processes that no longer live."""
        for name in self.databases("t_"):
            if not Path(f"/proc/{name.split('_')[1]}").exists():
                self.drop(name)

    def _make_roles(self) -> None:
        passwords = {embedded_pg.OWNER: self.secrets.owner_password, embedded_pg.APP: self.secrets.app_password}
        with psycopg.connect(self.url("postgres", "superuser"), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(4711)")
            known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
            for role, password in passwords.items():
                verb = "ALTER" if role in known else "CREATE"
                connection.execute(f"{verb} ROLE {role} LOGIN PASSWORD '{password}'")


def name_for(purpose: str) -> str:
    """A database name of this process."""
    return f"t_{os.getpid()}_{purpose}"


def template_name() -> str:
    """The name of the template for the code as it is: a digest of everything that decides its content."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for library in _LIBRARIES:
        digest.update(importlib.metadata.version(library).encode())
    for path in sorted({path for pattern in _DECIDES_CONTENT for path in SOURCE.glob(pattern)}):
        digest.update(str(path.relative_to(SOURCE)).encode() + path.read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


@contextmanager
def building(server: Server, template: str) -> Iterator[bool]:
    """Inside: an empty database of that name to be filled (True), or nothing to do (False). One at a time.

    The template appears under its name only when it is complete.
    """
    with Lock(server.folder / "template.lock").exclusive():
        if template in server.databases("template_"):
            yield False
            return
        draft = template.replace("template_", "draft_")
        server.drop(draft)
        server.make_empty(draft)
        yield True
        for old in server.databases("template_"):
            if old not in {"template0", "template1"}:
                server.drop(old)
        server.run([f'ALTER DATABASE "{draft}" RENAME TO "{template}"'])


def _with_database(url: str, database: str, user: str | None = None, password: str = "") -> str:
    parts = conninfo_to_dict(url)
    login = quote(str(user or parts.get("user", "")))
    secret = quote(password if user else str(parts.get("password", "")))
    host = str(parts.get("host", "localhost"))
    if host.startswith("/"):
        return f"postgresql://{login}:{secret}@/{database}?host={quote(host)}&port={parts.get('port', 5432)}"
    return f"postgresql://{login}:{secret}@{host}:{parts.get('port', 5432)}/{database}"
