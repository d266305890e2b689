"""From a request to an authority, a language and an actor."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix, set_urlconf
from django.utils import translation
from django.utils.cache import patch_vary_headers

from fugong.accounts import selectors, tenancy
from fugong.kit.actor import Actor
from fugong.kit.urls import outside


class Request(HttpRequest):
    """A request with what these middlewares put on it."""

    request_id: str
    authority: Any  # Authority or None
    actor: Actor
    by_token: bool
    user: Any


Handler = Callable[[Request], HttpResponse]
PREFIX = re.compile(r"^/a/([a-z][a-z0-9-]{1,39})(/.*)$")
NOBODY = Actor("user", "", "")
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class RequestMiddleware:
    """Give every request an id and every answer the security headers."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.request_id = uuid4().hex[:16]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=()")
        response.headers["X-Request-Id"] = request.request_id
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class LanguageMiddleware:
    """Chinese unless the person chose English (cookie); the browser's wish is not asked, so pages cache alike."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        wish = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wish if wish in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
        response.headers.setdefault("Content-Language", "zh-CN" if language.startswith("zh") else "en")
        patch_vary_headers(response, ("Cookie",))
        return response


class AuthorityMiddleware:
    """`/a/<slug>/…` works for that authority: its schema, its clock, its URLs; anything else for none."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        tenancy.leave()
        request.authority = None
        match = PREFIX.match(request.path_info)
        if match is None:
            return self.get_response(request)
        authority = selectors.authority(match.group(1))
        if authority is None:
            raise Http404
        prefix = get_script_prefix()
        request.authority = authority
        request.path_info = match.group(2)
        request.urlconf = settings.AUTHORITY_URLCONF
        set_urlconf(settings.AUTHORITY_URLCONF)  # for pages drawn before a view is looked up: refusals, errors
        set_script_prefix(f"{prefix}a/{authority.slug}/")
        tenancy.enter(authority)
        try:
            return self.get_response(request)
        finally:
            tenancy.leave()
            set_script_prefix(prefix)


class ActorMiddleware:
    """Who acts. Inside an authority a page needs a signed-in member of it, with a second factor where bound.

    The API answers for itself (`project.api` says 401 and 403 as problem details); it finds the actor here too.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.actor = NOBODY
        if request.authority is None:
            return self.get_response(request)
        if request.path_info.startswith("/api/"):
            request.actor = self.caller(request) or NOBODY
            return self.get_response(request)
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{outside('account_login')}?{urlencode({'next': request.get_full_path()})}")
        actor = self.member(request)
        if actor is None:
            raise Http404
        if self.lacks_factor(request):
            return HttpResponseRedirect(outside("mfa_activate_totp"))
        request.actor = actor
        return self.get_response(request)

    def member(self, request: Request) -> Actor | None:
        return selectors.actor_for(request.user, request.authority, request_id=request.request_id)

    def caller(self, request: Request) -> Actor | None:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            request.by_token = True
            return selectors.actor_for_token(secret.strip(), request.authority, request_id=request.request_id)
        request.by_token = False
        if not request.user.is_authenticated or self.lacks_factor(request):
            return None
        actor = self.member(request)
        return actor.via("api") if actor else None

    def lacks_factor(self, request: Request) -> bool:
        return selectors.needs_mfa(request.user, request.authority) and not is_mfa_enabled(request.user)
