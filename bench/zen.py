"""The same rules and facts in warrantor and in zen-engine, both with their trace, timed at the public call.

The rules are the hardware warranty of the shipped E-MetroTel document: its term, what it is about and its
exclusions a to h, cut out of the document itself. `zen_graph` says the same in the peer's own nodes.
Verdicts, days and clauses must be equal, or the run fails.

The peer hands each call to a thread of its own. Left free, it pays for waking that thread on another core; on one
core it does not. Both are measured and both are told.
"""

import itertools
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import zen

from bench.measure import Result, in_turns, middle, on_one_core, spread, times
from bench.zen_graph import graph
from warrantor.core.decision.program import Program
from warrantor.core.terms.reader import read_document

DOCUMENT = Path(__file__).parents[1] / "programs" / "emetrotel" / "2023-01.md"
KEPT = ("hw-term", "hw-exclusions")
GOAL = 10


def subset() -> Program:
    """The hardware warranty alone: the front matter, and the clauses kept, word for word."""
    text = DOCUMENT.read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    front = re.sub(r"^  HARDWARE: .*$", "  HARDWARE: [hardware]", front, flags=re.M)
    front = re.sub(r"^facts:\n(  .*\n)+", "", front, flags=re.M)
    clauses = re.split(r"^(?=#+ )", body, flags=re.M)
    kept = [c for c in clauses if (m := re.search(r"\{#([^}]+)\}", c.split("\n", 1)[0])) and m[1].startswith(KEPT)]
    return Program([read_document(f"---\n{front}---\n{''.join(kept)}", DOCUMENT.name)])


CAUSES = """
    defect workmanship accident liquid power transit other-product cleaning wear ageing against-instructions
    unauthorised-service third-party-work modification own-software
"""


def questions() -> list[dict[str, Any]]:
    """Every cause, several parts, both ends of the term, and histories with and without what bars a claim."""
    days = ("2023-05-01", "2023-09-14", "2024-04-30", "2024-05-01")
    parts = ("mainboard", "battery")
    bare: list[dict[str, Any]] = []
    defaced = [{"what": "serial-removed", "on": "2023-05-01"}]
    altered = [{"what": "modified", "on": "2023-05-01", "approved": False}]
    histories = (bare, defaced, altered)
    purchased = {
        "what": "purchased",
        "on": "2023-05-01",
        "by": "rosewood",
        "channel": "partner",
        "invoice": "E-1",
    }
    return [
        {
            "program": "emetrotel", "ask": "cover", "at": f"{day}T12:00:00-05:00",
            "unit": {"serial": "EM-1", "class": "ucx450", "sold_as": "new", "events": [purchased, *history]},
            "claim": {"by": "rosewood", "part": part, "cause": cause},
        }
        for cause, day, part, history in itertools.product(CAUSES.split(), days, parts, histories)
    ]  # fmt: skip


def measure(quick: bool) -> Iterator[Result]:
    """Seconds a decision of each, and how many times faster ours is."""
    program, peer = subset(), zen.ZenEngine().create_decision(json.dumps(graph()))
    asked = questions()
    options: Any = {"trace": True}
    check_equal(program, peer, asked)

    def ours() -> None:
        for question in asked:
            program.decide(question, explain=False)

    def theirs() -> None:
        for question in asked:
            peer.evaluate(question, options)

    work = {"warrantor": ours, "zen-engine": theirs}
    rounds = 5 if quick else 15
    yield from _told("", work, in_turns(work, rounds), f"at least {GOAL}")
    if hasattr(os, "sched_setaffinity"):
        with on_one_core():
            pinned = in_turns(work, rounds)
        yield from _told("-one-core", work, pinned, "")


def _told(kind: str, work: Iterable[str], seconds: dict[str, list[float]], goal: str) -> Iterator[Result]:
    count = len(questions())
    for name in work:
        yield Result(f"hardware-{name}{kind}", count / middle(seconds[name]), "decisions/s", "", spread(seconds[name]))
    yield Result(f"single-vs-zen{kind}", times(seconds["zen-engine"], seconds["warrantor"]), "times", goal)


def check_equal(program: Program, peer: Any, asked: list[dict[str, Any]]) -> None:
    """Raises AssertionError where verdict, days or clauses differ."""
    for question in asked:
        ours = program.decide(question, explain=False)
        outcome = peer.evaluate(question, {"trace": True})
        theirs = outcome["result"]
        assert outcome["trace"], "the peer gave no trace"
        mine = {"answer": ours["answer"], "clauses": sorted(ours["clauses"])}
        other = {"answer": theirs["answer"], "clauses": sorted(theirs["clauses"])}
        if ours["answer"] == "yes":
            mine |= {"starts": ours["starts"], "ends": ours["ends"]}
            other |= {"starts": theirs["starts"], "ends": theirs["ends"]}
        assert mine == other, f"{question}\n  ours {mine}\n  zen  {other}"
