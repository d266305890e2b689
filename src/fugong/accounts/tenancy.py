"""Entering an authority: which schema the connection works in and which business clock runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from fugong.accounts.models import Authority
from fugong.kit import clock
from fugong.kit.database import connection


def enter(authority: Authority) -> None:
    """Work for an authority from now on: its schema first in the search path, its business clock."""
    connection.set_tenant(authority)
    clock.set_offset(authority.clock_offset)


def leave() -> None:
    """Work for nobody: tenant tables do not exist any more, the business clock is real time."""
    connection.set_schema_to_public()
    clock.set_offset(timedelta())


@contextmanager
def entered(authority: Authority) -> Iterator[Authority]:
    """Work for an authority inside a block, then as before."""
    before, offset = connection.tenant, clock.offset()
    enter(authority)
    try:
        yield authority
    finally:
        connection.set_tenant(before)
        clock.set_offset(offset)
