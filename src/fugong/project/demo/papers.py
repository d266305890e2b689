"""Numbered documents and supervision bulletins of the demo authorities."""

from datetime import date, timedelta

from fugong.project.demo.chance import Chance
from fugong.project.demo.model import Bulletin, Document

PARK_SERIES, PARK_YEAR = "新港疫指", 2020

# S4-23: eighteen documents from 26 January on. The titles of 26 and 28 January and of 5 February are those of the
# report (S4-23, S4-29); the others name what the reports say was ordered. Each text is one line a paragraph.
PARK_DOCUMENTS: tuple[tuple[date, str, tuple[str, ...]], ...] = (
    (
        date(2020, 1, 26), "关于成立新港区疫情防控指挥部的通知",
        (
            "为加强疫情防控工作的统一领导，决定成立新港区疫情防控指挥部，下设办公室和现场指导、宣传教育、后勤保障、工作督导四个工作组。",
            "各单位要明确一名负责同志和一名联络人员，于当日报指挥部办公室。",
        ),
    ),
    (
        date(2020, 1, 26), "关于不准企业私自复工的通知",
        (
            "自即日起，区内企业、工地未经批准一律不准私自复工。",
            "保障供水、供电、供气和疫情防控物资生产等确需生产的单位，报指挥部批准后方可开工。",
        ),
    ),
    (
        date(2020, 1, 27), "关于实行24小时值班值守的通知",
        ("指挥部和各单位实行24小时值班值守，值班人员保持通讯畅通，重要情况随时报告。",),
    ),
    (
        date(2020, 1, 28), "关于延迟企业复工的通知",
        (
            "区内企业、工地复工时间延迟，具体时间另行通知。",
            "各单位要通知外地员工暂缓返岗，做好留守人员防护。",
        ),
    ),
    (
        date(2020, 1, 29), "关于开展辖区企业人员底数地毯式摸排的通知",
        (
            "对区内注册企业、在建工地人员底数开展地毯式摸排，做到不漏一企、不漏一人。",
            "摸排结果按网格汇总，逐级报指挥部办公室。",
        ),
    ),
    (
        date(2020, 1, 30), "关于落实疫情防控日报告和零报告制度的通知",
        ("各单位每日16时30分前报告当日在岗人数、体温异常和隔离人员情况，没有情况的实行零报告。",),
    ),
    (
        date(2020, 1, 31), "关于加强长江岸线码头外地船员上岸管控的通知",
        ("外地船员原则上不上岸；确需上岸的，经批准并落实体温检测和登记。",),
    ),
    (
        date(2020, 2, 1), "关于划分防控网格、落实责任到人的通知",
        (
            "全区划分十二个防控网格，每个网格明确网格员和副网格员各一名。",
            "网格员负责本网格企业、工地的政策宣传、摸排登记和日常检查。",
        ),
    ),
    (
        date(2020, 2, 2), "关于做好返岗人员旅居史摸排登记的通知",
        (
            "各单位对计划返岗人员近十四天旅居史、接触史和健康状况逐人登记。",
            "登记信息只用于疫情防控，不得公开和挪作他用。",
        ),
    ),
    (
        date(2020, 2, 3), "关于设置观察室、隔离室和废弃口罩回收箱的通知",
        ("各单位应在复工前设置新进员工观察室、隔离室和废弃口罩回收箱，并落实专人管理。",),
    ),
    (
        date(2020, 2, 4), "关于建立领导联点责任制的通知",
        ("实行一企业一联点，重点企业由领导联点负责，联点责任人全程负责企业复工后的督查指导。",),
    ),
    (
        date(2020, 2, 5), "关于印发《新型冠状病毒感染的肺炎疫情企业防控指南》的通知",
        ("现将《新型冠状病毒感染的肺炎疫情企业防控指南》印发给你们，请对标对表抓好落实。",),
    ),
    (
        date(2020, 2, 6), "关于企业复工申请、核查和审批有关事项的通知",
        (
            "企业、工地复工实行一次申请、现场核查、统一审批。",
            "防疫和安全生产两项核查均通过后，方可批准复工；核查人员不得审批本人核查的申请。",
        ),
    ),
    (
        date(2020, 2, 8), "关于印发企业《复工指南》的通知",
        ("现将企业《复工指南》印发给你们，请照章管控、对标操作。",),
    ),
    (
        date(2020, 2, 9), "关于有序推进企业复工的通知",
        (
            "自2月10日起，具备条件的企业按申请、核查、审批程序有序复工。",
            "复工企业要落实测温、消毒、登记和错峰用餐措施。",
        ),
    ),
    (
        date(2020, 2, 11), "关于对重点复工企业一律开展防疫培训的通知",
        ("对人数多、订单任务重、防控压力大的重点复工企业，一律组织开展岗前防疫培训。",),
    ),
    (
        date(2020, 2, 13), "关于加强复工企业防控督查和整改的通知",
        ("采取“四不两直”方式加强督查，发现问题限期整改，逾期未整改的暂停复工。",),
    ),
    (
        date(2020, 2, 15), "关于做好防控物资储备和调配的通知",
        ("各单位口罩、消毒液等防控物资储备应满足三天以上用量，确有困难的向后勤保障组申报。",),
    ),
)
BULLETIN_SERIES = "新港区疫情防控督查通报"
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
COUNTY_DOCUMENTS: tuple[tuple[int, date, str, tuple[str, ...]], ...] = (
    (
        22, date(2020, 2, 5), "关于做好企业复工前人员摸排登记的通知",
        ("分层次、分类别开展企业复工前人员摸排和登记工作，不落一个企业。",),
    ),
    (
        23, date(2020, 2, 6), "关于明确园区和乡镇属地服务责任的通知",
        ("园区和乡镇落实属地服务责任，安排专人联络指导复工复产企业。",),
    ),
    (
        24, date(2020, 2, 7), "嘉禾县工业企业复工复产疫情防控工作方案",
        (
            "复工企业必须制定严格周密的疫情防控方案，抓好企业内部检疫检测、卫生消毒和健康保护措施。",
            "认识不到位不开工，员工排查不到位不开工，防疫物资不到位不开工，场地消杀不到位不开工，疫情防控不到位不开工。",
        ),
    ),
    (
        25, date(2020, 2, 9), "嘉禾县应对新冠肺炎疫情支持企业复工复产十条政策措施",
        ("十条政策措施的条文由发文机关填写。",),
    ),
)


def park_documents() -> tuple[Document, ...]:
    return tuple(
        Document(PARK_SERIES, PARK_YEAR, serial, title, day, "\n".join(text))
        for serial, (day, title, text) in enumerate(PARK_DOCUMENTS, start=1)
    )


def county_documents() -> tuple[Document, ...]:
    return tuple(
        Document(COUNTY_SERIES, COUNTY_YEAR, serial, title, day, "\n".join(text))
        for serial, day, title, text in COUNTY_DOCUMENTS
    )


def park_bulletins(chance: Chance) -> tuple[Bulletin, ...]:
    """Issues 1 to 7 (S4-23): how many units were visited, what was found, by when it must be mended."""
    return tuple(
        Bulletin(issue, BULLETIN_SERIES, day, _findings(day, chance))
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
