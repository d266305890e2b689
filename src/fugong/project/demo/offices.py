"""The accounts of a demo authority: one for each role, with work waiting for it."""

from collections import Counter
from collections.abc import Iterable

from fugong.project.demo.facts import Facts
from fugong.project.demo.model import Desk, Person, Unit, User
from fugong.project.demo.people import People
from fugong.project.demo.register import Register

PASSWORD = "fugong-2020-demo"  # noqa: S105  (shown on the demo's first page)

# The first departments of every directory come in this order.
HEADQUARTERS, OFFICE, INDUSTRY, SAFETY, HEALTH = range(5)

# Suffix of the user name, role, department, post.
OFFICES = (
    ("leader", "leader", HEADQUARTERS, "分管领导"),
    ("staff", "park_staff", INDUSTRY, "复工审核专干"),
    ("approver", "park_staff", HEADQUARTERS, "复工审批负责人"),
    ("guide", "guide", INDUSTRY, "指导员"),
    ("epidemic", "epidemic_officer", HEALTH, "防疫员"),
    ("safety", "safety_officer", SAFETY, "安全员"),
    ("cdc", "cdc_doctor", HEALTH, "疾控专业人员"),
    ("supervisor", "supervisor", OFFICE, "市级督导"),
    ("admin", "system_admin", OFFICE, "系统管理员"),
    ("security", "security_admin", OFFICE, "安全管理员"),
    ("audit", "audit_admin", OFFICE, "审计管理员"),
)

# Accounts of units: suffix, the state of the unit's application (None: a resumed key unit), role, post.
UNIT_OFFICES: tuple[tuple[str, Desk | None, str, str], ...] = (
    ("manager", None, "enterprise_manager", "企业防疫专员"),
    ("guard", None, "guard", "门岗"),
    ("manager-draft", "draft", "enterprise_manager", "企业防疫专员"),
    ("manager-returned", "returned", "enterprise_manager", "企业防疫专员"),
    ("manager-approved", "approved", "enterprise_manager", "企业防疫专员"),
)

WAITING: frozenset[Desk | None] = frozenset({"submitted", "verifying", "verified"})


def make_users(facts: Facts, register: Register, people: People) -> tuple[User, ...]:
    """All accounts; the grid officer and the liaison are those with most applications waiting."""
    departments = [department.name for department in facts.departments]
    waiting = [unit for unit in register.units if register.drafts[unit.code].desk in WAITING]
    officers = {grid.name: grid.officer for grid in register.grids}
    busiest_grid = _most(unit.grid for unit in waiting)
    liaisons = {person.name: person for person in register.liaisons}
    busiest_liaison = _most(unit.liaison.name for unit in waiting)
    return (
        *(
            User(f"{facts.prefix}-{suffix}", people.officer(), role, departments[place], title)
            for suffix, role, place, title in OFFICES
        ),
        User(f"{facts.prefix}-grid", officers[busiest_grid], "grid_officer", departments[HEADQUARTERS], f"{busiest_grid}员"),
        User(f"{facts.prefix}-liaison", liaisons[busiest_liaison], "liaison", departments[INDUSTRY], "驻企联络员"),
        *(
            User(f"{facts.prefix}-{suffix}", _person(role, unit, people), role, "", title, unit.code)
            for suffix, desk, role, title in UNIT_OFFICES
            for unit in [_unit(register, desk)]
        ),
    )


def _most(names: Iterable[str]) -> str:
    return min(Counter(names).items(), key=lambda item: (-item[1], item[0]))[0]


def _unit(register: Register, desk: Desk | None) -> Unit:
    """高澜 where it is (S4-30), otherwise the first key unit that has resumed; or the first with such an application."""
    if desk:
        return next(unit for unit in register.units if register.drafts[unit.code].desk == desk)
    resumed = [unit for unit in register.units if unit.key_unit and register.drafts[unit.code].started_on]
    return next((unit for unit in resumed if unit.short_name == "高澜"), resumed[0])


def _person(role: str, unit: Unit, people: People) -> Person:
    return unit.control_leader if role == "enterprise_manager" else people.officer()
