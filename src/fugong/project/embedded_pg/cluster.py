"""Making and upgrading the data folder of the server. The server does not run meanwhile.

A new cluster is made beside the place, with roles, database and extensions, and put there by one rename: a
crash or a full disk leaves nothing half made.
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from fugong.project.embedded_pg import postmaster, programs
from fugong.project.embedded_pg.errors import DatabaseError, failed_program, told_psycopg
from fugong.project.embedded_pg.layout import APP, DATABASE, OWNER, SUPERUSER, Account, Home
from fugong.project.secrets import Secrets
from fugong.project.words import gettext as _

Progress = Callable[[str], None]

_LOOK_EVERY = 0.02  # seconds
_LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
_ACCESS = "# Only over the unix socket, only with a password.\nlocal all all scram-sha-256\n"


def ensure(home: Home, secrets: Secrets, progress: Progress, settings: Mapping[str, str]) -> None:
    """Leave a cluster of the wheel's major version in the home: as it is, upgraded or new."""
    programs.bring(home)
    _take_back(home)
    found = _major_of(home.data)
    if found is None:
        progress(_("Making a new database …"))
        _make(_draft(home), secrets, settings).rename(home.data)
    elif found != programs.major():
        old_programs = programs.copied(home, "postgres", found).parent
        if int(found) > int(programs.major()) or not old_programs.exists():
            raise DatabaseError(
                _("The database in {folder} is of PostgreSQL {found}, this version of fugong runs {ours}: install the "
                  "version that made it, save with `fugong backup`, and restore that with this version.")
                .format(folder=home.data, found=found, ours=programs.major())
            )
        upgrade(home, secrets, old_programs, found, progress)


def role_statements(secrets: Secrets) -> list[str]:
    """SQL that makes the two roles: the owner of the tables, and the application with no power over them."""
    return [
        f"CREATE ROLE {OWNER} LOGIN PASSWORD '{secrets.owner_password}'",
        f"CREATE ROLE {APP} LOGIN PASSWORD '{secrets.app_password}'",
    ]


def database_statements(database: str) -> list[str]:
    """SQL that makes a database of the owner's."""
    return [
        (f"CREATE DATABASE {database} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8' "
         "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'"),
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {APP}",
    ]


def content_statements() -> list[str]:
    """SQL to be run inside a new database: extensions, and what the application may do with future tables."""
    defaults = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT"
    return [
        "CREATE EXTENSION pg_trgm SCHEMA public",
        "CREATE EXTENSION btree_gist SCHEMA public",
        f"{defaults} USAGE ON SCHEMAS TO {APP}",
        f"{defaults} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
        f"{defaults} USAGE, SELECT ON SEQUENCES TO {APP}",
    ]


def _major_of(data: Path) -> str | None:
    try:
        return (data / "PG_VERSION").read_text("utf-8").strip()
    except FileNotFoundError:
        if data.exists():
            raise DatabaseError(
                _("{folder} holds no PostgreSQL data: restore it from a backup, or remove it to begin anew.")
                .format(folder=data)
            ) from None
        return None


def _draft(home: Home) -> Home:
    """The same home with the data folder in which a cluster is made before it is put in place."""
    return replace(home, data_name="data.new")


def _make(draft: Home, secrets: Secrets, settings: Mapping[str, str]) -> Path:
    """A complete cluster in a draft."""
    _initialise(draft, secrets, durable=settings.get("fsync") != "off")
    server = postmaster.start(draft, settings)
    try:
        while not postmaster.ready(draft):
            if server.ended(within=_LOOK_EVERY):
                raise failed_program("postgres", draft.log.read_text("utf-8", "replace"), draft.folder)
        _run(draft, secrets, "postgres", [*role_statements(secrets), *database_statements(DATABASE)])
        _run(draft, secrets, DATABASE, content_statements())
    finally:
        server.stop()
    return draft.data


def _initialise(draft: Home, secrets: Secrets, *, durable: bool = True) -> None:
    """An empty cluster in a draft, replacing what a broken attempt left: only the superuser, with his password."""
    shutil.rmtree(draft.data, ignore_errors=True)
    account = Account.of(draft)
    draft.data.mkdir(mode=0o700)
    account.own(draft.data)
    _run_program(account, draft, "initdb", "-D", draft.data, "-U", SUPERUSER, "--auth=reject", "--no-instructions",
                 *_LOCALE, *([] if durable else ["--no-sync"]))
    (draft.data / "pg_hba.conf").write_text(_ACCESS, "utf-8")
    # Without a server only for the password: what is created so would count as the system's own, and pg_dump and
    # pg_upgrade would leave it out.
    _run_program(account, draft, "postgres", "--single", "-D", draft.data, "-c", "exit_on_error=on", "postgres",
                 text=f"ALTER ROLE {SUPERUSER} PASSWORD '{secrets.superuser_password}'\n")


def _run_program(account: Account, home: Home, program: str, *arguments: str | Path, text: str = "") -> None:
    done = account.run([programs.copied(home, program), *arguments], folder=home.folder, text=text)
    if done.returncode:
        raise failed_program(program, done.stdout, home.folder)


def _run(home: Home, secrets: Secrets, database: str, statements: list[str]) -> None:
    """Run statements as superuser, each by itself."""
    import psycopg

    with told_psycopg(home.folder), psycopg.connect(
        host=str(home.socket), user=SUPERUSER, password=secrets.superuser_password, dbname=database, autocommit=True,
    ) as connection:
        for statement in statements:
            connection.execute(statement)


def upgrade(home: Home, secrets: Secrets, old_programs: Path, found: str, progress: Progress) -> None:
    """Bring a cluster of the major version `found` to ours with pg_upgrade; the old one is kept beside it."""
    progress(_("Upgrading the database from PostgreSQL {found} to {ours} …")
             .format(found=found, ours=programs.major()))
    draft = _draft(home)
    _initialise(draft, secrets)
    _run_pg_upgrade(home, secrets, old_programs, draft.data)
    kept = _kept(home, found)
    home.data.rename(kept)
    draft.data.rename(home.data)
    progress(_("Upgraded. The old database is kept in {folder}; remove it when all is well.")
             .format(folder=kept))


def _run_pg_upgrade(home: Home, secrets: Secrets, old_programs: Path, draft: Path) -> None:
    account = Account.of(home)
    with tempfile.TemporaryDirectory(dir=home.folder, prefix="upgrade-") as work:
        account.own(Path(work))
        done = account.run(
            [programs.copied(home, "pg_upgrade"), "--username", SUPERUSER, "--socketdir", home.socket,
             "--old-bindir", old_programs, "--new-bindir", programs.copied(home, "postgres").parent,
             "--old-datadir", home.data, "--new-datadir", draft],
            folder=Path(work), environ={"PGPASSWORD": secrets.superuser_password},
        )
    if done.returncode:
        raise failed_program("pg_upgrade", done.stdout, home.folder)


def _kept(home: Home, found: str) -> Path:
    """Where an upgrade leaves the old cluster. One that was kept before has been replaced since."""
    kept = home.folder / f"data.{found}"
    shutil.rmtree(kept, ignore_errors=True)
    return kept


def _take_back(home: Home) -> None:
    """An upgrade that was broken off between its two renames left no cluster in place: begin it again."""
    for kept in home.folder.glob("data.[0-9]*"):
        if not home.data.exists():
            kept.rename(home.data)
