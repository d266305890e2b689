"""The machine behind every list, page and form, tried through the register of units: nasty questions, nasty texts."""

import html
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from fugong.accounts import tenancy
from fugong.accounts.models import Authority
from fugong.accounts.services import users
from fugong.audit.models import Entry
from fugong.kit import clock
from fugong.kit.actor import system
from fugong.kit.desk import desk_of, query, values, views
from fugong.kit.ids import uuid7
from fugong.kit.text import bigrams, normal, pinyin, search_key
from fugong.registry.models import Grid, Unit
from fugong.registry.services import grids, units
from fugong.reporting.services import daily
from fugong.resumption.models import Application
from fugong.resumption.services import applications
from fugong.standards.services import decisions, packs

WHO = system("alpha", source="cli")
LIST = "/a/alpha/units/"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
FORMULA = "=HYPERLINK(\"http://evil.example\",\"x\")"


class Screen(Client):
    """A browser; between its requests the test goes on working for the authority."""

    where: Any

    def request(self, **about: Any) -> Any:
        try:
            return super().request(**about)
        finally:
            tenancy.enter(self.where)


@pytest.fixture
def staff(in_alpha: Any) -> Client:
    """A member of alpha's staff at the screen."""
    client = Screen()
    client.where = in_alpha
    Authority.objects.filter(pk=in_alpha.pk).update(mfa_required=False)
    user = users.create(actor=WHO, username="staff", name="李娟", password="Correct-horse-1")
    users.grant_role(actor=WHO, user=user, authority=in_alpha, role="park_staff")
    client.force_login(user)
    return client


def plenty(count: int, name: Callable[[int], str] = lambda n: f"岳阳第{n % 7}厂") -> None:
    """Many units at once."""
    made = []
    for n in range(count):
        text = name(n)
        search = search_key(text)
        made.append(Unit(id=uuid7(), kind="enterprise", name=text, name_sort=pinyin(text)[0], search=search,
                         bigrams=bigrams(search), staff_total=n % 3, registered_on="2020-02-01"))
    Unit.objects.bulk_create(made, batch_size=5000)


def page_of(staff: Client, address: str, **asked: object) -> str:
    answer = staff.get(address, {name: str(value) for name, value in asked.items()})
    assert answer.status_code == 200, (address, asked, answer.status_code)
    return answer.content.decode()


def shown(page: str) -> list[str]:
    """The keys of the rows on a page, in order."""
    return list(dict.fromkeys(re.findall(r"/a/alpha/units/([0-9a-f-]{36})/", page)))


@pytest.mark.parametrize("asked", [
    {"page": "-1"}, {"page": 10**30}, {"page": "0"}, {"page": "1.5"}, {"page": "２"}, {"page": "9999"},
    {"q": "\u202e甲😷"}, {"q": "'; DROP TABLE registry_unit; --"}, {"q": "%"}, {"q": "\\"}, {"q": "x" * 5000},
    {"q": "\ud7ff\ufffe"}, {"q": "  "}, {"sort": "drop"}, {"sort": "grid__officer__phone"}, {"sort": "--name"},
    {"sort": "-"}, {"sort": "contact_phone"}, {"cols": "contact_phone,drop,,"}, {"q": EVIL}, {"state": ["a", "b"]},
])
@pytest.mark.parametrize("address", [LIST, LIST + "print/"])
def test_a_nasty_question_has_an_answer(staff: Client, asked: dict[str, Any], address: str) -> None:
    plenty(3)
    page = page_of(staff, address, **asked)
    assert "<script>alert" not in page
    assert "13973012345" not in page


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.dictionaries(st.sampled_from(["q", "page", "sort", "state", "kind", "grid", "above_scale", "cols"]),
                             st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=30)))
def test_any_question_has_an_answer(staff: Client, asked: dict[str, str]) -> None:
    page_of(staff, LIST, **asked)


@pytest.mark.parametrize(("name", "label"), [("state", "复工状态"), ("grid", "网格"), ("above_scale", "规上")])
def test_an_unknown_value_of_a_filter_is_left_out_and_said(staff: Client, name: str, label: str) -> None:
    plenty(2)
    page = page_of(staff, LIST, **{name: "no-such-value"})
    assert len(shown(page)) == 2
    note = next(text for text in re.findall(r"筛选[^<]*", page) if "没有" in text)
    assert label in html.unescape(note)
    assert staff.get("/a/alpha/api/v1/units", {name: "no-such-value"}).status_code == 400


