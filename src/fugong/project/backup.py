"""Saving authorities and bringing them back. A backup is one tar file (mode 0600):

    manifest.json     version, kind ("authority" or "all"), what is in it, when, the SHA-256 of every part
    database.sql      the schema (or the whole database) as pg_dump writes it
    public.json       for one authority: its rows of `public`
    files/…           its attachments, encrypted as they lie on the disk
    keys.json         the field keys, only when asked for
"""

import base64
import hashlib
import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fugong import __version__
from fugong.accounts.models import Authority
from fugong.accounts.services import schemas, transfer
from fugong.audit import services as audit
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused
from fugong.project import upkeep
from fugong.project.config import Config
from fugong.project.embedded_pg import programs

FORMAT = 1


def dump(url: str, snapshot: str, schema: str = "") -> bytes:
    """One schema, or the whole database, exactly as that snapshot saw it."""
    which = ["-n", schema] if schema else ["--exclude-extension=*", "--no-comments"]
    run = subprocess.run(
        [str(programs.installed("pg_dump")), "--no-owner", "--no-privileges", "--snapshot", snapshot, *which, "-d", url],
        capture_output=True)
    if run.returncode:
        raise Refused("dump_failed", run.stderr.decode(errors="replace").strip().splitlines()[-1], status=500)
    return run.stdout


@contextmanager
def snapshot() -> Iterator[str]:
    """A transaction whose view of the database pg_dump shares."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def save(*, actor: Actor, config: Config, out: Path, slug: str = "", with_keys: bool = False) -> dict[str, Any]:
    """Write a backup of one authority, or of all; returns its manifest. The file appears only when it is whole."""
    if not upkeep.has_tables():
        raise Refused("nothing_to_save", _("There is nothing to save yet: run `fugong migrate` first."), status=409)
    authority = Authority.objects.filter(slug=slug).first() if slug else None
    if slug and authority is None:
        raise Refused("not_found", _("There is no authority with this short name."), status=404)
    schema = authority.schema_name if authority else ""
    with snapshot() as seen:
        parts = {"database.sql": dump(config.url("owner"), seen, schema)}
        if authority:
            parts["public.json"] = transfer.export_rows(authority).encode()
        slugs = [slug] if slug else sorted(Authority.objects.values_list("slug", flat=True))
    if with_keys:
        keys = {name: base64.b64encode(key).decode() for name, key in config.field_keys.items()}
        parts["keys.json"] = json.dumps(keys).encode()
    folder = config.files_dir / schema if schema else config.files_dir
    attached = sorted(p for p in folder.rglob("*") if p.is_file()) if folder.exists() else []
    manifest = {
        "format": FORMAT, "fugong": __version__, "kind": "authority" if slug else "all", "authorities": slugs,
        "schema": schema, "fingerprint": schemas.fingerprint(), "made_at": datetime.now(UTC).isoformat(),
        "files": len(attached), "keys": with_keys,
        "sha256": {name: hashlib.sha256(body).hexdigest() for name, body in parts.items()},
    }
    draft = out.with_name(out.name + ".part")
    try:
        write(draft, {"manifest.json": json.dumps(manifest, ensure_ascii=False).encode(), **parts}, {
            f"files/{path.relative_to(config.files_dir)}": path for path in attached})
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    draft.replace(out)
    if upkeep.shared_is_current():  # else this version cannot know how the trail of the other one is written
        audit.record_shared(actor, "project.backup.made", authority, {"authorities": slugs})
    return manifest


def write(file: Path, parts: Mapping[str, bytes], attached: Mapping[str, Path]) -> None:
    """One tar file, closed to others, and safe on the disk when this returns."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w") as tar:
            for name, body in parts.items():
                add(tar, name, body)
            for name, path in attached.items():
                tar.add(path, name)
        stream.flush()
        os.fsync(stream.fileno())


