"""Case lines and how they are judged: a question, and the part of the answer it must have.

The lines shared with other implementations lie beside the checkout; ours are in `tests/programs/cases`.
"""

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from warrantor.core.terms.statements import ASKS

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "cases"
OURS = ROOT / "tests" / "programs" / "cases"

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT.+")


def read_cases(folder: Path) -> list[dict[str, Any]]:
    """The decision cases of a folder's `.jsonl` files, in order; lines of other kinds are passed over."""
    lines = [json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in _lines(file)]
    return [line for line in lines if isinstance(line.get("ask"), dict) and line["ask"].get("ask", "cover") in ASKS]


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def disagreements(expect: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """What is wrong with an answer, a line each; empty when the case passes."""
    found: list[str] = []
    for key, wanted in expect.items():
        if key == "clauses_not":
            cited = [c for c in wanted if _is_cited(c, answer["clauses"])]
            found += [f"cites `{clause}`, which played no part" for clause in cited]
        elif key == "clauses":
            lacking = [c for c in wanted if not _is_cited(c, answer["clauses"])]
            found += [f"does not cite `{clause}`, but {answer['clauses']}" for clause in lacking]
        elif not _agrees(wanted, answer.get(key)):
            found.append(f"`{key}` is {answer.get(key)!r}, expected {wanted!r}")
    return found


def _is_cited(clause: str, cited: list[str]) -> bool:
    """A lettered item stands for the whole clause."""
    return any(c == clause or re.fullmatch(re.escape(clause) + r"\.[A-Za-z]", c) for c in cited)


def _agrees(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, list):
        have = got or []
        return not have if not wanted else all(any(_agrees(one, other) for other in have) for one in wanted)
    if isinstance(wanted, dict):
        return isinstance(got, dict) and all(_agrees(value, got.get(key)) for key, value in wanted.items())
    return bool(_plain(wanted) == _plain(got))


def _plain(value: Any) -> Any:
    """Texts that are days or instants as what they mean, so that `+00:00` and `Z` are the same."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return datetime.fromisoformat(value)
    return value
