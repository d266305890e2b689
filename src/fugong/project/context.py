"""What every page shows around its content."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from fugong.project import menu


def page(request: HttpRequest) -> dict[str, Any]:
    """The frame (only worked out when a page draws it), the actor, and the request's number."""
    return {
        "shell": SimpleLazyObject(lambda: menu.shell(request)),
        "actor": getattr(request, "actor", None),
        "request_id": getattr(request, "request_id", ""),
    }
