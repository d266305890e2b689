"""Power failures and crowds: a killed act leaves all or nothing, two at once lose nothing, and the next start is clean.

An act is held in its middle by a lock on a table that it is about to write, so that it dies exactly there.
"""

import json
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from fugong.accounts import selectors as accounts
from fugong.accounts import tenancy
from fugong.accounts.models import Authority
from fugong.accounts.services import users
from fugong.audit.models import Entry
from fugong.intake.models import ImportRow, ImportRun
from fugong.kit.actor import system
from fugong.registry.models import Unit, UnitName, UnitStanding, UnitState
from fugong.registry.services import units
from tests.harness.machine import wait_until
from tests.harness.server import Server, command, environ

HEADER = "单位名称,统一社会信用代码,类型,行业,是否规上,是否重点,地址,网格,法定代表人,联系人,联系电话,职工总数,拟返岗人数"
ROWS = 400
ALONE = ("registry_unit", "registry_unitstate", "audit_entry", "intake_importrow")
PASSWORD = "Correct-horse-1"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A file of units of which every third exists already after a first import."""
    path = tmp_path / "roster.csv"
    path.write_text("\n".join([HEADER, *(
        f"岳阳第{n:04d}纸业有限公司,,企业,,否,否,城陵矶{n}号,,张三,李四,13973012345,{n % 90 + 10},10" for n in range(ROWS))]), "utf-8")
    return path


@contextmanager
def held(database: Any, table: str) -> Iterator[None]:
    """Nobody writes that table of alpha inside this block: whoever wants to, waits."""
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute(f"LOCK TABLE a_alpha.{table} IN SHARE MODE")
        yield


def waiting(database: Any) -> int:
    """How many sessions of this database wait for a lock."""
    with psycopg.connect(database.superuser_url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                   "AND wait_event_type = 'Lock'").fetchone()
    return int(found[0]) if found else 0


def sessions(database: Any) -> int:
    """How many sessions other than this test's own work in the database."""
    with psycopg.connect(database.superuser_url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = "
                                   "'active' AND pid <> pg_backend_pid()").fetchone()
    return int(found[0]) if found else 0


