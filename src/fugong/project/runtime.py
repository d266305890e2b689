"""A process at work: data folder, database and Django, in that order, and back."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from fugong.project import datafolder, embedded_pg
from fugong.project.config import Config, Role
from fugong.project.words import chinese
from fugong.project.words import gettext as _

Progress = Callable[[str], None]


class NotCurrent(Exception):
    """The database is not of this version; the message says what to run."""


@contextmanager
def database(config: Config, *, make: bool, progress: Progress) -> Iterator[None]:
    """The data folder is ours and its database runs inside this block. Raises ConfigError, DatabaseError."""
    datafolder.claim(config, make=make)
    if not config.embedded:
        yield
        return
    with embedded_pg.running(config.data_dir, config.secrets, progress=progress):
        yield


@contextmanager
def django(config: Config) -> Iterator[None]:
    """Django is set up for that configuration, speaks the console's language, and reaches the database."""
    import django
    from django.db import OperationalError, connection, connections
    from django.utils import translation

    Config.use(config)
    os.environ["DJANGO_SETTINGS_MODULE"] = "fugong.project.settings"
    with _lasting():
        django.setup()
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise embedded_pg.DatabaseError(_unreachable(config, str(error))) from error
    try:
        with translation.override("zh-hans" if chinese() else "en"):
            yield
    finally:
        connections.close_all()


@contextmanager
def acting_as(role: Role) -> Iterator[None]:
    """Django's connections work as another role inside this block. For the main thread, before serving."""
    from django.db import connection

    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(replace(Config.load(), role=role).django_database())
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@contextmanager
def _lasting() -> Iterator[None]:
    """What is made inside stays until the process ends: looking for refuse in it would take a fifth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def require_current() -> None:
    """Raises NotCurrent when `public` or an authority's schema is not of this version."""
    from fugong.project import upkeep

    behind = upkeep.mismatches()
    if behind:
        raise NotCurrent(
            _("The database is not of this version ({which}): save it with `fugong backup --all`, then run "
              "`fugong migrate`.").format(which=", ".join(behind))
        )


def _unreachable(config: Config, reason: str) -> str:
    line = reason.strip().splitlines()[-1].strip() if reason.strip() else ""
    if config.embedded and "password authentication" in line:
        return _("{file} does not fit the database beside it: bring back the one that was saved with it.").format(
            file=config.secrets_file)
    return _("The database cannot be reached ({reason}): see DATABASE_URL, and whether that server runs.").format(
        reason=line)
