"""Action codes of people."""

from fugong.kit.actor import Permission

TRAINERS = frozenset({"park_staff", "epidemic_officer", "safety_officer", "cdc_doctor", "grid_officer", "liaison",
                      "enterprise_manager"})

KEEPERS = frozenset({"park_staff", "epidemic_officer", "enterprise_manager"})

ALL = (
    Permission("people.worker.read", "查看职工", "see workers",
               KEEPERS | {"grid_officer", "liaison", "safety_officer", "cdc_doctor"}),
    Permission("people.worker.edit", "登记和修改职工", "register and change workers", KEEPERS),
    Permission("people.worker.import", "导入职工花名册", "import rosters of workers", frozenset({"park_staff"})),
    Permission("people.worker.reveal", "查看职工完整信息", "reveal personal values of workers", KEEPERS | {"cdc_doctor"}),
    Permission("people.worker.export", "导出职工", "export workers", KEEPERS),
    Permission("people.area.read", "查看风险地区", "see risk levels of areas",
               TRAINERS | {"leader", "guide", "guard", "supervisor"}),
    Permission("people.area.edit", "确定风险地区", "set risk levels of areas",
               frozenset({"park_staff", "epidemic_officer", "cdc_doctor"})),
    Permission("people.training.read", "查看培训", "see trainings", TRAINERS | {"leader", "guide"}),
    Permission("people.training.edit", "登记培训", "record trainings", TRAINERS),
    Permission("people.training.export", "导出培训", "export trainings", frozenset({"park_staff", "leader"})),
)
