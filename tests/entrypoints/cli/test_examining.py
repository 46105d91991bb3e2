"""The examination behind `warrantor check`: what is shown, kept and left undecided, as a shell sees it."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.entrypoints.cli.running import COMMAND, environment
from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic import examine
from warrantor.core.decision.symbolic.asking import Budget
from warrantor.core.decision.symbolic.findings import Finding, Shown
from warrantor.core.terms.document import Document
from warrantor.core.terms.errors import Problem
from warrantor.entrypoints.cli.main import main

TEXT = (
    "---\nprogram: acme\ntitle: T\nversion: {id: 1}\ntime_zone: UTC\n---\n\n## Cover {#cover}\n\n```terms\n"
    "- plan: basic\n  given: true\n  starts: purchased.on\n  term: months(12)\n```\n"
)
QUESTION = {
    "program": "acme", "ask": "cover", "at": "2024-06-01T12:00:00+00:00",
    "unit": {"serial": "example", "events": [{"what": "purchased", "on": "2024-01-10"}]},
}  # fmt: skip
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "acme.md"
    path.write_text(TEXT)
    return path


def a_finding(program: Program, severity: str = "warning", code: str = "gap", accepted: str = "") -> Finding:
    problem = Problem("acme.md", 10, 1, "cover", severity, code, "there is a gap", help="close it")
    shown = Shown(QUESTION, program.decide(QUESTION, explain=False), "bought 10 Jan 2024; asked on 1 Jun 2024: here")
    return Finding(problem, (shown,), accepted)


@pytest.fixture
def finding(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Has an examination find what is told, one thing a part."""

    def finds(*all_keys: dict[str, Any]) -> None:
        def part(keys: dict[str, Any]) -> examine.Part:
            def find(program: Program, document: Document, budget: Budget) -> Iterator[Finding]:
                yield a_finding(program, **keys)

            return examine.Part(str(keys), "all is well", find)

        monkeypatch.setattr(examine, "PARTS", tuple(map(part, all_keys)))

    return finds


def test_a_finding_has_place_remedy_and_an_example_that_was_answered(path: Path, finding: Any, capsys: Capture) -> None:
    finding({})
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{path}:10:1: warning [cover]: there is a gap",
        "    help: close it",
        "    example: bought 10 Jan 2024; asked on 1 Jun 2024: here",
        "        answered yes, basic, from 2024-01-10 through 2025-01-09 (acme:cover)",
        f"{path}: no errors, 1 warning, 1 clause, 0 for a person to read",
    ]


