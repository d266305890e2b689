"""Renders the samples as the product would, under the product's security policy."""

import json
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from tests.kit.gallery import samples, screens
from tests.kit.gallery.names import NAMES

# The product's own policy (a test holds the two equal; importing it here would need the whole product).
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
Handler = Callable[[HttpRequest], HttpResponse]


def policy(get_response: Handler) -> Handler:
    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        response["Cache-Control"] = "no-store"
        return response

    return respond


def language(get_response: Handler) -> Handler:
    def respond(request: HttpRequest) -> HttpResponse:
        with translation.override("en" if request.GET.get("lang") == "en" else "zh-hans"):
            return get_response(request)

    return respond


def index(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery/index.html", {"title": "样品", "names": NAMES})


def page(request: HttpRequest, name: str) -> HttpResponse:
    if name not in NAMES:
        raise Http404
    template, context = screens.SCREENS[name]
    values = {**context, "key": "0190d3a1-0000-7000-8000-000000000001"}
    if name == "list":
        values = samples.ticked(values | samples.searched(request.GET), request.COOKIES)
        if request.headers.get("HX-Target") == "list":
            template = "kit/list_rows.html"
    if name == "form" and request.GET.get("broken"):
        values["draft_url"] = "/nowhere/"
    return render(request, template, values)


def draft(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"saved_at": "08:12"})


def echo(request: HttpRequest) -> HttpResponse:
    """Shows what was posted, as a page of the authority; the form was taken, and the browser is told so."""
    posted = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    sizes = [upload.size for upload in request.FILES.getlist("photos")]
    response = render(
        request,
        "gallery/echo.html",
        {"title": "已提交", "posted": json.dumps({"fields": posted, "files": sizes}, ensure_ascii=False)},
    )
    response.set_cookie("fugong-taken", request.POST.get("_key", ""))
    return response


def plan(request: HttpRequest) -> HttpResponse:
    return JsonResponse(samples.PLAN)


def slow(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=503)
