"""The screens and the API of documents, asked as a browser and as a program do."""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client

from fugong.accounts import tenancy
from fugong.accounts.models import Authority, User
from fugong.accounts.services import users
from fugong.documents.models import Document
from fugong.documents.services import drafts, issuing
from fugong.kit import clock, dates
from fugong.kit.actor import system
from fugong.kit.papers.model import Document as Paper
from fugong.kit.papers.model import Figure, Gap, Paragraph, Run, words
from fugong.registry.services import units
from tests.documents.conftest import TYPED, numbers

FIGURE = Figure("units_resumed", date(2020, 2, 16), 130)
COMPOSED = Paper("work_report", words("工作报告"), (
    Paragraph((Run("已复工企业"), Run("130", (FIGURE,)), Run("家<b>。"))), Gap("物资保障情况")))
BASE = "/a/alpha/documents/"


class Browser(Client):
    """A signed-in browser; after each answer the test works for alpha again."""

    def __init__(self, where: Authority, user: User) -> None:
        super().__init__()
        self.where, self.user = where, user
        self.force_login(user)

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        tenancy.enter(self.where)
        return answer


@pytest.fixture
def signed_in(in_alpha: Any) -> Callable[[str], Browser]:
    """A browser of somebody with a role."""
    Authority.objects.filter(pk=in_alpha.pk).update(mfa_required=False)

    def browser(role: str) -> Browser:
        user = users.create(actor=system(), username=f"u-{role}", name=f"某{role}", password="Correct-horse-1")
        users.grant_role(actor=system(), user=user, authority=in_alpha, role=role)
        return Browser(in_alpha, user)

    return browser


def kept() -> Document:
    return drafts.keep(actor=system("alpha"), paper=COMPOSED, template="s2-work-report", as_of=FIGURE.as_of)


def test_a_document_is_written_issued_and_withdrawn_in_the_browser(signed_in: Callable[[str], Browser]) -> None:
    client, series = signed_in("park_staff"), numbers()
    answer = client.post(f"{BASE}new/", TYPED)
    document = Document.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{BASE}{document.pk}/")
    page = client.get(answer["Location"]).content.decode()
    assert "第一段" in page
    assert f"{BASE}{document.pk}/issue/" not in page, "nobody issues what he wrote"
    own = client.post(f"{BASE}{document.pk}/issue/", {"series": series.pk, "issued_on": clock.today().isoformat(), "_version": 1})
    assert (own.status_code, Document.objects.get().number) == (403, None)
    writer, client = client, signed_in("leader")
    assert f"{BASE}{document.pk}/issue/" in client.get(answer["Location"]).content.decode()
    issue = f"{BASE}{document.pk}/issue/"
    wrong = client.post(issue, {"series": series.pk, "issued_on": "2099-01-01", "_version": 1})
    assert wrong.status_code == 422
    assert "日期尚未到来" in wrong.content.decode()
    right = client.post(issue, {"series": series.pk, "issued_on": clock.today().isoformat(), "_version": 1})
    assert right.status_code == 302
    document.refresh_from_db()
    assert document.number == 1
    assert writer.get(f"{BASE}{document.pk}/edit/").status_code == 409
    assert f"{BASE}{document.pk}/edit/" not in client.get(f"{BASE}{document.pk}/").content.decode()
    page = client.get(f"{BASE}{document.pk}/").content.decode()
    assert dates.day(clock.today()) in page
    assert f">{clock.today().isoformat()}<" not in page
    assert "撤回日期" not in page
    assert client.post(f"{BASE}{document.pk}/withdraw/", {"reason": "", "_version": 2}).status_code == 422
    assert client.post(f"{BASE}{document.pk}/withdraw/", {"reason": "有误", "_version": 2}).status_code == 302
    page = client.get(f"{BASE}{document.pk}/").content.decode()
    assert "已撤回" in page
    assert "撤回日期" in page


def test_gaps_are_filled_on_a_page_and_figures_open(signed_in: Callable[[str], Browser]) -> None:
    client = signed_in("park_staff")
    document = kept()
    page = client.get(f"{BASE}{document.pk}/").content.decode()
    assert "复工单位 130" in page
    assert "家&lt;b&gt;。" in page
    assert "待填写：物资保障情况" in page
    assert "物资保障情况" in client.get(f"{BASE}{document.pk}/fill/").content.decode()
    stale = client.post(f"{BASE}{document.pk}/fill/", {"gap1": "代购口罩。", "_version": 7})
    assert stale.status_code == 409
    assert "代购口罩。" in stale.content.decode()
    assert client.post(f"{BASE}{document.pk}/fill/", {"gap1": "代购口罩。", "_version": 1}).status_code == 302
    assert client.post(f"{BASE}{document.pk}/submit/").status_code == 302
    assert client.post(f"{BASE}{document.pk}/return/", {"reason": "补充", "_version": 3}).status_code == 302
    document.refresh_from_db()
    assert (document.status, document.returned_reason) == ("draft", "补充")


