"""Who may call what: the ONE declared matrix. An address or API operation that is not here fails the test.

Each line: name of the address or operation id → method → roles that are let in (all others get 403 or 404, and
nothing is written). Samples for the parts of an address are in `conftest.py`.
"""

ALL = frozenset({
    "leader", "park_staff", "guide", "liaison", "epidemic_officer", "safety_officer", "grid_officer",
    "enterprise_manager", "guard", "cdc_doctor", "supervisor", "system_admin", "security_admin", "audit_admin",
})
STAFF = frozenset({"park_staff"})
OFFICERS = frozenset({"guide", "liaison", "epidemic_officer", "safety_officer", "grid_officer"})
READERS = STAFF | OFFICERS | {"leader", "enterprise_manager", "cdc_doctor"}
TRAINERS = STAFF | {"epidemic_officer", "safety_officer", "cdc_doctor", "grid_officer", "liaison", "enterprise_manager"}
WATCHERS = frozenset({"leader", "guide"})
DAILY, FIGURES = READERS, READERS | {"supervisor"}
CONFIRMERS = STAFF | {"grid_officer", "liaison"}
REPORTING = CONFIRMERS | {"enterprise_manager"}
SYSTEM, SECURITY, AUDIT = frozenset({"system_admin"}), frozenset({"security_admin"}), frozenset({"audit_admin"})
USERS = SYSTEM | SECURITY | AUDIT
REPORTERS = STAFF | {"leader", "guide", "epidemic_officer", "safety_officer", "cdc_doctor"}
DRAFTERS, ISSUERS = STAFF | {"guide"}, STAFF | {"leader"}
NOBODY: frozenset[str] = frozenset()

RULES = READERS | {"guard"}

