"""Handing a file to a browser: its true type, its name in any script, and no guessing."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# What a browser may show by itself instead of saving it.
SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})


def download(name: str, content_type: str, content: bytes, *, show: bool = False) -> HttpResponse:
    """The answer that carries a file; saved by default, shown in place when asked and harmless."""
    response = HttpResponse(content, content_type=content_type)
    saved = not (show and content_type in SHOWN)
    response["Content-Disposition"] = content_disposition_header(saved, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return response
