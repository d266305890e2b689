"""Invented people: names from our own tables, telephone numbers that no operator has been given."""

from fugong.project.demo.chance import Chance
from fugong.project.demo.model import Person

UNASSIGNED = "154"
"""Mobile numbers beginning 154 have the right form but are assigned to no operator, so nobody can be called."""

SURNAMES = (
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文仇单解"
)
COMPOUND = ("欧阳", "司马", "上官", "尉迟")
FIRST = "志建国文晓海春丽秀玉明永东红伟俊德启立家思雨子宇浩佳若梓沐清云月佩祖长新世正兆光维泽"
SECOND = "华军平强辉敏芳霞英兰波涛鹏飞杰勇斌刚林松柏梅莲香宁静洁琳颖娟怡欣然航轩睿涵博源良义忠诚兴旺达庆祥"


class People:
    """A source of people. `area` (up to four digits) and a running number make the telephone numbers."""

    def __init__(self, chance: Chance, area: str) -> None:
        self._chance = chance
        self._area = area
        self._known: set[str] = set()
        self._serial = 0

    def name(self) -> str:
        """A name; like in real life it may come twice."""
        chance = self._chance
        surname = chance.pick(COMPOUND) if chance.hit(0.01) else chance.pick(SURNAMES)
        return surname + (chance.pick(FIRST) if chance.hit(0.82) else "") + chance.pick(SECOND)

    def somebody(self) -> Person:
        """A person with a telephone number of his own."""
        self._serial += 1
        return Person(self.name(), f"{UNASSIGNED}{self._area}{self._serial:0{8 - len(self._area)}}")

    def officer(self) -> Person:
        """A person whose name nobody else from this source has, so that screens and stories can name him."""
        person = self.somebody()
        while person.name in self._known:
            person = Person(self.name(), person.phone)
        self._known.add(person.name)
        return person
