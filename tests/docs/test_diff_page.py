"""The page about `diff` has all rules, as they are; `UPDATE_GOLDENS=1` writes its table anew."""

from __future__ import annotations

import os
import re

from ampeco_refgen.compare.rules import RULES, Level
from documents import ROOT

PAGE = ROOT / "docs" / "diff.md"
VERDICTS = {Level.BREAKING: "breaking", Level.WATCH: "worth a look", Level.SAFE: "safe"}


def test_the_page_shows_every_rule() -> None:
    text = PAGE.read_text("utf-8")
    rows = "".join(f"| `{rule.id}` | {VERDICTS[rule.level]} | {rule.why} |\n" for rule in RULES)
    wanted = re.sub(
        r"(\| Rule \| Verdict \| Why \|\n\|---\|---\|---\|\n)(\|.*\n)*", lambda match: match[1] + rows, text
    )
    if os.environ.get("UPDATE_GOLDENS"):
        PAGE.write_text(wanted, "utf-8")
        text = wanted
    assert wanted == text
    assert rows in text
