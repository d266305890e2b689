"""Bringing a database to this version, and telling whether it is. Django is set up when these run."""

from collections.abc import Callable

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fugong.accounts import tenancy
from fugong.accounts.services import schemas, users
from fugong.exchange import services as exchange
from fugong.project import database_needs, wiring

Progress = Callable[[str], None]


def bring_up_to_date(progress: Progress = lambda line: None) -> None:
    """Migrate `public` and every authority, then the shipped roles and reference tables.

    As the owner role; may be repeated. Raises DatabaseError where the server is not fit.
    """
    database_needs.provide()
    schemas.migrate_all(progress)
    exchange.load_divisions()
    users.sync_roles(permissions=wiring.permissions())


def shared_is_current() -> bool:
    """Whether `public` has every migration of this version and none that it does not know."""
    tenancy.leave()
    executor = MigrationExecutor(connection)
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    return not unknown and not executor.migration_plan(executor.loader.graph.leaf_nodes())


def mismatches() -> list[str]:
    """What does not match this version: "public" or slugs of authorities. Empty when all may be served."""
    if not shared_is_current():
        return ["public"]
    return schemas.unmatched()




def has_tables() -> bool:
    """Whether this database has ever been brought to a version."""
    return "accounts_authority" in connection.introspection.table_names()
