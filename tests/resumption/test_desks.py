"""The screens by role: the wizard that can be left, the visit item by item, reviews, decisions, files and papers."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fugong.accounts import selectors, tenancy
from fugong.accounts.models import Authority, User
from fugong.accounts.services import users
from fugong.files.models import Attachment
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.urls import inside
from fugong.registry.models import Unit
from fugong.resumption import wording
from fugong.resumption.models import Application, Commitment, Review, SectionComment, Verification, Violation
from fugong.resumption.services import applications, verifications
from fugong.standards.models import AssessmentItem
from tests.files.samples import PDF, office, picture
from tests.resumption.conftest import NOW, ROLES, adopt_rules, answer_all, enterprise, fill_in, hand_in, pass_all, visit
from tests.resumption.test_regimes import change

People = dict[str, Actor]


class Browser:
    """A signed-in person of alpha; after each answer the test works for alpha again."""

    def __init__(self, where: Authority, user: User) -> None:
        self.client, self.where = Client(), where
        self.client.force_login(user)

    def address(self, name: str, **kwargs: Any) -> str:
        return inside("alpha", f"resumption.{name}", **kwargs)

    def get(self, name: str, query: str = "", **kwargs: Any) -> Any:
        return self.back(self.client.get(self.address(name, **kwargs) + query))

    def post(self, name: str, data: dict[str, Any] | None = None, htmx: bool = False, query: str = "", **kwargs: Any) -> Any:
        headers = {"HX-Request": "true"} if htmx else {}
        return self.back(self.client.post(self.address(name, **kwargs) + query, data or {}, headers=headers))

    def back(self, answer: Any) -> Any:
        tenancy.enter(self.where)
        return answer


@pytest.fixture
def browsers(in_alpha: Any) -> dict[str, Browser]:
    """One browser per role; the officers are those of the grid, the manager is the unit's."""
    in_alpha.clock_offset, in_alpha.mfa_required = NOW - clock.real_now(), False
    in_alpha.save()
    tenancy.enter(in_alpha)
    found = {}
    for role in ROLES:
        user = users.create(actor=system(), username=f"r-{role}", name=ROLES[role].zh, password="Correct-horse-1")
        users.grant_role(actor=system(), user=user, authority=in_alpha, role=role)
        found[role] = user
    return {role: Browser(in_alpha, user) for role, user in found.items()}


@pytest.fixture
def people(browsers: dict[str, Browser], in_alpha: Any) -> People:
    """The same persons as actors of services."""
    with clock.frozen(NOW):
        adopt_rules()
    return {role: selectors.actor_for(User.objects.get(username=f"r-{role}"), in_alpha) for role in browsers}  # type: ignore[misc]


@pytest.fixture
def unit(people: People) -> Unit:
    with clock.frozen(NOW):
        return enterprise(people)


def made(step: Callable[[], Application]) -> Application:
    with clock.frozen(NOW):
        return step()