def importing(database: Any, file: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command("import", "units", str(file), "--authority", "alpha", "--json"), env=environ(**database.settings),
        cwd=file.parent, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def counts() -> dict[str, int]:
    """How many rows alpha has of everything that an import or a registration writes."""
    with tenancy.entered(accounts.authority("alpha")):  # type: ignore[arg-type]
        return {model.__name__: model._default_manager.count()
                for model in (Unit, UnitName, UnitStanding, UnitState, ImportRun, ImportRow, Entry)}


def entries(action: str) -> int:
    with tenancy.entered(accounts.authority("alpha")):  # type: ignore[arg-type]
        return Entry.objects.filter(action=action).count()


def test_a_killed_import_leaves_nothing_and_can_be_repeated(fresh_database: Any, roster: Path) -> None:
    nothing = counts()
    for table in ALONE:
        with held(fresh_database, table):
            process = importing(fresh_database, roster)
            wait_until(lambda: waiting(fresh_database) == 1, f"the import to come to {table}")
            process.send_signal(signal.SIGKILL)
            process.communicate()
        wait_until(lambda: sessions(fresh_database) == 0, "the database to notice")
        assert counts() == nothing, table
    done = importing(fresh_database, roster)
    said, _complaints = done.communicate(timeout=100)
    assert json.loads(said)["created"] == ROWS
    after = counts()
    assert {name: after[name] for name in ("Unit", "UnitName", "UnitStanding", "UnitState", "ImportRun")} == {
        "Unit": ROWS, "UnitName": ROWS, "UnitStanding": ROWS, "UnitState": ROWS, "ImportRun": 1}
    assert (entries("registry.unit.registered"), entries("intake.import.done")) == (ROWS, 1)
    with tenancy.entered(accounts.authority("alpha")):  # type: ignore[arg-type]
        assert set(Unit.objects.values_list("version", flat=True)) == {1}
        assert ImportRun.objects.get().state == "done"


def test_two_imports_of_one_file_at_once_register_each_unit_once(fresh_database: Any, roster: Path) -> None:
    with held(fresh_database, "registry_unit"):
        both = [importing(fresh_database, roster) for _import in range(2)]
        wait_until(lambda: waiting(fresh_database) == 2, "both imports to be under way")
    said = [json.loads(process.communicate(timeout=100)[0]) for process in both]
    assert sorted(each["created"] for each in said) == [0, ROWS]
    assert all(each["rows"] == ROWS and not each["errors"] and not each["duplicates"] for each in said)
    after = counts()
    assert (after["Unit"], after["UnitState"], after["ImportRun"]) == (ROWS, ROWS, 2)
    assert entries("registry.unit.registered") == ROWS


class Person:
    """Somebody signed in at the server, without a browser."""

    def __init__(self, server: Server, name: str) -> None:
        self.server, self.http = server, requests.Session()
        self.http.trust_env = False
        done = self.send("/accounts/login/", login=name, password=PASSWORD)
        assert done.status_code == 302, done.text

    def fields(self, address: str) -> dict[str, str]:
        """The hidden fields of a form."""
        page = self.http.get(self.server.url + address, timeout=60)
        assert page.status_code == 200, page.status_code
        return dict(re.findall(r'name="(csrfmiddlewaretoken|_key|_version)" value="([^"]*)"', page.text))

    def post(self, address: str, values: dict[str, str]) -> requests.Response:
        return self.http.post(self.server.url + address, values, allow_redirects=False, timeout=60)

    def send(self, address: str, **values: str) -> requests.Response:
        return self.post(address, {**self.fields(address), **values})


@pytest.fixture
def staff(fresh_database: Any) -> Callable[[str], None]:
    """`staff("name")` makes a member of alpha's staff; call it while `live` runs."""
    Authority.objects.filter(slug="alpha").update(mfa_required=False)

    def make(name: str) -> None:
        user = users.create(actor=system(), username=name, name=name, password=PASSWORD)
        users.grant_role(actor=system(), user=user, authority=accounts.authority("alpha"), role="park_staff")  # type: ignore[arg-type]

    return make


def test_a_killed_registration_leaves_nothing_and_the_same_form_may_be_sent_again(
    live: Server, fresh_database: Any, staff: Callable[[str], None]
) -> None:
    staff("lijuan")
    person, new = Person(live, "lijuan"), "/a/alpha/units/new/"
    form = {**person.fields(new), "name": "岳阳甲纸业有限公司", "kind": "enterprise", "staff_total": "10",
            "planned_return": "5", "batch": "C"}
    nothing = counts()
    with ThreadPoolExecutor(1) as pool, held(fresh_database, "audit_entry"):
        sent: Future[requests.Response] = pool.submit(person.post, new, form)
        wait_until(lambda: waiting(fresh_database) == 1, "the registration to come to its trail")
        live.kill()
        assert isinstance(sent.exception(timeout=60), requests.ConnectionError)
    wait_until(lambda: sessions(fresh_database) == 0, "the database to notice")
    assert counts() == nothing
    live.start()
    again = person.post(new, form)
    assert again.status_code == 302, again.text
    assert person.post(new, form).headers["Location"] == again.headers["Location"], "the same answer, nothing done twice"
    after = counts()
    assert {name: after[name] - nothing[name] for name in after} == {
        "Unit": 1, "UnitName": 1, "UnitStanding": 1, "UnitState": 1, "ImportRun": 0, "ImportRow": 0, "Entry": 1}
    assert "Traceback" not in live.output


def test_of_two_edits_at_once_one_wins_and_the_other_sees_both_versions(
    live: Server, fresh_database: Any, staff: Callable[[str], None]
) -> None:
    staff("lijuan")
    staff("wanghai")
    with tenancy.entered(accounts.authority("alpha")):  # type: ignore[arg-type]
        unit = units.register(actor=system("alpha"), values={"name": "岳阳甲纸业有限公司", "kind": "enterprise", "staff_total": 10})
    edit = f"/a/alpha/units/{unit.pk}/edit/"
    typed = {"kind": "enterprise", "staff_total": "10", "planned_return": "0", "batch": "C", "address": "城陵矶1号"}
    people = [Person(live, "lijuan"), Person(live, "wanghai")]
    forms = [{**person.fields(edit), **typed, "name": name, "legal_person": name[:3]}
             for person, name in zip(people, ("张三家的纸厂", "王五家的纸厂"), strict=True)]
    with ThreadPoolExecutor(2) as pool:
        with held(fresh_database, "registry_unit"):
            sent = [pool.submit(person.post, edit, form) for person, form in zip(people, forms, strict=True)]
            wait_until(lambda: waiting(fresh_database) == 2, "both edits to be under way")
        answers = [each.result(timeout=60) for each in sent]
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    loser = next(n for n, answer in enumerate(answers) if answer.status_code == 409)
    page = answers[loser].text
    for name in (form["name"] for form in forms):
        assert name in page
    assert f'value="{forms[loser]["name"]}"' in page
    assert f'value="{forms[loser]["legal_person"]}"' in page
    assert f'value="{typed["address"]}"' in page
    with tenancy.entered(accounts.authority("alpha")):  # type: ignore[arg-type]
        now = Unit.objects.get(pk=unit.pk)
        assert (now.name, now.version) == (forms[1 - loser]["name"], 2)
        assert Entry.objects.filter(action="registry.unit.changed").count() == 1
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken|_key|_version)" value="([^"]*)"', page))
    assert fields["_version"] == "2"
    assert people[loser].post(edit, {**forms[loser], **fields}).status_code == 302
