"""What a person sees when something went wrong: in plain words, with the number of the request."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fugong.kit.errors import Refused


def page(request: HttpRequest, status: int, message: object = "") -> HttpResponse:
    """One error page, or problem details for programs; `message` is what a service said."""
    status = status if status in CODES else 500
    if "/api/" in request.path_info:
        return problem(request, Refused(CODES[status], str(message or titled(status)), status=status))
    return render(request, f"kit/errors/{status}.html",
                  {"message": message, "status": status}, status=status)


def refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal as a page, or as problem details for programs."""
    if "/api/" not in request.path_info:
        return page(request, error.status, error.message)
    return problem(request, error)


def problem(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal as problem details (RFC 9457)."""
    return JsonResponse({
        "type": "about:blank", "title": error.code.replace("_", " "), "status": error.status, "detail": str(error),
        "code": error.code, "fields": {}, "request_id": getattr(request, "request_id", ""),
    }, status=error.status, content_type="application/problem+json")


CODES = {400: "bad_request", 403: "not_allowed", 404: "not_found", 405: "method_not_allowed", 409: "conflict", 410: "gone",
         413: "too_large", 422: "invalid", 429: "too_many_requests", 500: "internal_error"}


def titled(status: int) -> str:
    """What a program is told where nobody said more."""
    return {
        404: _("This does not exist, or you may not see it."), 403: _("You may not do this."),
        405: _("This address does not take that method."), 413: _("What was sent is larger than it may be. Send less at once."),
        500: _("Something went wrong on our side. Nothing was saved."),
    }.get(status, _("The call cannot be understood."))


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
    """A refusal that no screen caught becomes a page with its message and status; programs never get HTML."""

    def __init__(self, get_response: object) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = self.get_response(request)  # type: ignore[operator]
        if answer.status_code == 405 and "/api/" in request.path_info:
            told = page(request, 405)
            told.headers["Allow"] = answer.headers.get("Allow", "")
            return told
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused) and not request.path_info.startswith("/api/"):
            return page(request, exception.status, exception.message)
        return None
