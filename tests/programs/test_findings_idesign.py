"""What the check finds by itself in the iDesign document: its two windows, and a plan that is sold in vain."""

from datetime import date

import pytest

from tests.histories import program
from tests.programs.idesign import ADVANCED, ONSITE, PROMO, STAND
from warrantor.adapters.documents import programs_folder
from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic import compliance, windows
from warrantor.core.decision.symbolic.asking import Budget
from warrantor.core.decision.symbolic.findings import Finding
from warrantor.core.terms.reader import read_document

WAYS = {
    ("2024-01-10", "2024-01-10", "2024-03-11"): "idesign:I.start-enhanced",
    ("2024-01-10", "2024-02-10", "2024-04-10"): "idesign:IV.I",
}
"""Bought, installed, activated -> the clause that closed: on day 61 of sixty, on day 91 of ninety."""


def clash(of: Program) -> Finding:
    """What is found of the windows for activation."""
    found = [f for f in windows.find(of, of.latest, Budget()) if "`activate`" in f.problem.message]
    assert len(found) == 1
    return found[0]


def shown(finding: Finding) -> dict[tuple[str, str, str], str]:
    """The days of each example, and the windows that its answer says had closed."""
    ways = {}
    for example in finding.examples:
        on = {event["what"]: event["on"] for event in example.question["unit"]["events"]}
        closed = [clause for clause in WAYS.values() if clause in example.answer["clauses"]]
        ways[on["plan-purchased"], on["installed"], example.question["at"][:10]] = ",".join(closed)
    return ways


@pytest.mark.clause("idesign:IV.I")
def test_both_ways_of_the_clash_are_found_and_accepted() -> None:
    of = program("idesign")
    finding = clash(of)
    assert (finding.problem.severity, finding.problem.clause) == ("accepted", "IV.I")
    assert "neither window contains the other" in finding.accepted
    assert all(f"`{plan}`" in finding.problem.message for plan in (ADVANCED, ONSITE, STAND, PROMO))
    assert shown(finding) == WAYS
    for example in finding.examples:
        assert of.decide(example.question, explain=False) == example.answer
        assert example.answer["answer"] == "no"


@pytest.mark.clause("idesign:IV.I")
def test_without_its_settling_the_clash_is_an_error() -> None:
    text = (programs_folder() / "idesign" / "2023-01.md").read_text(encoding="utf-8")
    start = text.index("- settles: [I.start-enhanced, IV.I]")
    unsettled = text[:start] + text[text.index("```", start) :]
    finding = clash(Program([read_document(unsettled)], program("idesign").prices))
    assert (finding.problem.severity, finding.accepted) == ("error", "")
    assert "settles: [I.start-enhanced, IV.I]" in finding.problem.help
    assert shown(finding) == WAYS


@pytest.mark.clause("idesign:IV.I")
def test_a_plan_bought_on_days_61_to_90_is_found_to_be_sold_in_vain() -> None:
    of = program("idesign")
    found = list(compliance.find(of, of.latest, Budget()))
    finding = next(f for f in found if f.problem.clause == "I.start-enhanced")
    assert (finding.problem.severity, finding.problem.code) == ("warning", "impossible-compliance")
    assert finding.problem.message.endswith("from 11 Mar 2024 to 9 Apr 2024, 61 to 90 days after `installed.on`")
    sold, barred = finding.examples
    assert of.decide(sold.question, explain=False) == sold.answer
    assert (sold.answer["answer"], date.fromisoformat(sold.question["at"][:10])) == ("yes", date(2024, 3, 11))
    assert of.decide(barred.question, explain=False) == barred.answer
    assert (barred.answer["answer"], barred.question["at"][:10]) == ("no", "2024-03-11")
    assert {f.problem.code for f in found} == {"impossible-compliance"}


@pytest.mark.parametrize("name", ["idesign", "emetrotel", "iet", "its", "softnetworks"])
def test_no_published_document_has_an_open_clash(name: str) -> None:
    of = program(name)
    findings = [*windows.find(of, of.latest, Budget()), *compliance.find(of, of.latest, Budget())]
    assert {f.problem.severity for f in findings} <= {"accepted", "note", "warning"}
    assert all(f.problem.code != "not-decided" for f in findings)
    if name != "idesign":
        assert not findings
