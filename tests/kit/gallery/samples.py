"""Invented people and units for the gallery."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from fugong.kit.charts import Chart, Series
from fugong.kit.clock import ZONE

NOW = datetime(2020, 2, 17, 8, 12, tzinfo=ZONE)
DAY = date(2020, 2, 16)

DOORS = [
    ("today", "今日", []),
    ("resumption", "复工", ["单位", "复工申请", "现场核查", "每日报告", "催报"]),
    ("control", "防控", ["人员", "培训"]),
    ("support", "保障", ["困难诉求"]),
    ("supervision", "督导", ["公文", "简报", "联防联控"]),
]


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the context processor of the product gives every page."""
    return {
        "shell": {
            "authority": {"name": "城陵矶新港区", "url": "/", "choose_url": "/page/choose/"},
            "business_now": NOW,
            "demo": True,
            "search_url": "/page/list/",
            "query": "",
            "doors": [
                {
                    "code": code,
                    "label": label,
                    "url": f"/page/{'today' if code == 'today' else 'list'}/",
                    "active": code == ("today" if "today" in request.path else "resumption"),
                    "items": [
                        {"label": item, "url": "/page/list/", "active": at == 0, "count": 12 if at == 1 else 0}
                        for at, item in enumerate(items)
                    ],
                }
                for code, label, items in DOORS
            ],
            "figures": {
                "label": "数据",
                "url": "/page/charts/",
                "active": False,
                "items": [{"label": "指标", "url": "/page/charts/", "active": False}],
            },
            "user": {
                "label": "周明远",
                "roles": ["管委会工作人员"],
                "links": [{"label": "账号安全", "url": "/page/mfa-index/", "icon": "shield-check"}],
            },
            "logout_url": "/echo/",
            "language_url": "/echo/",
            "languages": [
                {"code": "zh-hans", "label": "中文", "active": True},
                {"code": "en", "label": "English", "active": False},
            ],
        }
    }


NAMES = [
    "岳阳临港新材料有限公司",
    "岳阳华湘粮油食品有限公司",
    "岳阳新港国际集装箱码头有限公司",
    "湖南湘北重型装备制造有限公司",
    "岳阳云溪精细化工有限公司",
    "湖南城陵矶冷链物流有限公司",
    "岳阳松阳湖建材有限公司工地一标段",
    "岳阳长炼机电安装有限公司",
]
STATES = [("pass", "已复工"), ("check", "核查中"), ("info", "已申请"), ("idle", "未申请"), ("stop", "责令停工")]
COLUMNS = [
    ("name", "单位名称", ""),
    ("state", "状态", ""),
    ("kind", "类型", ""),
    ("industry", "行业", ""),
    ("grid", "网格", ""),
    ("liaison", "驻企联络员", ""),
    ("staff", "职工总数", "num"),
    ("reported", "最近报送", "nowrap"),
]


def unit_row(at: int) -> dict[str, Any]:
    tone, word = STATES[at % 5]
    cells = [
        {"text": NAMES[at % 8] + ("" if at < 8 else f"（{at}）"), "url": "/page/detail/"},
        {"text": word, "badge": tone},
        {"text": "工地" if at % 8 == 6 else "企业"},
        {"text": ["非金属矿物制品业", "农副食品加工业", "水上运输业", "专用设备制造业"][at % 4]},
        {"text": f"第{at % 6 + 1}网格"},
        {"text": ["李思源", "陈雨桐", "赵立新"][at % 3]},
        {"text": f"{(at * 37) % 900 + 12:,}", "css": "num"},
        {"text": "2月16日 16:12" if at % 4 else "—", "css": "nowrap"},
    ]
    blank = {"url": "", "badge": "", "css": ""}
    return {"id": f"0190d3a1-0000-7000-8000-{at:012d}", "url": "/page/detail/", "cells": [{**blank, **cell} for cell in cells]}


def ticked(values: dict[str, Any], cookies: Mapping[str, str]) -> dict[str, Any]:
    """The list with the columns that were ticked in the browser, as the desk draws it."""
    names = cookies.get(f"columns.{values['desk']['slug']}", "").split("-")
    if names == [""]:
        return values
    shown = [column["key"] in names for column in values["columns"]]
    return {**values, "columns": [{**column, "hidden": not one, "absent": not one}
                                  for column, one in zip(values["columns"], shown, strict=True)],
            "rows": [{**row, "cells": [cell for cell, one in zip(row["cells"], shown, strict=True) if one]} for row in values["rows"]]}


def listing(rows: int = 50, **more: Any) -> dict[str, Any]:
    return {
        "desk": {"slug": "chenglingji.units", "title": "单位"},
        "title": "单位",
        "subtitle": "园区登记的企业、工地和码头",
        "list_url": "/page/list/",
        "query": "",
        "sort": "",
        "count_label": "268",
        "as_of": NOW,
        "filtered": False,
        "filters": [
            {"name": "state", "label": "状态", "value": "", "options": [{"value": tone, "label": word} for tone, word in STATES]},
            {
                "name": "kind",
                "label": "类型",
                "value": "",
                "options": [{"value": "site", "label": "工地"}, {"value": "enterprise", "label": "企业"}],
            },
            {
                "name": "grid",
                "label": "网格",
                "value": "",
                "options": [{"value": str(n), "label": f"第{n}网格"} for n in range(1, 7)],
            },
        ],
        "columns": [
            {
                "key": key,
                "label": label,
                "css": css,
                "sort_url": f"?sort={key}" if key != "liaison" else None,
                "sorted": "asc" if key == "name" else "",
            }
            for key, label, css in COLUMNS
        ],
        "rows": [unit_row(at) for at in range(rows)],
        "page": 1,
        "page_count": 6,
        "prev_url": None,
        "next_url": "?page=2",
        "bulk_url": "/echo/",
        "bulk_actions": [
            {"code": "remind", "label": "催报 {n} 家", "confirm": "将向选中的 {n} 家单位的联系人发出催报通知。"},
            {"code": "suspend", "label": "停工 {n} 家", "confirm": "", "danger": True},
        ],
        "export_url": "/page/confirm/",
        "print_url": "/page/print/",
        "import_url": "/page/import-upload/",
        "new_url": "/page/form/",
        "new_label": "登记单位",
        "empty": {
            "title": "还没有登记单位",
            "text": "从花名册导入，或逐家登记。",
            "url": "/page/import-upload/",
            "label": "导入花名册",
        },
        **more,
    }


