"""The product's own PostgreSQL: the wheel's programs under a small supervisor. See docs/adr/0001."""

from fugong.project.embedded_pg.errors import DatabaseError
from fugong.project.embedded_pg.layout import APP, DATABASE, OWNER, SUPERUSER, url
from fugong.project.embedded_pg.session import running

__all__ = ["APP", "DATABASE", "OWNER", "SUPERUSER", "DatabaseError", "running", "url"]