def test_a_manager_applies_from_the_first_click_to_the_hand_in(browsers: dict[str, Browser], unit: Unit) -> None:
    manager = browsers["enterprise_manager"]
    assert "岳阳甲厂" in manager.get("apply").content.decode()
    first = manager.post("unit.apply", pk=unit.pk)
    application = Application.objects.get()
    assert first.headers["Location"].endswith(f"/applications/{application.pk}/fill/basics/")
    page = manager.get("application.fill", pk=application.pk, step="basics").content.decode()
    assert "李工" in page
    saved = manager.post("application.fill", {
        "_version": application.version, "proposed_on": "2020-02-20", "control_leader": "李工",
        "control_phone": "13800001234", "workers_local": "40", "workers_hubei": "0"}, pk=application.pk, step="basics")
    assert saved.headers["Location"].endswith("/fill/plan/")
    sections = list(application.plan.sections.all())
    assert "范文" in manager.get("application.fill", pk=application.pk, step="plan").content.decode()
    manager.post("application.fill", {f"text-{s.code}": f"{s.code}内容" for s in sections} | {
        f"version-{s.code}": s.version for s in sections}, pk=application.pk, step="plan")
    for number, paper in enumerate(p for p in application.pack_version.pack.attachments if p.required):
        manager.post("application.fill", {"paper": paper.code, "file": SimpleUploadedFile(
            f"{number}.pdf", PDF + b"%" + str(number).encode() + b"\n%%EOF")}, pk=application.pk, step="attachments")
    check = manager.get("application.fill", pk=application.pk, step="self_check").content.decode()
    assert "设置隔离室" in check and 'value="na"' not in check.split('id="list-readiness"')[1].split("</ol>")[0]
    for number, value, file in ((1, "", True), (2, "", True), (3, "5", False), (4, "", True), (5, "", True), (6, "", True)):
        data = {"verdict": "met", "value": value} | ({"file": SimpleUploadedFile("1.jpg", picture())} if file else {})
        answer = manager.post("application.answer", data, htmx=True, pk=application.pk, list_code="readiness",
                              number=number)
        assert answer.status_code == 200
        assert f'id="said-readiness-{number}"' in answer.content.decode()
        if number == 3:
            assert "口罩可用天数：5" in answer.content.decode() and "未填报" not in answer.content.decode()
    letter = manager.get("application.fill", pk=application.pk, step="commitment").content.decode()
    assert "疫情防控工作承诺函" in letter
    manager.post("application.fill", {"signer": "赵总", "post": "总经理", "read": "on"}, pk=application.pk, step="commitment")
    assert Commitment.objects.get().signer == "赵总"
    last = manager.get("application.fill", pk=application.pk, step="submit").content.decode()
    assert "disabled" not in last
    application.refresh_from_db()
    done = manager.post("application.fill", {"_version": application.version}, pk=application.pk, step="submit")
    assert done.status_code == 302
    application.refresh_from_db()
    assert application.state == "submitted"
    assert "已提交" in manager.get("application.detail", pk=application.pk).content.decode()
    assert manager.get("application.fill", pk=application.pk, step="basics").status_code == 302


def test_what_is_missing_is_told_on_every_step(browsers: dict[str, Browser], people: People, unit: Unit) -> None:
    application = made(lambda: applications.begin(actor=people["enterprise_manager"], unit_id=unit.pk))
    manager = browsers["enterprise_manager"]
    for step in ("basics", "plan", "attachments", "self_check", "commitment", "submit"):
        page = manager.get("application.fill", pk=application.pk, step=step)
        assert page.status_code == 200
        assert "缺5项" in page.content.decode()  # the papers
    refused = manager.post("application.fill", {"_version": application.version}, pk=application.pk, step="submit")
    assert refused.status_code == 422
    assert "请签署承诺书。" in refused.content.decode()


def test_what_was_typed_is_kept_by_itself(browsers: dict[str, Browser], people: People, unit: Unit) -> None:
    application = made(lambda: applications.begin(actor=people["enterprise_manager"], unit_id=unit.pk))
    manager = browsers["enterprise_manager"]
    kept = manager.post("application.save", {
        "_version": application.version, "control_leader": "钱工", "proposed_on": "不是日期", "workers_local": "7"},
        pk=application.pk, step="basics")
    assert kept.json()["set"] == {"_version": application.version + 1}
    application.refresh_from_db()
    assert (application.control_leader, application.workers_local, application.proposed_on) == ("钱工", 7, None)
    stale = manager.post("application.save", {"_version": 1, "control_leader": "孙工"}, pk=application.pk, step="basics")
    assert stale.status_code == 409
    section = application.plan.sections.first()
    kept = manager.post("application.save", {f"text-{section.code}": "写到一半", f"version-{section.code}": 1},
                        pk=application.pk, step="plan")
    assert kept.json()["set"][f"version-{section.code}"] == 2


