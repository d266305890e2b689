"""Django's connection with what django-tenants adds to it (`schema_name`, `set_tenant`, …), for typed code."""

from typing import Any

from django.db import connection as _connection

connection: Any = _connection
