"""Invented enterprises: industry-shaped names and credit codes with valid check digits."""

from dataclasses import dataclass

from fugong.project.demo.chance import Chance

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
INVENTED = "DM"
"""Organisation numbers of real enterprises are digits or begin with MA; none begins with DM."""

BRAND_FIRST = "澜港晟楚湘汇锦鼎恒泰远博瑞华诚信达兴隆盛康宏中金天德国新海江云君巴陵洞岳衡启盈凯顺通和美立"
BRAND_SECOND = "舟源辰宇峰航帆洲川瑞丰达业腾远泽昌宁润邦基元通利科创鑫隆安盛翔泰圣晖朗特威奥迪格洁雅"


@dataclass(frozen=True, slots=True)
class Trade:
    """What enterprises of a GB/T 4754 division call themselves; revenue per head and year in 10,000 yuan."""

    division: str
    products: tuple[str, ...]
    revenue_per_head: int
    staff: float
    """Median number of staff."""


TRADES = {
    trade.division: trade
    for trade in (
        Trade("13", ("粮油", "油脂", "水产食品", "饲料", "米业", "农产品加工"), 160, 46),
        Trade("14", ("食品", "乳品", "调味品", "茶食"), 90, 52),
        Trade("15", ("酒业", "茶业", "饮料"), 85, 40),
        Trade("17", ("纺织", "棉麻", "印染"), 45, 90),
        Trade("18", ("服饰", "鞋业"), 38, 110),
        Trade("22", ("纸业", "纸制品", "包装"), 95, 60),
        Trade("23", ("印务", "彩印包装"), 55, 34),
        Trade("26", ("化工", "新材料", "涂料", "精细化工", "催化剂"), 180, 58),
        Trade("27", ("药业", "生物医药", "中药饮片", "医疗用品"), 110, 64),
        Trade("29", ("塑业", "橡胶制品", "塑料制品", "管业"), 70, 48),
        Trade("30", ("建材", "新型建材", "混凝土", "玻璃", "耐火材料"), 105, 42),
        Trade("31", ("铸造", "钢铁铸件", "炉料"), 120, 76),
        Trade("32", ("铜业", "铝业", "有色金属"), 210, 55),
        Trade("33", ("金属制品", "五金工具", "钢结构", "精密铸造", "锻造", "钳具", "锄具"), 60, 66),
        Trade("34", ("机械", "重工", "泵阀", "起重机械", "轴承"), 75, 62),
        Trade("35", ("装备制造", "专用设备", "矿山机械", "环保设备"), 82, 58),
        Trade("36", ("汽车零部件", "车业"), 88, 72),
        Trade("37", ("船舶工程", "船舶配件"), 92, 80),
        Trade("38", ("电气", "电工器材", "电缆", "节能设备"), 96, 66),
        Trade("39", ("电子", "光电", "智能科技", "信息技术"), 72, 120),
        Trade("40", ("仪器仪表", "测控技术"), 64, 36),
        Trade("42", ("再生资源", "循环科技"), 85, 30),
        Trade("44", ("热电", "能源"), 190, 88),
        Trade("45", ("燃气",), 170, 40),
        Trade("46", ("水务",), 80, 44),
        Trade("50", ("装饰工程", "机电安装"), 45, 26),
        Trade("51", ("贸易", "商贸", "进出口", "供应链"), 260, 12),
        Trade("52", ("汽车销售服务", "家居市场", "超市"), 120, 18),
        Trade("54", ("物流", "运输", "汽车运输", "冷链物流"), 60, 28),
        Trade("55", ("航运", "港务服务", "船务"), 85, 34),
        Trade("58", ("货运代理", "国际货运代理", "船舶代理"), 70, 12),
        Trade("59", ("仓储", "保税仓储", "装卸服务", "粮食储备"), 65, 22),
        Trade("61", ("酒店",), 22, 30),
        Trade("62", ("餐饮管理", "配餐服务"), 20, 26),
        Trade("65", ("软件", "网络科技"), 40, 14),
        Trade("72", ("人力资源", "企业管理咨询", "报关服务"), 28, 12),
        Trade("74", ("检测技术", "工程咨询", "设计"), 38, 16),
    )
}


class Companies:
    """A source of enterprises of one place: no name and no credit code comes twice."""

    def __init__(self, chance: Chance, places: tuple[str, ...], serial: int) -> None:
        self._chance = chance
        self._places = places
        self._serial = serial
        self._names: set[str] = set()

    def code(self, county: str) -> str:
        """The next credit code: registered by the market office (9) of a county, an enterprise (1)."""
        self._serial += 1
        body = f"{INVENTED}{self._serial:06}"
        return with_check_digit(f"91{county}{body}{organisation_check_digit(body)}")

    def name(self, trade: Trade) -> tuple[str, str]:
        """A full and a short name: 岳阳澜舟新材料有限公司, 澜舟新材料."""
        chance = self._chance
        while True:
            short = chance.pick(BRAND_FIRST) + chance.pick(BRAND_SECOND) + chance.pick(trade.products)
            full = f"{chance.pick(self._places)}{short}{chance.weighted(SUFFIXES)}"
            if full not in self._names:
                self._names.add(full)
                return full, short

    def site_name(self) -> tuple[str, str]:
        """A construction site is known by its project."""
        chance = self._chance
        while True:
            short = chance.pick(BRAND_FIRST) + chance.pick(BRAND_SECOND) + chance.pick(PROJECTS)
            full = f"{short}{chance.pick(('工地', '项目部'))}"
            if full not in self._names:
                self._names.add(full)
                return full, short


SUFFIXES = (("有限公司", 0.78), ("有限责任公司", 0.16), ("股份有限公司", 0.06))
PROJECTS = ("厂房二期工程", "标准厂房建设工程", "仓库扩建工程", "道路改造工程", "污水处理工程", "职工宿舍工程", "码头堆场工程")


def organisation_check_digit(body: str) -> str:
    """The ninth character of an organisation code (GB 11714) for its first eight."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    left = 11 - sum(int(character, 36) * weight for character, weight in zip(body, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(left, str(left))


def with_check_digit(first_17: str) -> str:
    """A unified social credit code (GB 32100) from its first 17 characters."""
    total = sum(CODE_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first_17))
    return first_17 + CODE_ALPHABET[-total % 31]
