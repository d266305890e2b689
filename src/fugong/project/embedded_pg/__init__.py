"""The product's own PostgreSQL."""

from fugong.project.embedded_pg.layout import APP, DATABASE, OWNER, url

__all__ = ["APP", "DATABASE", "OWNER", "url"]
