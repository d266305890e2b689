"""The API says and does what the screens do: the same services, versions in If-Match, refusals as problem details."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fugong.accounts import tenancy
from fugong.accounts.models import Authority, User
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.registry.models import Unit
from fugong.resumption.models import Application
from tests.files.samples import PDF, picture
from tests.resumption.test_desks import Browser, browsers, people, unit  # noqa: F401

BASE = "/a/alpha/api/v1/resumption"
People = dict[str, Actor]


class Program:
    """A caller of the API by session; after each answer the test works for alpha again."""

    def __init__(self, where: Authority, user: User) -> None:
        self.client, self.where = Client(), where
        self.client.force_login(user)

    def call(self, method: str, path: str, data: Any = None, version: int | None = None, file: Any = None) -> Any:
        headers = {"If-Match": f'"{version}"'} if version is not None else {}
        if file is not None:
            answer = self.client.post(BASE + path, {"file": file}, headers=headers)
        else:
            answer = self.client.generic(method, BASE + path, json.dumps(data or {}), "application/json", headers=headers)
        tenancy.enter(self.where)
        return answer


@pytest.fixture
def programs(browsers: dict[str, Browser], in_alpha: Any) -> dict[str, Program]:  # noqa: F811
    return {role: Program(in_alpha, User.objects.get(username=f"r-{role}")) for role in browsers}


def test_the_whole_way_over_the_api(programs: dict[str, Program], people: People, unit: Unit) -> None:  # noqa: F811
    manager, officer, leader = (programs[role] for role in ("enterprise_manager", "grid_officer", "leader"))
    begun = manager.call("POST", f"/units/{unit.pk}/application").json()
    path = f"/applications/{begun['id']}"
    changed = manager.call("PATCH", path, {"proposed_on": "2020-02-20", "workers_local": 40}, version=begun["version"])
    assert changed.json()["workers"] == 40
    missing = manager.call("GET", f"{path}/dossier").json()["missing"]
    assert {"step": "commitment", "code": "signature", "text": "请签署承诺书。"} in missing
    early = manager.call("POST", f"{path}/submit", version=changed.json()["version"])
    assert (early.status_code, early.json()["code"]) == (422, "incomplete")
    application = Application.objects.get()
    for section in application.plan.sections.all():
        assert manager.call("PUT", f"/plan-sections/{section.pk}", {"text": "逐条落实"}, version=section.version).status_code == 200
    for number, paper in enumerate(p for p in application.pack_version.pack.attachments if p.required):
        sent = SimpleUploadedFile(f"{number}.pdf", PDF + b"%" + str(number).encode() + b"\n%%EOF")
        assert manager.call("POST", f"{path}/papers/{paper.code}", file=sent).status_code == 200
    for where, caller in (("self-check", manager), ("visit", officer)):
        if where == "visit":
            assert manager.call("POST", f"{path}/commitment", {"signer": "赵总", "read": True}).status_code == 200
            version = Application.objects.get().version
            assert manager.call("POST", f"{path}/submit", version=version).json()["state"] == "submitted"
            assert officer.call("POST", f"{path}/start", version=version + 1).json()["state"] == "verifying"
        for number in range(1, 7):
            answer = caller.call("PUT", f"{path}/{where}/readiness/{number}",
                                 {"verdict": "met", "value": 5 if number == 3 else None})
            assert (answer.status_code, answer.json()["version"]) == (200, 1)
            if number != 3:
                more = "photos" if where == "visit" else "evidence"
                kept = caller.call("POST", f"{path}/{where}/readiness/{number}/{more}", file=SimpleUploadedFile("1.jpg", picture()))
                assert kept.status_code == 200
    version = Application.objects.get().version
    assert officer.call("POST", f"{path}/finish", {"summary": "达标"}, version=version).json()["state"] == "verified"
    for role, kind in (("epidemic_officer", "epidemic"), ("safety_officer", "safety")):
        assert programs[role].call("POST", f"{path}/reviews/{kind}", {"passed": True}).status_code == 200
    for department in ("health", "emergency"):
        programs["guide"].call("POST", f"{path}/reviews/department", {"passed": True, "department": department})
    assert leader.call("POST", f"{path}/approve", version=version).json()["code"] == "stale"
    assert leader.call("POST", f"{path}/approve").status_code == 428
    assert leader.call("POST", f"{path}/approve", version=version + 1).json()["state"] == "approved"
    dossier = leader.call("GET", f"{path}/dossier").json()
    assert [step["action"] for step in dossier["steps"]] == ["open", "submit", "start", "finish", "approve"]
    assert dossier["actions"] == ["suspend", "revoke"]
    early = manager.call("POST", f"{path}/resumed", version=version + 2)
    assert (early.status_code, list(early.json()["fields"])) == (422, ["at"])
    with clock.frozen(clock.at(date(2020, 2, 20))):
        resumed = manager.call("POST", f"{path}/resumed", version=version + 2)
    assert resumed.json()["resumed_at"]
    assert Unit.objects.get(pk=unit.pk).state == "resumed"


def test_what_waits(programs: dict[str, Program], people: People, unit: Unit) -> None:  # noqa: F811
    assert programs["grid_officer"].call("GET", "/waiting").json() == []
    programs["enterprise_manager"].call("POST", f"/units/{unit.pk}/application")
    assert [(task["code"], task["verb"], task["count"]) for task in programs["enterprise_manager"].call("GET", "/waiting").json()] == [
        ("finish", "填完申请", 1)]


def test_others_files_do_not_exist(programs: dict[str, Program], people: People, unit: Unit) -> None:  # noqa: F811
    begun = programs["enterprise_manager"].call("POST", f"/units/{unit.pk}/application").json()
    path = f"/applications/{begun['id']}"
    kept = programs["enterprise_manager"].call("POST", f"{path}/papers/roster", file=SimpleUploadedFile("a.pdf", PDF)).json()
    read = programs["leader"].call("GET", f"{path}/files/{kept['id']}")
    assert read.content == PDF
    assert programs["guard"].call("GET", f"{path}/files/{kept['id']}").status_code in (403, 404)
    assert programs["enterprise_manager"].call("DELETE", f"{path}/files/{kept['id']}").json() == {"count": 1}
    assert programs["leader"].call("GET", f"{path}/files/{kept['id']}").status_code == 404
