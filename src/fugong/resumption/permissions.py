"""Action codes of resumption."""

from fugong.kit.actor import Permission

STAFF = frozenset({"park_staff"})
DECIDERS = STAFF | {"leader"}
VERIFIERS = frozenset({"grid_officer", "liaison", "epidemic_officer", "safety_officer"})
MANAGERS = frozenset({"enterprise_manager"})
READERS = DECIDERS | VERIFIERS | MANAGERS | {"guide"}

ALL = (
    Permission("resumption.application.read", "查看复工申请", "see applications", READERS),
    Permission("resumption.application.edit", "填报复工申请", "fill in applications", MANAGERS | STAFF),
    Permission("resumption.application.export", "导出复工申请", "export applications", DECIDERS | {"guide"}),
    Permission("resumption.commitment.sign", "签署承诺书", "sign the letter of commitment", MANAGERS),
    Permission("resumption.application.return", "退回复工申请", "return applications", VERIFIERS | DECIDERS),
    Permission("resumption.verification.edit", "现场核查", "verify on site", VERIFIERS),
    Permission("resumption.review.epidemic", "防疫审查", "review epidemic control",
               frozenset({"epidemic_officer", "grid_officer", "liaison"})),
    Permission("resumption.review.safety", "安全生产审查", "review production safety",
               frozenset({"safety_officer", "grid_officer", "liaison"})),
    Permission("resumption.review.department", "部门会签", "sign off for a department", VERIFIERS | {"guide"}),
    Permission("resumption.decision.approve", "批准或不予批准", "approve or reject", DECIDERS),
    Permission("resumption.decision.suspend", "暂停、恢复和撤销", "suspend, lift and revoke", DECIDERS),
    Permission("resumption.regime.reevaluate", "重新核定各单位复工管理方式", "re-evaluate all units", DECIDERS),
    Permission("resumption.plan.comment", "批注防控方案", "comment on plans", VERIFIERS | DECIDERS | {"guide"}),
    Permission("resumption.violation.read", "查看违规复工", "see violations", READERS),
    Permission("resumption.violation.record", "登记违规复工", "record violations", VERIFIERS | STAFF),
    Permission("resumption.violation.settle", "处理违规复工", "settle violations", DECIDERS),
)
