"""The roles that every new platform starts with, and who excludes whom. Data, no Django."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RolePreset:
    """A role as shipped. reach: how far the view of units goes; duty: one of the three administrators;
    mfa: whether a second factor is bound to it (MLPS 2.0 level 3, 8.1.4.1)."""

    code: str
    zh: str
    en: str
    reach: str
    duty: str = ""
    mfa: bool = False


# ux.md §1; the four 员 are those of S1-03, S1-07, S1-14, S1-22.
PRESETS = (
    RolePreset("leader", "领导", "leader", "authority"),
    RolePreset("park_staff", "管委会工作人员", "park staff", "authority", mfa=True),
    RolePreset("guide", "指导员", "guide (policy net)", "authority"),
    RolePreset("liaison", "联络员", "liaison (information net)", "grid"),
    RolePreset("epidemic_officer", "防疫员", "epidemic officer (disinfection net)", "authority"),
    RolePreset("safety_officer", "安全员", "safety officer (safety net)", "authority"),
    RolePreset("grid_officer", "网格员", "grid officer", "grid"),
    RolePreset("enterprise_manager", "企业防疫专员", "enterprise safety manager", "unit"),
    RolePreset("guard", "门岗", "gate guard", "unit"),
    RolePreset("cdc_doctor", "疾控人员", "CDC doctor", "authority"),
    RolePreset("supervisor", "市县督导", "supervisor of several authorities", "figures"),
    RolePreset("system_admin", "系统管理员", "system administrator", "none", "system", True),
    RolePreset("security_admin", "安全管理员", "security administrator", "none", "security", True),
    RolePreset("audit_admin", "审计管理员", "audit administrator", "none", "audit", True),
)

_REACHES = ("none", "figures", "unit", "grid", "authority")


def widest(reaches: list[str]) -> str:
    """The farthest of several reaches; nothing when there are none."""
    return max(reaches, key=_REACHES.index, default="none")


def excludes(held: set[str], wanted: str) -> bool:
    """Whether an administrator's duty may not be added to those already held (三员分立)."""
    return bool(wanted) and bool(held - {"", wanted})
