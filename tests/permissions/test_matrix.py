"""Every address and every API operation, by every role, against the one declared matrix."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from fugong.project.api import api
from tests.permissions.matrix import ALL, BODIES, MATRIX, OPERATIONS

DENIED = {401, 403, 404}


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name, pattern) of every page of an authority; the API is walked by its operations."""
    for item in (resolver or get_resolver(settings.AUTHORITY_URLCONF)).url_patterns:
        route = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            if item.app_name != "ninja":
                yield from addresses(item, route)
        elif isinstance(item, URLPattern):
            yield item.name or route, route


@cache
def operations() -> dict[str, tuple[str, str]]:
    """Operation id → (method, path)."""
    return {operation["operationId"]: (method.upper(), path)
            for path, methods in api.get_openapi_schema(path_prefix="/api/v1").get("paths", {}).items()
            for method, operation in methods.items()}


def filled(route: str, name: str, samples: dict[str, Any]) -> str:
    """The address with the sample row's key in it."""
    key = next((value for stem, value in samples.items()
                if f"{name}.".startswith(stem + ".") or name.startswith(stem.replace(".", "_") + "_")), None)
    for part in ("<uuid:pk>", "{pk}", "<uuid:unit_id>", "{unit_id}"):
        route = route.replace(part, str(key))
    others = {"<str:code>": "registry.unit", "<str:kind>": "units", "{kind}": "units", "<str:form>": "txt", "{form}": "txt", "<str:day>": "2020-02-17", "{day}": "2020-02-17",
              "<slug:code>": str(key or "units_resumed"),
              "{code}": str(key)}
    for part, value in others.items():
        route = route.replace(part, value)
    for part, value in (("list_code", "four-alls"), ("number", "1"), ("parameter_code", "temperature.limit"),
                        ("step", "basics"), ("part", "leadership"), ("task", "start"), ("paper", "roster"), ("file", samples.get(f"{name}/file", samples["registry.unit"]))):
        route = re.sub(rf"<\w+:{part}>|{{(\w+:)?{part}}}", str(value), route)
    return route


def test_every_address_is_declared() -> None:
    assert {name for name, _route in addresses()} == set(MATRIX)


def test_every_operation_is_declared() -> None:
    assert set(operations()) == set(OPERATIONS)


@pytest.mark.parametrize("role", sorted(ALL))
def test_addresses(
    role: str, samples: dict[str, Any], client_of: Callable[[str], Client], writes: Callable[[], int]
) -> None:
    routes, client, wrong = dict(addresses()), client_of(role), []
    for name in sorted(MATRIX):
        for method, allowed in MATRIX[name].items():
            before, point = writes(), transaction.savepoint()
            status = client.generic(
                method, "/a/alpha/" + filled(routes[name], name, samples), urlencode(BODIES.get(name, {})),
                content_type="application/x-www-form-urlencoded").status_code
            if status >= 500 or (status in DENIED) is (role in allowed):
                wrong.append((name, method, status))
            if role not in allowed and writes() != before:
                wrong.append((name, method, "wrote"))
            transaction.savepoint_rollback(point)
    assert wrong == []


@pytest.mark.parametrize("role", sorted(ALL))
def test_operations(
    role: str, samples: dict[str, Any], client_of: Callable[[str], Client], writes: Callable[[], int]
) -> None:
    client, wrong = client_of(role), []
    for name, (method, path) in sorted(operations().items()):
        before, point = writes(), transaction.savepoint()
        status = client.generic(method, "/a/alpha" + filled(path, name, samples), json.dumps(BODIES.get(name, {})),
                                content_type="application/json", HTTP_IF_MATCH='"99"').status_code
        allowed = role in OPERATIONS[name]
        if status >= 500 or (status in DENIED) is allowed:
            wrong.append((name, method, status))
        if not allowed and writes() != before:
            wrong.append((name, method, "wrote"))
        transaction.savepoint_rollback(point)
    assert wrong == []


def test_a_stranger_sees_nothing(samples: dict[str, Any], writes: Callable[[], int]) -> None:
    before = writes()
    for name, route in addresses():
        answer = Client().get("/a/alpha/" + filled(route, name, samples))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")
    for method, path in operations().values():
        assert Client().generic(method, "/a/alpha" + filled(path, "registry.unit", samples)).status_code == 401
    assert writes() == before