def searched(asked: QueryDict) -> dict[str, Any]:
    """A list as narrowed by the address."""
    rows = [unit_row(at) for at in range(268)]
    query, state = asked.get("q", ""), asked.get("state", "")
    rows = [row for row in rows if query in row["cells"][0]["text"] and state in ("", row["cells"][1]["badge"])]
    page = int(asked.get("page", 1))
    base = listing(0)
    filters = [dict(each, value=asked.get(each["name"], "")) for each in base["filters"]]
    return {
        "rows": rows[50 * (page - 1) : 50 * page],
        "count_label": f"{len(rows)}",
        "query": query,
        "filters": filters,
        "filtered": bool(query or state),
        "page": page,
        "page_count": -(-len(rows) // 50),
        "prev_url": f"?page={page - 1}" if page > 1 else None,
        "next_url": f"?page={page + 1}" if len(rows) > 50 * page else None,
    }


class UnitForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label="单位名称", help_text="与营业执照一致。")
    code = forms.CharField(label="统一社会信用代码", help_text="18位，没有的工地可不填。", required=False)
    kind = forms.ChoiceField(label="类型", choices=[("enterprise", "企业"), ("site", "工地"), ("wharf", "码头")])
    opened = forms.DateField(label="拟复工日期", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    staff = forms.IntegerField(label="职工总数", min_value=0)
    returning = forms.IntegerField(label="拟返岗人数", min_value=0, help_text="不大于职工总数。")
    closed = forms.ChoiceField(label="管理方式", widget=forms.RadioSelect, choices=[("closed", "封闭管理"), ("open", "不封闭")])
    focus = forms.MultipleChoiceField(
        label="重点行业",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("mask", "防疫物资"), ("food", "粮油食品"), ("energy", "能源"), ("port", "港口物流")],
    )
    plan = forms.CharField(label="防控方案", widget=forms.Textarea, required=False)
    photos = forms.FileField(
        label="现场照片",
        required=False,
        help_text="可直接拍照；大图自动缩小。",
        widget=forms.ClearableFileInput(attrs={"data-photo": "", "accept": "image/*"}),
    )
    key_unit = forms.BooleanField(label="重点单位", required=False)


class LoginForm(forms.Form):
    login = forms.CharField(label="账号", widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(label="密码", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


class CodeForm(forms.Form):
    code = forms.CharField(
        label="验证码", widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    )
    secret = "JBSWY3DPEHPK3PXP"


DAYS = [DAY - timedelta(days=back) for back in range(13, -1, -1)]
LABELS = [f"{day.month}月{day.day}日" for day in DAYS]
RESUMED = [4, 6, 9, 15, 22, 31, 40, 52, 66, 81, 95, 108, 121, 130]
WORKERS = [310, 420, 615, 980, 1430, 1965, 2510, 3190, 3880, 4630, 5410, 6120, 6790, 7334]

CHARTS = [
    Chart(
        "line",
        "复工单位",
        LABELS,
        [Series("累计复工", RESUMED), Series("其中工地", [n // 21 for n in RESUMED])],
        "家",
        DAY,
        "日期",
        target=268,
    ),
    Chart("bar", "到岗员工", LABELS, [Series("到岗员工", WORKERS)], "人", DAY, "日期"),
    Chart(
        "bar",
        "各网格复工情况",
        [f"第{n}网格" for n in range(1, 7)],
        [Series("已复工", [31, 24, 22, 20, 18, 15]), Series("未复工", [12, 25, 20, 28, 27, 26])],
        "家",
        DAY,
        "网格",
        stacked=True,
        horizontal=True,
        urls={"第1网格": "/page/list/"},
    ),
    Chart(
        "pie",
        "未到岗原因",
        ["湖北籍", "隔离观察", "交通不便", "请假", "其他"],
        [Series("人数", [412, 208, 640, 133, 55])],
        "人",
        DAY,
        "原因",
    ),
    Chart("gauge", "规模以上工业企业复工率", ["复工率"], [Series("复工率", [Decimal("61")])], "%", DAY, "指标"),
    Chart(
        "heatmap",
        "每日报送时间",
        [f"{h}时" for h in range(8, 18)],
        [Series(label, [(h * d) % 23 for h in range(10)]) for d, label in enumerate(LABELS[-5:], 3)],
        "家",
        DAY,
        "时段",
    ),
]

PLAN = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "松阳湖片区"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[113.18, 29.44], [113.24, 29.44], [113.25, 29.48], [113.19, 29.49], [113.18, 29.44]]],
            },
        },
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "LineString", "coordinates": [[113.17, 29.45], [113.26, 29.475]]},
        },
        *(
            {
                "type": "Feature",
                "properties": {
                    "name": NAMES[at % 8],
                    "tone": STATES[at % 5][0],
                    "word": STATES[at % 5][1],
                    "url": "/page/detail/",
                },
                "geometry": {"type": "Point", "coordinates": [113.185 + (at * 7 % 50) / 900, 29.445 + (at * 11 % 30) / 900]},
            }
            for at in range(40)
        ),
    ],
}
