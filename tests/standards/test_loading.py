"""Files with mistakes: every one is found, at its line, all at once, and nothing falls over."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.kit import clock
from fugong.standards.rules import loading, reading, typed
from fugong.standards.rules.loading import Shelf

HEAD = """\
code: ours
edition: "1"
name: {zh: 我们的规则, en: Our rules}
issuer: {zh: 某区, en: A zone}
effective_from: null
"""


def shelf_with(tmp_path: Path, text: str | bytes, name: str = "ours.yaml") -> Shelf:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return loading.load(path)


def codes(shelf: Shelf) -> set[str]:
    return {problem.code for problem in shelf.problems}


def test_a_pack_of_ones_own_may_include_what_is_shipped(tmp_path: Path) -> None:
    shelf = shelf_with(tmp_path, HEAD + "includes: [port-s4, state-2020-02-21]\n")
    assert shelf.problems == ()
    assert {"four-no", "state-places"} <= {rules.code for rules in shelf.packs["ours"].lists}
    assert [a.code for a in shelf.packs["ours"].attachments].count("control-plan") == 1


def test_ones_own_part_takes_the_place_of_the_included_one(tmp_path: Path) -> None:
    own = "includes: [state-2020-02-21]\nparameters:\n  - {code: temperature.checks_per_day, value: 3}\n"
    (setting,) = [
        p for p in shelf_with(tmp_path, HEAD + own).packs["ours"].parameters if p.code == "temperature.checks_per_day"
    ]
    assert setting.value == 3


def test_a_new_edition_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    text = (loading.SHIPPED / "county-s2.yaml").read_text().replace("edition: 2020-02", "edition: 2020-03")
    shelf = shelf_with(tmp_path, text, "copy.yaml")
    assert shelf.problems == ()
    assert shelf.packs["county-s2"].edition == "2020-03"


def test_all_problems_of_a_file_come_at_once_with_their_lines(tmp_path: Path) -> None:
    shelf = shelf_with(tmp_path, HEAD + """\
lists:
  - code: ours-list
    name: {zh: 清单, en: List}
    kind: must
    audience: enterprise
    count: 3
    items:
      - {number: 1, text: {zh: 甲, en: a}, controls: [no.such]}
      - {number: 1, text: {zh: 乙, en: b}, evidence: fact}
      - number: 2
        text: {zh: 丙, en: c}
        conditions: [{fact: masks.nothing, operator: at_least, value: 3}]
      - {number: 3, text: {zh: 丁, en: d}, includes: nowhere}
parameters:
  - {code: temperature.limit, value: 99}
  - {code: gate.opens_at, value: 7}
""")
    found = {(problem.line, problem.code, problem.path) for problem in shelf.problems}
    assert (11, "wrong_count", "lists[0].count") in found
    assert (13, "unknown_control", "lists[0].items[0].controls") in found
    assert (14, "duplicate_number", "lists[0].items[1].number") in found
    assert (14, "fact_without_condition", "lists[0].items[1].evidence") in found
    assert (17, "unknown_fact", "lists[0].items[2].conditions[0].fact") in found
    assert (18, "unknown_list", "lists[0].items[3].includes") in found
    assert (20, "value_too_large", "parameters[0].value") in found
    assert (21, "value_type", "parameters[1].value") in found
    assert len(found) == 8


def test_problems_of_form_come_in_plain_words(tmp_path: Path) -> None:
    shelf = shelf_with(tmp_path, """\
code: Ours
edition: "1"
name: {zh: 规则}
issuer: {zh: 某区, en: "  "}
effective_from: 2020-02-30
colour: red
lists:
  - {code: x, name: {zh: 甲, en: a}, kind: musts, audience: enterprise, count: 0, items: {}}
