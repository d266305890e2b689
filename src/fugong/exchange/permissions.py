"""Action codes of what authorities share."""

from fugong.kit.actor import Permission

STAFF = frozenset({"park_staff"})

ALL = (
    Permission("exchange.figure.read", "查看上报数据", "see published figures", STAFF | {"leader", "supervisor"}),
    Permission("exchange.figure.publish", "上报数据", "publish figures upward", STAFF),
    Permission("exchange.calendar.edit", "调整工作日历", "change the working calendar", STAFF),
)