@pytest.mark.parametrize("words", ["纸", "纸业", "纸业有", "岳阳甲", "yueyang", "yy", "yyjz", "岳阳 纸业", "纸业 yy", "91430600MA4L16JQ97",
                                   "ＭＡ４Ｌ", "ma4l", "岳", "Yue"])
def test_a_unit_is_found_by_words_pinyin_initials_and_code(staff: Client, words: str) -> None:
    plenty(3, lambda n: f"长沙第{n}钢管厂")
    wanted = units.register(actor=WHO, values={
        "name": "岳阳甲纸业有限公司", "kind": "enterprise", "credit_code": "91430600MA4L16JQ97"})
    assert shown(page_of(staff, LIST, q=words)) == [str(wanted.pk)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text("岳阳纸业甲 yue钢", min_size=1, max_size=4))
def test_search_finds_what_holds_every_word(staff: Client, words: str) -> None:
    if not Unit.objects.exists():
        plenty(20, lambda n: ("岳阳甲纸业", "长沙钢管", "甲业", "yue yang")[n % 4] + str(n))
    found = set(query.matching(Unit.objects.all(), normal(words)).values_list("name", flat=True))
    asked = normal(words).lower().split()
    assert found == {unit.name for unit in Unit.objects.all() if all(word in unit.search for word in asked)}


@pytest.mark.parametrize("words", ["岳阳", "yue", "yueyang 厂", "gl", "高", "不存在的", "厂 3", "岳 9"])
def test_the_way_of_finding_does_not_decide_what_is_found(staff: Client, words: str) -> None:
    plenty(60)
    units.register(actor=WHO, values={"kind": "enterprise", "name": "高澜节能"})
    rows = Unit.objects.order_by("name_sort", "id")
    walked = list(query.matching(rows, words, indexed=False))
    assert list(query.matching(rows, words).order_by(query.sorted_by("name_sort"), "id")) == walked
    assert list(query.matching(rows, words).order_by(query.sorted_by("-name_sort"), "-id")) == walked[::-1]


def test_words_are_rare_that_few_of_the_rows_have(staff: Client) -> None:
    plenty(60)
    units.register(actor=WHO, values={"kind": "enterprise", "name": "高澜节能"})
    judged = {words: query.rare(desk_of("registry.unit"), words) for words in ("岳阳", "yy", "高澜", "岳阳 高澜", "没有")}
    assert judged == {"岳阳": False, "yy": False, "高澜": True, "岳阳 高澜": True, "没有": True}


@pytest.mark.parametrize("words", ["岳阳", "甲", "高澜"])
@pytest.mark.parametrize("many", [3, 8, 9, 20])
def test_rows_of_units_with_common_words_are_counted_to_one_past_the_cap(
    staff: Client, monkeypatch: pytest.MonkeyPatch, many: int, words: str
) -> None:
    monkeypatch.setattr(query, "CAP", 8)
    monkeypatch.setattr(query, "PAGE_SIZE", 2)
    plenty(25, lambda n: "岳阳甲厂" if n < 24 else "高澜甲厂")
    rules = packs.load_shipped(actor=WHO)[0]
    asked = list(Unit.objects.order_by("name_sort")[:many])
    Application.objects.bulk_create(
        Application(unit=unit, kind="approval", state_since=clock.now(), opened_at=clock.now(), pack_version=rules) for unit in asked)
    desk = desk_of("resumption.application")
    found = query.page(desk, WHO, query.ask(desk, WHO, {"q": words}))
    expected = sum(words in unit.name for unit in asked)
    assert (found.count, found.more, len(found.rows)) == (min(expected, 9), expected > 2, min(expected, 2))


@pytest.mark.parametrize("sort", ["", "name", "-name", "staff_total", "-staff_total", "state"])
def test_pages_never_overlap_and_miss_nothing(staff: Client, sort: str) -> None:
    plenty(120)
    seen = [key for page in (1, 2, 3) for key in shown(page_of(staff, LIST, sort=sort, page=page))]
    assert len(seen) == len(set(seen)) == 120
    assert shown(page_of(staff, LIST, sort=sort, page=4)) == []


