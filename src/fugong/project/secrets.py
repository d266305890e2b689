"""The keys and passwords of one installation: made once, in one file that only its owner may read.

Whoever loses this file loses the encrypted fields (identity numbers, phones): it belongs in every backup.
"""

import base64
import contextlib
import os
import secrets as random
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fugong.project.words import gettext as _

KEY_BYTES = 32

_HEADING = """\
# Keys and passwords of this installation. Keep a copy in a safe place: without it the encrypted
# fields (identity numbers, phone numbers) cannot be read any more. Never publish it.
"""


class SecretsError(Exception):
    """The secrets file cannot be read or written; the message says how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """secret_key signs sessions; index_key makes blind indexes; field_keys (id → 32 bytes) encrypt fields.

    New values are encrypted with `current_field_key`; the others stay for reading until all rows are rotated.
    The passwords are those of the three database roles of the embedded PostgreSQL.
    """

    secret_key: str = field(repr=False)
    index_key: bytes = field(repr=False)
    field_keys: Mapping[str, bytes] = field(repr=False)
    current_field_key: str
    superuser_password: str = field(repr=False)
    owner_password: str = field(repr=False)
    app_password: str = field(repr=False)

    @classmethod
    def read_or_make(cls, path: Path) -> "Secrets":
        """Read the file; make it (mode 0600) when absent. Processes that race get the same secrets."""
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(path, _new(), replace_existing=False)
            return _parse(tomllib.loads(path.read_text("utf-8")))
        except OSError as error:
            raise SecretsError(
                _("The secrets file {file} cannot be used ({reason}): make its folder writable for this user, or name "
                  "another one with --data-dir.").format(file=path, reason=error.strerror)
            ) from None
        except (ValueError, KeyError, TypeError) as error:
            raise SecretsError(
                _("The secrets file {file} is damaged ({reason}): bring it back from a backup.").format(
                    file=path, reason=error)
            ) from None

    def rotated(self) -> "Secrets":
        """The same secrets with a new current field key; rows are re-encrypted by their owners afterwards."""
        key_id = _new_key_id()
        return replace(self, field_keys={**self.field_keys, key_id: random.token_bytes(KEY_BYTES)},
                       current_field_key=key_id)

    def save(self, path: Path) -> None:
        """Replace the file as a whole, so that a crash leaves the old or the new one."""
        _write(path, self, replace_existing=True)


def _new_key_id() -> str:
    """A name that no other installation has, so that a backup can bring its keys to another place."""
    return f"k{random.token_hex(6)}"


def _new() -> Secrets:
    key_id = _new_key_id()
    return Secrets(
        secret_key=random.token_urlsafe(48),
        index_key=random.token_bytes(KEY_BYTES),
        field_keys={key_id: random.token_bytes(KEY_BYTES)},
        current_field_key=key_id,
        superuser_password=random.token_urlsafe(24),
        owner_password=random.token_urlsafe(24),
        app_password=random.token_urlsafe(24),
    )


def _write(path: Path, secrets: Secrets, *, replace_existing: bool) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")  # mkstemp makes mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_text(secrets))
            file.flush()
            os.fsync(file.fileno())
        if replace_existing:
            os.replace(draft, path)
        else:
            with contextlib.suppress(FileExistsError):  # another process was first: its secrets count
                os.link(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)


def _text(secrets: Secrets) -> str:
    keys = "\n".join(f'{name} = "{_encode(key)}"' for name, key in secrets.field_keys.items())
    return (
        f'{_HEADING}secret_key = "{secrets.secret_key}"\n'
        f'index_key = "{_encode(secrets.index_key)}"\n'
        f'current_field_key = "{secrets.current_field_key}"\n\n'
        f"[field_keys]\n{keys}\n\n"
        "[database_passwords]\n"
        f'superuser = "{secrets.superuser_password}"\n'
        f'owner = "{secrets.owner_password}"\n'
        f'app = "{secrets.app_password}"\n'
    )


def _parse(data: Mapping[str, Any]) -> Secrets:
    field_keys = {name: _decode(name, value) for name, value in data["field_keys"].items()}
    if data["current_field_key"] not in field_keys:
        raise ValueError("current_field_key names no key of [field_keys]")
    passwords = data["database_passwords"]
    return Secrets(
        secret_key=data["secret_key"],
        index_key=_decode("index_key", data["index_key"]),
        field_keys=field_keys,
        current_field_key=data["current_field_key"],
        superuser_password=passwords["superuser"],
        owner_password=passwords["owner"],
        app_password=passwords["app"],
    )


def _encode(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _decode(name: str, value: str) -> bytes:
    key = base64.b64decode(value, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError(f"{name} must hold {KEY_BYTES} bytes")
    return key
