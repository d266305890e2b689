"""What a person sees when something went wrong: in plain words, with the number of the request."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from fugong.kit.errors import Refused


def page(request: HttpRequest, status: int, message: object = "") -> HttpResponse:
    """One error page; `message` is what a service said."""
    return render(request, f"kit/errors/{status if status in KNOWN else 500}.html",
                  {"message": message, "status": status}, status=status)


def refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal as a page, or as problem details for programs."""
    if "/api/" not in request.path_info:
        return page(request, error.status, error.message)
    return JsonResponse({
        "type": "about:blank", "title": error.code.replace("_", " "), "status": error.status, "detail": str(error),
        "code": error.code, "fields": {}, "request_id": getattr(request, "request_id", ""),
    }, status=error.status, content_type="application/problem+json")


KNOWN = {400, 403, 404, 409, 410, 413, 422, 429, 500}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403)


class RefusedMiddleware:
    """A refusal that no screen caught becomes a page with its message and status."""

    def __init__(self, get_response: object) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)  # type: ignore[operator]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused) and not request.path_info.startswith("/api/"):
            return page(request, exception.status, exception.message)
        return None
