"""One application from the first word to the first day of work, and every gate on its way."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from fugong.audit.models import Entry, Happening
from fugong.files import vault
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused
from fugong.registry.models import Unit, UnitState
from fugong.registry.services import units
from fugong.resumption import selectors
from fugong.resumption.models import Application, Commitment, EnterprisePlan, Review
from fugong.resumption.services import applications, checks, commitments, decisions, plans, verifications
from fugong.standards.models import AssessmentItem, PackVersion
from fugong.standards.services import decisions as rules
from tests.resumption.conftest import NOW, RESUMES, answer_all, fill_in, pass_all, sent

pytestmark = pytest.mark.usefixtures("empty_vault")

People = dict[str, Actor]


def refused(act: Callable[..., Any], **given: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(**given)
    return caught.value


def outcome(act: Callable[..., Any], **given: Any) -> str:
    """The code of the refusal, "" when it was done."""
    try:
        act(**given)
    except Refused as error:
        return error.code
    return ""


def unit_state(application: Application) -> str:
    return Unit.objects.get(pk=application.unit_id).state


def test_the_whole_way(people: People, verified: Application) -> None:
    application = decisions.approve(actor=people["park_staff"], application_id=verified.pk, version=verified.version)
    assert application.state == "approved"
    assert unit_state(application) == "approved"
    with clock.frozen(NOW + timedelta(days=2)):
        application = decisions.confirm_resumed(
            actor=people["enterprise_manager"], application_id=application.pk, version=application.version)
    assert unit_state(application) == "resumed"
    assert list(UnitState.objects.filter(unit=application.unit).order_by("held_from", "recorded_at")
                .values_list("state", flat=True)) == [
        "not_applied", "preparing", "applied", "verifying", "verified", "approved", "resumed"]
    steps = list(application.steps.all())
    assert [step.action for step in steps] == ["open", "submit", "start", "finish", "approve"]
    assert steps[0].elapsed is None
    assert all(step.elapsed == timedelta() for step in steps[1:])
    assert steps[-1].basis["assessments"][1]["clear"] is True
    assert steps[-1].basis["rules"] == "城陵矶新港区复工复产规则 2020-02"
    assert EnterprisePlan.objects.get(unit=application.unit).state == "in_force"
    assert Happening.objects.filter(event="ApplicationMoved").count() == 5
    assert Happening.objects.filter(event="UnitResumed").count() == 1
    assert Entry.objects.filter(action="resumption.application.approved", actor_id=people["park_staff"].id).count() == 1


def test_steps_tell_how_long_they_took(people: People, complete: Application) -> None:
    with clock.frozen(NOW + timedelta(hours=26)):
        application = applications.submit(
            actor=people["enterprise_manager"], application_id=complete.pk, version=complete.version)
    assert application.steps.last().elapsed == timedelta(hours=26)


def test_beginning_again_gives_the_open_application(people: People, draft: Application) -> None:
    assert applications.begin(actor=people["enterprise_manager"], unit_id=draft.unit_id) == draft
    assert Application.objects.count() == 1
    assert (draft.control_leader, draft.control_phone) == ("李工", "13800001234")
    assert draft.plan.sections.count() == 3


def test_everything_missing_is_told_at_once_and_nothing_is_written(
    people: People, draft: Application, rows_written: Callable[[], int]
) -> None:
    before = rows_written()
    error = refused(applications.submit, actor=people["enterprise_manager"], application_id=draft.pk,
                    version=draft.version)
    assert error.code == "incomplete"
    told = error.data["missing"]
    assert [item["step"] for item in told[:2]] == ["basics", "basics"]
    assert {item["step"] for item in told} == {"basics", "plan", "attachments", "self_check", "commitment"}
    assert "请上传：疫情防控工作方案。" in [str(item["text"]) for item in told]
    assert rows_written() == before
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_stale_version_is_refused_on_every_act(people: People, submitted: Application) -> None:
    old = submitted.version - 1
    for act, role, more in (
        (applications.withdraw, "enterprise_manager", {}), (applications.send_back, "park_staff", {"reason": "材料不全"}),
        (verifications.start, "grid_officer", {}), (decisions.approve, "leader", {}),
        (decisions.reject, "leader", {"reason": "不符合"}),
    ):
        error = refused(act, actor=people[role], application_id=submitted.pk, version=old, **more)
        assert (error.code, error.status) == ("stale", 409)


@pytest.mark.parametrize(("act", "more", "roles"), [
    (applications.begin, {}, {"enterprise_manager", "park_staff"}),
    (applications.submit, {"version": 0}, {"enterprise_manager", "park_staff"}),
    (commitments.sign, {"authority": "甲园区", "signer": ""}, {"enterprise_manager"}),
    (applications.send_back, {"version": 0, "reason": "x"},
     {"park_staff", "leader", "grid_officer", "liaison", "epidemic_officer", "safety_officer"}),
    (verifications.start, {"version": 0}, {"grid_officer", "liaison", "epidemic_officer", "safety_officer"}),
    (decisions.approve, {"version": 0}, {"park_staff", "leader"}),
    (decisions.suspend, {"version": 0, "reason": "x"}, {"park_staff", "leader"}),
])
def test_who_may_do_what(
    people: People, draft: Application, rows_written: Callable[[], int], act: Callable[..., Any], more: dict[str, Any],
    roles: set[str],
) -> None:
    key = {"unit_id": draft.unit_id} if act is applications.begin else {"application_id": draft.pk}
    for role, actor in people.items():
        before = rows_written()
        code = outcome(act, actor=actor, **key, **more)
        assert (code != "not_allowed") == (role in roles), role
        if role not in roles:
            assert rows_written() == before, role


def test_other_units_do_not_exist(people: People, stranger: Unit) -> None:
    assert refused(applications.begin, actor=people["enterprise_manager"], unit_id=stranger.pk).code == "not_found"
    other = applications.begin(actor=people["park_staff"], unit_id=stranger.pk)
    for role in ("enterprise_manager", "grid_officer"):
        assert not selectors.applications(people[role]).filter(pk=other.pk).exists()
        assert refused(selectors.application, actor=people[role], application_id=other.pk).code == "not_found"
    assert refused(verifications.start, actor=people["grid_officer"], application_id=other.pk,
                   version=other.version).code == "not_found"


def test_a_returned_application_comes_back_with_a_new_round(people: People, verifying: Application) -> None:
    application = applications.send_back(
        actor=people["grid_officer"], application_id=verifying.pk, version=verifying.version, reason="隔离室未设置")
    assert (application.state, unit_state(application)) == ("returned", "returned")
    section = application.plan.sections.first()
    plans.write(actor=people["enterprise_manager"], section_id=section.pk, version=section.version, text="已设置隔离室。")
    application = applications.submit(
        actor=people["enterprise_manager"], application_id=application.pk, version=application.version)
    assert (application.state, application.round, unit_state(application)) == ("submitted", 2, "applied")
    verifications.start(actor=people["liaison"], application_id=application.pk, version=application.version)
    assert application.verifications.count() == 2


def test_what_is_handed_in_cannot_be_changed(people: People, submitted: Application) -> None:
    manager = people["enterprise_manager"]
    section = submitted.plan.sections.first()
    for act, given in (
        (applications.change, {"version": submitted.version, "values": {"workers_local": 1}}),
        (applications.attach, {"paper": "roster", "file": sent()}),
        (checks.answer, {"list_code": "readiness", "number": 1, "verdict": "met"}),
        (commitments.sign, {"authority": "甲园区", "signer": "赵总", "read": True}),
    ):
        assert refused(act, actor=manager, application_id=submitted.pk, **given).code == "handed_in"
    assert refused(plans.write, actor=manager, section_id=section.pk, version=section.version, text="x").status == 409


def test_withdrawing(people: People, submitted: Application) -> None:
    application = applications.withdraw(
        actor=people["enterprise_manager"], application_id=submitted.pk, version=submitted.version)
    assert (application.state, unit_state(application)) == ("withdrawn", "preparing")
    again = applications.begin(actor=people["enterprise_manager"], unit_id=application.unit_id)
    assert again != application
    assert again.plan == application.plan


def test_the_letter_is_a_hard_gate(people: People, verified: Application) -> None:
    Commitment.objects.update(replaced_at=clock.real_now())
    error = refused(decisions.approve, actor=people["leader"], application_id=verified.pk, version=verified.version)
    assert [item["code"] for item in error.data["missing"]] == ["signature"]


@pytest.mark.parametrize(("kind", "code"), [("epidemic", "review_missing"), ("safety", "review_missing"),
                                            ("department", "department_missing")])
def test_both_reviews_and_the_departments_are_needed(
    people: People, verified: Application, kind: str, code: str
) -> None:
    Review.objects.filter(kind=kind).update(withdrawn_at=clock.real_now())
    error = refused(decisions.approve, actor=people["leader"], application_id=verified.pk, version=verified.version)
    assert {item["code"] for item in error.data["missing"]} == {code}


def test_a_failed_review_blocks_and_needs_a_reason(people: People, verified: Application) -> None:
    given = {"actor": people["safety_officer"], "application_id": verified.pk, "kind": "safety", "passed": False}
    assert "reason" in refused(verifications.review, **given).fields
    verifications.review(**given, note="配电箱无防护")
    error = refused(decisions.approve, actor=people["leader"], application_id=verified.pk, version=verified.version)
    assert [item["code"] for item in error.data["missing"]] == ["review_failed"]
    assert Review.objects.filter(kind="safety").count() == 2


def test_unmet_veto_items_block(people: People, verifying: Application) -> None:
    officer = people["grid_officer"]
    answer_all(officer, verifying, "visit")
    verifications.record_item(actor=officer, application_id=verifying.pk, list_code="readiness", number=5,
                              verdict="unmet", note="没有隔离室", evidence=[])
    verifying.refresh_from_db()
    error = refused(verifications.finish, actor=officer, application_id=verifying.pk, version=verifying.version)
    assert [item["code"] for item in error.data["missing"]] == ["visit_unmet"]
    assert "没有隔离室" in str(error.message)
    verifying.refresh_from_db()
    assert verifying.state == "verifying"


def test_items_sent_twice_count_once(people: People, verifying: Application) -> None:
    given = {"actor": people["grid_officer"], "application_id": verifying.pk, "list_code": "readiness", "number": 6,
             "verdict": "met", "note": "有"}
    first = verifications.record_item(**given)
    trail = Entry.objects.count()
    assert verifications.record_item(**given).version == first.version == 1
    assert Entry.objects.count() == trail
    late = refused(verifications.record_item, **{**given, "verdict": "unmet", "note": "无"}, version=0)
    assert late.code == "stale"


def test_four_eyes(people: People, verified: Application, unit: Unit) -> None:
    both = Actor("user", people["grid_officer"].id, "网格员", "alpha", permissions=people["grid_officer"].permissions
                 | people["park_staff"].permissions, reach="authority")
    error = refused(decisions.approve, actor=both, application_id=verified.pk, version=verified.version)
    assert (error.code, error.data["fault"]) == ("four_eyes", "own_verification")
    reviewer = Actor("user", people["safety_officer"].id, "安全员", "alpha", permissions=people["leader"].permissions,
                     reach="authority")
    assert refused(decisions.approve, actor=reviewer, application_id=verified.pk,
                   version=verified.version).data["fault"] == "own_verification"
    manager = Actor("user", people["enterprise_manager"].id, "经理", "alpha",
                    permissions=people["leader"].permissions | people["grid_officer"].permissions, reach="authority")
    assert refused(decisions.approve, actor=manager, application_id=verified.pk,
                   version=verified.version).data["fault"] == "own_unit"
    assert Application.objects.get(pk=verified.pk).state == "verified"
    assert decisions.approve(actor=people["leader"], application_id=verified.pk, version=verified.version)


def test_nobody_verifies_what_he_entered(people: People, unit: Unit) -> None:
    staff = people["park_staff"]
    application = applications.begin(actor=staff, unit_id=unit.pk)
    application = fill_in(people["enterprise_manager"], application)
    application = applications.submit(actor=staff, application_id=application.pk, version=application.version)
    both = Actor("user", staff.id, "王工", "alpha", permissions=people["grid_officer"].permissions, reach="authority")
    assert refused(verifications.start, actor=both, application_id=application.pk,
                   version=application.version).data["fault"] == "own_application"
    verifications.start(actor=people["grid_officer"], application_id=application.pk, version=application.version)
    application.refresh_from_db()
    application = pass_all(people, application)
    assert refused(decisions.approve, actor=staff, application_id=application.pk,
                   version=application.version).data["fault"] == "own_application"


def test_rejecting_needs_a_reason_and_ends_it(people: People, submitted: Application) -> None:
    given = {"actor": people["leader"], "application_id": submitted.pk, "version": submitted.version}
    assert "reason" in refused(decisions.reject, **given, reason=" ").fields
    application = decisions.reject(**given, reason="属于暂缓复工行业")
    assert (application.state, unit_state(application)) == ("rejected", "rejected")
    again = applications.begin(actor=people["enterprise_manager"], unit_id=application.unit_id)
    assert again.state == "draft"


def test_suspend_lift_and_revoke(people: People, verified: Application) -> None:
    staff, manager = people["park_staff"], people["enterprise_manager"]
    application = decisions.approve(actor=staff, application_id=verified.pk, version=verified.version)
    with clock.frozen(RESUMES):
        application = decisions.confirm_resumed(
            actor=manager, application_id=application.pk, version=application.version)
        for act, state, unit_now in (
            (decisions.suspend, "suspended", "suspended"), (decisions.lift, "approved", "resumed"),
            (decisions.revoke, "revoked", "preparing"),
        ):
            application = act(actor=staff, application_id=application.pk, version=application.version, reason="督查发现问题")
            assert (application.state, unit_state(application)) == (state, unit_now)


def test_a_unit_resumes_when_it_may_and_not_before(people: People, verified: Application) -> None:
    manager = people["enterprise_manager"]
    assert refused(decisions.confirm_resumed, actor=manager, application_id=verified.pk,
                   version=verified.version).code == "not_allowed_yet"
    application = decisions.approve(actor=people["leader"], application_id=verified.pk, version=verified.version)
    given = {"actor": manager, "application_id": application.pk, "version": application.version}
    assert "at" in refused(decisions.confirm_resumed, **given, at=NOW + timedelta(hours=1)).fields
    assert "at" in refused(decisions.confirm_resumed, **given, at=NOW - timedelta(hours=1)).fields
    with clock.frozen(RESUMES):
        told = refused(decisions.confirm_resumed, **given, at=RESUMES - timedelta(minutes=1)).fields["at"]
        assert str(told) == "该单位获准自2020年2月18日起复工，请在该日起确认。"
        assert unit_state(application) == "approved"
        assert decisions.confirm_resumed(**given, at=RESUMES).resumed_at == RESUMES


def test_batch_c_not_before_10_february(people: People) -> None:
    staff = people["park_staff"]
    with clock.frozen(clock.at(date(2020, 2, 8), 9)):
        rules.adopt(actor=staff, version_id=PackVersion.objects.get(code="batches-s3").pk)
        unit = units.register(actor=staff, values={"name": "丙厂", "kind": "enterprise", "staff_total": 90, "batch": "C"})
        application = applications.begin(actor=staff, unit_id=unit.pk)
        application = applications.change(actor=staff, application_id=application.pk, version=application.version,
                                          values={"proposed_on": date(2020, 2, 9)})
        error = refused(applications.submit, actor=staff, application_id=application.pk, version=application.version)
    assert "该批次单位2020年2月10日前不得复工，请改为当天或之后的日期。" in [str(m["text"]) for m in error.data["missing"]]


def test_bad_papers_leave_nothing(people: People, draft: Application, rows_written: Callable[[], int]) -> None:
    before = rows_written()
    for name, content, code in (("a.exe", b"MZ" + bytes(80), "file_unknown"), ("a.pdf", b"", "file_empty")):
        error = refused(applications.attach, actor=people["enterprise_manager"], application_id=draft.pk,
                        paper="control-plan", file=sent(content, name))
        assert error.code == code
    assert rows_written() == before
    assert not [path for path in vault.folder().rglob("*") if path.is_file()]
    assert refused(applications.attach, actor=people["enterprise_manager"], application_id=draft.pk, paper="nothing",
                   file=sent()).code == "not_found"


def test_the_letter_as_it_was_signed(people: People, draft: Application) -> None:
    manager = people["enterprise_manager"]
    given = {"actor": manager, "application_id": draft.pk, "authority": "甲园区"}
    assert set(refused(commitments.sign, **given, signer="赵", read=False).fields) == {"signer", "read"}
    assert refused(commitments.sign, **given, signer="赵总", read=True, text_sha256="0" * 64).code == "stale"
    first = commitments.sign(**given, signer="赵总", read=True)
    assert "甲园区" in first.text
    assert "岳阳甲厂" in first.text
    assert "2020年2月16日" in first.text
    assert commitments.genuine(Commitment.objects.get(pk=first.pk))
    Commitment.objects.filter(pk=first.pk).update(signer="钱总")
    assert not commitments.genuine(Commitment.objects.get(pk=first.pk))
    commitments.sign(**given, signer="孙总", read=True)
    assert Commitment.objects.filter(replaced_at=None).count() == 1


def test_comments_by_section(people: People, submitted: Application) -> None:
    section = submitted.plan.sections.first()
    made = plans.comment(actor=people["epidemic_officer"], section_id=section.pk, text="写明复测次数")
    assert selectors.comments(people["enterprise_manager"], [section]) == {section.pk: [made]}
    assert refused(plans.comment, actor=people["enterprise_manager"], section_id=section.pk, text="x").code == "not_allowed"
    assert plans.settle(actor=people["epidemic_officer"], comment_id=made.pk).settled_at is not None


def test_editions_of_a_plan_follow_one_another(people: People, verified: Application) -> None:
    application = decisions.approve(actor=people["leader"], application_id=verified.pk, version=verified.version)
    manager = people["enterprise_manager"]
    plan = plans.begin_edition(actor=manager, unit_id=application.unit_id)
    assert plan.edition == 2
    section = plan.sections.first()
    assert section.text
    plans.write(actor=manager, section_id=section.pk, version=section.version, text="第二版。")
    plan = plans.offer(actor=manager, plan_id=plan.pk, version=plan.version)
    with clock.frozen(NOW + timedelta(days=3)):
        plan = plans.accept(actor=people["leader"], plan_id=plan.pk, version=plan.version)
    first = EnterprisePlan.objects.get(edition=1)
    assert (first.state, first.held_from, first.held_to) == ("ended", date(2020, 2, 16), date(2020, 2, 19))
    assert plan.state == "in_force"
    assert refused(plans.write, actor=manager, section_id=section.pk, version=section.version + 1, text="x").status == 409


def test_a_self_check_cannot_say_that_what_is_a_must_does_not_apply(people: dict[str, Actor], draft: Application) -> None:
    given = {"actor": people["enterprise_manager"], "application_id": draft.pk, "verdict": "na", "note": "不涉及"}
    with pytest.raises(Refused) as refusal:
        checks.answer(**given, list_code="readiness", number=5)
    assert set(refusal.value.fields) == {"verdict"}
    assert not AssessmentItem.objects.exists()
    free = next(rules for rules in draft.pack_version.pack.lists if rules.audience == "enterprise"
                and not draft.pack_version.pack.stops(rules.code) and rules.kind != "veto"
                and any(item.text and not item.includes for item in rules.items))
    number = next(item.number for item in free.items if item.text and not item.includes)
    assert checks.answer(**given, list_code=free.code, number=number).verdict == "na"
