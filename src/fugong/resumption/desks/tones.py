"""In which tone a state is shown."""

STATES = {
    "draft": "idle", "submitted": "info", "returned": "check", "filed": "pass", "verifying": "info", "verified": "info",
    "approved": "pass", "rejected": "stop", "withdrawn": "idle", "suspended": "stop", "revoked": "stop",
}
PLANS = {"draft": "idle", "handed_in": "info", "in_force": "pass", "ended": "idle"}
VIOLATIONS = {"open": "stop", "settled": "pass"}