def test_the_count_is_capped_and_so_are_the_pages(staff: Client) -> None:
    plenty(10_001, lambda n: "岳阳厂")
    assert "10,000+" in page_of(staff, LIST)
    last = page_of(staff, LIST, page=200)
    assert len(shown(last)) == 50
    assert "page=201" not in last
    answer = staff.get("/a/alpha/api/v1/units").json()
    assert (answer["count"], answer["count_is_capped"], len(answer["items"])) == (10_000, True, 50)
    printed = page_of(staff, LIST + "print/")
    assert printed.count("<tr") <= views.PRINT_LIMIT + 2
    assert str(views.PRINT_LIMIT) in printed


def evil_values(grid: Grid) -> dict[str, Any]:
    return {"kind": "enterprise", "grid": grid, **dict.fromkeys(("name", "address"), EVIL), **dict.fromkeys(
        ("legal_person", "control_leader", "contact_name"), EVIL[:40])}


def test_texts_of_people_are_never_code(staff: Client) -> None:
    officer = grids.save_officer(actor=WHO, values={"name": EVIL[:40], "department": EVIL[:60], "title": EVIL[:60]})
    grid = grids.save_grid(actor=WHO, values={"code": "<b>G", "name": EVIL[:60], "officer": officer})
    unit = units.register(actor=WHO, values=evil_values(grid))
    units.change(actor=WHO, unit_id=unit.pk, version=1, values={"address": EVIL + EVIL})
    own = f"{LIST}{unit.pk}/"
    every = ",".join(column.name for column in desk_of("registry.unit").columns)
    history = re.search(r'href="([^"]*history[^"]*)"', page_of(staff, own))
    assert history
    addresses = [LIST, LIST + "?q=%3Cscript%3E", f"{LIST}print/?cols={every}", own, own + "edit/", own + "duties/", own + "link/",
                 own + "assign/", history[1], f"/a/alpha/grids/{grid.pk}/", "/a/alpha/grids/", "/a/alpha/officers/",
                 f"/a/alpha/officers/{officer.pk}/", "/a/alpha/"]
    for address in addresses:
        page = page_of(staff, html.unescape(address))
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert "<b>G" not in page, address
    assert html.escape(EVIL).replace("&#x27;", "&#39;") in page_of(staff, own).replace("&#x27;", "&#39;")
    refused = staff.post(own + "edit/", {"name": EVIL, "kind": EVIL, "staff_total": EVIL, "_version": "1"})
    assert refused.status_code == 422
    assert "<script>alert" not in refused.content.decode()


@pytest.mark.parametrize("code", ["registry.unit", "reporting.daily", "resumption.application"])
def test_a_row_of_a_list_holds_all_that_its_cells_show(
    staff: Client, code: str, django_assert_num_queries: Any
) -> None:
    officer = grids.save_officer(actor=WHO, values={"name": "王海", "phone": "13973012345"})
    grid = grids.save_grid(actor=WHO, values={"code": "G1", "name": "一网格", "officer": officer})
    unit = units.register(actor=WHO, values={"name": "岳阳甲厂", "kind": "enterprise", "grid": grid})
    decisions.adopt(actor=WHO, version_id=packs.load_shipped(actor=WHO)[0].pk)
    applications.begin(actor=WHO, unit_id=unit.pk)
    daily.submit(actor=WHO, unit_id=unit.pk, day=clock.today(), values={"due": 5, "on_post": 5, "zero": True})
    desk = desk_of(code)
    for columns in (desk.columns, [column for column in desk.columns if not column.hidden]):
        row = query.lean(desk, desk.rows(WHO), [column.name for column in columns]).get()
        assert "search" in row.get_deferred_fields() or "search" in row.unit.get_deferred_fields()
        with django_assert_num_queries(0):
            assert "岳阳甲厂" in [values.shown(values.raw(row, column)) for column in columns]


def exported(staff: Client, form: str) -> bytes:
    """The register as a file."""
    answer = staff.post("/a/alpha/api/v1/exports", {"desk": "registry.unit", "form": form}, content_type="application/json")
    return staff.get(answer.json()["file"]).content


