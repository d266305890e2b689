"""Action codes of the trail."""

from fugong.kit.actor import Permission

ALL = (
    Permission("audit.trail.read", "查看审计记录", "read the audit trail", frozenset({"audit_admin"})),
    Permission("audit.personal.reveal", "查看审计记录中的个人信息", "see personal values in the trail",
               frozenset({"audit_admin", "park_staff"})),
)
