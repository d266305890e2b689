"""Personal values at rest: AES-256-GCM with a key id, so that keys can be rotated, and blind indexes for look-up."""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from fugong.kit import masks


def seal(text: str) -> str:
    """Encrypt a text as "<key id>:<base64 of nonce and ciphertext>"; an empty text stays empty."""
    if not text:
        return ""
    key_id = settings.FIELD_KEY_CURRENT
    nonce = os.urandom(12)
    sealed = AESGCM(settings.FIELD_KEYS[key_id]).encrypt(nonce, text.encode(), key_id.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def open_sealed(sealed: str) -> str:
    """The text again. Raises ValueError when the key is not there or the value was tampered with."""
    if not sealed:
        return ""
    key_id, _, body = sealed.partition(":")
    key = settings.FIELD_KEYS.get(key_id)
    if key is None:
        raise ValueError(f"there is no field key {key_id!r}")
    raw = base64.b64decode(body)
    try:
        return AESGCM(key).decrypt(raw[:12], raw[12:], key_id.encode()).decode()
    except InvalidTag:
        raise ValueError("an encrypted value was changed or its key is another") from None


def blind_index(text: str) -> str:
    """A keyed fingerprint by which an encrypted value can be found but not read (HMAC-SHA-256, 32 hex digits)."""
    return hmac.new(settings.INDEX_KEY, text.encode(), hashlib.sha256).hexdigest()[:32] if text else ""


class SealedField(models.TextField):  # type: ignore[type-arg]
    """A text that is encrypted in the database and plain in Python; `mask` is how a form shows what is kept."""

    def __init__(self, *args: Any, mask: Callable[[str], str] = masks.hidden, **kwargs: Any) -> None:
        self.mask = mask
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> str:
        return seal(str(value or ""))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str:
        return open_sealed(value or "")
