"""Every page of the gallery: its template and what it is given."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.kit.gallery.samples import (
    CHARTS,
    DAY,
    NAMES,
    NOW,
    STATES,
    UnitForm,
    listing,
    unit_row,
)
from tests.kit.gallery.screens_import import BACK, CHECKED, IMPORT, RUN
from tests.kit.gallery.screens_outside import OUTSIDE

VALUES = {
    "name": NAMES[0],
    "code": "91430600MA4L2X8X1A",
    "kind": "enterprise",
    "staff": "86",
    "returning": "60",
    "closed": "closed",
    "focus": ["mask"],
    "plan": "一、成立防控小组。\n二、每日两次测温。",
    "key_unit": True,
}
WRONG = UnitForm(VALUES | {"name": "", "staff": "50", "returning": "六十"})
WRONG.full_clean()
WRONG.add_error(None, "拟返岗人数不能多于职工总数。")


def form_page(form: UnitForm, **more: Any) -> dict[str, Any]:
    fields = [form[name] for name in form.fields]
    return {
        "title": "登记单位",
        "back": BACK,
        "form": form,
        "version": 3,
        "save_label": "保存",
        "cancel_url": "/page/list/",
        "draft_url": "/draft/",
        "draft_slug": "chenglingji/units/new",
        "also": [{"name": "next", "value": "another", "label": "保存并登记下一家"}],
        "sections": [
            {"title": "基本情况", "fields": fields[:4]},
            {"title": "职工", "text": "截至今日的在册人数。", "fields": fields[4:7]},
            {"title": "防控", "fields": fields[7:]},
        ],
        **more,
    }


STALE = {
    "who": "陈雨桐",
    "at": NOW,
    "rows": [
        {"label": "职工总数", "name": "staff", "mine": "86", "mine_text": "86", "theirs": "92", "theirs_text": "92"},
        {"label": "类型", "name": "kind", "mine": "enterprise", "mine_text": "企业", "theirs": "wharf", "theirs_text": "码头"},
    ],
}
TIMELINE = [
    {"at": NOW, "text": "批准复工", "who": "周明远", "tone": "pass", "detail": "两方面核查均合格。"},
    {"at": NOW - timedelta(hours=5), "text": "安全生产核查合格", "who": "赵立新", "tone": "pass", "url": "#"},
    {"at": NOW - timedelta(hours=26), "text": "退回补充", "who": "李思源", "tone": "check", "detail": "口罩库存只够3天。"},
    {"at": NOW - timedelta(days=2), "text": "提交复工申请", "who": "何静（单位防疫专员）", "tone": "info"},
    {"at": NOW - timedelta(days=9), "text": "登记", "who": "花名册导入"},
]
DETAIL = {
    "title": NAMES[0],
    "state": {"tone": "pass", "word": "已复工"},
    "back": BACK,
    "subtitle": "企业 · 非金属矿物制品业 · 规模以上（2020年1月）",
    "facts": [
        {"label": "网格员", "text": "李思源"},
        {"label": "联点领导", "text": "周明远"},
        {"label": "联系人", "text": "138****0021", "tel": "13800000021"},
        {"label": "信用代码", "text": "91430600MA4L2X8X1A"},
    ],
    "actions": [
        {"label": "打印", "url": "#", "icon": "printer"},
        {"label": "责令停工", "url": "/echo/", "method": "post", "confirm": "停工后须重新申请。确定责令停工？", "danger": True},
        {"label": "修改", "url": "/page/form/", "icon": "edit", "primary": True},
    ],
    "tabs": [
        {"label": "概况", "url": "#", "active": True},
        {"label": "复工申请", "url": "#", "count": 2},
        {"label": "每日报告", "url": "#", "count": 14},
        {"label": "职工", "url": "#"},
        {"label": "材料", "url": "#", "count": 5},
        {"label": "往来公文", "url": "#"},
    ],
    "missing": [{"text": "应急预案", "url": "#"}, {"text": "口罩库存不足7天（现有3天）", "url": "#"}],
    "panels": [
        {
            "title": "基本情况",
            "url": "/page/form/",
            "items": [
                {"label": "统一社会信用代码", "text": "91430600MA4L2X8X1A"},
                {"label": "法定代表人", "text": "刘志刚"},
                {"label": "疫情防控负责人", "text": "何静"},
                {"label": "是否规上", "text": "是", "hint": "截至2020年1月31日"},
                {"label": "重点单位", "text": "是", "badge": "info"},
                {"label": "规模", "text": "中型"},
                {"label": "地址", "text": "岳阳市云溪区永济乡临港路18号", "wide": True},
            ],
        },
        {
            "title": "职工",
            "items": [
                {"label": "职工总数", "text": "86"},
                {"label": "拟返岗", "text": "60"},
                {"label": "本地", "text": "51"},
                {"label": "湖北", "text": "0"},
                {"label": "隔离观察", "text": None},
            ],
        },
    ],
    "tables": [
        {
            "title": "近日报告",
            "count_label": "14",
            "url": "#",
            "columns": [
                {"label": "日期"},
                {"label": "状态"},
                {"label": "应到岗", "css": "num"},
                {"label": "实到岗", "css": "num"},
                {"label": "体温异常", "css": "num"},
            ],
            "rows": [
                {
                    "cells": [
                        {"text": "2月16日", "url": "#"},
                        {"text": "已确认", "badge": "pass"},
                        {"text": "60", "css": "num"},
                        {"text": "58", "css": "num"},
                        {"text": "0", "css": "num"},
                    ]
                },
                {
                    "cells": [
                        {"text": "2月15日", "url": "#"},
                        {"text": "迟报", "badge": "check"},
                        {"text": "60", "css": "num"},
                        {"text": "41", "css": "num"},
                        {"text": "0", "css": "num"},
                    ]
                },
            ],
        }
    ],
    "timeline": TIMELINE,
    "history_url": "/page/history/",
}


def figure(code: str, label: str, value: Any, unit: str, delta: Any) -> dict[str, Any]:
    return {"code": code, "label": label, "value": value, "unit": unit, "as_of": DAY, "url": "/page/list/", "delta": delta}


TODAY = {
    "title": "今日",
    "subtitle": "周明远 · 管委会工作人员",
    "tasks": [
        {
            "verb": "处理",
            "count": 1,
            "unit": "起违规开工",
            "text": "岳阳云溪精细化工有限公司",
            "url": "#",
            "tone": "stop",
            "since": NOW - timedelta(hours=14),
        },
        {
            "verb": "审批",
            "count": 3,
            "unit": "家",
            "text": "两方面核查均已合格",
            "url": "#",
            "tone": "check",
            "since": NOW - timedelta(hours=20),
        },
        {"verb": "催报", "count": 12, "unit": "家", "text": "2月16日日报未报", "url": "#", "tone": "check"},
        {
            "verb": "核查",
            "count": 5,
            "unit": "家",
            "text": "已受理，待现场核查",
            "url": "#",
            "tone": "info",
            "since": NOW - timedelta(days=1),
        },
        {"verb": "签收", "count": 1, "unit": "份", "text": "嘉疫指〔2020〕24号", "url": "#"},
    ],
    "pairs": [
        [figure("units_resumed", "已复工单位", 130, "家", 9), figure("confirmed", "确诊病例", 0, "例", 0)],
        [figure("resumption_rate", "复工率", Decimal("48.5"), "%", Decimal("3.4")), figure("isolated", "隔离观察", 17, "人", -4)],
        [figure("workers_on_post", "到岗员工", 7334, "人", 544), figure("masks_days", "口罩可用天数", None, "天", None)],
    ],
    "charts": [{"spec": CHARTS[0], "id": "units"}, {"spec": CHARTS[1], "id": "workers"}],
    "tables": [
        {
            "title": "尚未报送",
            "count_label": "12",
            "url": "#",
            "columns": [{"label": "单位名称"}, {"label": "网格"}, {"label": "联系人"}],
            "rows": [
                {"cells": [{"text": name, "url": "/page/detail/"}, {"text": "第2网格"}, {"text": "138****0021"}]}
                for name in NAMES[:4]
            ],
        }
    ],
}
ENTRIES = [
    {
        "at": NOW,
        "who": "周明远",
        "act": "修改",
        "source": "网页",
        "changes": [
            {"label": "职工总数", "before": "80", "after": "86"},
            {"label": "联系电话", "before": None, "after": "138****0021"},
        ],
    },
    {
        "at": NOW - timedelta(days=1),
        "who": "系统",
        "on_behalf_of": "何静",
        "act": "批准复工",
        "source": "网页",
        "reason": "两方面核查均合格。",
        "changes": [{"label": "状态", "before": "核查中", "after": "已复工"}],
    },
]
PRINT = {
    "title": "园区单位复工情况表",
    "authority_name": "城陵矶新港区管理委员会",
    "as_of": NOW,
    "made_at": NOW,
    "made_by": "周明远",
    "checked_by": "",
    "count_label": "45",
    "conditions": ["状态：已复工", "类型：企业"],
    "columns": listing()["columns"],
    "rows": [unit_row(at) for at in range(45)],
    "back_url": "/page/list/",
}
VERDICTS = [
    {"value": "met", "tone": "pass", "label": "合格"},
    {"value": "unmet", "tone": "stop", "label": "不合格"},
    {"value": "na", "tone": "idle", "label": "不适用"},
]
PHOTO = {"url": "/static/kit/mark.svg", "thumb": "/static/kit/mark.svg", "name": "现场照片", "when": NOW}
REVIEW = DETAIL | {
    "missing": [], "panels": [], "tabs": [], "title": f"{NAMES[0]}复工核查", "state": {"tone": "check", "word": "核查中"},
    "items": [
        {"name": f"item-{at}", "text": text, "source": f"依据：复工复产六个必须之{number}", "veto": at == 1, "verdict": verdict,
         "choices": VERDICTS, "note_name": f"note-{at}", "photos_name": f"photos-{at}", "evidence": [PHOTO] if at == 0 else [],
         "past": [{"who": "赵立新", "when": NOW, "tone": "pass", "word": "合格", "note": "安全生产方面"}] if at == 0 else []}
        for at, (number, text, verdict) in enumerate([
            ("一", "必须建立疫情防控工作机制", "met"), ("二", "必须实行封闭式管理", "unmet"),
            ("三", "必须备足7天以上防疫物资", "")])
    ],
}
PARTS = {
    "title": "零件",
    "steps": [
        {"label": "基本情况", "state": "done", "url": "#"},
        {"label": "自查", "state": "now", "url": "#", "missing": 2},
        {"label": "材料", "state": "stop", "url": "#"},
        {"label": "承诺书", "state": "todo"},
        {"label": "提交", "state": "todo"},
    ],
    "missing": DETAIL["missing"],
    "tones": [*STATES, ("idle", "不适用")],
    "progress": {"done": 1240, "total": 7334, "percent": 17, "text": "正在核对", "finished": True, "url": "/slow/"},
}

SCREENS: dict[str, tuple[str, dict[str, Any]]] = {
    "today": ("kit/desk.html", TODAY),
    "today-empty": ("kit/desk.html", {"title": "今日", "tasks": [], "pairs": TODAY["pairs"]}),
    "list": ("kit/list.html", listing()),
    "list-empty": ("kit/list.html", listing(0, count_label="0")),
    "list-nothing": ("kit/list.html", listing(0, count_label="0", filtered=True, query="不存在")),
    "detail": ("kit/detail.html", DETAIL),
    "review": ("gallery/review.html", REVIEW),
    "parts": ("gallery/parts.html", PARTS),
    "form": ("kit/form.html", form_page(UnitForm(initial=VALUES)) | {"draft_found": {"at": NOW}}),
    "form-wrong": ("kit/form.html", form_page(WRONG)),
    "form-stale": ("kit/form.html", form_page(UnitForm(VALUES), stale=STALE)),
    "import-upload": (
        "kit/import.html",
        IMPORT
        | {
            "stage": "upload",
            "form": UnitForm(),
            "template_url": "#",
            "fields": [
                {"label": "单位名称", "required": True, "hint": "与营业执照一致"},
                {"label": "统一社会信用代码", "hint": "18位"},
                {"label": "拟返岗人数", "required": True, "hint": "不大于职工总数"},
            ],
        },
    ),
    "import-working": ("kit/import.html", IMPORT | {"stage": "working", "progress": PARTS["progress"]}),
    "import-checked": ("kit/import.html", CHECKED),
    "import-done": (
        "kit/import.html",
        IMPORT
        | {
            "stage": "done",
            "run": RUN,
            "undo_url": "/echo/",
            "list_url": "/page/list/",
            "undo_refused": ["第14行：岳阳临港新材料有限公司，2月17日被陈雨桐修改"],
        },
    ),
    "history": ("kit/history.html", {"title": "修改记录", "back": BACK, "entries": ENTRIES, "next_url": "#"}),
    "confirm": (
        "kit/confirm.html",
        {
            "title": "催报12家",
            "back": BACK,
            "text": "将向12家单位的联系人发出催报通知。",
            "effects": ["记入各单位的经过", "今日内不再重复催报"],
            "rows": NAMES,
            "more": 4,
            "ids": ["a", "b"],
            "confirm_label": "催报12家",
            "cancel_url": "/page/list/",
            "action_code": "remind",
        },
    ),
    "print": ("kit/print.html", PRINT),
    "charts": ("gallery/charts.html", {"title": "指标", "charts": CHARTS}),
    "map": (
        "gallery/map.html",
        {
            "title": "园区地图",
            "map": {
                "title": "单位分布",
                "url": "/plan.geojson",
                "legend": [{"tone": tone, "word": word, "count": 12, "url": "/page/list/"} for tone, word in STATES],
            },
        },
    ),
    **OUTSIDE,
}
