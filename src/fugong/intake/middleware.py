"""Every POST of an authority that carries a key is done once, whatever the network or the finger does."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import set_urlconf

from fugong.intake.services import once
from fugong.kit.errors import Refused

Handler = Callable[[HttpRequest], HttpResponse]
FIELD, HEADER, TAKEN = "_key", "Idempotency-Key", "fugong-taken"
KEPT_HEADERS = ("Content-Type", "Location", "ETag", "HX-Redirect", "HX-Trigger", "HX-Location", "HX-Push-Url")
NOT_ASKED = frozenset({"csrfmiddlewaretoken", FIELD})
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class OnceMiddleware:
    """Takes the key and does the work in one transaction; an error gives the key back. Stands behind the actor."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = key_of(request)
        actor = getattr(request, "actor", None)
        if not key or actor is None or not actor.id:
            return self.get_response(request)
        with transaction.atomic():
            asked = once.fingerprint(request.method or "", request.get_full_path(), parts(request))
            try:
                used = once.claim(actor, key, asked)
            except Refused as error:
                return said(request, error)
            if used is not None:
                return taken(request, key, repeated(used.status, used.headers, once.body_of(used)))
            response = self.get_response(request)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
            if response.status_code >= 400:
                transaction.set_rollback(True)
            else:
                taken(request, key, response)
                once.answer(actor, key, response.status_code,
                            {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
                            b"" if response.streaming else response.content)
        return response


def key_of(request: HttpRequest) -> str:
    """The key of a request that changes something inside an authority; "" for all others."""
    if request.method not in CHANGES or getattr(request, "authority", None) is None:
        return ""
    key = request.headers.get(HEADER, "")
    return key or (request.POST.get(FIELD, "") if request.method == "POST" else "")


def taken(request: HttpRequest, key: str, response: HttpResponse) -> HttpResponse:
    """Tell the browser by cookie that the form was taken: what it kept of it is forgotten (kit/js/draft.js)."""
    if HEADER not in request.headers:
        response.set_cookie(TAKEN, key, samesite="Lax", secure=request.is_secure())
    return response


def parts(request: HttpRequest) -> Iterable[tuple[str, str]]:
    """What was asked, without what differs between two sendings of the same form."""
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        yield from ((name, value) for name, values in request.POST.lists() if name not in NOT_ASKED
                    for value in map(str, values))
        yield from ((name, f"{file.name} {file.size}") for name, files in request.FILES.lists() for file in files)
    else:
        yield "", request.body.decode("utf-8", "replace")


def said(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal as a page, or as problem details for programs."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"type": "about:blank", "title": str(error), "detail": str(error), "status": error.status,
                             "code": error.code}, status=error.status, content_type="application/problem+json")
    set_urlconf(getattr(request, "urlconf", None))  # Django does so only when it looks for the view
    return render(request, f"kit/errors/{error.status}.html", {"message": str(error), "status": error.status},
                  status=error.status)


def repeated(status: int, headers: dict[str, str], body: bytes) -> HttpResponse:
    """The answer that the first sending got."""
    response = HttpResponse(body, status=status or 200)
    for name, value in headers.items():
        response.headers[name] = value
    response.headers["Idempotent-Replay"] = "true"
    return response
