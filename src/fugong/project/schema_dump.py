"""Write `accounts/services/authority.sql`, the dump that a new authority replays. Run after every new migration.

    python -m fugong.project.schema_dump      (as the owner role, on any database of this version)
"""

import re
import subprocess

from fugong.project.embedded_pg import programs

NOISE = re.compile(r"^(--.*|SET .*;|SELECT pg_catalog\.set_config.*;|CREATE SCHEMA .*;|\\(un)?restrict .*|)$")


def cleaned(dump: str) -> str:
    """The statements alone, with every name in the placeholder schema and no session settings."""
    lines = [line for line in dump.splitlines() if not NOISE.match(line)]
    return "\n".join(lines) + "\n"


def make(url: str, schema: str) -> str:
    """Dump one schema: its tables, and the rows that say which migrations it has."""
    common = [str(programs.installed("pg_dump")), "--no-owner", "--no-privileges", "-n", schema, "-d", url]
    structure = subprocess.run([*common, "--schema-only"], check=True, capture_output=True, text=True).stdout
    rows = subprocess.run([*common, "--data-only", "--inserts", "-t", f"{schema}.django_migrations"],
                          check=True, capture_output=True, text=True).stdout
    return cleaned(structure) + cleaned(rows)


def main() -> None:
    import django

    django.setup()
    from django.db import connection

    from fugong.accounts.services import schemas
    from fugong.project.config import Config

    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schemas.PLACEHOLDER} CASCADE")
        cursor.execute(f"CREATE SCHEMA {schemas.PLACEHOLDER}")
    try:
        schemas.migrate_schema(schemas.PLACEHOLDER)
        text = make(Config.load().url("owner"), schemas.PLACEHOLDER)
        schemas.DUMP.write_text(f"-- {schemas.source_fingerprint()}\n{text}")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {schemas.PLACEHOLDER} CASCADE")


if __name__ == "__main__":
    main()