MATRIX: dict[str, dict[str, frozenset[str]]] = {
    "today": {"GET": ALL},
    "accounts.user.list": {"GET": USERS}, "accounts.user.print": {"GET": USERS}, "accounts.user.detail": {"GET": USERS},
    "accounts.user.new": {"GET": SYSTEM, "POST": SYSTEM},
    "accounts.user.password": {"GET": SYSTEM, "POST": SYSTEM},
    "accounts.user.active": {"POST": SYSTEM},
    "accounts.user.grant": {"POST": SECURITY},
    "accounts.membership.end": {"POST": SECURITY},
    "accounts.token.list": {"GET": SECURITY}, "accounts.token.print": {"GET": SECURITY},
    "accounts.token.detail": {"GET": SECURITY},
    "accounts.token.new": {"GET": SECURITY, "POST": SECURITY},
    "accounts.token.revoke": {"POST": SECURITY},
    "audit.entry.list": {"GET": AUDIT}, "audit.entry.print": {"GET": AUDIT}, "audit.entry.detail": {"GET": AUDIT},
    "audit.history": {"GET": READERS},
    "intake.run.list": {"GET": STAFF}, "intake.run.print": {"GET": STAFF}, "intake.run.detail": {"GET": STAFF},
    "intake.run.progress": {"GET": STAFF}, "intake.run.marked": {"GET": STAFF},
    "intake.run.confirm": {"POST": STAFF}, "intake.run.undo": {"POST": STAFF}, "intake.run.pairs": {"POST": STAFF},
    "intake.import.new": {"GET": STAFF, "POST": STAFF}, "intake.import.template": {"GET": STAFF},
    "intake.export.list": {"GET": STAFF}, "intake.export.print": {"GET": STAFF},
    "intake.export.file": {"GET": STAFF | {"leader", "guide"}},
    "intake.draft": {"POST": ALL},
    "registry.unit.list": {"GET": READERS},
    "registry.unit.print": {"GET": READERS},
    "registry.unit.new": {"GET": STAFF, "POST": STAFF},
    "registry.unit.detail": {"GET": READERS},
    "registry.unit.edit": {"GET": STAFF, "POST": STAFF},
    "registry.unit.duties": {"GET": READERS},
    "registry.unit.link": {"GET": STAFF, "POST": STAFF},
    "registry.unit.assign": {"GET": STAFF, "POST": STAFF},
    "registry.unit.phone": {"POST": STAFF | OFFICERS},
    "registry.letter.sign": {"POST": STAFF | {"enterprise_manager"}},
    "registry.mechanism": {"GET": READERS},
    "registry.mechanism.owner": {"GET": STAFF, "POST": STAFF},
    "registry.phase.list": {"GET": READERS}, "registry.phase.print": {"GET": READERS},
    "registry.phase.detail": {"GET": READERS},
    "registry.phase.new": {"GET": STAFF, "POST": STAFF}, "registry.phase.edit": {"GET": STAFF, "POST": STAFF},
    "registry.grid.list": {"GET": READERS},
    "registry.grid.print": {"GET": READERS},
    "registry.grid.new": {"GET": STAFF, "POST": STAFF},
    "registry.grid.detail": {"GET": READERS},
    "registry.grid.edit": {"GET": STAFF, "POST": STAFF},
    "registry.officer.list": {"GET": READERS},
    "registry.officer.print": {"GET": READERS},
    "registry.officer.new": {"GET": STAFF, "POST": STAFF},
    "registry.officer.detail": {"GET": READERS},
    "registry.officer.edit": {"GET": STAFF, "POST": STAFF},
    "reporting.reports": {"GET": REPORTERS}, "reporting.report": {"GET": REPORTERS},
    "reporting.report.file": {"GET": REPORTERS}, "reporting.report.draft": {"POST": DRAFTERS},
    "documents.document.list": {"GET": READERS}, "documents.document.print": {"GET": READERS},
    "documents.document.detail": {"GET": READERS}, "documents.document.file": {"GET": READERS},
    "documents.document.new": {"GET": DRAFTERS, "POST": DRAFTERS},
    "documents.document.edit": {"GET": DRAFTERS, "POST": DRAFTERS},
    "documents.document.fill": {"GET": DRAFTERS, "POST": DRAFTERS},
    "documents.document.submit": {"POST": DRAFTERS},
    "documents.document.return": {"GET": ISSUERS, "POST": ISSUERS},
    "documents.document.issue": {"GET": ISSUERS, "POST": ISSUERS},
    "documents.document.withdraw": {"GET": ISSUERS, "POST": ISSUERS},
    "documents.document.circulate": {"POST": ISSUERS},
    "documents.document.sign": {"POST": frozenset({"enterprise_manager"})},
    "documents.series.list": {"GET": DRAFTERS | ISSUERS}, "documents.series.print": {"GET": DRAFTERS | ISSUERS},
    "documents.series.detail": {"GET": DRAFTERS | ISSUERS},
    "documents.series.new": {"GET": STAFF, "POST": STAFF}, "documents.series.edit": {"GET": STAFF, "POST": STAFF},
    "people.training.list": {"GET": TRAINERS | WATCHERS}, "people.training.print": {"GET": TRAINERS | WATCHERS},
    "people.training.detail": {"GET": TRAINERS | WATCHERS},
    "people.training.new": {"GET": TRAINERS, "POST": TRAINERS},
    "people.training.edit": {"GET": TRAINERS, "POST": TRAINERS},
    "notices": {"GET": ALL, "POST": ALL},
    "reporting.day": {"GET": DAILY}, "reporting.day.act": {"POST": CONFIRMERS}, "reporting.day.remind": {"POST": CONFIRMERS},
    "reporting.day.calls": {"POST": STAFF | OFFICERS},
    "reporting.form": {"GET": REPORTING, "POST": REPORTING},
    "reporting.daily.list": {"GET": DAILY}, "reporting.daily.print": {"GET": DAILY}, "reporting.daily.detail": {"GET": DAILY},
    "reporting.board": {"GET": FIGURES}, "reporting.figures": {"GET": FIGURES}, "reporting.figure": {"GET": FIGURES},
    "reporting.map": {"GET": READERS}, "reporting.map.data": {"GET": READERS},
    "standards.rules": {"GET": RULES}, "standards.list": {"GET": RULES}, "standards.controls": {"GET": RULES},
    "standards.compare": {"GET": RULES}, "standards.admission": {"GET": RULES}, "standards.parameters": {"GET": RULES},
    "standards.edition.list": {"GET": RULES}, "standards.edition.print": {"GET": RULES},
    "standards.edition.detail": {"GET": RULES},
    "standards.acknowledge": {"POST": RULES},
    "standards.adopt": {"GET": STAFF, "POST": STAFF}, "standards.load": {"GET": STAFF, "POST": STAFF},
    "standards.admission.change": {"GET": STAFF, "POST": STAFF},
    "standards.parameter": {"GET": STAFF, "POST": STAFF}, "standards.slot": {"GET": STAFF, "POST": STAFF},
}

