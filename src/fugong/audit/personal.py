"""Personal values in the trail: masked for the eye, whole only under the key of whom they are about.

Each subject (a person, or the row that names him) has a data key of its own, itself encrypted with the installation's
field key. A value sealed with it stands in the trail for ever and is part of its seal; when the key is destroyed
nobody can read it any more, and the trail still verifies.
"""

import base64
import json
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fugong.audit.models import Entry, SubjectKey
from fugong.kit import crypto
from fugong.kit.clock import real_now
from fugong.kit.database import connection
from fugong.kit.ids import uuid7

Masks = Mapping[str, Callable[[str], str]]
SEALED = "sealed"
_PARTS = ("after", "changed")
_NONCE = 12


def guarded(subject_type: str, subject_id: str, data: Mapping[str, Any], masks: Masks) -> dict[str, Any]:
    """The data of an entry with the fields named in `masks` masked in "after" and "changed", and whole under "sealed"."""
    return guarded_many(subject_type, {UUID(subject_id): data}, masks)[UUID(subject_id)]


def guarded_many(subject_type: str, rows: Mapping[UUID, Mapping[str, Any]], masks: Masks) -> dict[UUID, dict[str, Any]]:
    """The same for many subjects, one entry each."""
    whole = {subject: found for subject, data in rows.items() if (found := whole_of(data, masks))}
    sealed = seal_many(subject_type, whole.items())
    return {subject: {**_masked(data, whole.get(subject, {}), masks), **({SEALED: sealed[subject]} if subject in sealed else {})}
            for subject, data in rows.items()}


def _masked(data: Mapping[str, Any], whole: Mapping[str, Mapping[str, Any]], masks: Masks) -> dict[str, Any]:
    kept = dict(data)
    for part, values in whole.items():
        kept[part] = {**kept[part], **{
            field: [masked(masks[field], each) for each in value] if part == "changed" else masked(masks[field], value)
            for field, value in values.items()}}
    return kept


def whole_of(data: Mapping[str, Any], masks: Masks) -> dict[str, dict[str, Any]]:
    """The personal values in the data of an entry; empty ones tell nothing and are left."""
    found = {part: {field: data[part][field] for field in masks if data[part].get(field) not in (None, "", ["", ""])}
             for part in _PARTS if isinstance(data.get(part), Mapping)}
    return {part: values for part, values in found.items() if values}


def masked(mask: Callable[[str], str], value: Any) -> str:
    return mask(str(value)) if value else ""


def seal_many(subject_type: str, rows: Iterable[tuple[UUID, Mapping[str, Any]]]) -> dict[UUID, str]:
    """Subject → its values sealed with its own key, which is made at first need."""
    given = dict(rows)
    keys = _keys(subject_type, list(given))
    sealed = {}
    for subject, values in given.items():
        (key_id, key), nonce = keys[subject], os.urandom(_NONCE)
        text = AESGCM(key).encrypt(nonce, json.dumps(values, ensure_ascii=False).encode(), key_id.bytes)
        sealed[subject] = f"{key_id}:{base64.b64encode(nonce + text).decode()}"
    return sealed


def _keys(subject_type: str, subjects: list[UUID]) -> dict[UUID, tuple[UUID, bytes]]:
    """Subject → id and bytes of his key; missing ones are made."""
    held = _held(subject_type, subjects)
    missing = [subject for subject in subjects if subject not in held]
    if not missing:
        return held
    made = {subject: (uuid7(), os.urandom(32)) for subject in missing}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {SubjectKey._meta.db_table} (id, subject_type, subject_id, key, made_at) "  # noqa: S608
            "SELECT id, %s, subject, key, %s FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS t (id, subject, key) "
            "ON CONFLICT DO NOTHING",
            [subject_type, real_now(), [key_id for key_id, _key in made.values()], list(made),
             [crypto.seal(base64.b64encode(key).decode()) for _key_id, key in made.values()]])
        if cursor.rowcount < len(made):  # somebody else made some of them at this moment
            made = _held(subject_type, missing)
    return held | made


def _held(subject_type: str, subjects: list[UUID]) -> dict[UUID, tuple[UUID, bytes]]:
    rows = SubjectKey.objects.filter(subject_type=subject_type, subject_id__in=subjects)
    return {subject: (key_id, base64.b64decode(key))
            for subject, key_id, key in rows.values_list("subject_id", "id", "key")}


def opened(entry: Entry) -> dict[str, Any] | None:
    """The whole personal values of an entry; None where there are none, or their key was destroyed."""
    return open_many({entry.pk: str(entry.data.get(SEALED, ""))}).get(entry.pk)


def open_many(sealed: Mapping[UUID, str]) -> dict[UUID, dict[str, Any]]:
    """What `seal_many` sealed, by whatever names it; missing where there is nothing, or the key was destroyed."""
    parts = {name: text.partition(":")[::2] for name, text in sealed.items() if ":" in text}
    keys = dict(SubjectKey.objects.filter(pk__in={key_id for key_id, _body in parts.values()}).values_list("id", "key"))
    found = {}
    for name, (key_id, body) in parts.items():
        raw, key = base64.b64decode(body), keys.get(UUID(key_id))
        try:
            text = AESGCM(base64.b64decode(key)).decrypt(raw[:_NONCE], raw[_NONCE:], UUID(key_id).bytes) if key else b""
        except InvalidTag:
            continue
        if text:
            found[name] = json.loads(text)
    return found