def test_what_is_accepted_comes_last_with_its_reason_and_fails_nothing(
    path: Path, finding: Any, capsys: Capture
) -> None:
    finding({"severity": "accepted", "accepted": "both are wanted", "code": "divergent-windows"}, {"severity": "note"})
    assert main(["check", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.index("note [cover]") < out.index("accepted [cover]")
    assert "    accepted: both are wanted\n" in out
    assert out.endswith("no errors, no warnings, 1 note, 1 accepted, 1 clause, 0 for a person to read\n")


def test_an_error_of_the_examination_fails(path: Path, finding: Any, capsys: Capture) -> None:
    finding({"severity": "error", "code": "divergent-windows"})
    assert main(["check", str(path)]) == 1
    assert "1 error" in capsys.readouterr().out


def test_what_was_not_decided_is_counted_and_said_last(path: Path, finding: Any, capsys: Capture) -> None:
    finding({"code": "not-decided"})
    assert main(["check", str(path)]) == 0
    last = capsys.readouterr().out.splitlines()[-2:]
    assert "no errors, no warnings, 1 not decided" in last[0]
    assert last[1] == f"{path}: not everything was decided; what is not listed may still be wrong"


def test_no_time_is_no_verdict(path: Path, finding: Any, capsys: Capture) -> None:
    finding({})
    assert main(["check", "--seconds", "0.0000001", str(path)]) == 0
    out = capsys.readouterr().out
    assert "it was not decided to the end whether all is well" in out
    assert "not everything was decided" in out


def test_json_carries_questions_and_answers(path: Path, finding: Any, capsys: Capture) -> None:
    finding({"severity": "accepted", "accepted": "both are wanted"})
    assert main(["check", "--json", str(path)]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["examined"], data["not_decided"], data["errors"]) == ("yes", 0, 0)
    found = data["findings"][0]
    assert (found["code"], found["accepted"]) == ("gap", "both are wanted")
    assert found["examples"][0]["question"] == QUESTION
    assert found["examples"][0]["answer"]["answer"] == "yes"


def test_it_can_be_left_out_and_is_where_there_are_errors(path: Path, finding: Any, capsys: Capture) -> None:
    finding({})
    assert main(["check", "--quick", str(path)]) == 0
    path.write_text(TEXT.replace("purchased.on", "purchsed.on"))
    assert main(["check", str(path)]) == 1
    assert "there is a gap" not in capsys.readouterr().out


@pytest.mark.parametrize("text", ["0", "-3", "soon", "inf", "nan"])
def test_seconds_are_a_number(text: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", f"--seconds={text}", "its"])
    assert ended.value.code == 2
    assert f"`{text}` is no number of seconds" in capsys.readouterr().err


# -- examples kept as cases --------------------------------------------------------------------------------------------


def test_examples_are_kept_once_and_are_answered_as_expected(path: Path, finding: Any, capsys: Capture) -> None:
    finding({})
    cases = path.parent / "cases.jsonl"
    theirs = '{"id": "acme-gap-1", "ask": {"at": "2024-06-01T12:00:00Z", "unit": {"events": []}}}'
    cases.write_text(theirs)
    for _ in range(2):
        assert main(["check", "--save", str(cases), str(path)]) == 0
    first, second = cases.read_text().splitlines()
    assert first == theirs
    case = json.loads(second)
    assert case["id"] == "acme-gap-2"
    assert case["note"].startswith("[cover] there is a gap: bought 10 Jan 2024")
    capsys.readouterr()
    assert main(["decide", "--json", "--program", str(path), str(cases)]) == 0
    answers = {answer["id"]: answer for answer in map(json.loads, capsys.readouterr().out.splitlines())}
    assert {key: answers["acme-gap-2"].get(key) for key in case["expect"]} == case["expect"]


def test_where_examples_cannot_be_kept(path: Path, finding: Any, capsys: Capture) -> None:
    finding({})
    assert main(["check", "--save", str(path.parent / "none" / "cases.jsonl"), str(path)]) == 2
    read = capsys.readouterr()
    assert "there is a gap" in read.out
    assert "cases.jsonl`: no such file or directory" in read.err


# -- Ctrl-C ------------------------------------------------------------------------------------------------------------

SLOW = """
import sys
from warrantor.core.decision.symbolic import examine
from warrantor.entrypoints.cli.main import script
from tests.entrypoints.cli.test_examining import a_finding
from tests.core.decision.symbolic.test_examine import knapsack
from warrantor.core.decision.symbolic.asking import Asker, Budget

def quick(program, document, budget):
    yield a_finding(program)

def slow(program, document, budget):
    print("begun", file=sys.stderr, flush=True)
    Asker(knapsack(90), Budget(steps=10**9)).possible()
    yield a_finding(program)

examine.PARTS = (examine.Part("quick", "it is quick", quick), examine.Part("slow", "it is slow", slow))
sys.argv[0] = "warrantor"
script()
"""


def test_ctrl_c_shows_what_was_found_and_what_was_not_decided(path: Path) -> None:
    process = subprocess.Popen(
        [COMMAND[0], "-c", SLOW, "check", str(path)], env=environment(path.parent), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert process.stderr is not None
    assert process.stderr.readline() == "begun\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "")
    assert "there is a gap" in out
    assert "it was not decided to the end whether it is slow" in out
    assert "whether it is quick" not in out
    assert out.splitlines()[-1] == f"{path}: stopped before the end; what is not listed may still be wrong"


# -- the programs ------------------------------------------------------------------------------------------------------


@pytest.mark.clause("idesign:IV.I")
def test_both_ways_of_the_clash_in_idesign_are_found(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    both = tuple(part for part in examine.PARTS if part.name in ("windows", "compliance"))
    monkeypatch.setattr(examine, "PARTS", both)
    assert main(["check", "--json", "--seconds", "600", "idesign"]) == 0
    data = json.loads(capsys.readouterr().out)
    clash = next(f for f in data["findings"] if f["code"] == "divergent-windows" and "accepted" in f)
    assert (clash["clause"], clash["severity"]) == ("IV.I", "accepted")
    assert "neither window contains the other" in clash["accepted"]
    answers = [example["answer"] for example in clash["examples"]]
    assert {answer["answer"] for answer in answers} == {"no"}
    assert any("idesign:IV.I" in answer["clauses"] for answer in answers)
    assert any("idesign:I.start-enhanced" in answer["clauses"] for answer in answers)
    vain = [f for f in data["findings"] if f["code"] == "impossible-compliance" and f["clause"] == "I.start-enhanced"]
    assert vain


LARGE = (
    "---\nprogram: large\ntitle: Large\nversion: {id: 1}\ntime_zone: UTC\n---\n\n## Cover {#cover}\n\n```terms\n"
    "- {plan: basic, given: true, starts: purchased.on, term: months(12)}\n"
    '- {allows: transfer, plans: basic, that: "count(work) * count(serviced) * count(claimed) != 7919 * 7907"}\n'
    + "".join(
        f"- {{excludes: \"count(work, it.by == 'A{n}') * count(serviced, it.by == 'B{n}') == {7919 * (n + 3)}\"}}\n"
        for n in range(12)
    )
    + "```\n"
)


def test_a_document_whose_examination_does_not_end(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Products of counts are beyond the solver; a small budget makes an end, the same each time."""
    monkeypatch.setattr(Budget, "__init__", _small)
    path.write_text(LARGE)
    told = []
    for _ in range(2):
        assert main(["check", "--seconds", "600", str(path)]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert "not everything was decided; what is not listed may still be wrong" in told[0]


def _small(self: Budget, steps: int = 0, total: int = 0, stop: Any = None, spent: int = 0, _count: Any = None) -> None:
    self.steps, self.total, self.stop, self.spent, self._count = 2_000, total or 40_000, stop, spent, _count
