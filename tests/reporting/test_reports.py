"""Reports out of an authority's figures: on the page, as files, as drafts."""

from datetime import date
from typing import Any

import pytest

from fugong.documents.models import Document
from fugong.kit import clock
from fugong.kit.actor import Actor, system
from fugong.kit.errors import Refused
from fugong.kit.papers.rendering import render
from fugong.registry.services import states, units
from fugong.reporting import library
from fugong.reporting.selectors import reports
from fugong.reporting.services import reports as services

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
