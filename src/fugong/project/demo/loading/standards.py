"""The rules that the authority worked by, from the first day on."""

from fugong.kit import clock
from fugong.project.demo.loading.stage import Stage
from fugong.standards.services import decisions, packs


def load(stage: Stage) -> None:
    """Load the shipped packs, put the authority's own in force, with its regimes and its report deadline."""
    actor = stage.actor("staff")
    versions = {version.code: version for version in packs.load_shipped(actor=actor)}
    decisions.adopt(
        actor=actor, version_id=versions[stage.cast.pack].pk, reason="疫情防控指挥部决定", with_admission=True)
    for regime in stage.cast.regimes:
        decisions.change_regime(
            actor=actor, batch="", regime=regime.code, effective_from=clock.at(regime.starts_on), reason=regime.reason)
    if stage.cast.report_deadline:
        decisions.override_parameter(
            actor=actor, code="report.deadline", value=stage.cast.report_deadline, reason="每日早班前报送")
