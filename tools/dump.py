"""Write again the dump that new authorities replay: run it after every new migration (`make dump`)."""

import tempfile
from pathlib import Path

from fugong.project import runtime
from fugong.project.config import Config


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = Config(data_dir=Path(folder), role="owner")
        with runtime.database(config, make=True, progress=print), runtime.django(config):
            from fugong.accounts.services import schemas
            from fugong.project import schema_dump

            schemas.migrate_shared()
            schema_dump.main()
            print(f"Written: {schemas.DUMP}")


if __name__ == "__main__":
    main()
