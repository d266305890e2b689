"""What axe finds in a page against WCAG 2.2, A and AA."""

from typing import Any

from playwright.sync_api import Page

from tests.harness.database import ROOT

AXE = (ROOT / "tests/vendor/axe/axe.min.js").read_text("utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


def violations(page: Page) -> list[str]:
    """One line for each place that breaks a rule; empty is what every page owes."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [f"{fault['id']}: {node['target']} {node['failureSummary']}" for fault in found for node in fault["nodes"]]
