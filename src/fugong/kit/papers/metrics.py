"""How much room words take on a line, in Chinese characters."""

import unicodedata
from decimal import Decimal

CHARACTERS = 28
"""Characters of a line."""


def width(text: str) -> Decimal:
    """Chinese characters and full-width marks count one, letters and digits a half."""
    return sum((Decimal(1) if unicodedata.east_asian_width(c) in "WFA" else Decimal("0.5") for c in text),
               Decimal(0))
