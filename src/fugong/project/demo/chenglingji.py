"""The port park of S4: 268 units, 130 resumed by 2020-02-16 (6 of them sites), 7,334 on post."""

from datetime import date

from fugong.project.demo.facts import Facts, NamedUnit
from fugong.project.demo.land import Land
from fugong.project.demo.model import Department, Phase


def _january(day: int) -> date:
    return date(2020, 1, day)


def _february(day: int) -> date:
    return date(2020, 2, day)


HARBOUR, LAKE, YUNXI = "430602008", "430603003", "430603002"

CHENGLINGJI = Facts(
    slug="chenglingji",
    name="城陵矶新港区",
    name_en="Chenglingji New Port Zone",
    addressee="区内各企业、各工地",
    kind="park",
    division="430600",
    prefix="clj",
    phone_area="0730",
    code_serial=0,
    places=("岳阳", "岳阳", "岳阳", "湖南", "城陵矶", "岳阳新港", "湖南新港"),
    land=Land(
        longitude=113.140, latitude=29.450, columns=4, rows=3, width=900, depth=760, turn=38, bank="长江岸线",
        roads=("临港路", "云帆路", "长风路", "松涛路", "望江路", "新港一路", "新港二路", "新港三路", "揽月路"),
    ),
    grids=(
        ("港前网格", HARBOUR), ("保税网格", HARBOUR), ("物流网格", HARBOUR),
        ("粮油网格", HARBOUR),
        ("云帆网格", LAKE), ("装备网格", LAKE), ("电子网格", LAKE), ("建材网格", LAKE),
        ("松涛网格", LAKE), ("新材料网格", YUNXI), ("医药网格", YUNXI), ("望江网格", YUNXI),
    ),
    mix={
        "13": 19, "14": 7, "15": 3, "17": 2, "18": 1, "22": 6, "23": 2, "26": 13, "27": 6, "29": 10, "30": 14, "32": 1,
        "33": 14, "34": 13, "35": 12, "36": 3, "37": 4, "38": 12, "39": 12, "40": 3, "42": 3, "44": 2, "45": 1, "46": 1,
        "50": 2, "51": 21, "52": 5, "54": 19, "55": 6, "58": 8, "59": 15, "61": 2, "62": 3, "65": 3, "72": 4, "74": 2,
    },
    sites=14,
    above_scale=82,
    above_scale_resumed=50,
    key_units=12,
    named=(
        NamedUnit("岳阳新金宝公司", "新金宝", "39", 6, 3180, 1640, 1126, 812, _february(10)),
        NamedUnit("6906岳阳有限公司", "6906", "38", 5, 642, 560, 472, 386, _february(9)),
        NamedUnit("岳阳高澜节能装备制造公司", "高澜", "35", 5, 318, 276, 231, 214, _february(10)),
        NamedUnit("岳阳3517橡胶制品公司", "3517", "29", 9, 768, 540, 428, 353, _february(3)),
        NamedUnit("岳阳钟鼎热工装备公司", "钟鼎热工", "35", 4, 286, 254, 217, 203, _february(11)),
    ),
    first_day=_january(26),
    as_of=_february(16),
    above_scale_as_of=date(2019, 12, 31),
    joined_later=(_january(29), _february(1), _february(4), _february(6), _february(11)),
    resumed_by_day={
        _january(26): 2, _january(27): 1, _january(29): 1, _january(30): 1,
        _february(1): 1, _february(2): 1, _february(3): 1, _february(4): 1, _february(5): 2, _february(6): 2,
        _february(7): 2, _february(8): 3, _february(9): 3, _february(10): 37, _february(11): 16, _february(12): 14,
        _february(13): 11, _february(14): 11, _february(15): 9, _february(16): 11,
    },
    sites_by_day={_february(13): 1, _february(14): 2, _february(15): 1, _february(16): 2},
    on_post=7334,
    desks={
        "draft": 9, "submitted": 12, "returned": 7, "verifying": 11, "verified": 8, "approved": 5, "rejected": 3,
        "suspended": 2, "revoked": 1,
    },
    advised_to_stay=0,
    hubei_staff=None,
    report_time=((14, 10), (16, 28)),
    link_titles=("党工委委员", "管委会副主任", "党工委委员、纪工委书记", "管委会总工程师"),
    departments=(
        Department("疫情防控指挥部办公室", "综合协调、文件和通报"),
        Department("党政办公室", "值班值守、督查"),
        Department("产业发展局", "企业复工、困难协调"),
        Department("应急管理局", "安全生产检查"),
        Department("社会事务局", "疫情防控、环境消杀"),
        Department("建设交通局", "工地、交通和物流"),
        Department("招商合作局", "招商引资"),
        Department("财政金融局", "资金和企业融资"),
        Department("市场监督管理分局", "防控物资和价格"),
        Department("公安分局", "卡口和人员查控"),
    ),
    phases=(
        Phase(_january(26), "严防死守", "Strict defence"),
        Phase(_february(3), "防控复工两统筹", "Control and resumption together"),
        Phase(_february(10), "有序复工", "Orderly resumption"),
    ),
    pack="port-s4",
    regimes=(),
    opened_on=_february(5),
    report_deadline="",
)
