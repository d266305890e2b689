"""Facts that daily reports know: counted for figures, and named per unit for rule packs."""

from fugong.reporting.facts.counts import DAYS, LATEST_REPORTS
from fugong.reporting.facts.units import PROVIDERS

__all__ = ["DAYS", "LATEST_REPORTS", "PROVIDERS"]