# API operations by operation id.
OPERATIONS: dict[str, frozenset[str]] = {
    "registry_unit_list": READERS, "registry_unit_read": READERS,
    "registry_unit_create": STAFF, "registry_unit_change": STAFF,
    "registry_grid_list": READERS, "registry_grid_read": READERS,
    "registry_grid_create": STAFF, "registry_grid_change": STAFF,
    "registry_phase_list": READERS, "registry_phase_read": READERS,
    "registry_phase_create": STAFF, "registry_phase_change": STAFF,
    "registry_officer_list": READERS, "registry_officer_read": READERS,
    "registry_officer_create": STAFF, "registry_officer_change": STAFF,
    "people_training_list": TRAINERS | WATCHERS, "people_training_read": TRAINERS | WATCHERS,
    "people_training_create": TRAINERS, "people_training_change": TRAINERS,
    "reporting_daily_list": DAILY, "reporting_daily_read": DAILY, "reporting_daily_missing": DAILY,
    "reporting_form_read": DAILY, "reporting_form_submit": REPORTING, "reporting_daily_confirm": CONFIRMERS,
    "reporting_daily_carry": CONFIRMERS, "reporting_daily_remind": CONFIRMERS,
    "reporting_figure_list": FIGURES, "reporting_figure_read": FIGURES, "reporting_figure_days": FIGURES,
    "reporting_figure_groups": FIGURES, "reporting_figure_rows": READERS,
    "reporting_report_list": REPORTERS, "reporting_report_read": REPORTERS, "reporting_report_file": REPORTERS,
    "reporting_report_draft": DRAFTERS,
    "documents_document_list": READERS, "documents_document_read": READERS, "documents_document_file": READERS,
    "documents_document_create": DRAFTERS, "documents_document_change": DRAFTERS,
    "documents_document_fill": DRAFTERS, "documents_document_submit": DRAFTERS,
    "documents_document_return": ISSUERS, "documents_document_issue": ISSUERS, "documents_document_withdraw": ISSUERS,
    "documents_document_circulate": ISSUERS, "documents_document_sign": frozenset({"enterprise_manager"}),
    "documents_series_list": DRAFTERS | ISSUERS, "documents_series_read": DRAFTERS | ISSUERS,
    "documents_series_create": STAFF, "documents_series_change": STAFF,
    "standards_edition_list": RULES, "standards_edition_read": RULES,
    "standards_rules": RULES, "standards_list": RULES, "standards_admission": RULES, "standards_compare": RULES,
    "standards_acknowledge": RULES, "standards_load": STAFF, "standards_adopt": STAFF, "standards_override": STAFF,
    "standards_fill": STAFF, "standards_change_admission": STAFF,
}

# What a POST must hold to get as far as the right to do it; the others are sent empty.
BODIES: dict[str, dict[str, str]] = {
    "accounts.user.grant": {"role": "leader"},
    "registry.unit.phone": {"reason": "核实"},
}
