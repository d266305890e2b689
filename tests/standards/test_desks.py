"""The pages of the rules, as a member of the park's staff and as the manager of an enterprise use them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fugong.kit import clock
from fugong.kit.actor import system
from fugong.kit.ids import uuid7
from fugong.registry.models import Unit
from fugong.registry.services import units
from fugong.standards import selectors
from fugong.standards.models import (
    Acknowledgement,
    AdmissionRegime,
    PackAdoption,
    PackVersion,
    ParameterOverride,
    SlotText,
)
from fugong.standards.services import decisions
from tests.standards.conftest import STAFF, Browser, own_pack

NOW = clock.at(clock.date(2020, 2, 17), 9)
RULES = "/a/alpha/rules"


@pytest.fixture(autouse=True)
def _on_17_february() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def text(client: Browser, path: str) -> str:
    answer = client.get(f"{RULES}/{path}")
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def send(client: Browser, path: str, **values: Any) -> Any:
    return client.post(f"{RULES}/{path}", {"effective_from": "2020-02-17T09:00", "reason": "区指挥部通知", **values})


def test_the_first_visit_leads_to_rules_in_force(browser: Callable[..., Browser]) -> None:
    staff = browser("park_staff")
    assert "载入平台自带的规则" in text(staff, "")
    assert staff.post(f"{RULES}/load/").status_code == 302
    assert PackVersion.objects.count() == 5
    assert "/rules/adopt/" in text(staff, "")
    county = PackVersion.objects.get(code="county-s2")
    assert send(staff, "adopt/", version=county.pk).status_code == 302
    page = text(staff, "")
    assert "嘉禾县工业企业复工复产规则" in page
    assert "五不开工" in page
    assert selectors.rulebook().version == county


def test_a_list_says_what_each_item_asks_with_the_values_that_hold(
    browser: Callable[..., Browser], adopt: Callable[..., None]
) -> None:
    adopt("county-s2")
    decisions.override_parameter(actor=STAFF, code="masks.days_of_cover", value=7, reason="从严")  # type: ignore[arg-type]
    page = text(browser("enterprise_manager"), "lists/five-no-start/")
    assert "防疫物资不到位不开工" in page
    assert "原文：" in page
    assert "防疫物质不到位不开工" in page
    assert "口罩可用天数不少于7天" in page
    english = text(browser("leader", "en"), "lists/five-no-start/")
    assert "No start without protective supplies" in english
    assert "at least 7 days" in english


def test_slots_are_filled_by_staff_and_read_by_all(
    browser: Callable[..., Browser], adopt: Callable[..., None]
) -> None:
    adopt("port-s4")
    staff, manager = browser("park_staff"), browser("enterprise_manager")
    assert "lists/control-guide/1/" in text(staff, "lists/control-guide/")
    assert "lists/control-guide/1/" not in text(manager, "lists/control-guide/")
    assert send(staff, "lists/control-guide/1/", zh="企业成立防控小组").status_code == 302
    assert "企业成立防控小组" in text(manager, "lists/control-guide/")
    assert send(staff, "lists/control-guide/11/", zh="第十一条").status_code == 302
    assert send(staff, "lists/four-no/1/", zh="改写").status_code == 409
    assert SlotText.objects.count() == 2


def test_who_saves_after_somebody_else_is_told_and_loses_nothing(
    browser: Callable[..., Browser], adopt: Callable[..., None]
) -> None:
    adopt("port-s4")
    staff = browser("park_staff")
    assert send(staff, "lists/control-guide/1/", zh="甲", _version="0").status_code == 302
    answer = send(staff, "lists/control-guide/1/", zh="乙的写法", _version="0")
    assert answer.status_code == 409
    assert "乙的写法" in answer.content.decode()
    assert SlotText.objects.get().zh == "甲"


def test_admission_is_changed_with_a_reason_and_explained(
    browser: Callable[..., Browser], adopt: Callable[..., None]
) -> None:
    adopt("batches-s3")
    staff = browser("park_staff")
    assert "尚未作出规定" in text(staff, "admission/")
    refused = send(staff, "admission/change/", batch="A", regime="filing", reason="")
    assert refused.status_code == 422
    assert not AdmissionRegime.objects.exists()
    assert send(staff, "admission/change/", batch="A", regime="filing").status_code == 302
    page = text(browser("enterprise_manager"), "admission/")
    assert "备案承诺制" in page
    assert "现场核查：复工前完成→不要求" in page
    assert "区指挥部通知" in page


def test_parameters_show_their_origin_and_take_an_own_value(
    browser: Callable[..., Browser], adopt: Callable[..., None]
) -> None:
    adopt("port-s4")
    staff = browser("park_staff")
    assert "37.3℃" in text(staff, "parameters/")
    for wrong in ("很热", "NaN", "50", "1e99"):
        assert send(staff, "parameters/temperature.limit/", value=wrong).status_code == 422
    assert not ParameterOverride.objects.exists()
    assert send(staff, "parameters/temperature.limit/", value="37.2").status_code == 302
    page = text(staff, "parameters/")
    assert "37.2℃" in page
    assert "本单位设定" in page
    assert send(staff, "parameters/temperature.limit/", value="", effective_from="2020-02-17T10:00").status_code == 302
    assert "恢复规则包取值" in text(staff, "parameters/temperature.limit/")
    assert staff.get(f"{RULES}/parameters/no.such/").status_code == 404


def test_measures_name_the_lists_they_serve(browser: Callable[..., Browser], adopt: Callable[..., None]) -> None:
    adopt("port-s4")
    page = text(browser("leader"), "controls/")
    assert "体温检测" in page
    assert "四不" in page
    assert "五不开工、场地消杀" not in page
    assert "现行规则未要求的措施" in page


def test_comparing_says_what_changes_for_whom(
    browser: Callable[..., Browser], editions: dict[str, PackVersion], adopt: Callable[..., None]
) -> None:
    adopt("port-s4")
    staff = browser("park_staff")
    page = text(staff, f"compare/?after={editions['state-2020-02-21'].pk}")
    assert "措施“无接触考勤”" in page
    assert "参数“每日测温次数”" in page
    assert "启用新规则" in page
    same = editions["port-s4"].pk
    assert "两者要求一致" in text(staff, f"compare/?before={same}&after={same}")
    assert "请选择两个版本" in text(staff, "compare/?before=nonsense&after=none")


def test_an_edition_shows_everything_in_it(
    browser: Callable[..., Browser], editions: dict[str, PackVersion]
) -> None:
    page = text(browser("leader"), f"editions/{editions['batches-s3'].pk}/")
    for words in ("口不离罩", "关系国计民生的企业", "疫情防控工作方案", "职工疫情防控承诺书"):
        assert words in page
    assert "发布单位" in text(browser("guide"), "editions/")


def test_staff_and_units_acknowledge_lists(
    browser: Callable[..., Browser], adopt: Callable[..., None], unit: Unit
) -> None:
    adopt("port-s4")
    decisions.fill_slot(actor=STAFF, list_code="resumption-guide", number=1, zh="第一条")
    sha = selectors.fingerprint(selectors.rulebook().pack.rule_list("resumption-guide"))
    manager = browser("enterprise_manager")
    units.add_member(actor=system("alpha"), unit=unit, user_id=manager.user.pk)
    path = "lists/resumption-guide/acknowledge/"
    assert str(unit.pk) in text(manager, "lists/resumption-guide/")
    assert manager.post(f"{RULES}/{path}", {"text_sha256": "old", "unit": unit.pk}).status_code == 302
    assert not Acknowledgement.objects.exists()
    assert manager.post(f"{RULES}/{path}", {"text_sha256": sha, "unit": "no key"}).status_code == 404
    assert manager.post(f"{RULES}/{path}", {"text_sha256": sha, "unit": unit.pk}).status_code == 302
    assert Acknowledgement.objects.get().subject_label == "甲厂"
    assert "我已阅知并遵守" not in text(manager, "lists/resumption-guide/")


def test_rules_may_begin_later(
    browser: Callable[..., Browser], editions: dict[str, PackVersion], adopt: Callable[..., None]
) -> None:
    adopt("port-s4")
    staff = browser("park_staff")
    later = send(staff, "adopt/", version=editions["state-2020-02-21"].pk, effective_from="2020-02-21T00:00")
    assert later.status_code == 302
    assert "城陵矶新港区复工复产规则" in text(staff, "")
    with clock.frozen(clock.at(clock.date(2020, 2, 21))):
        assert "企事业单位复工复产防控要求" in text(staff, "")
    assert send(staff, "adopt/", version="").status_code == 422
    assert PackAdoption.objects.count() == 2


def test_a_pack_of_the_authority_is_loaded_from_a_file(
    browser: Callable[..., Browser], editions: dict[str, PackVersion]
) -> None:
    staff = browser("park_staff")

    def upload(content: str) -> Any:
        return staff.post(f"{RULES}/upload/", {"file": SimpleUploadedFile("own.yaml", content.encode()), "_key": str(uuid7())})

    broken = upload(own_pack().replace("kind: must", "kind: nothing").replace("operator: is_true", "operator: about"))
    assert broken.status_code == 422
    assert broken.content.decode().count("pack.yaml") >= 2, "every problem at once"
    assert upload("\x00").status_code == 422
    assert not PackVersion.objects.filter(code="own-park").exists()
    made = upload(own_pack())
    version = PackVersion.objects.get(code="own-park")
    assert made.headers["Location"].endswith(f"editions/{version.pk}/")
    changed = upload(own_pack().replace("设置新进员工观察室", "设置观察室"))
    assert changed.status_code == 409 and "版本" in changed.content.decode()
    assert "新建" in text(staff, "editions/") and "upload/" not in text(browser("leader"), "editions/")
