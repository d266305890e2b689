"""A park that works by the port zone's rules on 16 February, its people by role, and an enterprise that applies."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile

from fugong.accounts.rules import PRESETS
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.ids import uuid7
from fugong.project import wiring
from fugong.registry.models import Unit
from fugong.registry.services import grids, units
from fugong.resumption.models import Application
from fugong.resumption.services import applications, checks, commitments, plans, verifications
from fugong.standards import selectors as standards
from fugong.standards.rules.packs import Pack
from fugong.standards.services import decisions, packs
from tests.files.samples import PDF, picture

NOW, RESUMES = clock.at(date(2020, 2, 16), 9), clock.at(date(2020, 2, 18))
ROLES = {preset.code: preset for preset in PRESETS}


def person(role: str, name: str = "") -> Actor:
    """Somebody who holds a role in alpha, with its default rights."""
    rights = frozenset(right.code for right in wiring.permissions() if role in right.roles)
    return Actor("user", str(uuid7()), name or ROLES[role].zh, "alpha", frozenset({role}), rights,
                 ROLES[role].reach)  # type: ignore[arg-type]


def adopt_rules() -> None:
    """The rules of the port zone: approval since 5 February."""
    editions = {version.code: version for version in packs.load_shipped(actor=system("alpha"))}
    decisions.adopt(actor=system("alpha"), version_id=editions["port-s4"].pk,
                    effective_from=clock.at(date(2020, 1, 26)), with_admission=True)


def everybody() -> dict[str, Actor]:
    """One actor per role."""
    return {role: person(role) for role in ROLES}


def enterprise(people: dict[str, Actor], name: str = "岳阳甲厂", grid: str = "G1") -> Unit:
    """An enterprise of 90 in the grid officer's grid, managed by the manager."""
    who = system("alpha")
    officer = grids.save_officer(actor=who, values={"name": "网格员", "user_id": UUID(people["grid_officer"].id)})
    deputy = grids.save_officer(actor=who, values={"name": "联络员", "user_id": UUID(people["liaison"].id)})
    place = grids.save_grid(actor=who, values={"code": grid, "name": f"网格{grid}", "officer": officer, "deputy": deputy})
    made = units.register(actor=who, values={
        "name": name, "kind": "enterprise", "grid": place, "staff_total": 90, "planned_return": 60,
        "control_leader": "李工", "contact_phone": "13800001234", "batch": "C"})
    units.add_member(actor=who, unit=made, user_id=UUID(people["enterprise_manager"].id))
    return made


@pytest.fixture
def park(in_alpha: Any) -> Iterator[Any]:
    """Alpha on the morning of 16 February."""
    with clock.frozen(NOW):
        adopt_rules()
        yield in_alpha


@pytest.fixture
def people(park: Any) -> dict[str, Actor]:
    return everybody()


@pytest.fixture
def unit(people: dict[str, Actor]) -> Unit:
    return enterprise(people)


@pytest.fixture
def stranger(park: Any) -> Unit:
    """A unit with which none of the people has to do."""
    return units.register(actor=system("alpha"), values={"name": "乙厂", "kind": "enterprise", "staff_total": 9})


def sent(content: bytes = PDF, name: str = "方案.pdf") -> "ContentFile[bytes]":
    return ContentFile(content, name)


def items_to_answer(pack: Pack) -> list[tuple[str, int, str]]:
    """(list, number, evidence) of the items that an enterprise answers in lists that block."""
    return [(rules.code, item.number, item.evidence) for rules in pack.lists
            if rules.audience == "enterprise" and rules.blocking
            for item in rules.items if item.text is not None and item.includes is None and not item.only_for]


VALUES = {"supplies": 5}


def fill_in(manager: Actor, application: Application) -> Application:
    """Everything that the approval regime asks of the unit, up to the signature."""
    application = applications.change(
        actor=manager, application_id=application.pk, version=application.version, values={
            "proposed_on": RESUMES.date(), "control_leader": "李工", "control_phone": "13800001234",
            "workers_local": 40, "workers_other_city": 12, "workers_other_province": 8, "workers_hubei": 0})
    for section in application.plan.sections.all():
        plans.write(actor=manager, section_id=section.pk, version=section.version, text=f"{section.name}：逐条落实。")
    for number, paper in enumerate(p for p in application.pack_version.pack.attachments if p.required):
        applications.attach(actor=manager, application_id=application.pk, paper=paper.code,
                            file=sent(PDF + b"%" + str(number).encode() + b"\n%%EOF", f"{paper.code}.pdf"))
    answer_all(manager, application, "self")
    commitments.sign(actor=manager, application_id=application.pk, authority="甲园区", signer="赵总", post="总经理", read=True)
    application.refresh_from_db()
    return application


def answer_all(actor: Actor, application: Application, where: str) -> None:
    """Answer every item that blocks as in place, with the evidence that it wants."""
    for list_code, number, evidence in items_to_answer(application.pack_version.pack):
        given = {"actor": actor, "application_id": application.pk, "list_code": list_code, "number": number,
                 "verdict": "met", "value": VALUES["supplies"] if evidence == "number" else None}
        answer = checks.answer if where == "self" else verifications.record_item
        add = checks.add_evidence if where == "self" else verifications.add_photo
        answer(**given)
        if evidence in ("photo", "document"):
            add(actor=actor, application_id=application.pk, list_code=list_code, number=number,
                file=sent(picture(), f"{number}.jpg"))


@pytest.fixture
def draft(people: dict[str, Actor], unit: Unit) -> Application:
    """An application that was just begun."""
    return applications.begin(actor=people["enterprise_manager"], unit_id=unit.pk)


@pytest.fixture
def complete(people: dict[str, Actor], draft: Application) -> Application:
    """An application that lacks nothing but to be handed in."""
    return fill_in(people["enterprise_manager"], draft)


def hand_in(people: dict[str, Actor], application: Application) -> Application:
    return applications.submit(
        actor=people["enterprise_manager"], application_id=application.pk, version=application.version)


def visit(people: dict[str, Actor], application: Application) -> Application:
    """The grid officer is on site."""
    verifications.start(actor=people["grid_officer"], application_id=application.pk, version=application.version)
    application.refresh_from_db()
    return application


@pytest.fixture
def submitted(people: dict[str, Actor], complete: Application) -> Application:
    return hand_in(people, complete)


@pytest.fixture
def verifying(people: dict[str, Actor], submitted: Application) -> Application:
    return visit(people, submitted)


@pytest.fixture
def verified(people: dict[str, Actor], verifying: Application) -> Application:
    """Verified and reviewed by everybody who has to, waiting for the decision."""
    return pass_all(people, verifying)


def pass_all(people: dict[str, Actor], application: Application) -> Application:
    answer_all(people["grid_officer"], application, "visit")
    application.refresh_from_db()
    application = verifications.finish(
        actor=people["grid_officer"], application_id=application.pk, version=application.version, summary="符合条件")
    for role, kind in (("epidemic_officer", "epidemic"), ("safety_officer", "safety")):
        verifications.review(actor=people[role], application_id=application.pk, kind=kind, passed=True)
    for department in standards.catalogue().regimes[application.regime].departments:
        verifications.review(actor=people["guide"], application_id=application.pk, kind="department",
                             department=department, passed=True)
    application.refresh_from_db()
    return application


@pytest.fixture
def rows_written() -> Callable[[], int]:
    """How many rows this transaction has touched so far."""
    from django.db import connection

    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables")
            return int(cursor.fetchone()[0])

    return count
