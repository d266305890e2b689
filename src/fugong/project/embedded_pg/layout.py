"""Where the embedded PostgreSQL keeps its things."""

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

OWNER = "fugong_owner"
APP = "fugong_app"
DATABASE = "fugong"
SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.5432.lock")


def url(data_dir: Path, *, user: str, password: str, database: str = DATABASE) -> str:
    """The address of the embedded server of that data folder, whether it runs or not."""
    return f"postgresql://{user}:{quote(password)}@/{database}?host={quote(str(socket_dir(data_dir)))}"


def socket_dir(data_dir: Path) -> Path:
    """The folder of the unix socket: beside the data, or a short one when the path would be too long."""
    beside = data_dir / "postgres" / "socket"
    if len(os.fsencode(beside)) <= SOCKET_PATH_LIMIT:
        return beside
    return Path(tempfile.gettempdir()) / f"fugong-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]}"
