"""The API of one authority: routers of the apps, one way to sign in, one form of refusal (RFC 9457)."""

import json
import logging
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.utils import check_csrf

from fugong.audit.api import router as trail
from fugong.audit.services import plain
from fugong.documents.api import router as documents
from fugong.documents.desks import DESKS as DOCUMENTS
from fugong.intake.api import incoming as imports
from fugong.intake.api import outgoing as exports
from fugong.kit.actor import Actor
from fugong.kit.desk.api import router_of
from fugong.kit.errors import Refused
from fugong.people.api import areas
from fugong.people.api import beside as workers
from fugong.people.desks import DESKS as PEOPLE
from fugong.project.findings import sentence
from fugong.project.refusals import holds_nul, unfit, unreadable
from fugong.registry.api import beside as units
from fugong.registry.api import letters, mechanism
from fugong.registry.api import router as plans
from fugong.registry.desks import DESKS as REGISTRY
from fugong.reporting.api.daily import router as daily
from fugong.reporting.api.figures import router as figures
from fugong.reporting.api.reports import router as reports
from fugong.reporting.desks.ledger import LEDGER
from fugong.resumption.api import router as resumption
from fugong.resumption.desks import DESKS as RESUMPTION
from fugong.standards.api import router as standards
from fugong.standards.desks import DESKS as STANDARDS

log = logging.getLogger(__name__)


def caller(request: HttpRequest) -> Actor | None:
    """The actor whom the middleware found by token or session; a session must also prove it is no forgery."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.id:
        return None
    if not request.by_token and check_csrf(request) is not None:  # type: ignore[attr-defined]
        raise HttpError(403, _("The CSRF token is missing."))
    return actor


class TextParser(Parser):
    """JSON whose texts a database can hold: half of a surrogate pair and NUL are refused, not stored."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            data = json.loads(request.body)
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise Refused("bad_request", _("The text has characters that are no valid Unicode."), status=400) from None
        except ValueError as error:
            raise Refused("bad_request", _("The body is no JSON: %(why)s") % {"why": error}, status=400) from None
        if holds_nul(data):
            raise unreadable()
        return data


api = NinjaAPI(
    title="fugong", version="1", auth=caller, docs_url=None, openapi_url="/openapi.json", urls_namespace="api",
    parser=TextParser(),
    description="Everything a screen can do. Sign in with a token: Authorization: Bearer …",
)


def problem(
    request: HttpRequest, status: int, code: str, detail: object, fields: Any = None, theirs: Any = None
) -> HttpResponse:
    """One refusal as problem details; after a stale change with the values that now stand."""
    response = api.create_response(request, {
        "type": "about:blank", "title": code.replace("_", " "), "status": status, "detail": str(detail), "code": code,
        "fields": {str(k): str(v) for k, v in (fields or {}).items()},
        "request_id": getattr(request, "request_id", ""),
        **({"theirs": plain(theirs)} if theirs else {})}, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problem(request, error.status, error.code, error.message, error.fields, error.data.get("theirs"))


@api.exception_handler(AuthenticationError)
def unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = problem(request, 401, "not_signed_in", _("Sign in, or send a valid token."))
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {".".join(str(p) for p in item["loc"][1:]) or "body": sentence(item) for item in error.errors}
    return problem(request, 422, "invalid", _("Please correct the marked fields."), fields)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, Refused):  # of the parser: ninja knows one sentence for all that it cannot read
        return refused(request, error.__cause__)
    return problem(request, error.status_code, "bad_request" if error.status_code == 400 else "refused", error)


@api.exception_handler(SuspiciousOperation)
def too_much(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    return refused(request, unfit(error))


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, 404, "not_found", _("This does not exist, or you may not see it."))


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("request %s failed", getattr(request, "request_id", ""))
    return problem(request, 500, "internal_error", _("Something went wrong on our side. Nothing was saved."))


for desk in (*REGISTRY, *DOCUMENTS, *STANDARDS, *RESUMPTION, *PEOPLE, LEDGER):
    api.add_router(f"/{desk.path}", router_of(desk))
api.add_router("/trail", trail)
api.add_router("/units", units)
api.add_router("/letters", letters)
api.add_router("/mechanism", mechanism)
api.add_router("/workers", workers)
api.add_router("/risk-levels", areas)
api.add_router("/site-plans", plans)
api.add_router("/documents", documents)
api.add_router("/imports", imports)
api.add_router("/exports", exports)
api.add_router("/reports", reports)
api.add_router("/daily", daily)
api.add_router("/figures", figures)
api.add_router("/rules", standards)
api.add_router("/resumption", resumption)
