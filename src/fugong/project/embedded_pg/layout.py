"""Where the embedded PostgreSQL keeps its things, and as whom it runs.

    <data folder>/postgres/          the home; as root a link to /var/lib/fugong/… where the server's user
        data/                        cannot reach the data folder itself
        programs/<major>/            own copy of the programs: reachable by that user, kept for upgrades
        socket/                      unix socket, for this user only (in /tmp when the path would be too long)
        log/  start.lock  use.lock  supervisor.lock
"""

import hashlib
import os
import pwd
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fugong.project.embedded_pg.errors import DatabaseError
from fugong.project.embedded_pg.locks import Lock
from fugong.project.words import gettext as _

SUPERUSER = "postgres"
OWNER = "fugong_owner"
APP = "fugong_app"
DATABASE = "fugong"

SYSTEM_FOLDER = Path("/var/lib/fugong")
_SHORT_FOLDER = Path("/tmp")  # noqa: S108 - the socket's folder there is made 0700 and checked
_SOCKET_NAME = ".s.PGSQL.5432"
_PATH_LIMIT = 107
_ACCOUNTS = ("fugong", "nobody")


@dataclass(frozen=True)
class Home:
    """The folder of one embedded server. data_name is another one only while a cluster is being made."""

    folder: Path
    data_name: str = "data"

    @classmethod
    def of(cls, data_dir: Path) -> "Home":
        """The home that belongs to a data folder, whether it exists or not."""
        return cls((data_dir / "postgres").resolve())

    @property
    def data(self) -> Path:
        return self.folder / self.data_name

    @property
    def programs(self) -> Path:
        return self.folder / "programs"

    @property
    def log(self) -> Path:
        return self.folder / "log" / "postgres.log"

    @property
    def start_lock(self) -> Path:
        """Held while the server is made, started, or seen to stop."""
        return self.folder / "start.lock"

    @property
    def use_lock(self) -> Path:
        """Shared by everybody who uses the server; the supervisor stops the server when it gets the whole."""
        return self.folder / "use.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor as long as it lives."""
        return self.folder / "supervisor.lock"

    @property
    def socket(self) -> Path:
        """The folder of the unix socket."""
        beside = self.folder / "socket"
        if len(os.fsencode(beside / _SOCKET_NAME)) <= _PATH_LIMIT:
            return beside
        return _SHORT_FOLDER / f"fugong-{hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]}"


def url(data_dir: Path, *, user: str, password: str, database: str = DATABASE) -> str:
    """The address of the embedded server of that data folder, whether it runs or not."""
    return f"postgresql://{user}:{quote(password)}@/{database}?host={quote(str(Home.of(data_dir).socket))}"


@dataclass(frozen=True)
class Account:
    """The user as whom the server runs; `switch` tells subprocess how to become it (empty: we are it)."""

    uid: int
    gid: int
    switch: Mapping[str, Any]

    @classmethod
    def of(cls, home: Home) -> "Account":
        """Ourselves; as root, whom PostgreSQL refuses, the owner of the data or an unprivileged user."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), {})
        owner = home.data.stat() if home.data.exists() else None
        uid, gid = (owner.st_uid, owner.st_gid) if owner and owner.st_uid else _unprivileged()
        return cls(uid, gid, {"user": uid, "group": gid, "extra_groups": []})

    def run(self, command: Sequence[str | Path], *, folder: Path, text: str | None = None,
            environ: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a program as this user in a folder; what it prints comes back in `stdout`."""
        done: subprocess.CompletedProcess[str] = subprocess.run(
            [str(part) for part in command], cwd=folder, input=text or "", text=True, check=False, umask=0o077,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**clean_environ(), **(environ or {})},
            **self.switch,
        )
        return done

    def own(self, path: Path) -> None:
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def reaches(self, folder: Path) -> bool:
        return not self.switch or self.run(["test", "-x", folder], folder=Path("/")).returncode == 0


def clean_environ() -> dict[str, str]:
    """An environment without the caller's PG… variables, in which programs speak English."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def make_home(data_dir: Path) -> Home:
    """The home of a data folder, made where the server's user can reach it. No existing folder is changed."""
    with Lock(data_dir / "place.lock").exclusive():
        return _make_home(data_dir, data_dir / "postgres")


def _make_home(data_dir: Path, place: Path) -> Home:
    if place.is_symlink() and not place.exists():
        raise DatabaseError(
            _("{place} points to {target}, which is missing: bring that folder back, or remove {place} "
              "to begin with an empty database.").format(place=place, target=place.readlink())
        )
    if not place.exists():
        _place_home(place)
    home = Home.of(data_dir)
    for folder, mode in ((home.programs, 0o755), (home.log.parent, 0o755)):
        _make_folder(folder, mode)
    account = Account.of(home)
    _make_folder(home.socket, 0o700)
    if home.socket.stat().st_uid not in {os.geteuid(), account.uid}:
        raise DatabaseError(
            _("The folder {folder} belongs to another user: remove it.").format(folder=home.socket)
        )
    account.own(home.socket)
    return home


def _place_home(place: Path) -> None:
    mode = 0o711 if os.geteuid() == 0 else 0o700
    if Account.of(Home(place)).reaches(place.parent):
        _make_folder(place, mode)
        return
    _make_folder(SYSTEM_FOLDER, 0o711)
    elsewhere = Path(tempfile.mkdtemp(prefix=f"{place.parent.name}-", dir=SYSTEM_FOLDER))
    elsewhere.chmod(mode)
    (elsewhere / "belongs-to").write_text(f"{place.parent}\n", "utf-8")
    place.symlink_to(elsewhere)


def _make_folder(folder: Path, mode: int) -> None:
    if not folder.exists():
        folder.mkdir()
        folder.chmod(mode)


def _unprivileged() -> tuple[int, int]:
    for name in _ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise DatabaseError(
        _("PostgreSQL does not run as root, and there is neither a user fugong nor a user nobody: "
          "make one of them, or run this command as an ordinary user.")
    )
