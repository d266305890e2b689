"""The files folder: one encrypted file per attachment, under the schema of its authority.

A file is written and named before the row is committed, so that no row is ever without its file. When the
transaction is rolled back the file goes; what a killed process leaves is found by `strays`.
"""

import hashlib
import os
import time
import weakref
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, transaction

_NONCE = 12


class Damaged(Exception):
    """The stored file is missing, was changed, or its key is not here."""


class _Uncommitted:
    """A file that stays only if the transaction commits: Django forgets the callback on a rollback, and the
    file goes with it."""

    def __init__(self, path: Path) -> None:
        self._undo = weakref.finalize(self, path.unlink, missing_ok=True)

    def keep(self) -> None:
        self._undo.detach()


def folder() -> Path:
    """Where the files of the authority at work lie."""
    schema: str = connection.schema_name  # type: ignore[attr-defined]
    if schema == "public":
        raise RuntimeError("attachments belong to an authority")
    return Path(settings.CONFIG.files_dir) / schema


def path_of(key: UUID) -> Path:
    """The file of an attachment, spread over 256 folders by the random end of its id."""
    return folder() / key.hex[-2:] / key.hex


def put(key: UUID, content: bytes) -> str:
    """Encrypt and write a content inside the running transaction. Returns the id of the key used. Raises OSError."""
    path = path_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    transaction.on_commit(_Uncommitted(path).keep)
    return _write(path, key, content)


def put_again(key: UUID, content: bytes) -> str:
    """Encrypt a content anew with the current key, in place of its file. Returns the id of that key. Raises OSError.

    The row may still name the former key when a process is killed here: `get` tries the others too.
    """
    path = path_of(key)
    path.with_suffix(".part").unlink(missing_ok=True)  # of an earlier try that was killed
    return _write(path, key, content)


def _write(path: Path, key: UUID, content: bytes) -> str:
    """Encrypt into a file that is there whole or not at all."""
    key_id = settings.FIELD_KEY_CURRENT
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(settings.FIELD_KEYS[key_id]).encrypt(nonce, content, key.bytes + key_id.encode())
    draft = path.with_suffix(".part")
    try:
        with open(draft, "xb", opener=_private) as file:
            file.write(nonce + sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return key_id


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def get(key: UUID, key_id: str, sha256: str) -> bytes:
    """The content again. Raises Damaged."""
    try:
        raw = path_of(key).read_bytes()
    except OSError as error:
        raise Damaged(str(error)) from error
    known = [key_id, *(other for other in settings.FIELD_KEYS if other != key_id)]
    content = next((found for each in known if (found := _opened(raw, key, each)) is not None), None)
    if content is None:
        raise Damaged(f"the content was changed, or its field key ({key_id!r}) is not here")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged("the content is not the one that was stored")
    return content


def _opened(raw: bytes, key: UUID, key_id: str) -> bytes | None:
    """The content under one key, or None when it is another's."""
    try:
        return AESGCM(settings.FIELD_KEYS[key_id]).decrypt(raw[:_NONCE], raw[_NONCE:], key.bytes + key_id.encode())
    except (KeyError, InvalidTag, ValueError):
        return None


def present(key: UUID) -> bool:
    """Whether the file of an attachment is there."""
    return path_of(key).is_file()


def strays(known: set[UUID], older_than: timedelta) -> Iterator[Path]:
    """Files of no known attachment that no running transaction can still be about to commit."""
    names, before = {key.hex for key in known}, time.time() - older_than.total_seconds()
    for path in folder().glob("??/*"):
        if path.name not in names and path.stat().st_mtime < before:
            yield path
