"""The demo's rows add up to the published figures of S4 and S2, and nobody in them is real."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from stdnum.cn import uscc

from fugong.exchange.rules import divisions, industries
from fugong.kit import clock
from fugong.project.demo import cast, crowd, offices, roster
from fugong.project.demo.chance import Chance, apportion
from fugong.project.demo.companies import organisation_check_digit
from fugong.project.demo.model import ABSENCE_REASONS, Cast, Unit
from fugong.registry import rules as registry

MORNING = clock.at(date(2020, 2, 17), 8)
SRC = Path(cast.__file__).parents[3]

# SHA-256 of the officials' and reporters' names in the source reports: they must not appear, not even here.
OFFICIALS = {
    "2363749a71de35d0", "6a326147ce79b411", "8f72ee4e561aef8c", "92a054e84d6e2e13", "97e2587c74186d45",
    "a6a58ff720623652", "ab34e6c52627e573", "b35f2824f3ca423a", "baa513d9c4c3c156", "dd842ad714da51e3",
}


def rate(part: int, whole: int, places: str = "0.1") -> str:
    return str((Decimal(part) * 100 / whole).quantize(Decimal(places), ROUND_HALF_UP))


def states_at(demo: Cast, moment: datetime) -> dict[str, str]:
    """The state of each unit registered by a moment."""
    return {change.unit: change.state for change in demo.states if change.at < moment}


def resumed(demo: Cast, day: date) -> list[Unit]:
    states = states_at(demo, clock.end_of(day))
    return [unit for unit in demo.units if states.get(unit.code) == "resumed"]


def on_post(demo: Cast, day: date) -> int:
    return sum(report.on_post for report in demo.reports if report.day == day)


@pytest.fixture(scope="module", params=["chenglingji", "jiahe"])
def demo(request: pytest.FixtureRequest) -> Cast:
    return cast.chenglingji() if request.param == "chenglingji" else cast.jiahe()


class TestChenglingji:
    day = date(2020, 2, 16)

    def test_130_of_268_units_resumed_6_of_them_sites(self) -> None:
        park = cast.chenglingji()
        working = resumed(park, self.day)
        assert (len(park.units), len(working)) == (268, 130)
        assert Counter(unit.kind for unit in working) == {"enterprise": 124, "site": 6}
        assert rate(len(working), len(park.units)) == "48.5"

    def test_61_percent_of_above_scale_industry(self) -> None:
        park = cast.chenglingji()
        above = [unit for unit in park.units if unit.above_scale and industries.is_industrial(unit.industry)]
        working = [unit for unit in resumed(park, self.day) if unit in above]
        assert (len(working), len(above)) == (50, 82)
        assert rate(50, 82, "1") == "61"
        assert all(unit in above for unit in park.units if unit.above_scale)

    def test_7334_on_post(self) -> None:
        assert on_post(cast.chenglingji(), self.day) == 7334

    def test_nearly_2000_trained_in_the_five_named_units(self) -> None:
        park = cast.chenglingji()
        trained = Counter()
        for session in park.trainings:
            trained[session.unit] += session.headcount
        units = {unit.code: unit for unit in park.units}
        assert {units[code].short_name for code in trained} == {"新金宝", "6906", "高澜", "3517", "钟鼎热工"}
        assert 1900 <= sum(trained.values()) < 2000
        assert all(trained[code] <= units[code].planned for code in trained)
        assert all(session.day <= self.day for session in park.trainings)

    def test_gaolan_resumed_on_10_february(self) -> None:
        park = cast.chenglingji()
        code = next(unit.code for unit in park.units if unit.short_name == "高澜")
        assert [c.at.date() for c in park.states if c.unit == code and c.state == "resumed"] == [date(2020, 2, 10)]

    def test_18_documents_and_7_bulletins(self) -> None:
        park = cast.chenglingji()
        assert [document.serial for document in park.documents] == list(range(1, 19))
        assert {(d.title, d.issued_on) for d in park.documents} >= {
            ("关于不准企业私自复工的通知", date(2020, 1, 26)), ("关于延迟企业复工的通知", date(2020, 1, 28)),
            ("关于印发《新型冠状病毒感染的肺炎疫情企业防控指南》的通知", date(2020, 2, 5)),
        }
        assert [bulletin.issue for bulletin in park.bulletins] == list(range(1, 8))
        issued = [document.issued_on for document in park.documents]
        assert issued == sorted(issued)
        assert date(2020, 1, 26) <= issued[0] <= issued[-1] <= self.day

    def test_the_bulk_starts_on_10_february(self) -> None:
        park = cast.chenglingji()
        counts = [len(resumed(park, date(2020, 2, day))) for day in range(1, 17)]
        assert counts[:9] == sorted(counts[:9])
        assert counts[8] <= 25 < counts[9]

    def test_every_desk_has_work(self) -> None:
        waiting = Counter(application.state for application in cast.chenglingji().applications)
        assert set(waiting) == {
            "draft", "submitted", "returned", "verifying", "verified", "approved", "rejected", "suspended", "revoked",
        }
        half_done = [
            a for a in cast.chenglingji().applications
            if a.state == "verifying" and [review.kind for review in a.reviews] == ["epidemic"]
        ]
        assert half_done
        assert len(cast.chenglingji().violations) == 1

    def test_the_phase_of_3_february(self) -> None:
        assert date(2020, 2, 3) in [phase.starts_on for phase in cast.chenglingji().phases]


class TestJiahe:
    day = date(2020, 2, 17)

    def test_90_of_152_resumed(self) -> None:
        county = cast.jiahe()
        working = resumed(county, self.day)
        assert (len(working), len(county.units)) == (90, 152)
        assert rate(90, 152) == "59.2"
        assert all(unit.kind == "enterprise" and industries.is_industrial(unit.industry) for unit in county.units)

    def test_the_denominator_was_149_on_2_february(self) -> None:
        assert sum(unit.registered_on <= date(2020, 2, 2) for unit in cast.jiahe().units) == 149

    def test_12900_on_post_reported_before_eight(self) -> None:
        county = cast.jiahe()
        assert on_post(county, self.day) == 12_900
        assert max(report.submitted_at for report in county.reports) < MORNING

    def test_39_hubei_workers_advised_to_stay(self) -> None:
        county = cast.jiahe()
        assert sum(unit.advised_to_stay for unit in county.units) == sum(unit.hubei for unit in county.units) == 39
        latest = {report.unit: report.advised_to_stay for report in county.reports}
        assert sum(latest.values()) == 39
        early = {report.unit: report.advised_to_stay for report in county.reports if report.day <= date(2020, 2, 2)}
        late = {unit.code: unit.advised_to_stay for unit in county.units if unit.registered_on > date(2020, 2, 2)}
        assert sum(early.values()) + sum(late.values()) == 39

    def test_ten_townships_as_grids(self) -> None:
        county = cast.jiahe()
        assert {grid.township for grid in county.grids} == {d.code for d in divisions.below("431024")}
        assert {unit.grid for unit in county.units} == {grid.name for grid in county.grids}

    def test_document_24(self) -> None:
        plan = next(document for document in cast.jiahe().documents if document.serial == 24)
        assert (plan.series, plan.year, plan.title) == ("嘉疫指", 2020, "嘉禾县工业企业复工复产疫情防控工作方案")


class TestBoth:
    def test_codes_names_usernames_and_phones_are_unique(self, demo: Cast) -> None:
        for values in (
            [unit.code for unit in demo.units], [unit.name for unit in demo.units], [u.username for u in demo.users],
            [(unit.longitude, unit.latitude) for unit in demo.units], [grid.name for grid in demo.grids],
        ):
            assert len(values) == len(set(values))

    def test_the_two_authorities_share_no_unit_and_no_user(self) -> None:
        park, county = cast.chenglingji(), cast.jiahe()
        assert not {u.code for u in park.units} & {u.code for u in county.units}
        assert not {u.username for u in park.users} & {u.username for u in county.users}

    def test_credit_codes_are_valid_and_invented(self, demo: Cast) -> None:
        for unit in demo.units:
            assert uscc.is_valid(unit.code)
            assert unit.code[2:8] == unit.township[:6]
            assert unit.code[8:10] == "DM"
            assert unit.code[16] == organisation_check_digit(unit.code[8:16])

    def test_phones_have_the_form_of_mobile_numbers_that_nobody_has(self, demo: Cast) -> None:
        people = [person for unit in demo.units for person in (unit.contact, unit.control_leader, unit.liaison)]
        people += [user.person for user in demo.users] + [grid.officer for grid in demo.grids]
        assert all(len(p.phone) == 11 and p.phone.isdecimal() and p.phone.startswith("154") for p in people)

    def test_staff_fits(self, demo: Cast) -> None:
        for unit in demo.units:
            assert sum(unit.origins) == unit.staff_total
            assert min(unit.origins) >= 0
            assert 0 < unit.planned <= unit.staff_total

    def test_places_lie_in_their_grids_and_townships_exist(self, demo: Cast) -> None:
        rings = {grid.name: grid.ring for grid in demo.grids}
        for unit in demo.units:
            assert divisions.divisions()[unit.township].name in unit.address
            assert inside((unit.longitude, unit.latitude), rings[unit.grid])

    def test_key_units_have_leaders(self, demo: Cast) -> None:
        assert all((unit.link_title != "联点干部") == unit.key_unit for unit in demo.units)

    def test_histories_follow_the_ways_of_the_registry(self, demo: Cast) -> None:
        last: dict[str, Any] = {}
        for change in demo.states:
            if change.unit in last:
                assert registry.may_follow(last[change.unit].state, change.state)
                assert last[change.unit].at < change.at
            else:
                assert change.state == "not_applied"
            assert change.at < MORNING
            last[change.unit] = change

    def test_steps_run_forward_and_nobody_approves_what_he_verified(self, demo: Cast) -> None:
        usernames = {user.username for user in demo.users}
        for application in demo.applications:
            moments = [step.at for step in application.steps]
            assert moments == sorted(moments)
            assert moments[-1] < MORNING
            assert {step.by for step in application.steps} <= usernames | {""}
            verified = {review.by for review in application.reviews} | {
                step.by for step in application.steps if step.action in ("start", "finish")}
            assert not verified & {step.by for step in application.steps if step.action in ("approve", "reject")}

    def test_before_applications_were_taken_units_started_by_special_permission(self, demo: Cast) -> None:
        opened = {"chenglingji": date(2020, 2, 5), "jiahe": date(2020, 2, 7)}[demo.slug]
        assert min(a.steps[0].at.date() for a in demo.applications) >= opened
        applying = {a.unit for a in demo.applications}
        early = {c.unit: c.note for c in demo.states if c.state == "resumed" and c.at.date() <= opened}
        assert early
        assert not applying & early.keys()
        assert all("特批" in note for note in early.values())

    def test_applications_and_states_agree(self, demo: Cast) -> None:
        expected = {
            "draft": "preparing", "submitted": "applied", "returned": "returned", "verifying": "verifying",
            "verified": "verified", "rejected": "rejected", "suspended": "suspended", "revoked": "preparing",
        }
        states = states_at(demo, MORNING)
        for application in demo.applications:
            wanted = {"approved", "resumed"} if application.state == "approved" else {expected[application.state]}
            assert states[application.unit] in wanted

    def test_reports_add_up(self, demo: Cast) -> None:
        for report in demo.reports:
            assert report.due - report.on_post == sum(report.absences)
            assert len(report.absences) == len(ABSENCE_REASONS) == 7
            assert min(report.absences, default=0) >= 0
            assert min(report.masks_used, report.masks_in_stock, report.material_days, report.newly_returned) >= 0
            assert report.isolated <= report.due - report.on_post
            assert (report.due == 0) == (report.on_post == 0)
            assert report.submitted_at.date() == report.day

    def test_a_unit_reports_once_a_day_and_only_while_it_may(self, demo: Cast) -> None:
        keys = [(report.unit, report.day) for report in demo.reports]
        assert len(keys) == len(set(keys))
        for day in sorted({report.day for report in demo.reports}):
            states = states_at(demo, clock.end_of(day))
            assert {states[r.unit] for r in demo.reports if r.day == day and r.on_post} <= {"resumed"}

    def test_all_who_work_report_on_the_last_day_and_some_others_do_not(self, demo: Cast) -> None:
        reporting = {report.unit for report in demo.reports if report.day == demo.as_of}
        assert {unit.code for unit in resumed(demo, demo.as_of)} <= reporting
        days = {report.day for report in demo.reports}
        missing = [
            (unit.code, day) for day in days for unit in resumed(demo, day)
            if not any(r.unit == unit.code and r.day == day for r in demo.reports)
        ]
        assert 5 <= len(missing) <= 60

    def test_zero_cases_are_said_for_every_day(self, demo: Cast) -> None:
        assert [case.day for case in demo.cases][0] == date(2020, 1, 26)
        assert len(demo.cases) == (demo.as_of - date(2020, 1, 26)).days + 1
        assert all((case.confirmed, case.suspected) == (0, 0) for case in demo.cases)

    def test_one_account_per_role(self, demo: Cast) -> None:
        assert {user.role for user in demo.users} == {
            "leader", "park_staff", "guide", "liaison", "epidemic_officer", "safety_officer", "grid_officer",
            "enterprise_manager", "guard", "cdc_doctor", "supervisor", "system_admin", "security_admin", "audit_admin",
        }
        assert all(user.person.name not in offices.PASSWORD for user in demo.users)

    def test_no_official_of_the_reports(self, demo: Cast) -> None:
        assert not {hashlib.sha256(name.encode()).hexdigest()[:16] for name in all_names(demo)} & OFFICIALS


def all_names(demo: Cast) -> set[str]:
    names = {user.person.name for user in demo.users} | {session.trainer.name for session in demo.trainings}
    for unit in demo.units:
        names |= {p.name for p in (unit.legal_person, unit.control_leader, unit.contact, unit.liaison, unit.link_person)}
    return names | {person.name for grid in demo.grids for person in (grid.officer, grid.deputy)}


def inside(point: tuple[float, float], ring: tuple[tuple[float, float], ...]) -> bool:
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


def test_every_process_makes_the_same_rows() -> None:
    program = (
        "import hashlib; from fugong.project.demo import cast;"
        "print(hashlib.sha256(repr((cast.chenglingji(), cast.jiahe())).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(SRC)},
        ).stdout
        for seed in ("0", "1")
    }
    assert len(digests) == 1


@given(st.integers(0, 10_000), st.lists(st.floats(0.001, 1000), min_size=1, max_size=60), st.integers(0, 5))
def test_apportion_is_exact(total: int, weights: list[float], least: int) -> None:
    if total < least * len(weights):
        with pytest.raises(ValueError, match="cannot be shared"):
            apportion(total, weights, least)
        return
    shares = apportion(total, weights, least)
    assert sum(shares) == total
    assert min(shares) >= least


def test_chance_forks_are_independent() -> None:
    first, second = Chance("x"), Chance("x")
    first.real()
    assert first.fork("a").real() == second.fork("a").real() != second.fork("b").real()


class TestCrowd:
    def test_many_units_are_unique_and_repeatable(self) -> None:
        units = list(crowd.many_units(3000, seed=7))
        assert len({u.name for u in units}) == len({u.code for u in units}) == 3000
        assert units[:50] == list(crowd.many_units(50, seed=7))
        assert units[:50] != list(crowd.many_units(50, seed=8))
        assert all(uscc.is_valid(u.code) and sum(u.origins) == u.staff_total for u in units[:200])


class TestRoster:
    def test_a_clean_roster_holds_the_park(self, tmp_path: Path) -> None:
        park = cast.chenglingji()
        roster.write_units(tmp_path / "park.xlsx", park.units)
        rows = CalamineWorkbook.from_path(str(tmp_path / "park.xlsx")).get_sheet_by_index(0).to_python()
        assert tuple(rows[0]) == roster.HEADERS
        assert len(rows) == 269
        assert [row[0] for row in rows[1:]] == [unit.name for unit in park.units]

    def test_faults_stand_where_the_roster_says(self, tmp_path: Path) -> None:
        made = roster.write_roster(tmp_path / "nasty.xlsx", 400, nasty=roster.ALL_NASTY)
        rows = CalamineWorkbook.from_path(str(made.path)).get_sheet_by_name("花名册").to_python()
        assert len(made.units) == 390
        assert len(made.faults) == 10
        assert {fault.code for fault in made.faults} == {code for _, code, _ in roster.FAULTS}
        for first, second in made.duplicates:
            assert rows[first - 1] == rows[second - 1]
        assert any(row[0] == "合计" for row in rows)
        assert rows[0][0] == roster.TITLE[0][0]

    @pytest.mark.parametrize("kind", sorted(roster.ALL_NASTY))
    def test_each_kind_of_trouble_alone_can_be_written(self, tmp_path: Path, kind: Any) -> None:
        made = roster.write_roster(tmp_path / f"{kind}.xlsx", 60, nasty={kind})
        assert CalamineWorkbook.from_path(str(made.path)).get_sheet_by_name("花名册").total_height >= 60