def test_somebody_saved_first(browsers: dict[str, Browser], people: People, unit: Unit) -> None:
    application = made(lambda: applications.begin(actor=people["enterprise_manager"], unit_id=unit.pk))
    applications.change(actor=people["park_staff"], application_id=application.pk, version=application.version,
                        values={"control_leader": "周工"})
    page = browsers["enterprise_manager"].post("application.fill", {
        "_version": application.version, "control_leader": "吴工"}, pk=application.pk, step="basics")
    assert page.status_code == 409
    assert "周工" in page.content.decode()
    assert "吴工" in page.content.decode()


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.exe", b"MZ" + bytes(90), "不支持这种文件"), ("a.pdf", b"", "文件是空的"),
    ("a.docx", office("docx", "word/vbaProject.bin"), "含有宏"),
])
def test_bad_uploads_are_told_at_their_paper(
    browsers: dict[str, Browser], people: People, unit: Unit, name: str, content: bytes, said: str
) -> None:
    application = made(lambda: applications.begin(actor=people["enterprise_manager"], unit_id=unit.pk))
    page = browsers["enterprise_manager"].post("application.fill", {
        "paper": "control-plan", "file": SimpleUploadedFile(name, content)}, pk=application.pk, step="attachments")
    assert page.status_code == 422
    assert said in page.content.decode()


def submitted(people: People, unit: Unit) -> Application:
    return hand_in(people, fill_in(people["enterprise_manager"], applications.begin(
        actor=people["enterprise_manager"], unit_id=unit.pk)))


def test_a_visit_on_the_phone(browsers: dict[str, Browser], people: People, unit: Unit) -> None:
    application = made(lambda: submitted(people, unit))
    officer = browsers["grid_officer"]
    assert "开始核查" in officer.get("application.detail", pk=application.pk).content.decode()
    started = officer.post("application.start", {"_version": application.version, "companions": "卫健局"}, pk=application.pk)
    assert started.headers["Location"].endswith(f"{application.pk}/visit/")
    assert Verification.objects.get().companions == "卫健局"
    page = officer.get("application.visit", pk=application.pk).content.decode()
    assert "企业自查（企业防疫专员）" in page
    item = {"pk": application.pk, "list_code": "readiness"}
    bare = officer.post("application.item", {"verdict": "unmet"}, htmx=True, number=5, **item)
    assert bare.status_code == 422
    assert not AssessmentItem.objects.filter(assessment__purpose="verification").exists()
    officer.post("application.item", {"verdict": "unmet", "note": "没有隔离室"}, htmx=True, number=5, **item)
    photo = officer.post("application.item", {"verdict": "met", "file": SimpleUploadedFile("x.jpg", picture())}, htmx=True,
                         number=4, **item)
    assert "data-zoom" in photo.content.decode()
    plain = officer.post("application.item", {"verdict": "na", "note": "本单位不涉及"}, number=6, **item)
    assert plain.headers["Location"].endswith("#item-readiness-6")
    back = officer.get("application.return", pk=application.pk).content.decode()
    assert "没有隔离室" in back
    application.refresh_from_db()
    stopped = officer.post("application.finish", {"_version": application.version}, pk=application.pk)
    assert stopped.status_code == 422
    assert "没有隔离室" in stopped.content.decode()
    assert "未办理：请先补齐本页所列缺项。" in stopped.content.decode(), "a page that looks as before says nothing"


