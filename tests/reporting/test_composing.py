"""Reports: the very sentences of the source reports out of figures, and templates that say what is wrong."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fugong.kit import wording
from fugong.kit.errors import Refused
from fugong.kit.papers.model import Gap, Paragraph, Table, dump, load, spoken
from fugong.kit.papers.rendering import render
from fugong.reporting import library
from fugong.reporting.composing import Composition, Problem, TemplateInvalid, compose, read
from fugong.reporting.composing.sentence import parse
from fugong.reporting.composing.template import Slot

CHENGLINGJI: dict[str, int | Decimal | None] = {
    "units_registered": 268, "units_resumed": 130, "units_resumed_sites": 6,
    "resumption_rate": wording.rate(130, 268), "resumption_rate_above_scale": wording.rate(50, 82),
    "above_scale_registered": 82, "above_scale_resumed": 50, "workers_on_post": 7334,
    "workers_trained": 1963, "trained_units": 5, "documents_issued": 18, "bulletins_issued": 7,
    "cases_confirmed": 0, "cases_suspected": 0, "units_reported": 120, "units_not_reported": 10,
    "workers_advised_to_stay": 0,
}
JIAHE: dict[str, int | Decimal | None] = {
    "units_registered": 152, "units_resumed": 90, "resumption_rate": wording.rate(90, 152),
    "workers_on_post": 12900, "workers_advised_to_stay": 39, "documents_issued": 24, "bulletins_issued": 0,
    "workers_trained": 0, "trained_units": 0,
}


@dataclass
class Value:
    value: int | Decimal | None


def written(
    code: str, figures: dict[str, int | Decimal | None], day: date = date(2020, 2, 16), **given: Any
) -> Composition:
    return compose(
        library.template(code), {name: Value(value) for name, value in figures.items()}, as_of=day,
        day=date(2020, 2, 17), words_given={"authority": "新港区", "headquarters": "区疫情防控指挥部", **given},
    )


def said(composition: Composition) -> str:
    return render(composition.document, "txt").decode()


def test_the_sentence_of_the_bulletin_in_press_wording() -> None:
    assert ("截至2月16日，已复工企业130家（含工地6家），到岗员工7334人，复工率为48.5%，"
            "其中规模以上工业企业复工率为61%") in said(written("s4-press", CHENGLINGJI))


def test_the_headline_in_wire_wording() -> None:
    subtitle = spoken(written("s4-press", CHENGLINGJI).document.subtitle)
    assert subtitle == "——截至2月16日,复工企业130家(含6工地),到岗员工7334人,复工率为48.5%"


def test_zero_cases_documents_and_training() -> None:
    text = said(written("s4-press", CHENGLINGJI))
    assert "截至目前，区内确诊、疑似病例为零。" in text
    assert "区疫情防控指挥部研究下发有关文件18份、防控督查通报7期。" in text
    assert "5家企业组织近2000名员工开展了岗前安全防疫培训。" in text
    named = said(written("s4-press", CHENGLINGJI, trained_unit_names=["新金宝", "6906", "高澜"]))
    assert "目前，新金宝、6906、高澜等企业组织近2000名员工开展了岗前安全防疫培训。" in named


def test_a_case_is_never_called_zero() -> None:
    text = said(written("s4-press", {**CHENGLINGJI, "cases_suspected": 1}))
    assert "为零" not in text
    assert "截至2月16日，区内累计确诊病例0例、疑似病例1例。" in text


def test_the_county_report() -> None:
    text = said(written("s2-work-report", JIAHE, date(2020, 2, 17)))
    assert "截至2月17日，已有90家企业复工复产，复产率达59.2%，复工人数达1.29万人" in text
    assert "共排查湖北籍员工39人，全部劝导置留在湖北本地。" in text
    for chapter in ("一、提高认识，宣传教育到位", "二、因地制宜，部署推进到位", "三、严格督查，疫情防控到位",
                    "四、强化服务，物资保障服务到位", "五、强化联络，实地指导到位"):
        assert chapter in text


def test_the_bulletin_counts_who_reported() -> None:
    text = said(written("daily-bulletin", CHENGLINGJI, issue=8))
    assert "第8期" in text
    assert "2月16日已报120家，未报10家" in text
    all_in = said(written("daily-bulletin", {**CHENGLINGJI, "units_reported": 130, "units_not_reported": 0}))
    assert "应报单位全部上报，共130家。" in all_in


def test_every_shipped_template_writes_itself_and_keeps_its_figures() -> None:
    for code in library.shipped():
        made = written(code, CHENGLINGJI)
        assert made.missing == ()
        assert load(dump(made.document)) == made.document
        for figure in made.document.figures():
            assert figure.value == CHENGLINGJI[figure.code]
            assert figure.as_of == date(2020, 2, 16)


def test_a_run_opens_to_its_figures() -> None:
    runs = [run for block in written("s4-press", CHENGLINGJI).document.blocks if isinstance(block, Paragraph)
            for run in block.text]
    by_text = {run.text: [figure.code for figure in run.figures] for run in runs if run.figures}
    assert by_text["48.5"] == ["resumption_rate"]
    assert by_text["零"] == ["cases_confirmed", "cases_suspected"]
    assert by_text["近2000"] == ["workers_trained"]


@pytest.mark.parametrize("absent", [{}, {"workers_on_post": None}])
def test_an_unknown_figure_becomes_a_gap_and_never_a_zero(absent: dict[str, None]) -> None:
    figures = {code: value for code, value in CHENGLINGJI.items() if code != "workers_on_post"} | absent
    made = written("s4-press", figures)
    assert made.missing == ("workers_on_post",)
    assert made.document.subtitle == ()
    assert made.document.gaps() == ("缺少截至2月16日的数据（到岗员工）",)
    table = next(block for block in written("daily-bulletin", figures).document.blocks if isinstance(block, Table))
    cells = {spoken(row[0]): spoken(row[1]) for row in table.rows}
    assert cells["到岗员工"] == "—"
    assert cells["确诊病例"] == "0"


def test_the_skeleton_leaves_gaps_for_what_no_figure_says() -> None:
    gaps = [block for block in written("s1-work-report", CHENGLINGJI).document.blocks if isinstance(block, Gap)]
    assert len(gaps) >= 4


def template(**changes: Any) -> dict[str, Any]:
    return {"code": "own", "zh": "自编", "en": "own", "kind": "press", "edition": "1", "punctuation": "press",
            "title": "题", "blocks": [{"paragraph": "正文"}], **changes}


def problems(data: Any) -> list[Problem]:
    with pytest.raises(TemplateInvalid) as refusal:
        read(data)
    return refusal.value.problems


def test_an_unknown_indicator_is_refused_with_its_place_and_near_names() -> None:
    [found] = problems(template(blocks=[{"paragraph": "已复工{unit_resumed}家"}]))
    assert (found.code, found.where, found.at) == ("unknown_name", "blocks[0].paragraph[0]", 4)
    assert "units_resumed" in found.data["nearest"]
    assert library.explained(found)


@pytest.mark.parametrize(
    ("text", "code"),
    [("共{units_resumed家", "unpaired_brace"), ("共units_resumed}家", "unpaired_brace"), ("共{}家", "unknown_name"),
     ("{resumption_rate:wan}", "unknown_wording"), ("{workers_on_post:千}", "unknown_wording"),
     ("{as_of:iso}", "unknown_wording"), ("{resumption_rate+units_resumed}", "no_sum"),
     ("复工企业,到岗", "half_width"), ("复工(含工地)", "half_width")],
)
def test_bad_syntax_is_told_with_its_position(text: str, code: str) -> None:
    found = problems(template(blocks=[{"paragraph": text}]))
    assert found[0].code == code
    assert found[0].at > 0
    assert all(library.explained(problem) for problem in found)


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [({"kind": "novel"}, "not_allowed_value", "kind"), ({"blocks": "x"}, "wrong_type", "blocks"),
     ({"blocks": [{"pragraph": "x"}]}, "unknown_block", "blocks[0]"), ({"colour": "red"}, "unknown_key", ""),
     ({"blocks": ["x"]}, "wrong_type", "blocks[0]"), ({"title": 7}, "wrong_type", "title"),
     ({"title": "复工{units_resumed}家"}, "no_figure_here", "title"),
     ({"blocks": [{"heading": "一", "level": 9}]}, "not_allowed_value", "blocks[0].level"),
     ({"blocks": [{"table": ["units"]}]}, "unknown_name", "blocks[0].table[0]"),
     ({"blocks": [{"paragraph": [{"choose": [{"when": {"zero": ["cases"]}, "text": "零"}]}]}]},
      "unknown_name", "blocks[0].paragraph[0].choose[0].when.zero"),
     ({"blocks": [{"paragraph": [{"choose": [{"when": {"zero": ["cases"]}}]}]}]},
      "missing_key", "blocks[0].paragraph[0].choose[0]")],
)
def test_a_broken_template_says_where(changes: dict[str, Any], code: str, where: str) -> None:
    found = problems(template(**changes))
    assert (code, where) in [(problem.code, problem.where) for problem in found]
    assert all(library.explained(problem) for problem in found)


def test_all_problems_are_told_at_once() -> None:
    found = problems(template(kind="x", blocks=[{"paragraph": ["{a}", "{b}"]}, {"gap": 1}]))
    assert len(found) == 4


@pytest.mark.parametrize("data", [None, [], "text", {}, {"code": "x"}])
def test_other_yaml_is_no_template(data: Any) -> None:
    assert problems(data)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from([*template(), "heading", "paragraph", "choose", "when", "text", "table"]),
                        inner, max_size=4), max_leaves=12))
def test_no_data_breaks_the_reader(data: Any) -> None:
    for changed in (data, template(blocks=data), template(head=data, subtitle=data), template(blocks=[data])):
        try:
            read(changed)
        except TemplateInvalid as refusal:
            assert refusal.problems  # noqa: PT017  (either outcome is right, only a crash is wrong)


@given(st.text(max_size=60))
def test_parsing_loses_no_words(text: str) -> None:
    pieces, found = parse(text, "x")
    if not [problem for problem in found if problem.code != "half_width"]:
        back = "".join(piece.replace("{", "{{").replace("}", "}}") if isinstance(piece, str) else
                       "{" + "+".join(piece.names) + (f":{piece.wording}" if piece.wording else "") + "}"
                       for piece in pieces)
        assert back == text or any(isinstance(piece, Slot) for piece in pieces)


def test_braces_can_be_written() -> None:
    assert parse("{{甲}}", "x") == (("{甲}",), [])


def test_a_template_file_of_ones_own_and_a_wrong_name(tmp_path: Any) -> None:
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(template(), allow_unicode=True), "utf-8")
    assert library.from_file(tmp_path / "own.yaml").code == "own"
    with pytest.raises(Refused) as refusal:
        library.template(str(tmp_path / "own.yaml"))
    assert refusal.value.code == "unknown_template"
    (tmp_path / "gbk.yaml").write_bytes("题".encode("gbk"))
    for name in ("none.yaml", "gbk.yaml"):
        with pytest.raises(Refused) as refusal:
            library.from_file(tmp_path / name)
        assert refusal.value.code == "template_unreadable"
    with pytest.raises(Refused) as refusal:
        library.template("s4-pres")
    assert refusal.value.code == "unknown_template"
    assert "s4-press" in str(refusal.value)


def test_a_file_that_is_not_yaml_or_not_valid_is_refused_with_places() -> None:
    with pytest.raises(Refused) as refusal:
        library.parsed("title: [")
    assert refusal.value.code == "template_not_yaml"
    with pytest.raises(Refused) as refusal:
        library.parsed("title: 题")
    assert refusal.value.code == "template_invalid"
    assert len(refusal.value.data["problems"]) == 7


def test_a_template_tells_which_figures_it_needs() -> None:
    needed = library.template("s4-press").indicators()
    assert {"units_resumed", "resumption_rate", "cases_suspected", "trained_units"} <= needed
    assert needed <= CHENGLINGJI.keys()
