"""Making and migrating the schema of an authority.

A new authority replays `authority.sql`, a dump of a migrated template schema kept beside this file; a test
proves it equal to migrating. All of this runs as the owner role; the application role gets its rights here.
"""

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from fugong.accounts.models import Authority, SchemaState
from fugong.kit.clock import real_now
from fugong.kit.database import connection

DUMP = Path(__file__).parent / "authority.sql"
PLACEHOLDER = "template_authority"
APPEND_ONLY = ("audit_entry", "audit_block", "audit_happening", "audit_sharedentry", "audit_sharedblock")
MIGRATION_LOCK = 0x66_67_6D_67


def _migrations(app_names: list[str]) -> list[tuple[str, str]]:
    labels = {config.label for config in apps.get_app_configs() if config.name in app_names}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return sorted(key for key in loader.disk_migrations if key[0] in labels)


@cache
def fingerprint() -> str:
    """Names of all migrations that a schema of this version has, hashed: compared before serving."""
    return hashlib.sha256(json.dumps(_migrations(settings.TENANT_APPS)).encode()).hexdigest()


@cache
def source_fingerprint() -> str:
    """The same over the migration files' contents: says whether the stored dump is the current one."""
    digest = hashlib.sha256()
    for label, name in _migrations(settings.TENANT_APPS):
        path = Path(apps.get_app_config(label).path) / "migrations" / f"{name}.py"
        digest.update(f"{label}.{name}".encode() + path.read_bytes())
    return digest.hexdigest()


def dump_is_current() -> bool:
    """Whether `authority.sql` was made from the migrations as they are now."""
    return DUMP.exists() and DUMP.read_text().startswith(f"-- {source_fingerprint()}\n")


def grant(schema: str) -> None:
    """Give the application role its rights on a schema: everything but changing the trail."""
    role = settings.APPLICATION_ROLE
    if not role:
        return
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        s, r = quote(schema), quote(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA {s} TO {r}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {s} TO {r}")
        if connection.pg_version >= 170000:  # so that an import may ANALYZE what it filled
            cursor.execute(f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA {s} TO {r}")
        cursor.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {s} TO {r}")
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relname = ANY(%s)",
                       [s, list(APPEND_ONLY)])
        for (table,) in cursor.fetchall():
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {s}.{quote(table)} FROM {r}")
        cursor.execute("SELECT 1 FROM pg_class WHERE relnamespace = %s::regnamespace AND relname = 'django_migrations'",
                       [s])
        if cursor.fetchone():
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {s}.django_migrations FROM {r}")


def migrate_shared() -> None:
    """Bring `public` to the current version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
    try:
        connection.set_schema_to_public()
        call_command("migrate_schemas", shared=True, verbosity=0, interactive=False)
        grant("public")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def migrate_schema(schema: str) -> None:
    """Bring one authority's schema to the current version by Django's migrations."""
    connection.set_schema(schema, include_public=False)
    MigrationRecorder(connection).ensure_schema()
    connection.set_schema(schema)
    try:
        call_command(migrate.Command(), verbosity=0, interactive=False, skip_checks=True)
    finally:
        connection.set_schema_to_public()


def migrate_authority(authority: Authority) -> bool:
    """Migrate one authority when its state says it is behind; resumable. True when something was done."""
    state = SchemaState.objects.filter(authority=authority).first()
    if state and state.fingerprint == fingerprint():
        return False
    migrate_schema(authority.schema_name)
    grant(authority.schema_name)
    note_state(authority)
    return True


def note_state(authority: Authority) -> None:
    SchemaState.objects.update_or_create(
        authority=authority, defaults={"fingerprint": fingerprint(), "changed_at": real_now()})


def migrate_all(progress: Callable[[str], None] = lambda _: None) -> None:
    """`public`, then every authority one by one; what is already current is passed over."""
    migrate_shared()
    for authority in Authority.objects.order_by("slug"):
        if migrate_authority(authority):
            progress(authority.slug)


def unmatched() -> list[str]:
    """Slugs of authorities whose schema is not that of this version: the server refuses to serve them."""
    current = Authority.objects.filter(archived_at=None)
    return sorted(current.exclude(state__fingerprint=fingerprint()).values_list("slug", flat=True))


def create_schema(schema: str) -> None:
    """Make the schema of a new authority: replay the dump, or migrate where the dump is not current."""
    quoted = connection.ops.quote_name(schema)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {quoted}")
        if dump_is_current():
            cursor.execute(DUMP.read_text().replace(f"{PLACEHOLDER}.", f"{quoted}."))
            cursor.execute("SET search_path = public")
            connection.search_path_set_schemas = None
    if not dump_is_current():
        migrate_schema(schema)
    grant(schema)
