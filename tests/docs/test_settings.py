"""Every setting that the code reads from the environment is in the reference, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"\b(WARRANTOR_[A-Z_]+|DATABASE_URL)\b")


def test_the_reference_names_every_setting() -> None:
    read = {name for path in (ROOT / "src").rglob("*.py") for name in NAME.findall(path.read_text())}
    told = set(NAME.findall((ROOT / "docs/reference/settings.md").read_text()))
    assert read == told
