"""Action codes of the rules."""

from fugong.kit.actor import Permission

STAFF = frozenset({"park_staff"})
OFFICERS = frozenset({"guide", "liaison", "epidemic_officer", "safety_officer", "grid_officer"})
READERS = STAFF | OFFICERS | {"leader", "enterprise_manager", "guard", "cdc_doctor"}

ALL = (
    Permission("standards.pack.read", "查看规则", "see the rules", READERS),
    Permission("standards.pack.adopt", "启用规则包", "put rules in force", STAFF),
    Permission("standards.parameter.override", "调整参数", "override parameters", STAFF),
    Permission("standards.slot.fill", "填写空条目", "fill in empty items", STAFF),
    Permission("standards.regime.change", "调整复工管理方式", "change the admission regime", STAFF),
    Permission("standards.list.acknowledge", "签收清单", "acknowledge lists", READERS),
)
