"""Action codes of intake. Whether somebody may import or export a kind is the owner's to say."""

from fugong.kit.actor import Permission

STAFF = frozenset({"park_staff"})

ALL = (
    Permission("intake.run.read", "查看导入导出记录", "see imports and exports", STAFF),
    Permission("intake.export.read", "查看自己的导出", "see one's own exports", STAFF | {"leader", "guide", "audit_admin"}),
    Permission("intake.export.personal", "导出未脱敏的个人信息", "export personal values unmasked", STAFF),
)
