"""Imports over the API: everything that the screens can do, with scopes, done once, with problem details."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fugong.accounts import tenancy
from fugong.accounts.models import User
from fugong.accounts.services import users
from fugong.intake import jobs
from fugong.intake.models import ImportRun
from fugong.kit.actor import system
from fugong.registry.models import Unit
from tests.intake.test_imports import FILE, WHO
from tests.intake.test_once import signed_in
from tests.registry.test_import_units import roster

API = "/a/alpha/api/v1/imports"
SCOPES = ["intake.run.read", "registry.unit.import"]


class Program:
    """A program with a token of these scopes."""

    def __init__(self, where: Any, scopes: list[str]) -> None:
        self.client = Client()
        _token, secret = users.create_token(
            actor=system(), user=User.objects.get(username="once"), authority=where, label="x", scopes=scopes)
        self.headers = {"Authorization": f"Bearer {secret}"}

    def send(self, data: bytes = FILE, key: str = "", **fields: Any) -> Any:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return self.client.post(API, {"file": SimpleUploadedFile("花名册.xlsx", data), "kind": "units", **fields}, headers=headers)

    def get(self, address: str) -> Any:
        return self.client.get(address, headers=self.headers)

    def post(self, address: str, body: Any = None) -> Any:
        return self.client.post(address, body or {}, content_type="application/json", headers=self.headers)


@pytest.fixture
def program(in_alpha: Any) -> Program:
    signed_in(in_alpha)
    return Program(in_alpha, SCOPES)


def work(where: Any) -> None:
    """What the worker does, as long as there is something to do."""
    with tenancy.entered(where):
        run = ImportRun.objects.latest("started_at")
        jobs.check(WHO, {"run_id": str(run.pk)})
        jobs.write(WHO, {"run_id": str(run.pk)})


def test_a_dry_run_says_everything_and_writes_nothing(program: Program, in_alpha: Any) -> None:
    answer = program.send(dry_run="true")
    assert answer.status_code == 202, answer.content
    address = answer.headers["Location"]
    assert program.get(address).json()["state"] == "waiting"
    work(in_alpha)
    run = program.get(address).json()
    assert (run["state"], run["progress"], run["rows"], run["created"], run["errors"]) == ("checked", 100, 4, 2, 1)
    problems = program.get(f"{address}/errors").json()
    assert [(each["column"], each["code"]) for each in problems["items"]] == [("联系电话", "phone")]
    assert not problems["more"]
    book = openpyxl.load_workbook(io.BytesIO(program.get(f"{address}/marked").content))
    assert book.worksheets[0].max_row >= 2
    with tenancy.entered(in_alpha):
        assert not Unit.objects.exists()
    assert program.post(f"{address}/confirm").status_code == 202
    work(in_alpha)
    assert program.get(address).json()["state"] == "done"
    with tenancy.entered(in_alpha):
        assert Unit.objects.count() == 2
    again = program.post(f"{address}/confirm")
    assert (again.status_code, again.json()["code"], again.headers["Content-Type"]) == (
        409, "state", "application/problem+json")


def test_without_a_dry_run_it_is_written_as_soon_as_it_is_checked(program: Program, in_alpha: Any) -> None:
    first, second = program.send(key="k1"), program.send(key="k1")
    assert first.json()["id"] == second.json()["id"]
    work(in_alpha)
    address = first.headers["Location"]
    assert program.get(address).json()["state"] == "done"
    done = program.post(f"{address}/undo").json()
    assert done == {"reverted": 2, "refused": []}
    assert program.get(address).json()["state"] == "undone"
    listed = program.get(API).json()
    assert ([run["id"] for run in listed["items"]], listed["more"]) == ([first.json()["id"]], False)


def test_all_or_nothing_writes_nothing_where_a_row_has_an_error(program: Program, in_alpha: Any) -> None:
    address = program.send(whole="true").headers["Location"]
    work(in_alpha)
    run = program.get(address).json()
    assert run["state"] == "refused"
    assert run["refusal"]
    with tenancy.entered(in_alpha):
        assert not Unit.objects.exists()


def test_pairs_are_read_and_decided(program: Program, in_alpha: Any) -> None:
    address = program.send(roster({}, {"单位名称": "丙厂"})).headers["Location"]
    work(in_alpha)
    (pair,) = program.get(f"{address}/pairs").json()["items"]
    assert (pair["given"], pair["decision"]) == ("丙厂", "")
    assert program.post(f"{address}/pairs", {"decisions": {pair["id"]: "perhaps"}}).status_code == 422
    assert program.post(f"{address}/pairs", {"decisions": {pair["id"]: "same"}}).json() == {"decided": 1}
    assert program.post(f"{address}/pairs", {"decisions": {pair["id"]: "different"}}).json() == {"decided": 0}
    assert program.get(f"{address}/pairs").json()["items"][0]["decision"] == "same"
    with tenancy.entered(in_alpha):
        assert Unit.objects.get().version == 2


def test_a_token_does_what_its_scopes_say(program: Program, in_alpha: Any) -> None:
    address = program.send().headers["Location"]
    reader = Program(in_alpha, ["intake.run.read"])
    assert reader.get(address).status_code == 404  # whoever may not import a kind sees no import of it
    assert reader.send().status_code == 403
    assert reader.post(f"{address}/undo").status_code == 404
    assert reader.get(f"{API}/templates/units").status_code == 403
    assert Program(in_alpha, ["registry.unit.read"]).get(API).status_code == 403
    with tenancy.entered(in_alpha):
        assert ImportRun.objects.count() == 1


def test_what_cannot_be_read_is_said(program: Program, in_alpha: Any) -> None:
    assert program.client.post(API, {"kind": "units"}, headers=program.headers).json()["fields"].keys() == {"file"}
    assert program.send(kind="nothing").status_code == 404
    refused = program.send(b"no workbook at all \x00")
    assert refused.status_code in (202, 422)
    for page in ("0", "-1", "9" * 30, "x"):
        assert program.get(f"{API}?page={page}").status_code == 422
    assert program.get(f"{API}/templates/units").content.startswith(b"PK")
