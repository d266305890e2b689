"""Action codes of reporting."""

from fugong.kit.actor import Permission

STAFF = frozenset({"park_staff"})
OFFICERS = frozenset({"liaison", "grid_officer"})
WATCHERS = frozenset({"leader", "guide", "epidemic_officer", "safety_officer", "cdc_doctor"})

ALL = (
    Permission("reporting.daily.read", "查看日报", "see daily reports",
               STAFF | OFFICERS | WATCHERS | {"enterprise_manager"}),
    Permission("reporting.daily.submit", "填报日报", "submit daily reports", STAFF | OFFICERS | {"enterprise_manager"}),
    Permission("reporting.daily.confirm", "确认日报", "confirm daily reports", STAFF | OFFICERS),
    Permission("reporting.daily.remind", "催报日报", "remind of daily reports", STAFF | OFFICERS),
    Permission("reporting.daily.export", "导出日报", "export daily reports", STAFF | {"leader", "guide"}),
    Permission("reporting.report.read", "查看报告", "read reports composed from figures", STAFF | WATCHERS),
    Permission("reporting.figures.read", "查看数据", "see figures",
               STAFF | OFFICERS | WATCHERS | {"enterprise_manager", "supervisor"}),
)
