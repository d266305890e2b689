"""Daily reports as the units made them."""

from typing import Any

from fugong.project.demo.loading.stage import Stage
from fugong.project.demo.model import ABSENCE_REASONS, DailyReport
from fugong.reporting.services import daily


def load(stage: Stage) -> None:
    """All reports up to the demo's morning."""
    contacts = {unit.code: unit.contact.name for unit in stage.cast.units}
    daily.load(actor=stage.actor("staff"), rows=[
        {**_values(report), "unit_id": stage.units[report.unit].pk, "recorded_by": contacts[report.unit]}
        for report in stage.cast.reports
    ])


def _values(report: DailyReport) -> dict[str, Any]:
    return {
        "day": report.day, "submitted_at": report.submitted_at, "due": report.due, "on_post": report.on_post,
        "newly_returned": report.newly_returned,
        **{f"absent_{reason}": count for reason, count in zip(ABSENCE_REASONS, report.absences, strict=True)},
        "abnormal_temperatures": report.abnormal_temperature, "isolated_home": report.isolated,
        "advised_to_stay": report.advised_to_stay, "disinfections": report.disinfections,
        "masks_used": report.masks_used, "masks_in_stock": report.masks_in_stock,
        "material_days": report.material_days, "difficulties": report.difficulty,
    }
