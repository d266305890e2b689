"""Collect the English texts of every app and compile its Chinese catalogue.

    python tools/messages.py            update src/fugong/*/locale/zh_Hans/LC_MESSAGES/django.po, write .mo
    python tools/messages.py --check    fail when a text is not translated or a catalogue is not compiled
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
APPS = sorted(path.parent for path in (ROOT / "src" / "fugong").glob("*/__init__.py"))
KEYWORDS = {
    "_": None, "_t": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}


def sources(app: Path) -> Iterator[tuple[Path, bytes]]:
    """Python files and templates of an app; a template as the Python that Django reads its texts from."""
    for path in sorted(app.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, path.read_bytes()
    for suffix in ("html", "txt"):
        for path in sorted(app.glob(f"templates/**/*.{suffix}")):
            lines = templatize(path.read_text("utf-8")).splitlines()
            yield path, "\n".join(line.strip() for line in lines).encode()  # what is left of the mark-up has indents


def collected(app: Path) -> Catalog:
    """Every text of an app."""
    catalog = Catalog(domain="django")
    for path, text in sources(app):
        for line, message, _comments, context in extract("python", io.BytesIO(text), keywords=KEYWORDS):
            catalog.add(message, locations=[(str(path.relative_to(ROOT)), line)], context=context)
    return catalog


def stored(app: Path) -> Catalog:
    path = po_file(app)
    if not path.exists():
        return Catalog(locale="zh_Hans", domain="django", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans", domain="django")


def po_file(app: Path) -> Path:
    return app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def compiled(catalog: Catalog) -> bytes:
    catalog.creation_date = datetime(2020, 2, 17, tzinfo=UTC)  # the same texts compile to the same bytes
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update(app: Path) -> None:
    """Bring the catalogue of an app to its texts: new ones are added empty, old ones go."""
    texts = collected(app)
    if not len(texts):
        return
    catalog, path = stored(app), po_file(app)
    catalog.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, ignore_obsolete=True, omit_header=True, sort_by_file=True, no_location=True,
                 width=110)
    with path.open("rb") as file:
        path.with_suffix(".mo").write_bytes(compiled(read_po(file, locale="zh_Hans", domain="django")))


def faults(app: Path) -> Iterator[str]:
    """What is missing in the catalogue of an app."""
    catalog = stored(app)
    for message in collected(app):
        if message.id:
            known = catalog.get(message.id, message.context)
            if known is None or not known.string or (isinstance(known.string, tuple) and not all(known.string)):
                where = ":".join(str(part) for part in message.locations[0])
                yield f"{where}: not translated: {message.id!r}"
    path = po_file(app)
    if path.exists() and path.with_suffix(".mo").read_bytes() != compiled(catalog):
        yield f"{path.relative_to(ROOT)}: not compiled"


def contradictions() -> Iterator[str]:
    """Texts that two apps translate in two ways: Django merges the catalogues, so that one app would speak for the other."""
    known: dict[tuple[str | None, str], tuple[str, Path]] = {}
    for app in APPS:
        for message in stored(app):
            if message.id and isinstance(message.id, str):
                first, where = known.setdefault((message.context, message.id), (message.string, app))
                if first != message.string:
                    yield f"{where.name} and {app.name} translate {message.id!r} differently: {first} / {message.string}"


def main() -> int:
    settings.configure()
    if "--check" not in sys.argv:
        for app in APPS:
            update(app)
        return 0
    found = [*(fault for app in APPS for fault in faults(app)), *contradictions()]
    print("\n".join(found), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
