"""The demo authorities, complete: `chenglingji()` and `jiahe()`. The same rows in every installation."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from fugong.project.demo.chance import Chance, apportion
from fugong.project.demo.chenglingji import CHENGLINGJI
from fugong.project.demo.daily import make_reports
from fugong.project.demo.facts import Facts, NamedUnit
from fugong.project.demo.history import make_history
from fugong.project.demo.jiahe import JIAHE
from fugong.project.demo.model import Bulletin, CaseCount, Cast, Document, Training
from fugong.project.demo.offices import make_users
from fugong.project.demo.papers import county_documents, park_bulletins, park_documents
from fugong.project.demo.people import People
from fugong.project.demo.register import Register, make_register

SEED = "fugong"
DAY = timedelta(days=1)
TRAINERS = "市疾病预防控制中心"
HEADS_TOPIC = "企业负责人疫情防控知识培训"
TOPICS = ("岗前安全防疫培训", "口罩佩戴、测温登记和消毒规程", "岗前安全生产和防疫应急演练")


@lru_cache(maxsize=1)
def chenglingji() -> Cast:
    """The port park of S4."""
    return _make(CHENGLINGJI, park_documents(), park_bulletins(Chance(f"{SEED}/bulletins")))


@lru_cache(maxsize=1)
def jiahe() -> Cast:
    """The county of S2."""
    return _make(JIAHE, county_documents(), ())


def _make(facts: Facts, documents: tuple[Document, ...], bulletins: tuple[Bulletin, ...]) -> Cast:
    chance = Chance(f"{SEED}/{facts.slug}")
    people = People(chance.fork("people"), facts.phone_area)
    register = make_register(facts, chance, people)
    history = make_history(facts, register, chance.fork("history"))
    return Cast(
        slug=facts.slug, name=facts.name, name_en=facts.name_en, kind=facts.kind, division=facts.division,
        addressee=facts.addressee, as_of=facts.as_of, above_scale_as_of=facts.above_scale_as_of,
        departments=facts.departments,
        users=make_users(facts, register, people),
        grids=register.grids,
        units=register.units,
        states=history.states,
        applications=history.applications,
        violations=history.violations,
        reports=make_reports(facts, register, history, chance.fork("daily")),
        trainings=tuple(_trainings(facts, register, people, chance.fork("trainings"))),
        documents=documents,
        bulletins=bulletins,
        cases=tuple(CaseCount(day, 0, 0) for day in _days(facts.first_day, facts.as_of)),
        phases=facts.phases,
        pack=facts.pack,
        regimes=facts.regimes,
        report_deadline=facts.report_deadline,
        plan=facts.land.plan(register.grids),
    )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + number * DAY for number in range((last - first).days + 1))


def _trainings(facts: Facts, register: Register, people: People, chance: Chance) -> Iterator[Training]:
    """Pre-job sessions of the named units around their start, led by invented disease-control staff (S4-40, S4-43);
    where no unit is named, the heads of units before their start (S2-04)."""
    codes = {unit.name: unit.code for unit in register.units}
    trainers = [people.officer() for _ in range(3)]
    for named in facts.named:
        sizes = apportion(named.trained, [0.7 + chance.real() for _ in range(_sessions(named))], 1)
        for number, size in enumerate(sizes):
            day = min(named.resumed_on + (number - 1) * DAY, facts.as_of)
            yield Training(codes[named.name], "pre_job", day, TOPICS[number], chance.pick(trainers), TRAINERS, size)
    for code, draft in register.drafts.items() if not facts.named else ():
        if draft.started_on and draft.started_on > facts.opened_on:
            yield Training(
                code, "heads", draft.started_on - DAY, HEADS_TOPIC, chance.pick(trainers), TRAINERS, chance.between(1, 3))


def _sessions(named: NamedUnit) -> int:
    """Small enterprises train everybody in two sessions, large ones in three."""
    return 3 if named.trained > 300 else 2
