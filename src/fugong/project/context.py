"""What every page shows around its content."""

from django.http import HttpRequest

from fugong.kit import clock


def page(request: HttpRequest) -> dict[str, object]:
    """Authority, actor and business moment; the five doors are added by the portal's template tags."""
    return {
        "authority": getattr(request, "authority", None),
        "actor": getattr(request, "actor", None),
        "business_now": clock.now(),
        "request_id": getattr(request, "request_id", ""),
    }
