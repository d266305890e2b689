"""What every command of `fugong` shares: configuration, a running application, output, errors and exit codes.

Exit codes: 0 done; 1 it could not be done; 2 wrong usage, configuration or input. Results go to stdout,
progress and errors to stderr. A command looks like this (one file in `fugong.project.cli`, named as the command):

    @click.command(help=_("…"))
    @click.argument("slug")
    @json_option
    def command(slug: str, as_json: bool) -> None:
        with application(), authority(slug) as actor:
            from fugong.reporting import selectors      # Django is set up from here on
            show(selectors.figures(actor), as_json)
"""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fugong.project.words import chinese
from fugong.project.words import gettext as _

if TYPE_CHECKING:
    from fugong.kit.actor import Actor
    from fugong.project.config import Config, Role

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)

json_option = click.option("--json", "as_json", is_flag=True, help=_("Print JSON, for programs."))


class Failure(click.ClickException):
    """Ends the command with one line and exit code 1; `data` goes with it where JSON was asked for."""

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.data = data

    def show(self, file: Any = None) -> None:
        click.echo(_("Error: {message}").format(message=self.message), err=True)


class Wrong(Failure):
    """The same with exit code 2: usage, configuration or input must be changed."""

    exit_code = 2


@dataclass(frozen=True)
class Options:
    """The options that stand before the command."""

    data_dir: Path | None = None
    config_file: Path | None = None

    def config(self) -> "Config":
        from fugong.project.config import Config

        config = Config.read(os.environ, self.config_file)
        return replace(config, data_dir=self.data_dir.absolute()) if self.data_dir else config

    def arguments(self) -> list[str]:
        """The same options, for a child process."""
        return [
            *(["--data-dir", str(self.data_dir)] if self.data_dir else []),
            *(["--config", str(self.config_file)] if self.config_file else []),
        ]


def options() -> Options:
    """The options that stood before the running command."""
    return click.get_current_context().find_object(Options) or Options()


def config() -> "Config":
    """The configuration for the running command."""
    return options().config()


@contextmanager
def application(role: "Role" = "app", *, make: bool = False, current: bool = True) -> Iterator["Config"]:
    """Inside: the database runs and Django is set up as that role.

    make: begin a new data folder where there is none. current: refuse a database that is not of this version.
    """
    from fugong.project import runtime

    chosen = replace(config(), role=role)
    with runtime.database(chosen, make=make, progress=progress), runtime.django(chosen):
        if current:
            runtime.require_current()
        yield chosen


@contextmanager
def authority(slug: str) -> Iterator["Actor"]:
    """Work for an authority, as the command line. Django must be set up."""
    from fugong.accounts import selectors, tenancy
    from fugong.kit import actor

    where = selectors.authority(slug)
    if where is None:
        raise Wrong(_("There is no authority {slug}.").format(slug=slug))
    with tenancy.entered(where):
        yield actor.system(slug, source="cli")


def writable(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """A file to be written, refused before any work is done where its folder cannot be written."""
    if path is not None and not os.access(path.parent, os.W_OK):
        raise click.BadParameter(_("{path} cannot be written: its folder is missing, or closed to you.").format(path=path))
    return path


def progress(line: str) -> None:
    """Tell how far we are."""
    click.echo(line, err=True)


def show(data: Any, as_json: bool) -> None:
    """Print a result: as JSON, or a mapping line by line."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))
        return
    for key, value in data.items():
        click.echo(f"{key}: {value}")


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the product refuses, and what the machine denies, into one line and an exit code."""
    from fugong.project import runtime
    from fugong.project.config import ConfigError
    from fugong.project.embedded_pg import DatabaseError

    try:
        yield
    except ConfigError as error:
        raise Wrong(str(error)) from error
    except (DatabaseError, runtime.NotCurrent) as error:
        raise Failure(str(error)) from error
    except OSError as error:
        if not error.filename and error.errno not in FULL:
            raise
        raise Failure(_("{path} cannot be read or written: {reason}.").format(
            path=error.filename or _("The disk"), reason=error.strerror)) from error
    except Exception as error:
        from django.utils import translation

        from fugong.kit.errors import Refused

        if not isinstance(error, Refused):
            raise
        with translation.override("zh-hans" if chinese() else "en"):
            fields = {name: str(text) for name, text in error.fields.items()}
            lines = [str(error), *(f"{name}: {text}" for name, text in fields.items())]
        kind = Wrong if error.status in {400, 404, 422} else Failure
        raise kind(" ".join(lines), code=error.code, fields=fields) from error
