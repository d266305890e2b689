"""The one place that says how this installation is set up: `fugong.toml` and the environment.

Later sources win: built-in value → fugong.toml (in the working directory, or the file that $FUGONG_CONFIG
names) → environment (FUGONG_<KEY>, and DATABASE_URL) → options of the command line.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from fugong.project import embedded_pg
from fugong.project.secrets import Secrets, SecretsError
from fugong.project.words import gettext as _

Role = Literal["app", "owner"]
Language = Literal["zh-hans", "en"]

FILE_NAME = "fugong.toml"
_PREFIX = "FUGONG_"


class ConfigError(Exception):
    """The configuration cannot be used. One line that names the source, the key and what is allowed."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything that an installation may set.

    data_dir: the folder of the database, the secrets and the attachments.
    database_url, owner_database_url: a PostgreSQL server (≥ 16) of your own, as the application role and as
    the role that owns the tables and migrates; both empty = the embedded PostgreSQL under data_dir.
    role: as whom this process works; only migrations and the making of authorities are `owner`.
    https: the visitors' side is HTTPS (a proxy in front sets X-Forwarded-Proto).
    threads: how many requests are worked on at once. max_upload_mb: the largest file that may be uploaded.
    """

    data_dir: Path = Path("var")
    database_url: str = ""
    owner_database_url: str = ""
    role: Role = "app"
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    https: bool = False
    language: Language = "zh-hans"
    max_upload_mb: int = 20
    demo: bool = False
    debug: bool = False

    @staticmethod
    def load() -> "Config":
        """The configuration of this process, read once. Raises ConfigError."""
        global _current
        if _current is None:
            _current = Config.read(os.environ)
        return _current

    @staticmethod
    def use(config: "Config") -> None:
        """Set the configuration of this process (the command line does, before Django is set up)."""
        global _current
        _current = config

    @staticmethod
    def read(environ: Mapping[str, str], path: Path | None = None) -> "Config":
        """Build a configuration from a file and an environment. Raises ConfigError."""
        named = path or (Path(environ["FUGONG_CONFIG"]) if environ.get("FUGONG_CONFIG") else None)
        values = {**_from_file(named), **_from_environ(environ)}
        return Config(**values).checked()

    def checked(self) -> "Config":
        """The same configuration with an absolute data folder; raises ConfigError where values do not fit."""
        if not 0 <= self.port <= 65535:
            raise ConfigError(_("port: {value} is not between 0 and 65535").format(value=self.port))
        for name in ("threads", "max_upload_mb"):
            if getattr(self, name) < 1:
                raise ConfigError(_("{source}: {value} is not at least 1").format(source=name, value=getattr(self, name)))
        if self.owner_database_url and not self.database_url:
            raise ConfigError(_("owner_database_url is set without database_url: set both, or neither"))
        for name in ("database_url", "owner_database_url"):
            _check_url(name, getattr(self, name))
        return replace(self, data_dir=self.data_dir.expanduser().absolute())

    @property
    def embedded(self) -> bool:
        """Whether the product runs its own PostgreSQL."""
        return not self.database_url

    @cached_property
    def secrets(self) -> Secrets:
        """Keys and passwords; made at first use. Raises ConfigError."""
        try:
            return Secrets.read_or_make(self.secrets_file)
        except SecretsError as error:
            raise ConfigError(str(error)) from None

    @property
    def secrets_file(self) -> Path:
        return self.data_dir / "secrets.toml"

    @property
    def files_dir(self) -> Path:
        """Where attachments live (encrypted)."""
        return self.data_dir / "files"

    @property
    def secret_key(self) -> str:
        return self.secrets.secret_key

    @property
    def field_keys(self) -> Mapping[str, bytes]:
        """Key id → 32 bytes."""
        return self.secrets.field_keys

    @property
    def current_field_key(self) -> str:
        """The id of the key with which new values are encrypted."""
        return self.secrets.current_field_key

    @property
    def index_key(self) -> bytes:
        """The key of the blind indexes (look-up of encrypted values)."""
        return self.secrets.index_key

    def url(self, role: Role) -> str:
        """The database as that role, as a postgresql:// address."""
        if not self.embedded:
            return (self.owner_database_url or self.database_url) if role == "owner" else self.database_url
        secrets = self.secrets
        return embedded_pg.url(
            self.data_dir,
            user=embedded_pg.OWNER if role == "owner" else embedded_pg.APP,
            password=secrets.owner_password if role == "owner" else secrets.app_password,
        )

    def django_database(self) -> dict[str, Any]:
        """NAME, USER, PASSWORD, HOST, PORT and OPTIONS for Django's DATABASES, as this process's role."""
        parts = conninfo_to_dict(self.url(self.role))
        return {
            "NAME": parts.pop("dbname", ""),
            "USER": parts.pop("user", ""),
            "PASSWORD": parts.pop("password", ""),
            "HOST": parts.pop("host", ""),
            "PORT": str(parts.pop("port", "")),
            "OPTIONS": parts,
        }


