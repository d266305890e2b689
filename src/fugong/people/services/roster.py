"""The roster of workers as a file: which columns it has, by which names, with which limits and checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fugong.kit import clock, masks
from fugong.kit.excel.columns import Choice, Column, Kind, Layout
from fugong.kit.excel.problems import Problem
from fugong.kit.text import normal
from fugong.people.rules import identity, standing
from fugong.people.services.workers import known_area
from fugong.registry.models import Unit

DOCUMENTS = (
    Choice("resident", "居民身份证", "resident identity card", ("身份证", "二代身份证", "第二代居民身份证")),
    Choice("residence", "港澳台居民居住证", "residence permit of Hong Kong, Macau and Taiwan residents", ("居住证",)),
    Choice("hk_macau", "港澳居民来往内地通行证", "mainland travel permit of Hong Kong and Macau residents",
           ("港澳通行证", "港澳居民通行证", "回乡证")),
    Choice("taiwan", "台湾居民来往大陆通行证", "mainland travel permit of Taiwan residents", ("台胞证", "台湾居民通行证")),
    Choice("passport", "护照", "passport", ("外国护照", "中国护照")),
)
SHIFTS = (
    Choice("day", "白班", "day shift", ("早班", "日班", "常白班", "长白班", "行政班")), Choice("middle", "中班", "middle shift"),
    Choice("night", "夜班", "night shift", ("晚班",)),
    Choice("rotating", "倒班", "rotating shifts", ("轮班", "三班倒", "两班倒", "四班三倒")),
)
COMMUTES = (
    Choice("dormitory", "住厂", "lives in the unit's dormitory", ("宿舍", "住宿舍", "住单位宿舍", "厂内住宿")),
    Choice("company_bus", "通勤车", "commuter bus", ("班车", "厂车", "单位班车", "通勤班车", "大巴")),
    Choice("own_car", "自驾", "own car", ("私家车", "自驾车", "开车")),
    Choice("two_wheeler", "骑车", "bicycle or electric bike", ("电动车", "自行车", "摩托车", "骑行", "电瓶车")),
    Choice("walk", "步行", "on foot", ("走路",)), Choice("public", "公共交通", "public transport", ("公交", "公交车", "地铁")),
)
CONTACT = (Choice("true", "接触", "", ("有接触", "接触过", "曾接触", "有接触史")),
           Choice("false", "未接触", "", ("无接触", "没有接触", "没接触", "未接触过", "无接触史")))
FIRST, LAST = date(2019, 12, 1), date(2020, 12, 31)
TEAM_LEVELS, TEAM_NAME = 2, 60


@dataclass(frozen=True, slots=True)
class IdentityFits:
    """A resident number fits its own rules, another number its document; what is odd is a warning."""

    today: date

    def problem(self, layout: Layout, row: int, values: Mapping[str, Any]) -> Problem | None:
        number = values["id_number"]
        if number is None:
            return None
        kind = values["document"] or identity.guessed(number)
        found = identity.read(kind, number, self.today, known_area=known_area)
        code = found.problem or found.warning
        if not code:
            return None
        column = layout["id_number"]
        return column.problem(row, code, value=number) if code == "digits_lost" else column.problem(row, f"id_{code}")


@dataclass(frozen=True, slots=True)
class MobileFits:
    """A worker is called on a mobile number."""

    def problem(self, layout: Layout, row: int, values: Mapping[str, Any]) -> Problem | None:
        fits = values["phone"] is None or standing.phone_fits(values["phone"])
        return None if fits else layout["phone"].problem(row, "mobile")


@dataclass(frozen=True, slots=True)
class TeamFits:
    """A workshop, or a workshop and its team; neither name too long."""

    def problem(self, layout: Layout, row: int, values: Mapping[str, Any]) -> Problem | None:
        names = team_names(values["team"] or "")
        fits = len(names) <= TEAM_LEVELS and all(len(name) <= TEAM_NAME for name in names)
        return None if fits else layout["team"].problem(row, "team")


@dataclass(frozen=True, slots=True)
class DaysInOrder:
    """Nobody returns before he left."""

    def problem(self, layout: Layout, row: int, values: Mapping[str, Any]) -> Problem | None:
        left, returned = values["left_on"], values["returned_on"]
        crossed = left is not None and returned is not None and returned < left
        return layout["returned_on"].problem(row, "days_crossed") if crossed else None


def team_names(text: str) -> list[str]:
    """"一车间/二班" → the workshop and the team in it."""
    return [name for name in map(str.strip, text.replace("\\", "/").split("/")) if name]


def _day(code: str, zh: str, en: str, *also: str, sample: str) -> Column:
    return Column(code, zh, en, Kind.DATE, also, minimum=FIRST, maximum=LAST, sample=sample, width=12, secret=True)


def _contact(code: str, zh: str, en: str, *also: str) -> Column:
    return Column(code, zh, en, Kind.BOOLEAN, also, choices=CONTACT, sample="否", width=12, secret=True)


COLUMNS = (
    Column("name", "姓名", "Name", Kind.NAME, ("职工姓名", "员工姓名", "人员姓名", "名字"), required=True, max_length=60,
           sample="张示范", width=11, mask=masks.person, secret=True),
    Column("document", "证件类型", "Identity document", Kind.CHOICE, ("证件种类", "证件类别"), choices=DOCUMENTS,
           sample="居民身份证", width=14, help_zh="不填按号码样式判断。", help_en="Told from the number where empty."),
    Column("id_number", "证件号码", "Document number", Kind.CODE,
           ("身份证号", "身份证号码", "身份证", "证件号", "公民身份号码"), required=True, max_length=30,
           sample="110101199001010015", width=22, mask=masks.number, secret=True,
           help_zh="把单元格设为“文本”格式，以免丢失末尾几位。",
           help_en="Format the cells as text, or the last digits are lost."),
    Column("phone", "手机号", "Mobile number", Kind.PHONE, ("手机", "手机号码", "联系电话", "电话", "联系方式"),
           present=True, sample="13900000000", width=14, mask=masks.phone, secret=True, help_zh="11 位手机号，只填一个。",
           help_en="One mobile number."),
    Column("unit", "单位名称", "Unit", Kind.CHOICE, ("单位", "企业名称", "公司名称", "所在单位", "工作单位", "用工单位"),
           required=True, unknown="unknown_unit", sample="岳阳示范纸业有限公司", width=30,
           help_zh="填已登记的单位全称或统一社会信用代码。", help_en="The name as registered, or the credit code."),
    Column("team", "车间班组", "Workshop and team", Kind.TEXT, ("车间/班组", "车间", "班组", "部门", "所在车间班组"),
           max_length=130, sample="一车间/二班", width=18, help_zh="车间与班组之间用“/”隔开，没有的会新建。",
           help_en="A stroke between workshop and team; new ones are made."),
    Column("home_address", "户籍地", "Registered home", Kind.TEXT, ("户籍", "户籍地址", "户籍所在地", "籍贯", "户口所在地"),
           sample="湖南省岳阳市华容县示范村1组", width=26, mask=masks.place, secret=True),
    Column("address", "现住址", "Present address", Kind.TEXT, ("现居住地", "居住地址", "住址", "家庭住址", "现住地址", "居住地"),
           sample="岳阳市城陵矶街道示范路1号", width=26, mask=masks.place, secret=True),
    Column("went_away", "春节是否离开本地", "Went away over the Spring Festival", Kind.BOOLEAN,
           ("是否离开本地", "春节期间是否离开本地", "是否离岳", "是否外出", "春节是否外出"),
           choices=(Choice("true", "离开", "", ("外出", "已离开")), Choice("false", "未离开", "", ("未外出", "没有离开"))),
           sample="是", width=12, secret=True),
    _day("left_on", "离开日期", "Left on", "离开本地日期", "离开时间", "离开本地时间", "外出日期", sample="2020-01-22"),
    _day("returned_on", "返回日期", "Returned on", "返回本地日期", "返回时间", "返回本地时间", sample="2020-02-08"),
    Column("via", "途经地", "Places passed through", Kind.TEXT, ("途经地区", "途径地", "途经"), sample="长沙市", width=18,
           secret=True),
    _contact("met_hubei", "是否接触湖北人员", "Met people from Hubei", "接触湖北人员", "是否接触过湖北人员"),
    _contact("met_case", "是否接触确诊疑似", "Met a confirmed or suspected case", "是否接触确诊或疑似", "是否接触确诊疑似病例",
             "是否接触确诊、疑似病例", "是否接触确诊或疑似病例", "接触确诊疑似"),
    Column("health", "健康状况", "State of health", Kind.TEXT, ("身体状况", "健康状态", "目前健康状况", "当前健康状况"),
           sample="良好", width=12, secret=True),
    _day("due_on", "返岗日期", "Back at work on", "返岗时间", "到岗日期", "复工日期", "拟返岗日期", sample="2020-02-17"),
    Column("shift", "班次", "Shift", Kind.CHOICE, ("班别", "倒班情况"), choices=SHIFTS, sample="白班", width=9),
    Column("commute", "通勤方式", "Way to work", Kind.CHOICE, ("上下班方式", "交通方式", "上班方式"), choices=COMMUTES,
           sample="通勤车", width=11),
)
LAYOUT = Layout(
    "workers", "职工花名册", "Roster of workers", COLUMNS,
    checks=(MobileFits(), TeamFits(), DaysInOrder()), keys=(("id_number",), ("name", "phone")),
)


def layout() -> Layout:
    """The columns with the units of the authority at work, each by its name where no other is called so, or its code."""
    names: dict[str, str] = {}
    for key, *words in Unit.objects.filter(archived_at=None).values_list("id", "name", "credit_code"):
        for word in filter(None, map(_bare, words)):
            names[word] = "" if word in names else str(key)
    there = LAYOUT.changed("unit", understand=lambda word: names.get(_bare(word), ""))
    return Layout(there.code, there.zh, there.en, there.columns, (IdentityFits(clock.today()), *there.checks), there.keys)


def _bare(name: str) -> str:
    """A name as it is compared: without spaces and case."""
    return "".join(normal(name).split()).lower()