@pytest.mark.parametrize("form", ["docx", "pdf", "txt", "md"])
def test_files_are_named_after_number_and_title(signed_in: Callable[[str], Browser], form: str) -> None:
    client, series = signed_in("leader"), numbers()
    draft = drafts.write(actor=system("alpha"), values=TYPED)
    issuing.issue(actor=system("alpha"), document_id=draft.pk, version=1, series_id=series.pk)
    answer = client.get(f"{BASE}{draft.pk}/file.{form}")
    assert answer.status_code == 200
    assert "%E3%80%94" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].endswith(f".{form}")
    if form == "docx":
        assert "第二段" in [paragraph.text for paragraph in docx.Document(BytesIO(answer.content)).paragraphs]
    assert client.get(f"{BASE}{draft.pk}/file.exe").status_code == 404


def test_a_manager_finds_what_was_sent_and_signs(signed_in: Callable[[str], Browser]) -> None:
    staff, manager, series = signed_in("park_staff"), signed_in("enterprise_manager"), numbers()
    unit = units.register(actor=system("alpha"), values={"name": "甲厂", "kind": "enterprise", "staff_total": 3})
    units.add_member(actor=system("alpha"), unit=unit, user_id=manager.user.pk)
    draft = drafts.write(actor=system("alpha"), values=TYPED)
    issuing.issue(actor=system("alpha"), document_id=draft.pk, version=1, series_id=series.pk)
    assert manager.get(f"{BASE}{draft.pk}/").status_code == 404
    assert staff.post(f"{BASE}{draft.pk}/circulate/").status_code == 302
    assert f"{BASE}{draft.pk}/sign/" in manager.get(f"{BASE}{draft.pk}/").content.decode()
    assert manager.post(f"{BASE}{draft.pk}/sign/").status_code == 302
    page = manager.get(f"{BASE}{draft.pk}/").content.decode()
    assert f"{BASE}{draft.pk}/sign/" not in page
    assert "某enterprise_manager" in staff.get(f"{BASE}{draft.pk}/").content.decode()


def test_a_program_issues_through_the_api(signed_in: Callable[[str], Browser]) -> None:
    client, series = signed_in("park_staff"), numbers()
    draft = drafts.write(actor=system("alpha"), values=TYPED)
    url = f"/a/alpha/api/v1/documents/{draft.pk}/issue"
    body = json.dumps({"series": str(series.pk)})
    assert client.post(url, body, content_type="application/json").status_code == 428
    assert client.post(url, body, content_type="application/json", headers={"If-Match": '"9"'}).status_code == 409
    answer = client.post(url, body, content_type="application/json", headers={"If-Match": '"1"'})
    assert answer.status_code == 200
    assert (answer.json()["number_text"].endswith("1号"), answer.json()["status"]) == (True, "issued")
    missing = client.post(f"/a/alpha/api/v1/documents/{kept().pk}/issue", "{}", content_type="application/json",
                          headers={"If-Match": '"1"'})
    assert (missing.status_code, missing.json()["code"]) == (422, "gaps")
    assert client.get(f"/a/alpha/api/v1/documents/{draft.pk}/files/txt").content.decode().count("第一段") == 1


def test_lists_say_what_to_do_when_empty_and_search_by_number(signed_in: Callable[[str], Browser]) -> None:
    client, series = signed_in("park_staff"), numbers()
    assert "还没有公文" in client.get(BASE).content.decode()
    assert "还没有公文" not in signed_in("enterprise_manager").get(BASE).content.decode()  # who cannot write one
    draft = drafts.write(actor=system("alpha"), values=TYPED)
    issuing.issue(actor=system("alpha"), document_id=draft.pk, version=1, series_id=series.pk)
    for asked in ("新港", "有序推进", "yxtj", "〔"):
        assert TYPED["title"] in client.get(BASE, {"q": asked}).content.decode(), asked
    assert TYPED["title"] not in client.get(BASE, {"q": "没有的"}).content.decode()
