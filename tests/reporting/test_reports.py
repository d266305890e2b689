"""Reports out of an authority's figures: on the page, as files, as drafts."""

from datetime import date
from typing import Any

import pytest

from fugong.documents.models import Document
from fugong.documents.services import drafts, issuing, series
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.kit.papers.rendering import render
from fugong.registry.services import states, units
from fugong.reporting import library
from fugong.reporting.selectors import reports
from fugong.reporting.services import reports as services
from tests.intake.test_once import signed_in

DAY = date(2020, 2, 16)
WHO = system("alpha")


@pytest.fixture
def two_of_three(in_alpha: Any) -> Any:
    """Three units registered on 10 February; an enterprise and a site resumed before the 16th."""
    with clock.frozen(clock.at(date(2020, 2, 10), 9)):
        made = [units.register(actor=WHO, values={"name": name, "kind": kind, "staff_total": 5})
                for name, kind in (("甲厂", "enterprise"), ("乙厂", "enterprise"), ("丙工地", "site"))]
    with clock.frozen(clock.at(date(2020, 2, 15), 9)):
        for unit in (made[0], made[2]):
            states.move(actor=WHO, unit_id=unit.pk, to="resumed", reason="批准复工")
    with clock.frozen(clock.at(date(2020, 2, 17), 8)):
        yield made


def test_a_report_says_what_the_register_holds(two_of_three: Any) -> None:
    made = reports.report(WHO, library.template("s2-work-report"), DAY)
    text = render(made.composition.document, "txt").decode()
    assert "对在册的3家企业进行排查摸底。" in text
    assert "2020年2月17日" in text
    assert made.composition.missing == ("workers_on_post",)
    assert "缺少截至2月16日的数据（到岗员工）" in text
    figures = {figure.code: figure.value for figure in made.composition.document.figures()}
    assert figures["units_registered"] == 3


def test_words_are_given_and_the_authority_is_named(two_of_three: Any) -> None:
    made = reports.report(WHO, library.template("daily-bulletin"), DAY, words={"issue": 8, "headquarters": "联防办"})
    head = made.composition.document.head
    assert head is not None
    assert (head.number, head.issuer) == ("第8期", "联防办")
    title = reports.report(WHO, library.template("s4-press"), DAY).composition.document.title
    assert title[0].text == "甲园区"


def test_a_bulletin_shows_the_number_that_it_will_get(two_of_three: Any) -> None:
    def number() -> str:
        head = reports.report(WHO, library.template("daily-bulletin"), DAY).composition.document.head
        assert head is not None
        return head.number

    assert "＿" in number(), "no series yet"
    made = series.save_series(actor=WHO, values={
        "style": "issue", "word": "督查通报", "issuer": "指挥部", "mark": "通报", "paper_last": 7})
    assert number() == "第8期"
    with clock.frozen(clock.at(DAY, 18)):
        draft = drafts.write(actor=WHO, values={"kind": "bulletin", "title": "通报", "text": "全文"})
        issuing.issue(actor=WHO, document_id=draft.pk, version=draft.version, series_id=made.pk)
    assert number() == "第9期"


def test_the_page_and_the_api_take_the_words(two_of_three: Any, in_alpha: Any) -> None:
    client = signed_in(in_alpha)
    question = f"?as_of={DAY}&headquarters=联防办&issue=12"
    page = client.get(f"/a/alpha/reports/daily-bulletin/{question}").content.decode()
    assert "第12期" in page and "联防办" in page and 'name="trained_unit_names"' not in page
    kept = client.post(f"/a/alpha/reports/daily-bulletin/draft/{question}", {"_key": "d1"})
    assert "联防办" in client.get(kept.headers["Location"]).content.decode()
    text = client.get(f"/a/alpha/api/v1/reports/daily-bulletin{question}").json()["text"]
    assert "第12期" in text and "联防办" in text
    assert client.get("/a/alpha/api/v1/reports/daily-bulletin?issue=0").status_code == 422


def test_a_draft_keeps_the_figures_as_they_were(two_of_three: Any) -> None:
    kept = services.draft(actor=WHO, code="daily-bulletin", as_of=DAY)
    states.move(actor=WHO, unit_id=two_of_three[1].pk, to="resumed", reason="批准复工", at=clock.at(DAY, 10))
    kept.refresh_from_db()
    frozen = {figure.code: figure.value for figure in kept.paper().figures()}
    assert frozen["units_resumed"] == 2
    assert (kept.status, kept.template, kept.edition, kept.as_of) == ("draft", "daily-bulletin", "2020-02-17", DAY)
    now = reports.report(WHO, library.template("daily-bulletin"), DAY).composition.document.figures()
    assert {figure.code: figure.value for figure in now}["units_resumed"] == 3


@pytest.mark.parametrize("day", [date.min, date(2019, 11, 30), date(2020, 2, 18), date.max])
def test_a_day_that_has_no_figures_is_refused(two_of_three: Any, day: date) -> None:
    with pytest.raises(Refused) as refusal:
        reports.report(WHO, library.template("s4-press"), day)
    assert "as_of" in refusal.value.fields


@pytest.mark.parametrize(("permissions", "reach"), [
    (frozenset(), "authority"), (frozenset({"reporting.report.read", "reporting.figures.read"}), "grid")])
def test_only_who_sees_the_whole_authority_composes(
    two_of_three: Any, permissions: frozenset[str], reach: Any
) -> None:
    somebody = Actor("user", "01890000-0000-7000-8000-0000000000aa", "某", "alpha", permissions=permissions, reach=reach)
    with pytest.raises(Refused) as refusal:
        services.draft(actor=somebody, code="s4-press", as_of=DAY)
    assert refusal.value.code == "not_allowed"
    assert Document.objects.count() == 0
