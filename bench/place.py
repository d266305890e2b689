"""A place to measure in: an own PostgreSQL in a temporary folder, fsync on, with one authority `bench`."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))


@contextmanager
def authority() -> Iterator[None]:
    """Inside: Django is set up as the application role and the authority `bench` exists."""
    from fugong.project import runtime
    from fugong.project.config import Config

    with tempfile.TemporaryDirectory(prefix="fugong-bench-", dir="/var/tmp") as folder:
        os.chmod(folder, 0o755)  # the database's own user must reach its folder
        config = Config(data_dir=Path(folder) / "data", role="owner").checked()
        with runtime.database(config, make=True, progress=_say), runtime.django(config):
            from fugong.accounts.services import authorities
            from fugong.kit.actor import system
            from fugong.project import upkeep

            upkeep.bring_up_to_date()
            authorities.create(actor=system(), slug="bench", name="城陵矶新港区", kind="park", mfa_required=False,
                               division_code="430600", demo=True)
            with runtime.acting_as("app"):
                yield


def _say(line: str) -> None:
    print(line, file=sys.stderr)
