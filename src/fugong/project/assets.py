"""The address of scripts, styles and pictures changes with their content, so browsers may keep them for ever."""

import hashlib
from pathlib import Path

SOURCE = Path(__file__).parents[1]


def version(source: Path = SOURCE) -> str:
    """Twelve hex digits that change when any file under an app's `static` folder does."""
    digest = hashlib.sha256()
    for path in sorted(source.glob("*/static/**/*")):
        if path.is_file():
            digest.update(str(path.relative_to(source)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
