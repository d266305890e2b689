"""S4 and S2: the day is reported, and what the headquarters read are the published figures, in the very sentences."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from fugong.accounts import selectors, tenancy
from fugong.project.demo import loading
from fugong.project.demo.offices import PASSWORD
from fugong.reporting.models import DailyReport
from tests.stories.conftest import Stage

TODAY, LAST = date(2020, 2, 17), "2020-02-16"
FIGURES = {"units_registered": "268", "units_resumed": "130", "resumption_rate": "48.5",
           "resumption_rate_above_scale": "61", "workers_on_post": "7,334"}
PARK = "截至2月16日，已复工企业130家（含工地6家），到岗员工7334人，复工率为48.5%，其中规模以上工业企业复工率为61%"
COUNTY = "截至2月17日，已有90家企业复工复产，复产率达59.2%，复工人数达1.29万人"


@pytest.mark.timeout(300)
def test_from_the_daily_report_to_the_sentence(
    stage: Callable[[str], Stage], as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    with as_owner():
        loading.load()
    park, county = stage("chenglingji"), stage("jiahe")
    left = not_reported(park, park.page("clj-staff", PASSWORD))
    report_the_day(park, park.page("clj-manager", PASSWORD))
    assert not_reported(park, park.page("clj-staff", PASSWORD)) == left - 1
    read_the_figures(park, park.page("clj-leader", PASSWORD))
    read_the_report(park, park.page("clj-staff", PASSWORD), "s4-press", LAST, PARK)
    read_the_report(county, county.page("jh-staff", PASSWORD), "s2-work-report", TODAY.isoformat(), COUNTY)


def not_reported(park: Stage, staff: Page) -> int:
    """How many units have not reported for today, with the officer to call."""
    staff.goto(park.at("day/?tab=missing"))
    park.shot(staff, "day")
    return int(staff.locator(".tab[aria-current=page] .count").inner_text())


def report_the_day(park: Stage, manager: Page) -> None:
    """The form is filled in as yesterday; that nobody has fever is said, never assumed."""
    manager.goto(park.at("day/"))
    manager.locator("tbody a").first.click()
    expect(manager.get_by_text("2月16日").first).to_be_visible()
    expect(manager.locator("[name=on_post]")).not_to_have_value("")
    expect(manager.locator("[name=abnormal_temperatures]")).to_have_value("")
    park.shot(manager, "daily-report")
    on_post = int(manager.locator("[name=on_post]").input_value())
    manager.locator("form.form .btn-primary").click()
    expect(manager.locator(".field-wrong [name=abnormal_temperatures]")).to_be_visible()
    manager.locator("button[name=zero]").click()
    manager.wait_for_url(lambda url: "/day/" not in url)
    park.shot(manager, "daily-reported")
    where = selectors.authority("chenglingji")
    assert where is not None
    with tenancy.entered(where):
        report = DailyReport.objects.get(day=TODAY)
    assert (report.on_post, report.abnormal_temperatures, report.confirmed, report.suspected) == (on_post, 0, 0, 0)


def read_the_figures(park: Stage, leader: Page) -> None:
    """The dashboard of 16 February; each figure opens to its rows."""
    leader.goto(park.at(f"board/?as_of={LAST}"))
    expect(leader.locator(".chart-card svg").first).to_be_visible()
    for code in ("units_resumed", "workers_on_post", "resumption_rate"):
        expect(leader.locator(f"[data-figure={code}]")).to_contain_text(FIGURES[code])
    park.shot(leader, "board")
    leader.goto(park.at(f"figures/?as_of={LAST}"))
    for code, value in FIGURES.items():
        expect(leader.get_by_role("row").filter(has=leader.locator(f"a[href*='figures/{code}/']"))).to_contain_text(value)
    park.shot(leader, "figures")
    leader.goto(park.at(f"figures/units_resumed/?as_of={LAST}"))
    expect(leader.get_by_text("130").first).to_be_visible()
    park.shot(leader, "figure")


def read_the_report(where: Stage, staff: Page, template: str, day: str, sentence: str) -> None:
    """The report writes itself."""
    staff.goto(where.at(f"reports/{template}/?as_of={day}"))
    expect(staff.get_by_text(sentence).first).to_be_visible()
    where.shot(staff, template)
