"""What axe finds on a page: rules of WCAG 2.2, levels A and AA, and the trade's best practice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.npm import fetched

HERE = Path(__file__).parents[1] / "axe"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  if (found.passes.length === 0) throw new Error("axe looked at nothing");
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => [id, target.join(" "), help, failureSummary]));
}"""


class Axe:
    """The checker; fetched once by its lock file, and let into a page by the browser's own door."""

    def __init__(self, config: pytest.Config) -> None:
        place = fetched(config, HERE) / "node_modules" / "axe-core" / "axe.min.js"
        self._source = place.read_text("utf-8")

    def violations(self, page: Page) -> list[str]:
        """Return every violation in words: the rule, where, and what is wrong with it."""
        if not page.evaluate("() => Boolean(window.axe)"):
            page.evaluate(self._source)
        found: list[list[Any]] = page.evaluate(RUN, TAGS)
        return [f"{rule} at {where}: {wrong} ({how})" for rule, where, wrong, how in found]
