"""Action codes of documents."""

from fugong.kit.actor import Permission

STAFF = frozenset({"park_staff"})
OFFICERS = frozenset({"guide", "liaison", "epidemic_officer", "safety_officer", "grid_officer"})
READERS = STAFF | OFFICERS | {"leader", "enterprise_manager", "cdc_doctor"}

ALL = (
    Permission("documents.document.read", "查看公文", "see documents", READERS),
    Permission("documents.document.draft", "起草公文", "draft documents", STAFF | {"guide"}),
    Permission("documents.document.issue", "签发和撤回公文", "issue and withdraw documents", STAFF | {"leader"}),
    Permission("documents.document.receive", "签收公文", "sign for documents", frozenset({"enterprise_manager"})),
    Permission("documents.series.read", "查看文号", "see number series", STAFF | {"guide", "leader"}),
    Permission("documents.series.edit", "管理文号", "manage number series", STAFF),
)
