"""Every setting that the code reads from the environment is in the reference, and no other."""

import re
from pathlib import Path

from warrantor.config import settings

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"\b(WARRANTOR_[A-Z_]+|DATABASE_URL)\b")


def test_the_reference_names_every_setting() -> None:
    read = {name for path in (ROOT / "src").rglob("*.py") for name in NAME.findall(path.read_text())}
    told = set(NAME.findall((ROOT / "docs/reference/settings.md").read_text()))
    assert read == told


def test_the_settings_themselves_name_every_setting() -> None:
    """`warrantor settings` calls any other name that begins so a slip."""
    told = set(NAME.findall((ROOT / "docs/reference/settings.md").read_text()))
    assert set(NAME.findall(settings.__doc__ or "")) == told
