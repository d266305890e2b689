"""Documents: drafted, filled, issued with the next number, withdrawn and never lost."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from fugong.audit.models import Entry, Happening
from fugong.documents import facts, selectors
from fugong.documents.models import Document, Receipt, Series
from fugong.documents.services import drafts, issuing, receipts
from fugong.documents.services.series import save_series
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.counts import Scope
from fugong.kit.errors import Refused
from fugong.kit.papers.model import Document as Paper
from fugong.kit.papers.model import Figure, Gap, Paragraph, Run, Signature, spoken, words
from fugong.registry.services import units
from tests.documents.conftest import DRAFTER, TYPED, issues, numbers, person

DAY = date(2020, 2, 16)
FIGURE = Figure("units_resumed", DAY, 130)
PAPER = Paper(
    kind="work_report", title=words("工作报告"), signature=Signature("指挥部", date(2020, 2, 1)),
    blocks=(Paragraph((Run("已复工企业"), Run("130", (FIGURE,)), Run("家。"))), Gap("物资保障情况"), Gap("联络情况")),
)


@pytest.fixture(autouse=True)
def _morning(in_alpha: Any) -> Any:
    with clock.frozen(clock.at(date(2020, 2, 17), 8)):
        yield


def typed(actor: Actor, **changes: Any) -> Document:
    return drafts.write(actor=actor, values={**TYPED, **changes})


def given(actor: Actor, series: Series, day: date = DAY, **changes: Any) -> Document:
    draft = typed(system("alpha"), **changes)
    return issuing.issue(actor=actor, document_id=draft.pk, version=draft.version, series_id=series.pk, issued_on=day)


def counted(code: str, day: date, known_at: Any = None) -> int:
    return facts.count(Scope(actor=system("alpha"), first=day, last=day, known_at=known_at), [code])[code][day, ""]


def refused(code: str, call: Any, **arguments: Any) -> Refused:
    before = (Document.objects.count(), Entry.objects.count(), Happening.objects.count(),
              list(Document.objects.order_by("id").values_list("version", "number", "status")))
    with pytest.raises(Refused) as refusal, transaction.atomic():
        call(**arguments)
    assert refusal.value.code == code
    after = (Document.objects.count(), Entry.objects.count(), Happening.objects.count(),
             list(Document.objects.order_by("id").values_list("version", "number", "status")))
    assert after == before
    return refusal.value


def test_a_typed_document_gets_the_next_number(issuer: Actor) -> None:
    series = numbers()
    first, second = given(issuer, series), given(issuer, series, title="第二份")
    assert [first.number_text, second.number_text] == ["新港疫指〔2020〕1号", "新港疫指〔2020〕2号"]
    head = first.paper().head
    assert head is not None
    assert (head.mark, head.number) == ("新港区疫情防控指挥部文件", "新港疫指〔2020〕1号")
    assert first.paper().signature == Signature("新港区疫情防控指挥部", DAY)
    actions = list(Entry.objects.filter(subject_id=str(first.pk)).order_by("id").values_list("action", flat=True))
    assert actions == ["documents.document.drafted", "documents.document.issued"]
    assert Happening.objects.filter(event="DocumentIssued").count() == 2


def test_numbers_start_again_each_year_and_go_on_after_paper(issuer: Actor) -> None:
    series = numbers(word="嘉疫指", paper_year=2020, paper_last=23)
    assert given(issuer, series).number_text == "嘉疫指〔2020〕24号"
    with clock.frozen(clock.at(date(2021, 1, 4), 9)):
        assert given(issuer, series, date(2021, 1, 4)).number_text == "嘉疫指〔2021〕1号"


def test_bulletins_are_numbered_by_issue_over_the_years(issuer: Actor) -> None:
    series = issues()
    assert given(issuer, series, kind="bulletin").number_text == "第1期"
    with clock.frozen(clock.at(date(2021, 1, 4), 9)):
        bulletin = given(issuer, series, date(2021, 1, 4), kind="bulletin")
    assert bulletin.number_text == "第2期"
    head = bulletin.paper().head
    assert head is not None
    assert (head.number, head.issuer, head.day) == ("第2期", "新港区疫情防控指挥部", date(2021, 1, 4))


def test_the_counts_of_the_report(issuer: Actor) -> None:
    documents, bulletins = numbers(), issues()
    for offset in range(18):
        given(issuer, documents, date(2020, 1, 26) + timedelta(days=offset))
    for offset in range(7):
        given(issuer, bulletins, date(2020, 1, 29) + timedelta(days=3 * offset), kind="bulletin")
    assert (counted("documents.issued", DAY), counted("documents.bulletins", DAY)) == (18, 7)
    assert counted("documents.issued", date(2020, 1, 26)) == 1
    assert counted("documents.bulletins", date(2020, 1, 28)) == 0


def test_a_withdrawn_document_keeps_its_number_and_counts_until_then(issuer: Actor) -> None:
    series = numbers()
    first = given(issuer, series)
    known = clock.real_now()
    issuing.withdraw(actor=issuer, document_id=first.pk, version=first.version, reason="内容有误")
    first.refresh_from_db()
    assert (first.status, first.number, first.withdrawn_on) == ("withdrawn", 1, date(2020, 2, 17))
    assert counted("documents.issued", DAY) == 1
    assert counted("documents.issued", date(2020, 2, 17)) == 0
    assert counted("documents.issued", date(2020, 2, 17), known) == 1
    assert given(issuer, series, date(2020, 2, 17)).number == 2
    refused("wrong_status", issuing.withdraw, actor=issuer, document_id=first.pk, version=first.version, reason="再撤")


def test_refusals_write_nothing(issuer: Actor, drafter: Actor) -> None:
    series, bulletins = numbers(), issues()
    draft = typed(drafter)
    one = {"document_id": draft.pk, "version": draft.version}
    refused("not_allowed", issuing.issue, actor=drafter, series_id=series.pk, **one)
    refused("stale", issuing.issue, actor=issuer, series_id=series.pk, document_id=draft.pk, version=9)
    refused("invalid", issuing.issue, actor=issuer, series_id=bulletins.pk, **one)
    refused("invalid", issuing.issue, actor=issuer, **one)
    refused("invalid", issuing.issue, actor=issuer, series_id=series.pk, issued_on=date(2020, 2, 18), **one)
    refused("wrong_status", issuing.withdraw, actor=issuer, reason="无", **one)
    refused("not_found", issuing.issue, actor=issuer, series_id=series.pk, document_id=series.pk, version=1)
    refused("invalid", drafts.write, actor=drafter, values={**TYPED, "title": " "})
    refused("invalid", drafts.write, actor=drafter, values={**TYPED, "kind": "novel"})
    refused("invalid", drafts.write, actor=drafter, values={**TYPED, "text": ""})
    given(issuer, series)
    told = refused("invalid", issuing.issue, actor=issuer, series_id=series.pk, issued_on=date(2020, 2, 10), **one)
    assert "2020年2月16日" in str(told.fields["issued_on"])


def test_a_composed_draft_keeps_its_figures_and_is_issued_when_its_gaps_are_filled(
    issuer: Actor, drafter: Actor,
) -> None:
    draft = drafts.keep(actor=drafter, paper=PAPER, template="s2-work-report", edition="2020-02-17", as_of=DAY)
    told = refused("gaps", issuing.issue, actor=issuer, document_id=draft.pk, version=draft.version)
    assert told.data["gaps"] == ("物资保障情况", "联络情况")
    refused("gaps_changed", drafts.fill, actor=drafter, document_id=draft.pk, version=1, texts=["一"])
    draft = drafts.fill(actor=drafter, document_id=draft.pk, version=1, texts=["代购口罩。\n代购消毒液。", ""])
    assert draft.paper().gaps() == ("联络情况",)
    draft = drafts.fill(actor=drafter, document_id=draft.pk, version=2, texts=["选派联络员。"])
    issued = issuing.issue(actor=issuer, document_id=draft.pk, version=draft.version, issued_on=DAY)
    issued.refresh_from_db()
    assert (issued.number, issued.number_text) == (None, "")
    assert issued.paper().figures() == (FIGURE,)
    assert issued.paper().signature == Signature("指挥部", DAY)
    assert [spoken(block.text) for block in issued.paper().blocks if isinstance(block, Paragraph)] == [
        "已复工企业130家。", "代购口罩。", "代购消毒液。", "选派联络员。"]
    assert counted("documents.issued", DAY) == 0


def test_the_text_of_a_composed_draft_is_not_typed_over(issuer: Actor) -> None:
    draft = drafts.keep(actor=issuer, paper=PAPER, template="s2-work-report", as_of=DAY)
    told = refused("invalid", drafts.change, actor=issuer, document_id=draft.pk, version=1, values={"text": "新"})
    assert set(told.fields) == {"text"}
    changed = drafts.change(actor=issuer, document_id=draft.pk, version=1, values={"title": "新标题"})
    assert spoken(changed.paper().title) == "新标题"
    assert changed.paper().figures() == (FIGURE,)


def test_review_goes_there_and_back(issuer: Actor, drafter: Actor) -> None:
    series = numbers()
    draft = typed(drafter)
    draft = drafts.submit(actor=drafter, document_id=draft.pk, version=1)
    refused("wrong_status", drafts.change, actor=drafter, document_id=draft.pk, version=2, values=TYPED)
    refused("not_allowed", drafts.send_back, actor=drafter, document_id=draft.pk, version=2, reason="改")
    refused("invalid", drafts.send_back, actor=issuer, document_id=draft.pk, version=2, reason=" ")
    draft = drafts.send_back(actor=issuer, document_id=draft.pk, version=2, reason="补充依据")
    assert (draft.status, draft.returned_reason) == ("draft", "补充依据")
    draft = drafts.change(actor=drafter, document_id=draft.pk, version=3, values={**TYPED, "text": "依据充分"})
    draft = drafts.submit(actor=drafter, document_id=draft.pk, version=4)
    assert issuing.issue(actor=issuer, document_id=draft.pk, version=5, series_id=series.pk).number == 1


def test_nobody_issues_what_he_wrote_on(issuer: Actor, drafter: Actor) -> None:
    series = numbers()
    own, filled = typed(issuer), drafts.keep(actor=drafter, paper=PAPER, template="s2-work-report", as_of=DAY)
    filled = drafts.fill(actor=issuer, document_id=filled.pk, version=1, texts=["代购口罩。", "选派联络员。"])
    changed = drafts.change(actor=issuer, document_id=typed(drafter).pk, version=1, values={**TYPED, "text": "依据充分"})
    for draft in (own, filled, changed):
        refused("four_eyes", issuing.issue, actor=issuer, document_id=draft.pk, version=draft.version, series_id=series.pk)
    other = replace(issuer, id="another")
    assert issuing.issue(actor=other, document_id=own.pk, version=1, series_id=series.pk).number == 1


def test_an_issued_document_is_not_changed(issuer: Actor) -> None:
    document = given(issuer, numbers())
    refused("wrong_status", drafts.change, actor=issuer, document_id=document.pk, version=document.version,
            values=TYPED)


def test_a_series_in_use_keeps_its_word(issuer: Actor) -> None:
    series = numbers()
    given(issuer, series)
    refused("invalid", save_series, actor=issuer, series_id=series.pk, version=1, values={"word": "别字"})
    assert save_series(actor=issuer, series_id=series.pk, version=1, values={"mark": "新红头"}).version == 2
    refused("stale", save_series, actor=issuer, series_id=series.pk, version=1, values={"mark": "旧"})
    refused("invalid", save_series, actor=issuer,
            values={"style": "number", "word": "新港疫指", "issuer": "甲", "mark": "乙"})
    refused("not_allowed", save_series, actor=person("谁", DRAFTER), values={})


def test_who_sees_what(issuer: Actor, drafter: Actor) -> None:
    draft, document = typed(drafter), given(issuer, numbers())
    reader = frozenset({"documents.document.read"})
    assert set(selectors.documents(drafter)) == {draft, document}
    assert set(selectors.documents(person("网格员", reader, "grid"))) == {document}
    assert set(selectors.documents(person("企业", reader, "unit"))) == set()
    with pytest.raises(Refused):
        selectors.documents(person("别人", frozenset()))


def test_a_unit_receives_and_signs(issuer: Actor) -> None:
    document = given(issuer, numbers())
    key = "01890000-0000-7000-8000-000000000001"
    unit = units.register(actor=system("alpha"), values={"name": "甲厂", "kind": "enterprise", "staff_total": 3})
    units.register(actor=system("alpha"), values={"name": "乙厂", "kind": "enterprise", "staff_total": 3})
    units.add_member(actor=system("alpha"), unit=unit, user_id=key)
    manager = person("厂长", frozenset({"documents.document.read", "documents.document.receive",
                                       "registry.unit.read"}), "unit", key)
    refused("not_found", receipts.sign, actor=manager, document_id=document.pk)
    assert receipts.circulate(actor=issuer, document_id=document.pk) == 2
    assert receipts.circulate(actor=issuer, document_id=document.pk) == 0
    receipts.mark_read(actor=manager, document=document)
    assert Receipt.objects.filter(read_at=None).count() == 1
    assert receipts.sign(actor=manager, document_id=document.pk) == 1
    assert receipts.sign(actor=manager, document_id=document.pk) == 0
    mine = Receipt.objects.get(unit=unit)
    assert (mine.signed_by, mine.signed_at) == ("厂长", clock.now())
    assert Receipt.objects.filter(signed_at=None).count() == 1
    draft = typed(issuer)
    refused("not_issued", receipts.circulate, actor=issuer, document_id=draft.pk)
