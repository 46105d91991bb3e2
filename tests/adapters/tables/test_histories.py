"""Files of histories come out as the questions that were written; what is wrong with them is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.tables.files import BOUGHT, SEEN, SIGNED, WRITERS, question
from tests.cases import OURS, read_cases
from warrantor.adapters.documents import load_program
from warrantor.adapters.tables.histories import Histories
from warrantor.adapters.tables.lots import START, Given, Lot
from warrantor.core.decision.question import instant

Data = dict[str, Any]
PROGRAM = load_program("idesign")
Read = Callable[..., list[Lot]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The lots of a file."""

    def lots(path: Path, given: Given = Given(), most: int = 50_000, program: str = "idesign") -> list[Lot]:  # noqa: B008
        working = tmp_path / "working"
        working.mkdir(exist_ok=True)
        return list(Histories(path, load_program(program), given, working).lots(START, most))

    return lots


def asked(lots: list[Lot]) -> list[Data]:
    """All questions that came out, as plain data, in order."""
    found: list[tuple[int, Data]] = []
    for lot in lots:
        for ask, batch in lot.batches():
            found += batch.asked({"ask": ask})
        found += [(aside.row, aside.question) for aside in lot.aside if isinstance(aside.question, dict)]
    return [said for _, said in sorted(found, key=lambda each: each[0])]


def meaning(question: Data) -> Data:
    """A question without what makes no difference: nulls, empty sets, the program, and the zone of an instant."""
    kept = {key: value for key, value in question.items() if value is not None and key not in ("id", "program", "note")}
    unit = {key: value for key, value in question["unit"].items() if value is not None}
    events = [
        {key: value for key, value in event.items() if key == "on" or value not in (None, [])}
        for event in unit["events"]
    ]
    instants = {key: instant(kept[key], key).timestamp() for key in ("at", "known_at") if key in kept}
    return {"ask": "cover", **kept, **instants, "unit": {**unit, "events": events}}


QUESTIONS = [
    question("S-1", BOUGHT, SIGNED, SEEN),
    question("S-2", SIGNED, claim={"cause": "wear", "non_functional": True, "first_use": "2024-02-29"}),
    question("S-3", {"what": "installed", "on": None, "by": "x"}, unit={"class": "board", "time_zone": "Asia/Tokyo"}),
    question("S-4", BOUGHT, ask="transfer", plan="standard"),
]


@pytest.mark.parametrize("kind", WRITERS)
def test_every_kind_of_file_gives_the_questions_that_were_written(kind: str, tmp_path: Path, read: Read) -> None:
    name, write = WRITERS[kind]
    lots = read(write(tmp_path / name, QUESTIONS))
    assert not [aside for lot in lots for aside in lot.aside]
    assert [meaning(said) for said in asked(lots)] == [meaning(said) for said in QUESTIONS]


@pytest.mark.parametrize("kind", ["lines", "nested", "long", "cells"])
def test_the_cases_of_a_program_come_out_as_written(kind: str, tmp_path: Path, read: Read) -> None:
    name, write = WRITERS[kind]
    cases = [case["ask"] for case in read_cases(OURS) if case["ask"]["program"] == "idesign"]
    written = [{**case, "unit": {**case["unit"], "serial": f"S-{n}"}} for n, case in enumerate(cases)]
    lots = read(write(tmp_path / name, written), most=7)
    assert [meaning(said) for said in asked(lots)] == [meaning(said) for said in written]
