"""The page on speed speaks of every part and of every measure that is promised, and the runner of every part."""

import re

from bench.measure import Result
from bench.run import PARTS, table
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "reference" / "speed.md").read_text(encoding="utf-8")
PROMISED = ("single", "single-vs-zen", "cold-vs-pydantic", "bulk-vs-read-pass", "bulk-vs-duckdb", "readers-agree")


def test_every_part_has_its_section() -> None:
    assert set(PARTS) <= set(re.findall(r"^## `(.+)`$", PAGE, re.M))


def test_every_promised_measure_is_made_and_said() -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "bench").glob("*.py")))
    for name in PROMISED:
        assert f"`{name}`" in PAGE
        assert f'"{name}"' in sources or f'f"{name}' in sources


def test_a_value_may_be_a_word() -> None:
    assert table([Result("readers-agree", "yes", "", "yes")]).splitlines()[1].split() == ["readers-agree", "yes", "yes"]
