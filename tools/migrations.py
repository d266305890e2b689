"""Fail when models have changes without a migration, or when the dump that new authorities replay is old."""

import os
import sys
import tempfile
from pathlib import Path

import django


def main() -> int:
    from fugong.project.config import Config

    with tempfile.TemporaryDirectory() as folder:
        Config.use(Config(data_dir=Path(folder), database_url="postgresql://nobody@/none"))
        os.environ["DJANGO_SETTINGS_MODULE"] = "fugong.project.settings"
        django.setup()
        from django.apps import apps
        from django.db.migrations.autodetector import MigrationAutodetector
        from django.db.migrations.loader import MigrationLoader
        from django.db.migrations.state import ProjectState
        from django.utils import translation

        from fugong.accounts.services import schemas

        loader = MigrationLoader(None, ignore_no_migrations=True)
        with translation.override(None):  # labels count in English
            wanted = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
            changes = wanted.changes(graph=loader.graph)
        for label, migrations in changes.items():
            for migration in migrations:
                for operation in migration.operations:
                    print(f"{label}: no migration yet for: {operation.describe()}", file=sys.stderr)
        current = schemas.dump_is_current()
        if not current:
            print("authority.sql is older than the migrations: run `make dump`", file=sys.stderr)
    return 1 if changes or not current else 0


if __name__ == "__main__":
    sys.exit(main())
