"""Which table belongs to which schema."""

from typing import Any, cast

from django.apps import apps
from django_tenants.routers import TenantSyncRouter


class SchemaRouter(TenantSyncRouter):
    """Apps go to `public` or to every authority by settings; a model of an app that stands in both lists
    says with `public_schema = True | False` where its one table is."""

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        from django.db import connections

        allowed = super().allow_migrate(db, app_label, model_name, **hints)
        if allowed is False or model_name is None:
            return allowed
        try:
            model = apps.get_model(app_label, model_name)
        except LookupError:
            return allowed
        home = getattr(model, "public_schema", None)
        if home is None:
            return allowed
        return bool(home == (cast(Any, connections[db]).schema_name == "public"))
