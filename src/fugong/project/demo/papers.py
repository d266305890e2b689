"""Numbered documents and supervision bulletins of the demo authorities."""

from datetime import date, timedelta

from fugong.project.demo.chance import Chance
from fugong.project.demo.model import Bulletin, Document

PARK_SERIES, PARK_YEAR = "新港疫指", 2020

# S4-23: eighteen documents from 26 January on. The titles of 26 and 28 January and of 5 February are those of the
# report (S4-23, S4-29); the others name what the report says was ordered.
PARK_DOCUMENTS = (
    (date(2020, 1, 26), "关于成立新港区疫情防控指挥部的通知"),
    (date(2020, 1, 26), "关于不准企业私自复工的通知"),
    (date(2020, 1, 27), "关于实行24小时值班值守的通知"),
    (date(2020, 1, 28), "关于延迟企业复工的通知"),
    (date(2020, 1, 29), "关于开展辖区企业人员底数地毯式摸排的通知"),
    (date(2020, 1, 30), "关于落实疫情防控日报告和零报告制度的通知"),
    (date(2020, 1, 31), "关于加强长江岸线码头外地船员上岸管控的通知"),
    (date(2020, 2, 1), "关于划分防控网格、落实责任到人的通知"),
    (date(2020, 2, 2), "关于做好返岗人员旅居史摸排登记的通知"),
    (date(2020, 2, 3), "关于设置观察室、隔离室和废弃口罩回收箱的通知"),
    (date(2020, 2, 4), "关于建立领导联点责任制的通知"),
    (date(2020, 2, 5), "关于印发《新型冠状病毒感染的肺炎疫情企业防控指南》的通知"),
    (date(2020, 2, 6), "关于企业复工申请、核查和审批有关事项的通知"),
    (date(2020, 2, 8), "关于印发企业《复工指南》的通知"),
    (date(2020, 2, 9), "关于有序推进企业复工的通知"),
    (date(2020, 2, 11), "关于对重点复工企业一律开展防疫培训的通知"),
    (date(2020, 2, 13), "关于加强复工企业防控督查和整改的通知"),
    (date(2020, 2, 15), "关于做好防控物资储备和调配的通知"),
)
PARK_BULLETIN_DAYS = (
    date(2020, 1, 29), date(2020, 2, 1), date(2020, 2, 4), date(2020, 2, 7), date(2020, 2, 10), date(2020, 2, 13),
    date(2020, 2, 16),
)
FINDINGS = (
    "门岗登记不完整", "消毒记录未当日填写", "隔离室物品配备不齐", "食堂未落实错峰用餐", "废弃口罩未分类回收",
    "返岗人员一人一档材料缺项", "口罩储备不足三天用量",
)

# S2-08: the plan is number 24 of its series; the others are invented around it.
COUNTY_SERIES, COUNTY_YEAR = "嘉疫指", 2020
COUNTY_DOCUMENTS = (
    (22, date(2020, 2, 5), "关于做好企业复工前人员摸排登记的通知"),
    (23, date(2020, 2, 6), "关于明确园区和乡镇属地服务责任的通知"),
    (24, date(2020, 2, 7), "嘉禾县工业企业复工复产疫情防控工作方案"),
    (25, date(2020, 2, 9), "嘉禾县应对新冠肺炎疫情支持企业复工复产十条政策措施"),
)


def park_documents() -> tuple[Document, ...]:
    return tuple(
        Document(PARK_SERIES, PARK_YEAR, serial, title, day)
        for serial, (day, title) in enumerate(PARK_DOCUMENTS, start=1)
    )


def county_documents() -> tuple[Document, ...]:
    return tuple(Document(COUNTY_SERIES, COUNTY_YEAR, serial, title, day) for serial, day, title in COUNTY_DOCUMENTS)


def park_bulletins(chance: Chance) -> tuple[Bulletin, ...]:
    """Issues 1 to 7 (S4-23): how many units were visited, what was found, by when it must be mended."""
    return tuple(
        Bulletin(issue, f"新港区疫情防控督查通报（第{issue}期）", day, _findings(day, chance))
        for issue, day in enumerate(PARK_BULLETIN_DAYS, start=1)
    )


def _findings(day: date, chance: Chance) -> str:
    visited = chance.between(14, 36)
    found = chance.sample(FINDINGS, chance.between(2, 4))
    until = day + timedelta(days=2)
    return (
        f"{day.month}月{day.day}日，区疫情防控指挥部督查组采取“四不两直”方式督查企业和工地{visited}家，发现问题{len(found)}类："
        f"{'；'.join(found)}。请有关单位于{until.month}月{until.day}日前整改到位，并书面报送整改情况。"
    )
