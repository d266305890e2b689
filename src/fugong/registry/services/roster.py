"""The roster of units as a file: which columns it has, by which names, with which limits and checks."""

from typing import Any

from fugong.exchange.rules import industries
from fugong.kit import masks
from fugong.kit.excel.columns import AtMost, Choice, Column, Kind, Layout
from fugong.registry.models import Grid
from fugong.registry.services.units import ORIGINS

KINDS = (
    Choice("enterprise", "企业", "enterprise", ("公司", "工厂", "工业企业")),
    Choice("site", "工地", "construction site", ("建筑工地", "施工工地", "在建工地", "项目", "在建项目", "施工项目")),
    Choice("wharf", "码头", "wharf or ship operator", ("港口", "船舶", "船舶公司", "港口码头")),
)
MOST_STAFF, MOST_ORDERS = 1_000_000, 100_000_000
NEW_GRID = "+"
"""Stands before the name of a grid that the roster brings along."""


def _people(code: str, zh: str, en: str, *also: str, **about: Any) -> Column:
    """A number of people."""
    return Column(code, zh, en, Kind.INTEGER, also, minimum=0, maximum=MOST_STAFF, width=10, **about)


COLUMNS = (
    Column("name", "单位名称", "Unit name", Kind.NAME, ("企业名称", "公司名称", "项目名称", "单位全称", "名称"), required=True,
           max_length=120, sample="岳阳示范纸业有限公司", width=32, help_zh="填营业执照或施工许可证上的全称。",
           help_en="The full name on the licence."),
    Column("credit_code", "统一社会信用代码", "Unified social credit code", Kind.CREDIT_CODE,
           ("社会信用代码", "信用代码", "组织机构代码", "营业执照号"), present=True, sample="91110000600037341L", width=24,
           help_zh="18 位。工地和分支机构没有的可不填。", help_en="18 characters; sites and branches may lack one."),
    Column("kind", "类型", "Kind", Kind.CHOICE, ("单位类型", "单位类别", "类别"), required=True, choices=KINDS, sample="企业",
           width=8),
    Column("industry", "行业", "Industry", Kind.CHOICE, ("所属行业", "行业类别", "行业门类", "国民经济行业"), present=True,
           understand=industries.code_of, sample="造纸和纸制品业", width=22,
           help_zh="GB/T 4754-2017 的门类或大类，填名称或代码。", help_en="Section or division of GB/T 4754-2017, name or code."),
    Column("above_scale", "是否规上", "Above scale", Kind.BOOLEAN, ("规上", "规上企业", "是否规上企业", "是否规模以上"),
           present=True, choices=(Choice("true", "规上", "", ("规模以上",)), Choice("false", "规下", "", ("规模以下",))),
           sample="是", width=9),
    Column("key_unit", "是否重点", "Key unit", Kind.BOOLEAN, ("重点", "重点企业", "是否重点企业", "是否重点单位"), present=True,
           choices=(Choice("true", "重点", ""), Choice("false", "一般", "", ("非重点",))), sample="否", width=9),
    Column("address", "地址", "Address", Kind.TEXT, ("单位地址", "企业地址", "详细地址", "经营地址", "所在地址"), present=True,
           sample="城陵矶街道示范路1号", width=30),
    Column("grid", "网格", "Grid", Kind.CHOICE, ("所属网格", "网格名称", "所在网格"), present=True, unknown="unknown_grid",
           width=14, help_zh="填本单位已登记的网格名称或编号。", help_en="Name or code of a grid of this authority."),
    Column("legal_person", "法定代表人", "Legal person", Kind.NAME, ("法人", "法人代表", "企业法人", "负责人"), present=True,
           max_length=40, sample="张明", width=11, mask=masks.person),
    Column("contact_name", "联系人", "Contact", Kind.NAME, ("联系人姓名", "联络人", "企业联系人"), present=True, max_length=40,
           sample="李娟", width=11, mask=masks.person),
    Column("contact_phone", "联系电话", "Phone", Kind.PHONE,
           ("电话", "手机", "手机号", "手机号码", "联系方式", "联系人电话", "联系人联系电话"), present=True,
           sample="13900000000", width=15, mask=masks.phone, help_zh="11 位手机号或带区号的固定电话，只填一个。",
           help_en="One mobile number, or a land line with its area code."),
    _people("staff_total", "职工总数", "Staff total", "职工人数", "员工总数", "员工人数", "总人数", "人数合计", "职工数",
            required=True, sample="120"),
    _people("planned_return", "拟返岗人数", "Planned to return", "拟返岗", "返岗人数", "拟复工人数", "计划返岗人数", "复工人数",
            present=True, sample="80", help_zh="不能大于职工总数。", help_en="Not more than the staff total."),
    _people("staff_local", "本地人数", "Local staff", "本地", "本市人数", "本市", "本地职工", sample="60"),
    _people("staff_other_city", "市外人数", "Staff from other cities", "市外", "省内市外", "市外省内", "外市人数", sample="15"),
    _people("staff_other_province", "省外人数", "Staff from other provinces", "省外", "外省人数", "外省", sample="5"),
    _people("staff_hubei", "湖北人数", "Staff from Hubei", "湖北", "湖北籍人数", "湖北籍", "其中湖北", sample="0"),
    Column("orders", "在手订单（万元）", "Orders in hand (10,000 yuan)", Kind.INTEGER, ("在手订单", "订单金额", "订单额"),
           minimum=0, maximum=MOST_ORDERS, width=12, sample="800", help_zh="取整数，单位为万元。",
           help_en="Whole numbers, in 10,000 yuan."),
)
LAYOUT = Layout(
    "units", "单位花名册", "Roster of units", COLUMNS,
    checks=(AtMost(("planned_return",), "staff_total"), AtMost(ORIGINS, "staff_total")),
    keys=(("credit_code",), ("name",)),
)


def layout() -> Layout:
    """The columns with the industries of the standard and the grids of the authority at work.

    An authority that has no grids yet gets them from its first roster; later an unknown grid is an error.
    """
    table = industries.industries().values()
    ordered = sorted(table, key=lambda industry: (not industry.parent, industry.code))  # divisions win shared names
    trades = [Choice(i.code, i.zh, i.en, (i.zh.removesuffix("业"), i.code.lstrip("0"))) for i in ordered]
    grids = [Choice(str(key), name, "", (code,)) for key, name, code in
             Grid.objects.filter(archived_at=None).order_by("code").values_list("id", "name", "code")]
    return LAYOUT.changed("industry", choices=tuple(trades)).changed(
        "grid", choices=tuple(grids), understand=None if grids else lambda name: NEW_GRID + name)
