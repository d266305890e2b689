"""Two authorities: no page, API call, search, print or shared table of one shows a row of the other."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from fugong.accounts import tenancy
from fugong.accounts.models import Authority
from tests.permissions.conftest import furnish, staff_of
from tests.permissions.matrix import BODIES, MATRIX, OPERATIONS
from tests.permissions.test_matrix import addresses, filled, operations

SECRET = "乙县机密"
# One role for every way of seeing rows: all of them, own grids, users, the trail.
ROLES = ("park_staff", "grid_officer", "security_admin", "audit_admin")


@pytest.fixture
def neighbour(beta: Any) -> dict[str, Any]:
    """Beta, furnished like alpha, with people of its own; everything in it is marked."""
    with tenancy.entered(beta):
        return {**furnish(beta, staff_of(beta, SECRET), SECRET)}


def keys(rows: dict[str, Any]) -> set[str]:
    return {str(key) for key in rows.values() if len(str(key)) == 36}


def test_no_page_shows_a_row_of_the_neighbour(neighbour: Any, samples: dict[str, Any], client_of: Any) -> None:
    foreign = keys(neighbour) - keys(samples)
    routes = dict(addresses())
    for role in ROLES:
        client = client_of(role)
        for name in MATRIX:
            if "GET" in MATRIX[name]:
                for question in ("", "?q=乙县") if name.endswith(".list") else ("?form=csv",):
                    answer = client.get("/a/alpha/" + filled(routes[name], name, samples) + question)
                    body = b"".join(answer).decode(errors="replace")
                    assert SECRET not in body, (role, name)
                    assert not [key for key in foreign if key in body], (role, name)


def test_a_key_of_the_neighbour_opens_nothing(neighbour: Any, samples: dict[str, Any], client_of: Any, writes: Any) -> None:
    routes = dict(addresses())
    foreign = {stem: key for stem, key in neighbour.items() if len(str(key)) == 36 and key != samples.get(stem)}
    clients = {role: client_of(role) for role in ROLES}
    before = writes()
    for name, route in routes.items():
        if "<uuid:pk>" in route and any(f"{name}.".startswith(f"{stem}.") for stem in foreign):
            for role, client in clients.items():
                for method in MATRIX[name]:
                    status = client.generic(
                        method, "/a/alpha/" + filled(route, name, foreign), urlencode(BODIES.get(name, {})),
                        content_type="application/x-www-form-urlencoded").status_code
                    assert status in (403, 404), (role, method, name, status)
    assert writes() == before


def test_the_api_shows_nothing_of_the_neighbour(neighbour: Any, samples: dict[str, Any], client_of: Any) -> None:
    foreign = keys(neighbour) - keys(samples)
    for role in ROLES:
        client = client_of(role)
        for name in OPERATIONS:
            method, path = operations()[name]
            if method == "GET":
                body = client.get("/a/alpha" + filled(path, name, samples)).content.decode(errors="replace")
                assert SECRET not in body, (role, name)
                assert SECRET.encode("unicode_escape").decode() not in body, (role, name)
                assert not [key for key in foreign if key in body], (role, name)


def test_who_belongs_to_one_is_nobody_in_the_other(neighbour: Any, samples: dict[str, Any], client_of: Any) -> None:
    for role in ROLES:
        client = client_of(role)
        for name, route in addresses():
            if "GET" in MATRIX[name]:
                assert client.get("/a/beta/" + filled(route, name, neighbour)).status_code == 404, (role, name)


def test_an_archived_authority_is_closed(samples: dict[str, Any], client_of: Any, in_alpha: Any) -> None:
    from fugong.kit.clock import real_now

    client = client_of("park_staff")
    assert client.get("/a/alpha/units/").status_code == 200
    Authority.objects.filter(pk=in_alpha.pk).update(archived_at=real_now())
    assert client.get("/a/alpha/units/").status_code == 404
    assert Client().get("/a/alpha/api/v1/units").status_code == 404
