"""The glossary names what the contracts name."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_name_of_the_glossary_is_one_of_the_contracts() -> None:
    glossary = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Glossary")[2]
    rows = [line for line in glossary.splitlines() if line.startswith("| ")]
    names = {name for line in rows for name in re.findall(r"`(\w+)`", line)}
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "shared/contracts").rglob("*.py"))
    assert len(names) > 50
    assert {name for name in names if not re.search(rf"(?:\b|_){name}(?:\b|_)", sources)} == set()
