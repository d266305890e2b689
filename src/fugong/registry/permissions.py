"""Action codes of the registry."""

from fugong.kit.actor import Permission

STAFF = frozenset({"park_staff"})
OFFICERS = frozenset({"guide", "liaison", "epidemic_officer", "safety_officer", "grid_officer"})
READERS = STAFF | OFFICERS | {"leader", "enterprise_manager", "cdc_doctor"}

ALL = (
    Permission("registry.unit.read", "查看单位", "see units", READERS),
    Permission("registry.unit.edit", "登记和修改单位", "register and change units", STAFF),
    Permission("registry.unit.import", "导入单位", "import units", STAFF),
    Permission("registry.unit.export", "导出单位", "export units", STAFF | {"leader", "guide"}),
    Permission("registry.unit.reveal", "查看联系电话", "reveal contact phones", STAFF | OFFICERS),
    Permission("registry.person.erase", "销毁个人信息", "erase personal values for good", STAFF),
    Permission("registry.grid.read", "查看网格", "see grids", READERS),
    Permission("registry.grid.edit", "管理网格", "manage grids", STAFF),
    Permission("registry.duty.read", "查看责任体系", "see who answers for what", READERS),
    Permission("registry.duty.edit", "确定责任", "name who answers for what", STAFF),
    Permission("registry.letter.sign", "签署责任书", "sign the unit's responsibility letter",
               frozenset({"enterprise_manager"})),
    Permission("registry.officer.read", "查看责任人", "see responsible officers", READERS),
    Permission("registry.officer.edit", "管理责任人", "manage responsible officers", STAFF),
)