""")
    said = {problem.path: problem.message.zh for problem in shelf.problems}
    assert said["code"] == "“Ours”的写法不正确"
    assert said["name"] == "缺少“en”"
    assert said["issuer.en"] == "“  ”的写法不正确"
    assert said["effective_from"]
    assert said["colour"] == "不认识的字段“colour”"
    assert said["lists[0].kind"].startswith("“musts”不在可选范围内，可选：must, in_place")
    assert said["lists[0].items"] == "类型不正确，应为：array"


def test_lists_that_include_each_other_are_refused(tmp_path: Path) -> None:
    ring = "".join(
        f"  - {{code: {code}, name: {{zh: 甲, en: a}}, kind: must, audience: enterprise, count: 1, "
        f"items: [{{number: 1, text: {{zh: 甲, en: a}}, includes: {following}}}]}}\n"
        for code, following in (("x", "y"), ("y", "z"), ("z", "x"))
    )
    shelf = shelf_with(tmp_path, f"{HEAD}lists:\n{ring}")
    assert [p.code for p in shelf.problems] == ["circle"] * 3
    assert "x → y → z → x" in shelf.problems[0].message.en


def test_packs_that_include_each_other_are_refused(tmp_path: Path) -> None:
    for code, other in (("one", "two"), ("two", "one")):
        (tmp_path / f"{code}.yaml").write_text(HEAD.replace("ours", code) + f"includes: [{other}]\n")
    shelf = loading.load(tmp_path / "one.yaml", tmp_path / "two.yaml")
    assert codes(shelf) == {"circle"}


def test_included_packs_that_differ_must_be_settled(tmp_path: Path) -> None:
    paths = []
    for code, value in (("one", 1), ("two", 2)):
        paths.append(tmp_path / f"{code}.yaml")
        paths[-1].write_text(HEAD.replace("ours", code) + f"parameters: [{{code: queue.spacing, value: {value}}}]\n")
    both = tmp_path / "both.yaml"
    both.write_text(HEAD + "includes: [one, two]\n")
    assert codes(loading.load(*paths, both)) == {"conflict"}
    both.write_text(HEAD + "includes: [one, two]\nparameters: [{code: queue.spacing, value: 1.5}]\n")
    assert codes(loading.load(*paths, both)) == set()


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("supersedes: [nobody]", "unknown_pack"),
        ("includes: [nobody]", "unknown_pack"),
        ("admission: [{batch: Z, regime: filing, effective_from: 2020-02-10, reason: *}]", "unknown_batch"),
        ("letters: [{code: l, name: *, signed_by: worker, body: {zh: '{unit}{姓名}', en: a}}]", "placeholder"),
        ("letters: [{code: l, name: *, signed_by: worker, body: {zh: '{unit', en: a}}]", "placeholder"),
        ("stations: [{code: s, number: 2, name: *}]", "numbering"),
        ("stations: [{code: s, number: 1, name: *, controls: [no.such]}]", "unknown_control"),
        ("parameters: [{code: no.such, value: 1}]", "unknown_parameter"),
        ("parameters: [{code: queue.spacing, value: 1}, {code: queue.spacing, value: 2}]", "duplicate_code"),
    ],
)
def test_what_leads_nowhere(tmp_path: Path, part: str, code: str) -> None:
    assert codes(shelf_with(tmp_path, HEAD + part.replace("*", "{zh: 甲, en: a}") + "\n")) == {code}


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("{fact: masks.days_of_cover, operator: at_least}", "value_or_parameter"),
        ("{fact: masks.days_of_cover, operator: less, value: 3, parameter: queue.spacing}", "value_or_parameter"),
        ("{fact: gate.ready, operator: is_true, value: true}", "value_or_parameter"),
        ("{fact: gate.ready, operator: at_least, value: 3}", "operator"),
        ("{fact: masks.days_of_cover, operator: is_true}", "operator"),
        ("{fact: masks.days_of_cover, operator: at_least, value: many}", "operator"),
        ("{fact: masks.days_of_cover, operator: at_least, parameter: gate.opens_at}", "operator"),
        ("{fact: masks.days_of_cover, operator: one_of, value: [a, b]}", "operator"),
        ("{fact: masks.days_of_cover, operator: at_least, parameter: no.such}", "unknown_parameter"),
        ("{fact: masks.days_of_cover, operator: about, value: 3}", "unknown_choice"),
    ],
)
def test_conditions_that_make_no_sense(tmp_path: Path, condition: str, code: str) -> None:
    item = f"{{number: 1, text: {{zh: 甲, en: a}}, conditions: [{condition}]}}"
    text = f"lists: [{{code: x, name: {{zh: 甲, en: a}}, kind: must, audience: gate, count: 1, items: [{item}]}}]\n"
    assert codes(shelf_with(tmp_path, HEAD + text)) == {code}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "wrong_type"), (b"\xff\xfe\x00\x01", "encoding"), ("编码: 甲".encode("gb18030"), "encoding"),
        (b"PK\x03\x04\x14\x00\x08", "yaml"), (b"a: [1, 2", "yaml"), (b"a: b: c", "yaml"), (b"[" * 5000, "yaml"),
        (b"- 1\n- 2\n", "wrong_type"), (b"a: &x 1\nb: *x\n", "alias"), (b"code: x\ncode: y\n", "duplicate_key"),
        (b"!!python/object/apply:os.system ['true']\n", "wrong_type"),
    ],
)
def test_files_that_are_no_packs(tmp_path: Path, content: bytes, code: str) -> None:
    shelf = shelf_with(tmp_path, content)
    assert code in codes(shelf)
    assert "ours" not in shelf.packs
    assert len(shelf.packs) == 6


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert codes(loading.load(tmp_path / "nothing.yaml")) == {"unreadable"}
    assert codes(loading.load(tmp_path)) == {"unreadable"}


@given(st.text(alphabet=st.sampled_from("abc:-[]{}#&*!|>'\"%@`, \n\t甲1.5~"), max_size=120))
def test_no_text_makes_the_reader_fall_over(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "made.yaml"
    path.write_text(text)
    source = reading.read(path)
    reading.check_form(source, loading.PACK_SCHEMA)
    assert source.problems


@pytest.mark.parametrize(
    ("text", "day", "hour", "minute"),
    [
        ("2020-02-09 24时", 10, 0, 0), ("2020-02-09 24:00", 10, 0, 0), ("2020-02-10", 10, 0, 0),
        ("2020-02-17 16:30", 17, 16, 30),
    ],
)
def test_moments(text: str, day: int, hour: int, minute: int) -> None:
    assert typed.moment(text) == clock.at(clock.date(2020, 2, day), hour, minute)
    assert typed.moment(typed.moment_text(typed.moment(text))) == typed.moment(text)


@pytest.mark.parametrize("text", ["2020-02-30", "2020-2-9", "2020-02-09 25:00", "2020-02-09 16时", "", "tomorrow"])
def test_texts_that_are_no_moments(text: str) -> None:
    assert not typed.is_moment(text)
