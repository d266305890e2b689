"""An import as a person sees it, and a form that keeps what is typed without getting in its own way."""

from pathlib import Path
from typing import Any

import pytest

from fugong.accounts import selectors, tenancy
from fugong.accounts.models import Authority
from fugong.accounts.services import users
from fugong.intake.models import Draft
from fugong.kit.actor import system
from fugong.registry.models import Unit
from tests.registry.test_import_units import OTHER_CODE, roster

PASSWORD = "Correct-horse-1"
PATIENCE = 60_000


@pytest.fixture
def alpha(fresh_database: Any) -> Authority:
    found = selectors.authority("alpha")
    assert found is not None
    Authority.objects.filter(pk=found.pk).update(mfa_required=False)
    return found


def sign_in(page: Any, path: str) -> None:
    user = users.create(actor=system(), username="wq", name="王强", password=PASSWORD)
    users.grant_role(actor=system(), user=user, authority=selectors.authority("alpha"), role="park_staff")
    page.goto(f"/accounts/login/?next=/a/alpha/{path}")
    page.fill("[name=login]", "wq")
    page.fill("[name=password]", PASSWORD)
    page.click("form button.btn-primary")
    page.wait_for_url(f"**/a/alpha/{path}")


def test_a_roster_through_the_browser(live: Any, alpha: Authority, page: Any, visitor: Any, tmp_path: Path) -> None:
    file = tmp_path / "复工企业花名册.xlsx"
    file.write_bytes(roster({}, {"单位名称": "乙厂", "统一社会信用代码": OTHER_CODE}, {"单位名称": "丙厂"},
                            {"单位名称": "", "职工总数": "约两百"}))
    sign_in(page, "units/")
    page.click("a[href$='imports/new/units/']")
    visitor.shot(page, "1-choose")
    page.set_input_files("[name=file]", str(file))
    page.click(".save-bar button.btn-primary")
    page.wait_for_selector("form.save-bar", timeout=PATIENCE)
    visitor.shot(page, "2-checked")
    assert "约两百" in page.inner_text("main")
    page.click("form.save-bar button.btn-primary")
    page.wait_for_selector("form[action$='/undo/']", timeout=PATIENCE)
    visitor.shot(page, "3-done")
    with page.expect_download() as download:
        page.click("a[href$='/marked/']")
    assert download.value.suggested_filename == "复工企业花名册（待改正）.xlsx"
    page.select_option("select[name^='pair-']", "different")
    page.click("form[action$='/pairs/'] button")
    page.wait_for_selector("text=已确认 1 对")
    with tenancy.entered(alpha):
        assert Unit.objects.count() == 3


def test_a_draft_is_kept_and_the_form_can_still_be_sent(live: Any, alpha: Authority, page: Any) -> None:
    sign_in(page, "units/new/")
    with page.expect_response("**/drafts/**", timeout=PATIENCE) as kept:
        page.fill("[name=name]", "半成品厂")
    assert kept.value.status == 200
    with tenancy.entered(alpha):
        assert Draft.objects.count() == 1
    page.select_option("[name=kind]", "enterprise")
    page.fill("[name=staff_total]", "10")
    page.fill("[name=planned_return]", "5")
    page.click(".save-bar button.btn-primary")
    page.wait_for_selector("text=半成品厂")
    with tenancy.entered(alpha):
        assert Unit.objects.get().name == "半成品厂"
        assert not Draft.objects.exists()
