"""The county of S2: 152 industrial enterprises on 2020-02-17 (149 on 2 February), 90 resumed, 12,900 on post."""

from datetime import date

from fugong.project.demo.facts import Facts
from fugong.project.demo.land import Land
from fugong.project.demo.model import Department, Phase, Regime


def _february(day: int) -> date:
    return date(2020, 2, day)


JIAHE = Facts(
    slug="jiahe",
    name="嘉禾县",
    name_en="Jiahe County",
    addressee="各乡镇、园区，各工业企业",
    kind="county",
    division="431024",
    prefix="jh",
    phone_area="0735",
    code_serial=50_000,
    places=("嘉禾县", "嘉禾", "嘉禾", "湖南", "郴州"),
    land=Land(
        longitude=112.369, latitude=25.560, columns=5, rows=2, width=4200, depth=3600, turn=12, bank="钟水",
        roads=("锻造大道", "金田路", "禾仓路", "铸都路", "钟水路", "珠泉路", "晋屏路", "石桥路", "行廊路"),
    ),
    grids=(
        ("珠泉网格", "431024108"), ("坦坪网格", "431024110"), ("袁家网格", "431024103"), ("塘村网格", "431024102"),
        ("石桥网格", "431024107"), ("龙潭网格", "431024106"), ("行廊网格", "431024104"), ("广发网格", "431024111"),
        ("晋屏网格", "431024120"), ("普满网格", "431024201"),
    ),
    mix={
        "13": 7, "14": 4, "15": 2, "17": 2, "18": 5, "22": 2, "26": 4, "27": 2, "29": 5, "30": 14, "31": 18, "33": 52,
        "34": 17, "35": 5, "36": 2, "38": 4, "39": 4, "42": 1, "44": 1, "46": 1,
    },
    sites=0,
    above_scale=96,
    above_scale_resumed=66,
    key_units=8,
    named=(),
    first_day=date(2020, 1, 26),
    as_of=_february(17),
    above_scale_as_of=date(2019, 12, 31),
    joined_later=(_february(6), _february(9), _february(13)),
    resumed_by_day={
        date(2020, 1, 27): 2, _february(2): 1, _february(4): 1, _february(6): 2, _february(8): 2, _february(9): 2,
        _february(10): 19, _february(11): 13, _february(12): 11, _february(13): 10, _february(14): 9, _february(15): 7,
        _february(16): 6, _february(17): 5,
    },
    sites_by_day={},
    on_post=12_900,
    desks={"draft": 6, "submitted": 8, "returned": 4, "verifying": 7, "verified": 5, "approved": 3, "rejected": 2},
    advised_to_stay=39,
    hubei_staff=39,
    report_time=((6, 40), (7, 40)),
    link_titles=("县级联系领导", "县科工信局班子成员"),
    departments=(
        Department("县疫情防控指挥部办公室", "综合协调、文件和通报"),
        Department("县政府办公室", "值班值守、督查"),
        Department("县科工信局", "工业企业复工复产"),
        Department("县应急管理局", "安全生产检查"),
        Department("县卫生健康局", "疫情防控和健康管理"),
        Department("县商务局", "防控物资采购对接"),
        Department("县交通运输局", "交通和物流"),
        Department("县市场监督管理局", "物资和价格"),
        Department("县人力资源和社会保障局", "用工服务"),
        Department("县委组织部", "联络员选派"),
    ),
    phases=(
        Phase(date(2020, 1, 26), "排查防控", "Screening and control"),
        Phase(_february(3), "防控与复工并重", "Control and resumption together"),
        Phase(_february(10), "有序复工", "Orderly resumption"),
    ),
    pack="county-s2",
    regimes=(
        Regime(date(2020, 1, 26), "prohibited", "全县工业企业暂缓复工，先行摸排"),
        Regime(_february(7), "approval", "按照嘉疫指〔2020〕24号方案，逐一现场查验后复工"),
    ),
    opened_on=_february(7),
    report_deadline="07:45",
)
