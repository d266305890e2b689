"""Reads of resumption: lists narrowed by `registry.selectors.visible`, dossiers for the gates, what waits for whom."""

from fugong.resumption.selectors.applications import (
    application,
    applications,
    comments,
    of_unit,
    open_of_unit,
    plan,
    plan_of,
    plans,
    position,
    positions,
    section,
    standing_positions,
    violation,
    violations,
)
from fugong.resumption.selectors.waiting import waiting

__all__ = [
    "application", "applications", "comments", "of_unit", "open_of_unit", "plan", "plan_of", "plans", "position",
    "positions", "section",
    "standing_positions", "violation", "violations", "waiting",
]
