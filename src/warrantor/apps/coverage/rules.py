"""Rules of coverage, all pure: how two answers to one question differ."""

from collections.abc import Mapping
from typing import Any

ENGINE_ONLY = ("engine", "took")
"""Keys that say how an answer was made, not what it says."""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The keys under which two answers are not the same, sorted."""
    keys = {*before, *after} - set(ENGINE_ONLY)
    return sorted(key for key in keys if before.get(key) != after.get(key))
