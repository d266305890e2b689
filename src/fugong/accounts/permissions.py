"""Action codes of accounts."""

from fugong.kit.actor import Permission

SYSTEM, SECURITY = frozenset({"system_admin"}), frozenset({"security_admin"})

ALL = (
    Permission("accounts.user.read", "查看用户", "see users", SYSTEM | SECURITY | {"audit_admin"}),
    Permission("accounts.user.manage", "管理用户", "manage users", SYSTEM),
    Permission("accounts.role.grant", "授予角色", "grant roles", SECURITY),
    Permission("accounts.token.manage", "管理接口令牌", "manage API tokens", SECURITY),
    Permission("accounts.settings.manage", "管理单位设置", "manage the authority's settings", SYSTEM),
)
