"""One person per role in alpha, and one row of everything that an address may name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client

from fugong.accounts import selectors
from fugong.accounts.models import Authority, Membership, User
from fugong.accounts.services import users
from fugong.audit import services as audit
from fugong.audit.models import Entry
from fugong.documents.services import drafts, issuing, receipts
from fugong.documents.services.series import save_series
from fugong.intake.services import exports, imports
from fugong.kit import clock
from fugong.kit.actor import system
from fugong.people.services import areas, trainings, workers
from fugong.registry.models import Unit
from fugong.registry.services import criteria, duties, grids, units
from fugong.registry.services import plans as maps
from fugong.reporting.services import daily
from fugong.resumption.models import UnitPosition
from fugong.resumption.services import applications, commitments, plans, regimes, violations
from fugong.standards.services import decisions, packs
from tests.files.samples import PDF
from tests.permissions.matrix import ALL

PLAN = {"type": "FeatureCollection", "features": [
    {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[113.1, 29.4], [113.2, 29.5]]}}]}


def staff_of(where: Authority, prefix: str) -> dict[str, User]:
    """Role → a user who holds it in that authority."""
    Authority.objects.filter(pk=where.pk).update(mfa_required=False)
    made = {}
    for role in sorted(ALL):
        user = users.create(actor=system(), username=f"{prefix}-{role}", name=f"{prefix}{role}", password="Correct-horse-1")
        users.grant_role(actor=system(), user=user, authority=where, role=role)
        made[role] = user
    return made


def furnish(where: Authority, people: dict[str, User], mark: str) -> dict[str, Any]:
    """First part of an address's name → the key of a row that every reader of the authority may see.

    The unit lies in the grid of the grid officer (deputy: the liaison) and is managed by the manager and the guard.
    Names begin with `mark`, so that a page can be searched for what does not belong on it.
    """
    who = system(where.slug)
    officer = grids.save_officer(actor=who, values={"name": f"{mark}网格员", "user_id": people["grid_officer"].pk})
    deputy = grids.save_officer(actor=who, values={"name": f"{mark}联络员", "user_id": people["liaison"].pk})
    grid = grids.save_grid(actor=who, values={"code": "G1", "name": f"{mark}网格", "officer": officer, "deputy": deputy})
    unit = units.register(actor=who, values={
        "name": f"{mark}单位", "kind": "enterprise", "grid": grid, "staff_total": 10, "contact_phone": "13800001234"})
    for role in ("enterprise_manager", "guard"):
        units.add_member(actor=who, unit=unit, user_id=people[role].pk)
    letter = duties.assign_responsibility(
        actor=who, unit_id=unit.pk, bearer="unit", organisation=f"{mark}单位", person="王某", duty="落实主体责任")
    criterion = criteria.set_key_criteria(actor=who, values={"headcount": 100_000})
    plan = maps.save_plan(actor=who, name=f"{mark}平面图", data=maps.packed(PLAN))
    token, _secret = users.create_token(actor=who, user=people["leader"], authority=where, label=f"{mark}令牌", scopes=[])
    audit.record(who, "test.sample", unit)
    series = save_series(actor=who, values={"style": "number", "word": "样", "issuer": "指挥部", "mark": "指挥部文件"})
    draft = drafts.write(actor=who, values={"kind": "notice", "title": f"{mark}通知", "text": "正文"})
    issuing.issue(actor=who, document_id=draft.pk, version=1, series_id=series.pk)
    receipts.circulate(actor=who, document_id=draft.pk)
    header = "单位名称,统一社会信用代码,类型,行业,是否规上,是否重点,地址,网格,法定代表人,联系人,联系电话,职工总数,拟返岗人数"
    roster = imports.import_file(actor=who, kind="units", name="a.csv",
                                 data=f"{header}\n某厂,,企业,,,,,,,,,x,\n".encode())
    rules = {version.code: version for version in packs.load_shipped(actor=who)}["park-s1"]
    decisions.adopt(actor=who, version_id=rules.pk)
    decisions.fill_slot(actor=who, list_code="four-alls", number=1, zh="第一条")
    asker = selectors.actor_for(people["park_staff"], where)
    assert asker is not None
    return {
        "intake.export": exports.ask(actor=asker, code="registry.unit", form="csv").pk,
        "standards.edition": rules.pk, "intake.run": roster.run.pk if roster.run else None,
        **resumption(unit, where.slug),
        "registry.unit": unit.pk, "registry.grid": grid.pk, "registry.plan": plan.pk, "registry.criterion": criterion.pk, "registry.officer": officer.pk, "registry.letter": letter.pk,
        "registry.phase": duties.save_phase(actor=who, values={"day": date(2020, 2, 3), "name": f"{mark}阶段", "note": ""}).pk,
        "documents.document": draft.pk, "reporting.report": "s4-press", "documents.series": series.pk,
        "accounts.user": people["cdc_doctor"].pk, "accounts.token": token.pk, "audit.history": unit.pk,
        "accounts.membership": Membership.objects.get(user=people["guard"]).pk,
        "people.area": areas.set_level(actor=who, values={"division": "420100", "level": "high", "reason": f"{mark}文件"}).pk,
        "people.worker": workers.register(actor=who, values={"unit": unit, "name": f"{mark}职工"}).pk,
        "people.team": workers.save_team(actor=who, values={"unit": unit, "name": f"{mark}车间"}).pk,
        "people.training": trainings.record_training(actor=who, values={
            "unit": unit, "kind": "pre_job", "day": date(2020, 2, 3), "topic": f"{mark}培训", "headcount": 5}).pk,
        "reporting.form": unit.pk, "reporting.figure": "units_resumed",
        "reporting.daily": daily.submit(actor=who, unit_id=unit.pk, day=clock.today(), values={
            "due": 5, "on_post": 5, "zero": True}).pk,
        "audit.reveal": Entry.objects.order_by("-id")[0].pk, "audit.entry": Entry.objects.order_by("-id")[0].pk,
    }


def resumption(unit: Unit, slug: str) -> dict[str, Any]:
    """An application of the unit with a letter and a paper, a comment on its plan, a violation with a photo."""
    who = system(slug)
    application = applications.begin(actor=who, unit_id=unit.pk)
    commitments.sign(actor=who, application_id=application.pk, authority="甲园区", signer="王某", read=True)
    paper = applications.attach(actor=who, application_id=application.pk, paper="roster", file=ContentFile(PDF, "花名册.pdf"))
    section = application.plan.sections.first()
    violation = violations.report(actor=who, unit_id=unit.pk, values={"text": "擅自开工"})
    photo = violations.add_photo(actor=who, violation_id=violation.pk, file=ContentFile(PDF, "现场.pdf"))
    regimes.reevaluate(actor=who)
    return {
        "resumption.application": application.pk, "resumption.unit": unit.pk, "resumption.plan": application.plan_id,
        "resumption.section": section.pk, "resumption.violation": violation.pk,
        "resumption.comment": plans.comment(actor=who, section_id=section.pk, text="补充").pk,
        "resumption.position": UnitPosition.objects.get(unit=unit).pk,
        "resumption.application.file/file": paper.pk, "resumption.violation.file/file": photo.pk,
        "resumption_application_file/file": paper.pk, "resumption_application_detach/file": paper.pk,
    }


@pytest.fixture
def people(in_alpha: Any) -> dict[str, User]:
    """Role → a user who holds it in alpha."""
    return staff_of(in_alpha, "p")


@pytest.fixture
def samples(in_alpha: Any, people: dict[str, User]) -> dict[str, Any]:
    """One row of everything in alpha."""
    return furnish(in_alpha, people, "样本")


@pytest.fixture
def client_of(people: dict[str, User]) -> Callable[[str], Client]:
    """A signed-in browser of a role; errors come back as pages, as they would in life."""

    def browser(role: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(people[role])
        return client

    return browser


@pytest.fixture
def writes() -> Callable[[], int]:
    """How many rows this transaction has touched so far, sessions and counts of calls apart."""

    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables "
                "WHERE relname NOT IN ('django_session', 'accounts_tally')")
            return int(cursor.fetchone()[0])

    return count