def test_what_looks_like_a_formula_is_text_in_every_export(staff: Client) -> None:
    for start in ("=", "+", "-", "@", "\t="):
        units.register(actor=WHO, values={"name": f"厂{ord(start[0])}", "kind": "enterprise", "address": start + FORMULA[1:]})
    assert Unit.objects.filter(address__startswith="=").exists()
    text = exported(staff, "csv").decode("utf-8-sig")
    assert not re.search(r"(^|,)\"?[=+@\t-]", text, re.MULTILINE), text
    book = exported(staff, "xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert FORMULA in {cell for row in rows for cell in row}
    import zipfile

    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist() if "sheet" in name)


@pytest.mark.parametrize("sent", [
    {"staff_total": "-1"}, {"staff_total": "9" * 40}, {"staff_total": "１０"}, {"longitude": "nan"}, {"longitude": "1e999"},
    {"name": "甲\0厂"}, {"name": "x" * 121}, {"kind": "planet"}, {"grid": "x"}, {"grid": "0" * 32}, {"above_scale_as_of": "2020-02-30"},
    {"above_scale_as_of": "0000-01-01"}, {"size_class": "99999"}, {"township": "999"}, {"credit_code": "1"}, {"batch": "Z"},
    {"contact_phone": "1" * 31}, {"_version": "x" * 50}, {"_version": "-1"}, {"_key": "\0"}, {"_key": "x" * 500}, {"name": "　"},
])
def test_a_nasty_form_is_refused_or_taken_but_never_breaks(staff: Client, sent: dict[str, str]) -> None:
    good = {"name": "岳阳甲纸业有限公司", "kind": "enterprise", "staff_total": "10", "planned_return": "5", "batch": "C",
            "address": "城陵矶1号"}
    before = Unit.objects.count(), Entry.objects.count()
    answer = staff.post(LIST + "new/", {**good, **sent})
    if answer.status_code == 302:
        assert Unit.objects.count() == before[0] + 1
        return
    assert answer.status_code in (400, 409, 422), (sent, answer.status_code)
    assert (Unit.objects.count(), Entry.objects.count()) == before
    if answer.status_code == 422:
        assert 'value="城陵矶1号"' in answer.content.decode(), "nothing typed is lost"


PART = {"HX-Target": "list", "HX-Request": "true"}


@pytest.mark.parametrize("headers", [{}, PART])
def test_a_list_draws_the_columns_ticked_in_this_browser(staff: Client, headers: dict[str, str]) -> None:
    plenty(2)

    def drawn(ticked: str) -> list[str]:
        staff.cookies["columns.alpha.registry.unit"] = ticked
        page = staff.get(LIST, headers=headers).content.decode()
        heads = re.findall(r'<th[^>]* data-key="([a-z_]+)"', page)
        assert page.count("<td") == 2 * len(heads)
        boxes = re.findall(r'<input type="checkbox" value="([a-z_]+)"( checked)?', page)
        assert [name for name, checked in boxes if checked] == heads
        assert [name for name, _checked in boxes] == [column.name for column in desk_of("registry.unit").columns]
        return heads

    declared = [column.name for column in desk_of("registry.unit").columns if not column.hidden]
    assert drawn("") == declared
    assert drawn("name-batch-address") == ["name", "batch", "address"]
    assert drawn("contact_phone") == ["name", "contact_phone"]
    assert drawn("drop-'") == declared


@pytest.mark.parametrize(("what", "most"), [("list", 11), ("partial", 11), ("everything", 11), ("detail", 16), ("new", 10), ("edit", 12)])
def test_queries_are_few_and_do_not_grow(
    staff: Client, what: str, most: int, django_assert_max_num_queries: Any
) -> None:
    officer = grids.save_officer(actor=WHO, values={"name": "王海"})
    grid = grids.save_grid(actor=WHO, values={"code": "G1", "name": "一网格", "officer": officer})
    plenty(60)
    Unit.objects.update(grid=grid)
    key = Unit.objects.order_by("id").values_list("pk", flat=True)[0]
    address, headers = {"list": (LIST, {}), "partial": (LIST, PART), "everything": (LIST, PART),
                        "detail": (f"{LIST}{key}/", {}), "new": (LIST + "new/", {}), "edit": (f"{LIST}{key}/edit/", {})}[what]
    if what == "everything":
        staff.cookies["columns.alpha.registry.unit"] = "-".join(column.name for column in desk_of("registry.unit").columns)
    staff.get(address, headers=headers)
    with django_assert_max_num_queries(most):
        assert staff.get(address, headers=headers).status_code == 200
