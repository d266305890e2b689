"""The shelf of packs: every file read, checked and put together, with all problems of all files at once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import fugong
from fugong.standards.rules import checking, typed
from fugong.standards.rules.catalogue import Catalogue, CatalogueFile
from fugong.standards.rules.packs import PARTS, Pack
from fugong.standards.rules.problems import Problem
from fugong.standards.rules.reading import Source, check_form, read

SHIPPED = Path(fugong.__file__).parent / "packs" / "rules"

PACK_SCHEMA = typed.schema_of(Pack, "fugong pack")
CATALOGUE_SCHEMA = typed.schema_of(CatalogueFile, "fugong catalogue of packs")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was found: the catalogue, the packs by code with the packs they include put in, and what is wrong."""

    catalogue: Catalogue
    packs: Mapping[str, Pack]
    problems: tuple[Problem, ...]


@cache
def shipped() -> Shelf:
    """The packs that come with the product; a test keeps them free of problems."""
    return load()


def load(*files: Path) -> Shelf:
    """The shipped packs and further files, which take the place of a shipped pack of the same code."""
    catalogue, catalogue_sources = _load_catalogue()
    given = [path.resolve() for path in files]
    entries: dict[str, tuple[Source, Pack]] = {}
    sources = []
    for path in dict.fromkeys([*given, *sorted(SHIPPED.glob("*.yaml"))]):
        source, pack = _read_pack(path)
        if pack is not None and pack.code in entries:
            if path not in given:
                continue
            source.report(("code",), "duplicate_code", name=pack.code)
        elif pack is not None:
            entries[pack.code] = (source, pack)
        sources.append(source)
    owns = {code: pack for code, (_, pack) in entries.items()}
    resolved = {code: _resolve(pack, owns, source, ()) for code, (source, pack) in entries.items()}
    for code, (source, pack) in entries.items():
        for where, problem, values in checking.pack_findings(pack, resolved[code], catalogue, owns):
            source.report(where, problem, **values)
    problems = [problem for source in (*catalogue_sources, *sources) for problem in source.problems]
    return Shelf(catalogue, resolved, tuple(problems))


def code_in(path: Path) -> str:
    """The code of the pack in a file that is free of problems."""
    return str(read(path).data["code"])


def content_of(pack: Pack) -> dict[str, Any]:
    """The JSON-ready content of a resolved pack, from which `pack_from` makes it again."""
    plain: dict[str, Any] = typed.plain_of(pack)
    return plain


def pack_from(content: Mapping[str, Any]) -> Pack:
    """The pack of a stored content."""
    pack: Pack = typed.build(Pack, content)
    return pack


def fingerprint(pack: Pack) -> str:
    """SHA-256 of a pack's content, the same on every machine."""
    return digest(content_of(pack))


def digest(plain: Any) -> str:
    """SHA-256 of JSON-ready data in its one canonical form."""
    canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _read_pack(path: Path) -> tuple[Source, Pack | None]:
    source = read(path)
    if not source.problems:
        check_form(source, PACK_SCHEMA)
    return source, None if source.problems else pack_from(source.data)


def _load_catalogue() -> tuple[Catalogue, list[Source]]:
    sources = [read(path) for path in sorted((SHIPPED / "catalogue").glob("*.yaml"))]
    files: list[tuple[Source, CatalogueFile]] = []
    for source in sources:
        check_form(source, CATALOGUE_SCHEMA)
        if not source.problems:
            files.append((source, typed.build(CatalogueFile, source.data)))
    entries: dict[str, Any] = {
        part.name: {entry.code: entry for _, file in files for entry in getattr(file, part.name)}
        for part in fields(Catalogue)
    }
    catalogue = Catalogue(**entries)
    for source, file in files:
        for where, code, values in checking.catalogue_file_findings(file, catalogue):
            source.report(where, code, **values)
    for where, code, values in checking.catalogue_findings(catalogue):
        sources[-1].report(where, code, **values)
    return catalogue, sources


def _resolve(pack: Pack, owns: Mapping[str, Pack], source: Source, way: tuple[str, ...]) -> Pack:
    """The pack with the parts of the packs it includes; its own parts take the place of theirs."""
    parts: dict[str, dict[str, Any]] = {part: {} for part in PARTS}
    for index, code in enumerate(pack.includes):
        where = ("includes", index)
        if code in (*way, pack.code):
            source.report(where, "circle", way=" → ".join((*way, pack.code, code)))
        elif code not in owns:
            source.report(where, "unknown_pack", name=code)
        else:
            included = _resolve(owns[code], owns, source, (*way, pack.code))
            for part in PARTS:
                own = {entry.code for entry in getattr(pack, part)}
                for entry in getattr(included, part):
                    if parts[part].setdefault(entry.code, entry) != entry and entry.code not in own:
                        source.report(where, "conflict", name=entry.code)
    for part in PARTS:
        parts[part] |= {entry.code: entry for entry in getattr(pack, part)}
    together: dict[str, Any] = {part: tuple(entries.values()) for part, entries in parts.items()}
    return replace(pack, **together)
