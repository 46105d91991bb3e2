"""A cold `warrantor decide FILE --json` against a bare interpreter that imports pydantic."""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Result, in_turns, middle, process, spread, times
from bench.single import questions

GOAL = 4


def measure(quick: bool) -> Iterator[Result]:
    """Whole processes in turns, and how many times as long ours takes."""
    question = questions()["idesign"][0]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "question.json"
        file.write_text(json.dumps(question), encoding="utf-8")
        installed = Path(sys.executable).with_name("warrantor")
        work = {
            "decide": process([str(installed), "decide", str(file), "--json"]),
            "pydantic": process([sys.executable, "-c", "import pydantic"]),
            "pydantic-model": process([sys.executable, "-c", "from pydantic import BaseModel"]),
            "bare": process([sys.executable, "-c", "pass"]),
        }
        seconds = in_turns(work, 5 if quick else 21)
    for name, found in seconds.items():
        yield Result(f"cold-{name}", middle(found) * 1000, "ms", "", spread(found))
    ratio = times(seconds["decide"], seconds["pydantic"])
    yield Result("cold-vs-pydantic", ratio, "times", f"at most {GOAL}")
