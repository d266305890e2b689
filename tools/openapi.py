"""Write docs/openapi.json, the description of the API that a test compares with.

    python tools/openapi.py
"""

import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    sys.path.insert(0, str(ROOT / "src"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "fugong.project.settings"
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@localhost/none")
    os.environ.setdefault("FUGONG_DATA_DIR", tempfile.mkdtemp())
    import django

    django.setup()
    from fugong.project.api import api

    schema = api.get_openapi_schema(path_prefix="/a/{authority}/api/v1/")
    text = json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    (ROOT / "docs" / "openapi.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
