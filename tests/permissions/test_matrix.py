"""Every address and every API operation, by every role, against the one declared matrix."""

import json
import re
from collections.abc import Callable, Iterator
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
    others = {"<str:code>": "registry.unit", "<str:form>": "txt", "{form}": "txt", "<slug:code>": str(key or "units_resumed"),
              "{code}": str(key)}
    for part, value in others.items():
        route = route.replace(part, value)
    for part, value in (("list_code", "four-alls"), ("number", "1"), ("parameter_code", "temperature.limit")):
        route = re.sub(rf"<\w+:{part}>|{{{part}}}", value, route)
    return route


def test_every_address_is_declared() -> None:
    assert {name for name, _route in addresses()} == set(MATRIX)


def test_every_operation_is_declared() -> None:
    assert set(operations()) == set(OPERATIONS)


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_addresses(
    name: str, samples: dict[str, Any], client_of: Callable[[str], Client], writes: Callable[[], int]
) -> None:
    route = "/a/alpha/" + filled(dict(addresses())[name], name, samples)
    for role in sorted(ALL):
        client = client_of(role)
        for method, allowed in MATRIX[name].items():
            before = writes()
            point = transaction.savepoint()
            status = client.generic(method, route, urlencode(BODIES.get(name, {})),
                                    content_type="application/x-www-form-urlencoded").status_code
            if role in allowed:
                assert status not in DENIED and status < 500, (role, method, status)
            else:
                assert status in DENIED, (role, method, status)
                assert writes() == before, f"a refused {method} by {role} wrote something"
            transaction.savepoint_rollback(point)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_operations(
    name: str, samples: dict[str, Any], client_of: Callable[[str], Client], writes: Callable[[], int]
) -> None:
    method, path = operations()[name]
    route = "/a/alpha" + filled(path, name, samples)
    for role in sorted(ALL):
        client = client_of(role)
        before = writes()
        status = client.generic(
            method, route, json.dumps({}), content_type="application/json", HTTP_IF_MATCH='"99"').status_code
        if role in OPERATIONS[name]:
            assert status not in DENIED and status < 500, (role, status)
        else:
            assert status in DENIED, (role, status)
            assert writes() == before, f"a refused {name} by {role} wrote something"


def test_a_stranger_sees_nothing(samples: dict[str, Any], writes: Callable[[], int]) -> None:
    before = writes()
    for name, route in addresses():
        answer = Client().get("/a/alpha/" + filled(route, name, samples))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")
    for method, path in operations().values():
        assert Client().generic(method, "/a/alpha" + filled(path, "registry.unit", samples)).status_code == 401
    assert writes() == before
