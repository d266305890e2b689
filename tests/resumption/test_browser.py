"""The wizard at a desk and the visit on a phone, in the real browser: kept as typed, sent again, accessible."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from fugong.accounts import selectors, tenancy
from fugong.accounts.models import Authority, User
from fugong.accounts.services import users
from fugong.files.models import Attachment
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.resumption.models import Application
from fugong.resumption.services import applications
from fugong.standards.models import AssessmentItem
from tests.files.samples import PDF
from tests.harness.accessibility import violations
from tests.resumption.conftest import NOW, adopt_rules, enterprise, fill_in, hand_in, visit

PASSWORD = "Correct-horse-1"
PATIENCE = 60_000
ROLES = ("enterprise_manager", "grid_officer", "liaison", "epidemic_officer", "park_staff")


@pytest.fixture
def alpha(fresh_database: Any) -> Authority:
    """Alpha on the morning of 16 February, by the rules of the port zone."""
    found = selectors.authority("alpha")
    assert found is not None
    found.clock_offset, found.mfa_required = NOW - clock.real_now(), False
    found.save()
    with tenancy.entered(found), clock.frozen(NOW):
        adopt_rules()
    return found


@pytest.fixture
def people(alpha: Authority, live: Any) -> dict[str, Actor]:
    made = {}
    for role in ROLES:
        user: User = users.create(actor=system(), username=role.replace("_", "-"), name=role, password=PASSWORD)
        users.grant_role(actor=system(), user=user, authority=alpha, role=role)
        made[role] = selectors.actor_for(user, alpha)
    return made  # type: ignore[return-value]


@pytest.fixture
def draft(alpha: Authority, people: dict[str, Actor]) -> Application:
    with tenancy.entered(alpha), clock.frozen(NOW):
        return applications.begin(actor=people["enterprise_manager"], unit_id=enterprise(people).pk)


def sign_in(page: Any, role: str, path: str) -> None:
    page.goto(f"/accounts/login/?next=/a/alpha/{path}")
    page.fill("[name=login]", role.replace("_", "-"))
    page.fill("[name=password]", PASSWORD)
    page.click("form button.btn-primary")
    page.wait_for_url(f"**/a/alpha/{path}")


def address(key: UUID, rest: str) -> str:
    return f"applications/{key}/{rest}"


def test_filling_in_can_be_left_and_resumed(
    people: dict[str, Actor], draft: Application, live: Any, alpha: Authority, page: Any, visitor: Any, tmp_path: Path
) -> None:
    sign_in(page, "enterprise_manager", address(draft.pk, "fill/basics/"))
    page.fill("[name=control_leader]", "钱工")
    page.fill("[name=workers_local]", "41")
    page.wait_for_selector("[data-draft-word]:has-text('已保存草稿')", timeout=PATIENCE)
    page.goto("/a/alpha/")  # left
    page.goto(f"/a/alpha/{address(draft.pk, 'fill/basics/')}")
    assert page.input_value("[name=control_leader]") == "钱工"
    visitor.shot(page, "1-basics")
    assert violations(page) == []
    page.click(".save-bar button.btn-primary")
    page.wait_for_url("**/fill/plan/")
    page.click("[data-use='sample-quarantine-testing']")
    assert "测量体温" in page.input_value("#text-quarantine-testing")
    visitor.shot(page, "2-plan")
    assert violations(page) == []
    page.click(".save-bar button.btn-primary")
    page.wait_for_url("**/fill/attachments/")
    paper = tmp_path / "方案.pdf"
    paper.write_bytes(PDF)
    page.set_input_files("#file-control-plan", str(paper))
    page.click("#paper-control-plan form.upload button")
    page.wait_for_selector("#paper-control-plan .files", timeout=PATIENCE)
    visitor.shot(page, "3-papers")
    assert violations(page) == []
    for step in ("self_check", "commitment", "submit"):
        page.goto(f"/a/alpha/{address(draft.pk, f'fill/{step}/')}")
        visitor.shot(page, f"4-{step}")
        assert violations(page) == []
    assert "请签署承诺书。" in page.inner_text("main")
    with tenancy.entered(alpha):
        assert Attachment.objects.get().name == "方案.pdf"


def test_a_visit_on_the_phone_survives_a_lost_network(
    people: dict[str, Actor], draft: Application, live: Any, alpha: Authority, phone: Any, visitor: Any, tmp_path: Path
) -> None:
    with tenancy.entered(alpha), clock.frozen(NOW):
        visit(people, hand_in(people, fill_in(people["enterprise_manager"], draft)))
    photo, image = tmp_path / "现场.jpg", BytesIO()
    Image.effect_noise((320, 240), 60).convert("RGB").save(image, "JPEG")
    photo.write_bytes(image.getvalue())
    sign_in(phone, "grid_officer", address(draft.pk, "visit/"))
    isolation, bins = phone.locator("#item-readiness-5"), phone.locator("#item-readiness-6")
    isolation.locator("input[value=unmet]").check(force=True)
    isolation.locator(".item-wrong").wait_for(timeout=PATIENCE)
    isolation.locator("textarea").fill("没有隔离室")
    isolation.locator("textarea").blur()
    isolation.locator(".item-said:has-text('已保存')").wait_for(timeout=PATIENCE)
    phone.context.set_offline(True)
    bins.locator("input[value=met]").check(force=True)
    phone.wait_for_selector("#item-readiness-6.is-waiting", timeout=PATIENCE)
    visitor.shot(phone, "1-offline")
    phone.context.set_offline(False)
    bins.locator(".item-said:has-text('已保存')").wait_for(timeout=PATIENCE)
    visitor.complaints[:] = [said for said in visitor.complaints if "ERR_INTERNET" not in said and "htmx:" not in said]
    bins.locator("input[type=file]").set_input_files(str(photo))
    bins.locator("#evidence-readiness-6 img").wait_for(timeout=PATIENCE)
    visitor.shot(phone, "2-visit")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(phone) == []
    phone.click(".visit-bar .btn-primary")
    phone.wait_for_url("**/finish/")
    assert "没有隔离室" in phone.inner_text("main")
    assert violations(phone) == []
    with tenancy.entered(alpha):
        found = AssessmentItem.objects.filter(assessment__purpose="verification")
        assert {(item.number, item.verdict) for item in found} == {(5, "unmet"), (6, "met")}
        assert Attachment.objects.filter(kind="readiness/6", uploaded_by="grid_officer").count() == 1


def test_the_reviewer_s_page_is_accessible(
    people: dict[str, Actor], draft: Application, live: Any, alpha: Authority, page: Any, visitor: Any
) -> None:
    with tenancy.entered(alpha), clock.frozen(NOW):
        visit(people, hand_in(people, fill_in(people["enterprise_manager"], draft)))
    sign_in(page, "park_staff", "applications/")
    for path in ("applications/", "plans/", "violations/", "positions/", address(draft.pk, ""), address(draft.pk, "return/")):
        page.goto(f"/a/alpha/{path}")
        assert violations(page) == [], path
    page.goto(f"/a/alpha/units/{draft.unit_id}/resumption/")
    assert violations(page) == []
    visitor.shot(page, "unit")


def test_what_is_answered_before_the_scripts_are_there_is_sent(
    people: dict[str, Actor], draft: Application, live: Any, alpha: Authority, page: Any
) -> None:
    """A slow network brings the page first and its scripts later."""
    sign_in(page, "enterprise_manager", address(draft.pk, "fill/basics/"))
    held: list[Any] = []
    page.route("**/resumption/items.js", lambda route: held.append(route))
    with page.expect_request("**/resumption/items.js"):
        page.goto(f"/a/alpha/{address(draft.pk, 'fill/self_check/')}", wait_until="commit")
    bins = page.locator("#item-readiness-6")
    bins.locator("input[value=met]").check(force=True)
    for route in held:
        route.continue_()
    bins.locator(".item-said:has-text('已保存')").wait_for(timeout=PATIENCE)
    with tenancy.entered(alpha):
        assert AssessmentItem.objects.get(number=6, verdict="met").assessment.purpose == "self_check"