def application_role(config: Config) -> str:
    """The database role of the application when it is another than the owner's, else ""."""
    app, owner = (conninfo_to_dict(config.url(role)).get("user", "") for role in ("app", "owner"))
    return str(app) if app != owner else ""


_current: Config | None = None

_KINDS: dict[str, Any] = {item.name: item.type for item in fields(Config)}


def _from_file(named: Path | None) -> dict[str, Any]:
    path = named or Path(FILE_NAME)
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if named is None:
            return {}
        raise ConfigError(_("{source}: there is no such file").format(source=named)) from None
    except OSError as error:
        raise ConfigError(_("{source}: cannot be read ({reason})").format(source=path, reason=error.strerror)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(_("{source}: not a valid TOML file ({reason})").format(source=path, reason=error)) from None
    values = {key: _typed(f"{path}: {key}", key, value) for key, value in data.items()}
    if "data_dir" in values:  # relative to the file that names it
        values["data_dir"] = path.absolute().parent / values["data_dir"].expanduser()
    return values


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if environ.get("DATABASE_URL"):
        values["database_url"] = environ["DATABASE_URL"]
    for variable, text in environ.items():
        if variable.startswith(_PREFIX) and variable != "FUGONG_CONFIG" and text:
            key = variable.removeprefix(_PREFIX).lower()
            values[key] = _typed(variable, key, text)
    return values


def _typed(source: str, key: str, value: Any) -> Any:
    """The value as its field wants it; text (from the environment) is read, other types must fit."""
    kind = _KINDS.get(key)
    if kind is None:
        near = difflib.get_close_matches(key, _KINDS, n=1)
        if near:
            raise ConfigError(_("{source}: unknown key, did you mean {key}?").format(source=source, key=near[0]))
        raise ConfigError(_("{source}: unknown key; known keys: {keys}").format(source=source, keys=", ".join(_KINDS)))
    if kind is bool:
        return _boolean(source, value)
    if kind is int:
        return _integer(source, value)
    if kind is Path and isinstance(value, str) and value:
        return Path(value)
    if kind is str and isinstance(value, str):
        return value
    if kind == tuple[str, ...]:
        items = value.split(",") if isinstance(value, str) else value
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return tuple(item.strip() for item in items if item.strip())
        raise ConfigError(_("{source}: must be a list of texts").format(source=source))
    if get_args(kind):
        if value in get_args(kind):
            return value
        raise ConfigError(_("{source}: {value!r} is none of {choices}").format(
            source=source, value=value, choices=", ".join(get_args(kind))))
    raise ConfigError(_("{source}: {value!r} is not a text").format(source=source, value=value))


def _boolean(source: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
    if isinstance(value, str) and value.lower() in known:
        return known[value.lower()]
    raise ConfigError(_("{source}: {value!r} is neither true nor false").format(source=source, value=value))


def _integer(source: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        return int(value)
    raise ConfigError(_("{source}: {value!r} is not a whole number").format(source=source, value=value))


def _check_url(name: str, url: str) -> None:
    if not url:
        return
    if not url.startswith(("postgresql://", "postgres://")):
        raise ConfigError(
            _("{source}: must begin with postgresql:// (fugong runs on PostgreSQL only)").format(source=name))
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ConfigError(
            _("{source}: not a valid address ({reason})").format(source=name, reason=str(error).strip())) from None
    if not parts.get("dbname"):
        raise ConfigError(
            _("{source}: names no database (postgresql://user:password@host/DATABASE)").format(source=name))
