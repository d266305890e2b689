"""The console's language: Chinese where the terminal is Chinese or $FUGONG_LANGUAGE says so, else English.

Console messages are needed before Django is set up, so they are looked up with the standard library in the
same catalogue that Django uses for this app.
"""

import gettext as catalogues
import os
from functools import cache
from pathlib import Path

_LOCALE = Path(__file__).parent / "locale"


def gettext(message: str) -> str:
    """The message in the console's language."""
    return _catalogue(chinese()).gettext(message)


def chinese() -> bool:
    """Whether the console speaks Chinese."""
    wanted = (os.environ.get(name) for name in ("FUGONG_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return next((value for value in wanted if value), "").lower().startswith("zh")


@cache
def _catalogue(in_chinese: bool) -> catalogues.NullTranslations:
    if not in_chinese:
        return catalogues.NullTranslations()
    return catalogues.translation("django", _LOCALE, languages=["zh_Hans"], fallback=True)