def test_review_and_decide(browsers: dict[str, Browser], people: People, unit: Unit) -> None:
    application = made(lambda: visit(people, submitted(people, unit)))
    with clock.frozen(NOW):
        answer_all(people["grid_officer"], application, "visit")
        application.refresh_from_db()
        verifications.finish(actor=people["grid_officer"], application_id=application.pk, version=application.version)
    application.refresh_from_db()
    leader = browsers["leader"]
    assert "尚缺疫情防控审查意见。" in leader.get("application.approve", pk=application.pk).content.decode()
    early = leader.post("application.approve", {"_version": application.version}, pk=application.pk)
    assert early.status_code == 422
    bare = browsers["safety_officer"].post("application.review-safety", {"passed": "0", "note": ""}, pk=application.pk)
    assert bare.status_code == 422
    assert not Review.objects.exists()
    for role, kind in (("epidemic_officer", "epidemic"), ("safety_officer", "safety")):
        browsers[role].post(f"application.review-{kind}", {"passed": "1"}, pk=application.pk)
    for code in ("health", "emergency"):
        browsers["guide"].post("application.review-department", {"passed": "1"}, query=f"?department={code}", pk=application.pk)
    done = leader.post("application.approve", {"_version": application.version, "reason": "同意"}, pk=application.pk)
    assert done.status_code == 302
    page = leader.get("application.detail", pk=application.pk).content.decode()
    assert "已批准" in page
    late = browsers["park_staff"].post("application.approve", {"_version": application.version}, pk=application.pk)
    assert late.status_code == 409
    manager = browsers["enterprise_manager"]
    application.refresh_from_db()
    with clock.frozen(clock.at(application.proposed_on)):
        manager.post("application.resume", {"_version": application.version, "at": ""}, pk=application.pk)
    assert Unit.objects.get(pk=unit.pk).state == "resumed"


def test_files_go_only_to_who_may_see_the_application(browsers: dict[str, Browser], people: People, unit: Unit) -> None:
    application = made(lambda: submitted(people, unit))
    paper, photo = Attachment.objects.get(kind="roster"), Attachment.objects.filter(kind="readiness/5").get()
    for role, seen in (("enterprise_manager", True), ("leader", True), ("grid_officer", True), ("cdc_doctor", False),
                       ("guard", False), ("supervisor", False), ("audit_admin", False)):
        for file in (paper, photo):
            answer = browsers[role].get("application.file", pk=application.pk, file=file.pk)
            assert (answer.status_code == 200) == seen, role
    answer = browsers["leader"].get("application.file", pk=application.pk, file=paper.pk)
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    shown = browsers["leader"].get("application.file", "?view", pk=application.pk, file=photo.pk)
    assert shown.headers["Content-Disposition"].startswith("inline")
    other = made(lambda: applications.begin(actor=people["park_staff"], unit_id=Unit.objects.create(
        name="乙厂", kind="enterprise", registered_on=date(2020, 2, 1), state_since=NOW).pk))
    assert browsers["leader"].get("application.file", pk=other.pk, file=paper.pk).status_code == 404


def test_papers_to_print(browsers: dict[str, Browser], people: People, unit: Unit) -> None:
    application = made(lambda: submitted(people, unit))
    for name in ("letter", "paper"):
        answer = browsers["park_staff"].get(f"application.{name}", pk=application.pk)
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["Content-Disposition"].startswith("inline")
    assert browsers["guard"].get("application.letter", pk=application.pk).status_code in (403, 404)


def test_comments_on_the_page(browsers: dict[str, Browser], people: People, unit: Unit) -> None:
    application = made(lambda: submitted(people, unit))
    section = application.plan.sections.first()
    officer = browsers["epidemic_officer"]
    back = officer.post("section.comment", {"text": "写明复测次数", "application": application.pk}, pk=section.pk)
    assert back.headers["Location"].endswith(f"/applications/{application.pk}/#section-{section.code}")
    assert "写明复测次数" in browsers["enterprise_manager"].get("application.detail", pk=application.pk).content.decode()
    officer.post("comment.settle", {"application": application.pk}, pk=SectionComment.objects.get().pk)
    assert SectionComment.objects.get().settled_at is not None
    assert browsers["enterprise_manager"].post("section.comment", {"text": "x"}, pk=section.pk).status_code == 403


def test_what_waits_is_behind_the_number(browsers: dict[str, Browser], people: People, unit: Unit) -> None:
    made(lambda: submitted(people, unit))
    for role, task in (("grid_officer", "start"), ("epidemic_officer", "epidemic"), ("safety_officer", "safety")):
        assert "岳阳甲厂" in browsers[role].get("application.waiting", task=task).content.decode()
    assert "岳阳甲厂" not in browsers["leader"].get("application.waiting", task="decide").content.decode()


