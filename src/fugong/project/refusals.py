"""What is refused before any page or operation is looked for: texts that no database can hold, and too many calls."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from fugong.accounts.services import limits
from fugong.kit.errors import Refused
from fugong.project import errors

NUL = "\0"


def holds_nul(value: Any) -> bool:
    """Whether a text, or any text in a structure of JSON, has the one character that a database cannot hold."""
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, dict):
        return any(holds_nul(key) or holds_nul(each) for key, each in value.items())
    return isinstance(value, list) and any(map(holds_nul, value))


def unreadable() -> Refused:
    return Refused("bad_text", _("The text has a character that cannot be stored (NUL). Type it anew, do not paste it."),
                   status=400)


def unfit(error: Exception) -> Refused:
    """A body that is larger than it may be, or not what it says."""
    if isinstance(error, RequestDataTooBig):
        return Refused("too_large", _("What was sent is larger than it may be. Send less at once."), status=413)
    return Refused("malformed", _("What was sent cannot be read: too many fields, or names that are too long."), status=400)


class TextMiddleware:
    """Refuses a request with NUL in its address, headers, fields or file names, or whose fields cannot be read at all.

    JSON is looked at where it is read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            if any(NUL in text for text in texts(request)):
                raise unreadable()
        except Refused as refused:
            return errors.refusal(request, refused)
        except (SuspiciousOperation, MultiPartParserError) as error:
            return errors.refusal(request, unfit(error))
        return self.get_response(request)


def texts(request: HttpRequest) -> Iterator[str]:
    """Everything that was sent as text, the body of a program's call apart."""
    yield request.path_info
    yield from (value for value in request.META.values() if isinstance(value, str))
    yield from request.COOKIES.values()
    yield from pairs(request.GET.lists())
    if request.method == "POST" and request.content_type != "application/json":
        yield from pairs(request.POST.lists())
        yield from (file.name or "" for _name, files in request.FILES.lists() for file in files)


def pairs(lists: Iterable[tuple[str, list[Any]]]) -> Iterator[str]:
    for name, values in lists:
        yield name
        yield from map(str, values)


class RateMiddleware:
    """So many calls of the API a minute for one person or token. Counts outside the transaction of the call."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None or not actor.id or not request.path_info.startswith("/api/"):
            return self.get_response(request)
        wait = limits.hit(f"api:{actor.kind}:{actor.id}", settings.API_RATE, 60)
        if not wait:
            return self.get_response(request)
        answer = errors.refusal(request, Refused("too_many_requests", _(
            "Too many calls. Wait %(seconds)s seconds and try again.") % {"seconds": wait}, status=429))
        answer.headers["Retry-After"] = str(wait)
        return answer
