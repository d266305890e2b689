"""What axe finds in a page against WCAG 2.2, A and AA."""

from playwright.sync_api import Page

from tests.harness.database import ROOT

AXE = (ROOT / "tests/vendor/axe/axe.min.js").read_text("utf-8")
# The rule that is off reads all style sheets each time; tests/kit/test_front_pages.py reads them once.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"],
    "rules": {"css-orientation-lock": {"enabled": False}}, "preload": False,
}
_RUN = """async rules => (await axe.run(document, rules)).violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`))"""


def violations(page: Page) -> list[str]:
    """One line for each place that breaks a rule; empty is what every page owes."""
    page.evaluate(AXE)
    return list(page.evaluate(_RUN, RULES))
