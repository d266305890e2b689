"""A list becomes a file: at once when short, by a job when long; masked unless asked and allowed; gone after a while."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.test import Client

from fugong.accounts import tenancy
from fugong.accounts.models import Authority
from fugong.accounts.services import users
from fugong.audit.models import Entry
from fugong.files import vault
from fugong.files.models import Attachment
from fugong.intake import jobs, selectors
from fugong.intake.models import ExportRun
from fugong.intake.services import exports, imports, once
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from tests.registry.test_import_units import roster

WHO = system("alpha")
ASK, API = "/a/alpha/exports/new/registry.unit/", "/a/alpha/api/v1/exports"
COLUMNS = {"columns": ["name", "contact_name", "contact_phone"]}


@pytest.fixture
def units(in_alpha: Any) -> None:
    imports.import_file(actor=WHO, kind="units", name="x", data=roster({}, {"单位名称": "乙厂", "统一社会信用代码": ""}))


@pytest.fixture
def client_of(in_alpha: Any, units: None) -> Callable[[str], Client]:
    Authority.objects.filter(pk=in_alpha.pk).update(mfa_required=False)

    def browser(role: str) -> Client:
        user = users.create(actor=system(), username=role, name=role, password="Correct-horse-1")
        users.grant_role(actor=system(), user=user, authority=in_alpha, role=role)
        client = Client()
        client.force_login(user)
        return client

    return browser


@pytest.fixture
def staff(client_of: Callable[[str], Client]) -> Client:
    return client_of("park_staff")


def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return list(sheet.iter_rows(min_row=3, values_only=True))


def latest(in_alpha: Any) -> ExportRun:
    with tenancy.entered(in_alpha):
        return ExportRun.objects.latest("started_at")


def deferred(in_alpha: Any) -> list[Any]:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return [job.args for job in ProcrastinateJob.objects.filter(args__name="intake.export")]


def test_a_short_list_is_there_at_once_as_it_is_filtered(staff: Client, in_alpha: Any) -> None:
    page = staff.get(ASK, {"q": "乙厂"}).content.decode()
    assert "共1行" in page
    answer = staff.post(ASK + "?q=乙厂", {"form": "xlsx", **COLUMNS})
    assert answer.status_code == 302
    shown = staff.get(answer.headers["Location"]).content.decode()
    run = latest(in_alpha)
    assert (run.state, run.rows, run.masked, run.actor_label) == ("ready", 1, True, "park_staff")
    assert f"/a/alpha/exports/{run.pk}/file/" in shown
    assert "<h1>单位" in shown and "registry.unit" not in shown.split("<main", 1)[1]
    assert "乙厂" in shown and "?q=" not in shown.split("<main", 1)[1]
    file = staff.get(f"/a/alpha/exports/{run.pk}/file/")
    assert "attachment" in file.headers["Content-Disposition"]
    assert rows_of(file.content) == [("单位名称", "联系人", "联系电话"), ("乙厂", "李*", "139****2345")]
    assert "单位" in staff.get("/a/alpha/exports/").content.decode()
    with tenancy.entered(in_alpha):
        assert list(Entry.objects.filter(action__startswith="intake.export").order_by("id").values_list("action", flat=True)) \
            == ["intake.export.asked", "intake.export.done", "intake.export.fetched"]


def test_whole_personal_values_need_a_right_of_their_own(client_of: Callable[[str], Client], in_alpha: Any) -> None:
    staff, leader = client_of("park_staff"), client_of("leader")
    assert "whole" not in leader.get(ASK).content.decode()
    leader.post(ASK, {"form": "csv", "whole": "on", **COLUMNS})
    assert latest(in_alpha).masked
    staff.post(ASK, {"form": "csv", "whole": "on", **COLUMNS})
    run = latest(in_alpha)
    content = staff.get(f"/a/alpha/exports/{run.pk}/file/").content.decode("utf-8-sig")
    assert (run.masked, "李某" in content or "13973012345" in content) == (False, True)
    assert leader.get(f"/a/alpha/exports/{run.pk}/file/").status_code == 404
    with tenancy.entered(in_alpha):
        before = ExportRun.objects.count()
        told = Actor("user", "u1", "某人", "alpha", permissions=frozenset({"registry.unit.export"}), reach="authority")
        with pytest.raises(Refused) as refused, transaction.atomic():
            exports.ask(actor=told, code="registry.unit", whole=True)
        assert refused.value.status == 403
        assert ExportRun.objects.count() == before
        assert Entry.objects.filter(action="intake.export.asked", data__masked=False).count() == 1


def test_nobody_fetches_the_file_of_another(client_of: Callable[[str], Client], in_alpha: Any) -> None:
    leader, staff = client_of("leader"), client_of("park_staff")
    leader.post(ASK, {"form": "csv", **COLUMNS})
    run = latest(in_alpha)
    assert leader.get(f"/a/alpha/exports/{run.pk}/file/").status_code == 200
    assert staff.get(f"/a/alpha/exports/{run.pk}/").status_code == 200
    assert staff.get(f"/a/alpha/exports/{run.pk}/file/").status_code == 403


def test_a_long_list_is_written_by_a_job_and_shown_while_it_is(staff: Client, in_alpha: Any, settings: Any) -> None:
    settings.EXPORT_AT_ONCE = 1
    page = staff.post(ASK, {"form": "xlsx", **COLUMNS}).headers["Location"]
    run = latest(in_alpha)
    assert run.state == "waiting"
    assert "progress" in staff.get(page).content.decode()
    assert staff.get(f"/a/alpha/exports/{run.pk}/file/").status_code == 409
    assert "HX-Redirect" not in staff.get(f"/a/alpha/exports/{run.pk}/progress/").headers
    (job,) = deferred(in_alpha)
    actor = Actor(**{**job["actor"], "permissions": frozenset(job["actor"]["permissions"])})
    for _ in range(2):  # a job that is begun again after a kill does nothing twice
        with tenancy.entered(in_alpha):
            jobs.export(actor, job["payload"])
    assert staff.get(f"/a/alpha/exports/{run.pk}/progress/").headers["HX-Redirect"].endswith("?start=1")
    assert len(rows_of(staff.get(f"/a/alpha/exports/{run.pk}/file/").content)) == 3
    with tenancy.entered(in_alpha):
        assert Attachment.objects.filter(kind="export").count() == 1


def test_a_job_killed_in_the_middle_leaves_nothing_and_is_taken_up_again(
    units: None, in_alpha: Any, settings: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.EXPORT_AT_ONCE = 1
    run = exports.ask(actor=WHO, code="registry.unit")

    class Killed(BaseException):
        pass

    def killed(*parts: Any, **named: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed), transaction.atomic():
        patched.setattr(ExportRun, "save", killed)  # the file is on disk, its row is not committed
        exports.make(actor=WHO, run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, selectors.export_file(run)) == ("waiting", None)
    exports.make(actor=WHO, run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.rows) == ("ready", 2)


def test_files_and_keys_go_when_their_time_is_over(units: None, in_alpha: Any, django_capture_on_commit_callbacks: Any) -> None:
    run = exports.ask(actor=WHO, code="registry.unit")
    file = selectors.export_file(run)
    assert file is not None and vault.present(file.pk)
    once.claim(WHO, "old", "x")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.expire(WHO)
    assert exports.fetch(actor=WHO, run_id=run.pk)[2]
    ExportRun.objects.update(expires_at=clock.real_now() - timedelta(seconds=1))
    once.IdempotencyKey.objects.update(used_at=clock.real_now() - once.KEPT - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.expire(WHO)
    run.refresh_from_db()
    assert (run.state, vault.present(file.pk), once.IdempotencyKey.objects.count()) == ("expired", False, 0)
    with pytest.raises(Refused) as refused:
        exports.fetch(actor=WHO, run_id=run.pk)
    assert refused.value.status == 410


def test_the_regular_jobs_know_of_it() -> None:
    from fugong.project.jobs import REGULAR

    assert jobs.expire in REGULAR


def test_the_same_over_the_api(staff: Client, in_alpha: Any) -> None:
    def ask(**body: Any) -> Any:
        return staff.post(API, {"desk": "registry.unit", **body}, content_type="application/json")

    answer = ask(question="q=乙厂", columns=["name"], form="csv")
    assert answer.status_code == 202
    run = staff.get(answer.headers["Location"]).json()
    assert (run["state"], run["rows"], run["masked"]) == ("ready", 1, True)
    assert "乙厂" in staff.get(run["file"]).content.decode()
    for body in ({"question": "state=nonsense"}, {"columns": ["no"]}, {"form": "pdf"},
                 {"question": "q=" + "x" * 1000}, {"question": "&".join(f"a{n}=1" for n in range(9000))}):
        assert ask(**body).status_code == 422
    assert ask(desk="registry.grid").status_code == 403
    assert ask(desk="nothing").status_code == 404
    with tenancy.entered(in_alpha):
        assert ExportRun.objects.count() == 1
