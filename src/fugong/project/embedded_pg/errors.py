"""What can go wrong with the embedded PostgreSQL, said in one line."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fugong.project.words import gettext as _

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FULL_TEXT = "No space left on device"


class DatabaseError(Exception):
    """The database cannot be used; the message is one line that says how to mend it. Nothing was damaged."""


def disk_full(folder: Path) -> DatabaseError:
    return DatabaseError(
        _("The disk that holds {folder} is full: free some space and start again. Nothing is damaged.")
        .format(folder=folder)
    )


def failed_program(program: str, output: str, folder: Path) -> DatabaseError:
    """The error for a program of PostgreSQL that failed, from what it printed."""
    if _FULL_TEXT in output:
        return disk_full(folder)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:", "ERROR"))]
    reason = (telling or lines or [_("no message")])[-1]
    return DatabaseError(
        _("{program} of PostgreSQL failed in {folder}: {reason}")
        .format(program=program, folder=folder, reason=reason)
    )


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn the operating system's refusals into one line."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL or _FULL_TEXT in str(error):  # copying many files tells its errors as text
            raise disk_full(folder) from error
        raise DatabaseError(
            _("The data folder {folder} cannot be used ({reason}: {file}): "
              "make it writable for this user, or name another one with --data-dir.")
            .format(folder=folder, reason=error.strerror, file=error.filename or folder)
        ) from error


@contextmanager
def told_psycopg(folder: Path) -> Iterator[None]:
    """Turn an error of the server into one line."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise failed_program("postgres", str(error), folder) from error
