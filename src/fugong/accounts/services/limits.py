"""Limits that hold for all server processes and outlive a restart: tallies in the database, each an upsert."""

import json
import math
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from fugong.kit.database import connection

TABLE = "public.accounts_tally"
_UNTIL = "clock_timestamp() + make_interval(secs => %s)"


def hit(key: str, amount: int, seconds: int) -> int:
    """Count one more try in the running period. Returns 0 when it is within the amount, else the seconds to wait."""
    row = _row(
        f"INSERT INTO {TABLE} AS t (key, value, expires_at) VALUES (%s, '1', {_UNTIL}) ON CONFLICT (key) DO UPDATE SET "  # noqa: S608
        "value = CASE WHEN t.expires_at > clock_timestamp() THEN to_jsonb(t.value::int + 1) ELSE '1' END, "
        "expires_at = CASE WHEN t.expires_at > clock_timestamp() THEN t.expires_at ELSE excluded.expires_at END "
        "RETURNING value::int, extract(epoch FROM expires_at - clock_timestamp())::float", [key, seconds])
    return 0 if row[0] <= amount else max(math.ceil(row[1]), 1)


def forget_old() -> None:
    """Delete tallies whose period is over."""
    _row(f"DELETE FROM {TABLE} WHERE expires_at <= clock_timestamp()", [])  # noqa: S608


def _row(statement: str, values: list[Any]) -> Any:
    """Run a statement; its first row, or None."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() if cursor.description else None


class Tallies(BaseCache):
    """The same table as Django's cache, so that the limits of signing in are kept in it. Values are JSON."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        row = _row(f"SELECT value::text FROM {TABLE} WHERE key = %s AND expires_at > clock_timestamp()",  # noqa: S608
                   [self.make_key(key, version)])
        return json.loads(row[0]) if row else default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        _row(f"INSERT INTO {TABLE} (key, value, expires_at) VALUES (%s, %s, {_UNTIL}) ON CONFLICT (key) DO UPDATE SET "  # noqa: S608
             "value = excluded.value, expires_at = excluded.expires_at",
             [self.make_key(key, version), json.dumps(value), self.seconds(timeout)])

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Set it unless it is there; whether it was set. Of two at once one is told so."""
        return _row(
            f"INSERT INTO {TABLE} AS t (key, value, expires_at) VALUES (%s, %s, {_UNTIL}) ON CONFLICT (key) DO UPDATE SET "  # noqa: S608
            "value = excluded.value, expires_at = excluded.expires_at WHERE t.expires_at <= clock_timestamp() RETURNING 1",
            [self.make_key(key, version), json.dumps(value), self.seconds(timeout)]) is not None

    def delete(self, key: str, version: int | None = None) -> bool:
        return _row(f"DELETE FROM {TABLE} WHERE key = %s RETURNING 1", [self.make_key(key, version)]) is not None  # noqa: S608

    def clear(self) -> None:
        _row(f"DELETE FROM {TABLE}", [])  # noqa: S608

    def seconds(self, timeout: Any) -> float:
        """How long a value is kept."""
        wanted = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return float(300 if wanted is None else wanted)