def test_violations_on_the_page(browsers: dict[str, Browser], people: People, unit: Unit) -> None:
    officer = browsers["grid_officer"]
    assert "岳阳甲厂" in officer.get("violation.choose").content.decode()
    wrong = officer.post("unit.violation", {"text": "", "source": "visit"}, pk=unit.pk)
    assert wrong.status_code == 422
    officer.post("unit.violation", {"text": "12人在岗", "source": "visit", "people_at_work": "12", "stopped": "on"}, pk=unit.pk)
    found = Violation.objects.get()
    officer.post("violation.photo", {"file": SimpleUploadedFile("x.jpg", picture())}, pk=found.pk)
    page = browsers["park_staff"].get("violation.detail", pk=found.pk).content.decode()
    assert "12人在岗" in page
    browsers["park_staff"].post("violation.settle", {"_version": found.version, "settlement": "已停工"}, pk=found.pk)
    found.refresh_from_db()
    assert found.state == "settled"
    assert "岳阳甲厂" in browsers["leader"].get("violation.list", "?state=settled").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_lists_and_print(browsers: dict[str, Browser], people: People, unit: Unit, language: str) -> None:
    made(lambda: pass_all(people, visit(people, submitted(people, unit))))
    leader = browsers["leader"]
    leader.client.cookies["django_language"] = language
    for name in ("application", "plan", "violation", "position"):
        for page in ("list", "print"):
            assert leader.get(f"{name}.{page}").status_code == 200
    found = leader.get("application.list", "?q=jiachang&state=verified").content.decode()
    assert "岳阳甲厂" in found
    assert leader.get("application.list", f"?unit__grid={unit.grid_id}").status_code == 200


def test_pages_ask_the_database_a_known_number_of_times(browsers: dict[str, Browser], people: People, unit: Unit) -> None:
    application = made(lambda: pass_all(people, visit(people, submitted(people, unit))))
    leader = browsers["leader"]
    for name, key, most in (("application.list", {}, 16), ("application.detail", {"pk": application.pk}, 56)):
        leader.get(name, **key)
        with CaptureQueriesContext(connection) as asked:
            leader.get(name, **key)
        assert len(asked) <= most, (name, len(asked))


def test_a_change_of_regime_says_what_to_do_until_something_is_done(
    browsers: dict[str, Browser], people: People, unit: Unit
) -> None:
    manager, begun = people["enterprise_manager"], made(
        lambda: applications.begin(actor=people["enterprise_manager"], unit_id=unit.pk))
    with clock.frozen(NOW + timedelta(hours=1)):
        change(people, "filing")
    page = browsers["enterprise_manager"].get("application.detail", pk=begun.pk).content.decode()
    assert "由“审批制”调整为“备案承诺制”" in page
    assert "请继续填报" in page
    with clock.frozen(NOW + timedelta(hours=2)):
        begun.refresh_from_db()
        filed = hand_in(people, fill_in(manager, begun))
    page = browsers["enterprise_manager"].get("application.detail", pk=filed.pk).content.decode()
    assert "由“审批制”调整为“备案承诺制”" in page
    assert "请继续填报" not in page


def test_a_filing_has_its_own_words(browsers: dict[str, Browser], people: People, unit: Unit) -> None:
    filing = made(lambda: submitted(people, unit))
    states = {"filed": "已备案", "verified": "已复核，待确认", "approved": "复核通过", "returned": "退回补正"}
    for state, word in states.items():
        Application.objects.filter(pk=filing.pk).update(kind="filing", state=state)
        shown = browsers["leader"].get("application.detail", pk=filing.pk).context["state"]
        assert str(shown["word"]) == word
    Application.objects.filter(pk=filing.pk).update(resumed_at=NOW)
    assert str(browsers["leader"].get("application.detail", pk=filing.pk).context["state"]["word"]) == "责令整改"
    assert (str(wording.verb("filing", "approve")), str(wording.verb("approval", "approve"))) == ("复核确认", "批准")
    assert str(wording.done("filing", "approve")) != str(wording.done("approval", "approve"))
