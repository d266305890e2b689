"""The demo in the database: loaded through the services, complete, and the published figures come out of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import translation

from fugong.accounts import selectors as accounts
from fugong.accounts import tenancy
from fugong.accounts.models import Authority, User
from fugong.audit.models import Entry
from fugong.documents.models import Document
from fugong.files.models import Attachment
from fugong.intake.models import ImportRow, ImportRun
from fugong.kit import clock
from fugong.kit.actor import system
from fugong.kit.papers.rendering import render
from fugong.project.acts import ACTS
from fugong.project.demo import cast, loading
from fugong.project.demo.offices import PASSWORD
from fugong.registry import selectors as registry
from fugong.registry.models import Grid, LinkPoint, Officer, Phase, Responsibility, Unit
from fugong.reporting import library
from fugong.reporting.selectors import figures as reporting
from fugong.reporting.selectors import reports
from fugong.resumption.models import Application, Violation
from fugong.resumption.services import decisions

pytestmark = pytest.mark.timeout(400)  # the first test of a worker waits until both authorities are loaded


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Both demo authorities, taken back after this module."""
    from django.db import transaction

    with django_db_blocker.unblock():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET ROLE fugong_owner")
            with translation.override("en"):  # as a terminal that speaks English
                loading.load()
            yield
            transaction.set_rollback(True)
        connection.search_path_set_schemas = None
        connection.close()


@pytest.fixture(autouse=True)
def _nowhere() -> Iterator[None]:
    yield
    tenancy.leave()


def resumed(day: date) -> Any:
    return registry.state_rows(clock.end_of(day)).filter(state="resumed")


def test_the_park(demo: None) -> None:
    authority = accounts.authority("chenglingji")
    assert authority is not None
    with tenancy.entered(authority):
        day = date(2020, 2, 16)
        assert Unit.objects.filter(registry.registered(day)).count() == 268
        assert resumed(day).count() == 130
        assert resumed(day).filter(unit__kind="site").count() == 6
        assert resumed(day).filter(unit__above_scale=True).count() == 50
        assert Unit.objects.filter(above_scale=True).count() == 82
        assert Document.objects.filter(kind="notice", status="issued").count() == 18
        assert [d.number for d in Document.objects.filter(kind="bulletin").order_by("number")] == list(range(1, 8))
        assert Grid.objects.exclude(officer=None).exclude(deputy=None).count() == 12
        assert LinkPoint.objects.filter(held_to=None).count() == 268
        assert not Responsibility.objects.filter(letter__regex="[A-Za-z]{3}").exists()
        assert Phase.objects.filter(day=date(2020, 2, 3)).exists()
        plan = registry.plan(system("chenglingji"))
        assert plan is not None and plan.features == len(cast.chenglingji().plan["features"])


@pytest.mark.parametrize(("slug", "count"), [("chenglingji", 268), ("jiahe", 152)])
def test_the_units_came_as_rosters(demo: None, slug: str, count: int) -> None:
    with tenancy.entered(Authority.objects.get(slug=slug)):
        runs = ImportRun.objects.filter(kind="units", state="done")
        assert sum(run.created for run in runs) == Unit.objects.count() == count
        assert not runs.exclude(errors=0).exists() and not runs.exclude(duplicates=0).exists()
        assert set(ImportRow.objects.values_list("target_id", flat=True)) == set(Unit.objects.values_list("pk", flat=True))
        wanted = {unit.code: unit for unit in getattr(cast, slug)().units}
        for unit in Unit.objects.select_related("grid"):
            told = wanted[unit.credit_code]
            assert (unit.name, unit.registered_on, unit.industry, unit.batch, str(unit.grid), unit.contact_phone) == (
                told.name, told.registered_on, told.industry, told.batch, told.grid, told.contact.phone)


def test_the_county(demo: None) -> None:
    authority = accounts.authority("jiahe")
    assert authority is not None
    with tenancy.entered(authority):
        assert Unit.objects.filter(registry.registered(date(2020, 2, 2))).count() == 149
        assert Unit.objects.filter(registry.registered(date(2020, 2, 17))).count() == 152
        assert resumed(date(2020, 2, 17)).count() == 90
        numbers = list(Document.objects.order_by("number").values_list("number_text", flat=True))
        assert numbers[0] == "嘉疫指〔2020〕22号"
        assert "嘉疫指〔2020〕24号" in numbers


def test_every_desk_has_work(demo: None) -> None:
    authority = Authority.objects.get(slug="chenglingji")
    with tenancy.entered(authority):
        waiting = dict(Application.objects.values_list("state").annotate(n=Count("pk")))
        assert waiting == {
            "draft": 9, "submitted": 12, "returned": 7, "verifying": 11, "verified": 8, "approved": 124, "rejected": 3,
            "suspended": 2, "revoked": 1}
        assert Violation.objects.count() == 1
        ready = Application.objects.filter(state="verified")
        assert all(a.reviews.count() == 4 and a.commitments.filter(replaced_at=None).exists() for a in ready)
        approver = accounts.actor_for(User.objects.get(username="clj-approver"), authority)
        assert approver is not None
        for application in ready:
            decisions.approve(actor=approver, application_id=application.pk, version=application.version)
        assert Application.objects.filter(state="verified").count() == 0


