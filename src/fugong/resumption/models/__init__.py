"""Applications to resume, what belongs to them, plans, violations and positions."""

from fugong.resumption.models.applications import (
    Application,
    ApplicationStep,
    Commitment,
    Participant,
    Review,
    Verification,
)
from fugong.resumption.models.plans import EnterprisePlan, PlanSection, SectionComment
from fugong.resumption.models.units import UnitPosition, Violation

__all__ = [
    "Application", "ApplicationStep", "Commitment", "EnterprisePlan", "Participant", "PlanSection", "Review",
    "SectionComment", "UnitPosition", "Verification", "Violation",
]
