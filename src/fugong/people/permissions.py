"""Action codes of people."""

from fugong.kit.actor import Permission

TRAINERS = frozenset({"park_staff", "epidemic_officer", "safety_officer", "cdc_doctor", "grid_officer", "liaison",
                      "enterprise_manager"})

ALL = (
    Permission("people.training.read", "查看培训", "see trainings", TRAINERS | {"leader", "guide"}),
    Permission("people.training.edit", "登记培训", "record trainings", TRAINERS),
    Permission("people.training.export", "导出培训", "export trainings", frozenset({"park_staff", "leader"})),
)