def test_past_applications_have_their_papers_and_officers_a_department(demo: None) -> None:
    for slug in ("chenglingji", "jiahe"):
        authority = Authority.objects.get(slug=slug)
        with tenancy.entered(authority):
            handed_in = Application.objects.exclude(submitted_at=None).filter(plan__isnull=False)
            assert handed_in.exists()
            for application in handed_in:
                wanted = {paper.code for paper in application.pack_version.pack.attachments if paper.required}
                assert set(Attachment.objects.filter(subject_id=application.pk).values_list("kind", flat=True)) == wanted
            named = set(authority.departments.values_list("name", flat=True))
            assert set(Officer.objects.values_list("department", flat=True)) <= named


def figures(slug: str, day: date) -> dict[str, Any]:
    authority = Authority.objects.get(slug=slug)
    with tenancy.entered(authority):
        found = reporting.figures(system(slug), day)
        return {code: figure.value for code, figure in found.items()}


def test_the_published_figures_of_the_park(demo: None) -> None:
    found = figures("chenglingji", date(2020, 2, 16))
    assert {code: found[code] for code in (
        "units_registered", "units_resumed", "units_resumed_sites", "workers_on_post", "workers_trained",
        "documents_issued", "bulletins_issued", "cases_confirmed", "cases_suspected", "units_not_reported")} == {
        "units_registered": 268, "units_resumed": 130, "units_resumed_sites": 6, "workers_on_post": 7334,
        "workers_trained": 1968, "documents_issued": 18, "bulletins_issued": 7, "cases_confirmed": 0,
        "cases_suspected": 0, "units_not_reported": 0}
    assert (found["resumption_rate"], found["resumption_rate_above_scale"]) == (Decimal("48.5"), 61)


def test_the_published_figures_of_the_county(demo: None) -> None:
    found = figures("jiahe", date(2020, 2, 17))
    assert (found["units_resumed"], found["units_registered"], found["resumption_rate"]) == (90, 152, Decimal("59.2"))
    assert (found["workers_on_post"], found["workers_advised_to_stay"]) == (12_900, 39)
    assert figures("jiahe", date(2020, 2, 2))["units_registered"] == 149


def report(slug: str, template: str, day: date) -> str:
    with tenancy.entered(Authority.objects.get(slug=slug)):
        made = reports.report(system(slug), library.template(template), day)
        return render(made.composition.document, "txt").decode()


def test_the_sentences_of_the_reports(demo: None) -> None:
    press = report("chenglingji", "s4-press", date(2020, 2, 16))
    assert ("截至2月16日，已复工企业130家（含工地6家），到岗员工7334人，复工率为48.5%，"
            "其中规模以上工业企业复工率为61%。") in press
    assert "——截至2月16日,复工企业130家(含6工地),到岗员工7334人," in press
    assert "区内确诊、疑似病例为零。" in press
    assert "研究下发有关文件18份、防控督查通报7期。" in press
    assert "5家企业组织近2000名员工开展了岗前安全防疫培训。" in press
    county = report("jiahe", "s2-work-report", date(2020, 2, 17))
    assert "截至2月17日，已有90家企业复工复产，复产率达59.2%，复工人数达1.29万人" in county
    assert "共排查湖北籍员工39人，全部劝导置留在湖北本地。" in county


def test_it_is_the_morning_of_17_february(demo: None) -> None:
    authority = Authority.objects.get(slug="chenglingji")
    with tenancy.entered(authority):
        assert timedelta() <= clock.now() - clock.at(date(2020, 2, 17), 8) < timedelta(minutes=10)
    assert authority.demo
    assert not authority.mfa_required


def test_accounts_can_sign_in_and_see_what_they_should(demo: None) -> None:
    authority = Authority.objects.get(slug="chenglingji")
    held = {m.user.username: m for m in accounts.members(authority)}
    assert set(held) == {user.username for user in cast.chenglingji().users}
    assert held["clj-staff"].user.check_password(PASSWORD)
    with tenancy.entered(authority):
        seen = {
            name: registry.visible(actor).count()
            for name in ("clj-staff", "clj-grid", "clj-liaison", "clj-manager", "clj-supervisor")
            for actor in [accounts.actor_for(held[name].user, authority)] if actor
        }
    assert seen["clj-staff"] == 268
    assert 10 < seen["clj-grid"] < 60
    assert 3 < seen["clj-liaison"] < 60
    assert seen["clj-manager"] == 1
    assert seen["clj-supervisor"] == 0


def test_everything_that_was_recorded_has_a_name(demo: None) -> None:
    with tenancy.entered(Authority.objects.get(slug="chenglingji")):
        assert set(Entry.objects.values_list("action", flat=True).distinct()) - set(ACTS) == set()


def test_loading_again_changes_nothing(demo: None) -> None:
    before = Authority.objects.count()
    loading.load()
    assert Authority.objects.count() == before


def test_accounts_are_shown_with_their_password(demo: None) -> None:
    lines = loading.accounts_shown()
    assert PASSWORD in lines[0]
    assert any("clj-staff" in line for line in lines)
