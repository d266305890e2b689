"""Action codes of intake. Whether somebody may import or export a kind is the owner's to say."""

from fugong.kit.actor import Permission

ALL = (
    Permission("intake.run.read", "查看导入导出记录", "see imports and exports", frozenset({"park_staff"})),
)
