"""The folder that holds everything an installation keeps: database, secrets, attachments."""

import os
import pwd
from pathlib import Path

from fugong.project.config import Config, ConfigError
from fugong.project.words import gettext as _

MARK = "FUGONG"
_MARK_TEXT = "This folder holds the data of fugong. Change nothing in it by hand; save it with `fugong backup`.\n"


def claim(config: Config, *, make: bool) -> None:
    """Make sure that the data folder is ours and usable; with `make` an absent or empty one becomes ours.

    Raises ConfigError with one line that says how to mend it; nothing is changed then.
    """
    folder, mark = config.data_dir, config.data_dir / MARK
    try:
        if mark.exists():
            _check_ours(config, mark)
        elif not make:
            raise ConfigError(
                _("There is no fugong data in {folder}: begin with `fugong demo` or `fugong migrate`, or name "
                  "the right folder with --data-dir.").format(folder=folder)
            )
        elif folder.exists() and any(path != config.secrets_file for path in folder.iterdir()):
            raise ConfigError(
                _("The folder {folder} is not empty and holds no fugong data: name another one with --data-dir.")
                .format(folder=folder)
            )
        else:
            _make(folder, mark)
    except OSError as error:
        raise ConfigError(
            _("The data folder {folder} cannot be used ({reason}): make it writable for this user, or name "
              "another one with --data-dir.").format(folder=folder, reason=error.strerror)
        ) from error


def _check_ours(config: Config, mark: Path) -> None:
    owner = mark.stat().st_uid
    if owner != os.geteuid():
        raise ConfigError(
            _("The data folder {folder} belongs to the user {user}: run the command as that user, or name another "
              "folder with --data-dir.").format(folder=config.data_dir, user=_user_name(owner))
        )
    if not os.access(config.data_dir, os.W_OK | os.X_OK):
        raise ConfigError(
            _("The data folder {folder} is not writable: run `chmod u+rwx {folder}`.")
            .format(folder=config.data_dir)
        )
    if (config.data_dir / "postgres").exists() and not config.secrets_file.exists():
        raise ConfigError(
            _("{file} is missing, without it the database cannot be opened: bring it back from a backup.")
            .format(file=config.secrets_file)
        )


def _make(folder: Path, mark: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)  # as root the database's user must pass through
    mark.write_text(_MARK_TEXT, "utf-8")


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