def add(tar: tarfile.TarFile, name: str, body: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(body), 0o600
    tar.addfile(entry, io.BytesIO(body))


def opened(path: Path) -> tuple[dict[str, Any], dict[str, bytes], dict[str, bytes]]:
    """Manifest, parts and attachments of a backup, its parts compared with their hashes."""
    try:
        with tarfile.open(path) as tar:
            bodies = {m.name: tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}  # type: ignore[union-attr]
        manifest = json.loads(bodies.pop("manifest.json"))
        parts = {name: bodies.pop(name) for name in manifest["sha256"]}
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise Refused("no_backup", _("This file is no backup of fugong, or it is damaged."), status=400) from error
    if any(hashlib.sha256(body).hexdigest() != manifest["sha256"][name] for name, body in parts.items()):
        raise Refused("backup_changed", _("The backup was changed or damaged after it was made."), status=400)
    if manifest["format"] != FORMAT:
        raise Refused("backup_format", _("This backup was made by another version of fugong."), status=400)
    return manifest, parts, {name.removeprefix("files/"): body for name, body in bodies.items()}


def load_sql(config: Config, sql: bytes) -> None:
    """Run a dump as one transaction: all of it or nothing."""
    run = subprocess.run(
        [str(programs.installed("psql")), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction",
         "-d", config.url("owner")], input=sql, capture_output=True)
    if run.returncode:
        raise Refused("restore_failed", run.stderr.decode(errors="replace").strip().splitlines()[0], status=409)


def bring_back(*, actor: Actor, config: Config, path: Path) -> dict[str, Any]:
    """Restore a backup into a place that has none of its authorities; returns the manifest."""
    manifest, parts, attached = opened(path)
    present = set(Authority.objects.values_list("slug", flat=True)) if upkeep.has_tables() else set()
    if clash := sorted(present & set(manifest["authorities"])) or (manifest["kind"] == "all" and present):
        raise Refused("authority_exists", _("This place already has authorities: %(names)s. Restore into an empty place.") % {
            "names": "、".join(sorted(clash or present))}, status=409)
    take_keys(config, manifest, parts)
    if manifest["kind"] == "all":
        clear_public()
        load_sql(config, parts["database.sql"])
        upkeep.bring_up_to_date()
    else:
        upkeep.bring_up_to_date()
        one(actor, config, manifest, parts)
    for name, body in attached.items():
        target = (config.files_dir / name).resolve()
        if target.is_relative_to(config.files_dir.resolve()):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(body)
    audit.record_shared(actor, "project.backup.restored", None, {"authorities": manifest["authorities"]})
    return manifest


def one(actor: Actor, config: Config, manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    """One authority: its schema, then its rows of `public`; the schema goes again when the rows are refused."""
    schema = manifest["schema"]
    load_sql(config, parts["database.sql"])
    try:
        authority = transfer.import_rows(actor=actor, text=parts["public.json"].decode())
    except BaseException:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {connection.ops.quote_name(schema)} CASCADE")
        raise
    if manifest["fingerprint"] != schemas.fingerprint():
        schemas.migrate_schema(schema)
    schemas.grant(schema)
    schemas.note_state(authority)


# What `public` holds beside extensions: dropped before a whole database is put in its place.
DROPS = (
    "SELECT format('DROP TABLE IF EXISTS public.%I CASCADE', tablename) FROM pg_tables WHERE schemaname = 'public'",
    "SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure) FROM pg_proc p "
    "WHERE pronamespace = 'public'::regnamespace "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
    "SELECT format('DROP TYPE IF EXISTS public.%I CASCADE', typname) FROM pg_type t LEFT JOIN pg_class c ON c.oid = typrelid "
    "WHERE typnamespace = 'public'::regnamespace AND (typtype = 'e' OR c.relkind = 'c')",
)


def clear_public() -> None:
    """Make way for a whole database: what a new installation made in `public` goes, extensions stay."""
    with connection.cursor() as cursor:
        for question in DROPS:
            cursor.execute(question)
            for (statement,) in cursor.fetchall():
                cursor.execute(statement)


def take_keys(config: Config, manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    """Add the backup's field keys to this installation's, so that encrypted fields can be read."""
    if "keys.json" not in parts:
        return
    brought = {name: base64.b64decode(key) for name, key in json.loads(parts["keys.json"]).items()}
    held = dict(config.field_keys)
    if any(held.get(name, key) != key for name, key in brought.items()):
        raise Refused("keys_differ", _("This place has other keys under the same names. Restore into a new data folder."),
                      status=409)
    replace(config.secrets, field_keys={**brought, **held}).save(config.secrets_file)
