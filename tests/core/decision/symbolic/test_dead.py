"""Statements that no history reaches are named, with what stands in their way; those that can bite are left alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.decision import documents
from tests.core.decision.strategies import thorough
from tests.histories import program
from warrantor.adapters.documents import programs_folder
from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic import dead
from warrantor.core.decision.symbolic.asking import Budget
from warrantor.core.decision.symbolic.findings import Finding

HEAD = "program: made\ntitle: Made up\nversion: {id: one}\ntime_zone: UTC\nlevels: [low, high]\n"
PLAN = "- {plan: care, given: 'true', starts: purchased.on, term: months(12), level: low}\n"


def document(front: str = "", **clauses: str) -> Program:
    """A document with one plan and further clauses, each with its block."""
    blocks = {"P": PLAN, **clauses}
    text = "".join(f"## {name} {{#{name}}}\n\n```terms\n{block.strip()}\n```\n\n" for name, block in blocks.items())
    return documents.made(f"---\n{HEAD}{front}---\n\n{text}")


def found(of: Program, budget: Budget | None = None) -> list[Finding]:
    return list(dead.find(of, of.latest, budget or Budget()))


def said(of: Program) -> dict[str, str]:
    """The clauses that something is said of, with the code of what is said."""
    return {finding.problem.clause: finding.problem.code for finding in found(of)}


# -- dead ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("- requires: purchased.on <= day", "its condition always holds"),
        ("- {excludes: present(registered), when: not present(registered)}",
         "its condition never holds where its `when` does"),
        ("- {requires: registered.complete, when: present(registered) and registered.on > day}",
         "its `when` is never true"),
        ("- {excludes: claim.part == 'lamp', unless: claim.part == 'lamp'}", "its `unless` lifts it"),
        ("- {person: plan.starts > plan.ends, role: manager}", "its condition never holds"),
        ("- {exception: plan_days, when: plan.starts > plan.ends, set: '90'}\n- {define: plan_days, is: '30'}",
         "its `when` is never true"),
        ("- {exception: live_lamp, when: claim.cause == 'defect'}", "what it lifts never bites where its `when` holds"),
        ("- {charge: fee, when: claim.part == 'lamp' and claim.part == 'panel'}", "its `when` is never true"),
        ("- {charge: fee, when: claim.part == 'fuse'}", "the answer is never one that it goes with"),
        ("- {next: notice, answer: [yes], when: day > plan.ends, text: over}", "the answer is never one"),
        ("- {promise: answer, ask: [cover], within: days(3), when: day > plan.ends}", "the answer is never one"),
        ("- {allows: refund, that: plan.starts > plan.ends}", "its condition never holds"),
        ("- {needs: [serial], for: report, when: claim.part == 'lamp' and claim.part == 'panel'}",
         "its `when` is never true"),
    ],
)  # fmt: skip
def test_what_never_bites_is_dead(block: str, why: str) -> None:
    lamp = "- {excludes: claim.part == 'lamp', when: claim.cause == 'wear'}"
    of = document(live_lamp=lamp, fuse="- excludes: claim.part == 'fuse'", X=block)
    (finding,) = found(of)
    assert (finding.problem.clause, finding.problem.code, finding.problem.severity) == ("X", "dead-clause", "warning")
    assert why in finding.problem.message
    assert finding.problem.help
    assert finding.problem.line > 1


def test_what_the_document_assumes_can_make_a_clause_dead() -> None:
    block = "- {excludes: installed.on < purchased.on}"
    assert said(document(X=block)) == {}
    (finding,) = found(document("assume: [purchased.on <= installed.on]\n", X=block))
    assert finding.problem.code == "dead-clause"
    assert "since the document assumes `purchased.on <= installed.on`" in finding.problem.message
    assert "mend the assumption" in finding.problem.help


def test_an_exception_that_always_lifts_makes_a_clause_dead() -> None:
    block, lift = "- excludes: claim.part == 'lamp'", "- exception: X\n  when: claim.part in ('lamp', 'fuse')"
    (finding,) = found(document(X=block, Y=lift))
    assert (finding.problem.clause, finding.problem.code) == ("X", "dead-clause")
    assert "wherever it would, `Y` lifts it" in finding.problem.message
    assert "narrow `Y`" in finding.problem.help


def test_an_exception_that_lifts_sometimes_leaves_it_alive() -> None:
    block, lift = "- excludes: claim.part in ('lamp', 'fuse')", "- {exception: X, when: claim.part == 'lamp'}"
    assert said(document(X=block, Y=lift)) == {}


# -- shadowed --------------------------------------------------------------------------------------------------------


def test_what_bites_only_where_another_does_is_shadowed() -> None:
    of = document(wide="- excludes: claim.cause in ('wear', 'misuse')", narrow="- excludes: claim.cause == 'wear'")
    (finding,) = found(of)
    assert (finding.problem.clause, finding.problem.code, finding.problem.severity) == (
        "narrow", "shadowed-clause", "note",
    )  # fmt: skip
    assert "`wide` does too" in finding.problem.message
    assert "narrow `wide`" in finding.problem.help
    (shown,) = finding.examples
    assert {"made:narrow", "made:wide"} <= set(shown.answer["clauses"])
    assert of.decide(shown.question, explain=False) == shown.answer


def test_a_person_is_shadowed_by_a_bar() -> None:
    of = document(bar="- excludes: claim.cause == 'wear'", ask="- {person: claim.cause == 'wear', role: manager}")
    assert said(of) == {"ask": "shadowed-clause"}


def test_a_bar_is_not_shadowed_by_what_can_still_be_mended() -> None:
    """Where both fail the answer is no, not missing: the bar decides."""
    mend = "- {requires: present(registered), until: [registered]}"
    of = document(mend=mend, bar="- {excludes: not present(registered) and claim.part == 'lamp'}")
    assert said(of) == {}


def test_a_condition_of_the_term_is_shadowed_by_the_term() -> None:
    (finding,) = found(document(X="- excludes: day > plan.ends"))
    assert finding.problem.code == "shadowed-clause"
    assert "the plan is over" in finding.problem.message


def test_an_exception_is_shadowed_by_one_that_goes_further() -> None:
    of = document(
        X="- excludes: claim.part in ('lamp', 'fuse', 'trim')",
        far="- exception: X\n  when: claim.part in ('lamp', 'fuse')",
        near="- {exception: X, when: claim.part == 'lamp'}",
    )
    assert said(of) == {"near": "shadowed-clause"}


# -- values and plans ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "named"),
    [
        ("- define: days_open\n  is: \"30 if unit.region == 'EU' and unit.region == 'US' else 60\"", "`30` where"),
        ("- define: days_open\n  is: 30 if purchased.on <= day else 60", "`60` for the rest"),
        ("- define: days_open\n  by: purchased.channel\n  rows: {direct: 1, partner: 2, unrecognised: 3}\n  else: 4",
         "`4` for the rest"),
    ],
)  # fmt: skip
def test_a_value_that_is_never_taken_is_noted(block: str, named: str) -> None:
    (finding,) = found(document(X=block, Y="- excludes: day > purchased.on + days(days_open)"))
    assert (finding.problem.clause, finding.problem.code, finding.problem.severity) == ("X", "dead-clause", "note")
    assert named in finding.problem.message


def test_values_that_are_taken_are_left_alone() -> None:
    block = "- define: days_open\n  by: unit.region\n  rows: {EU: 30, US: 60}\n  else: 90"
    assert said(document(X=block, Y="- excludes: day > purchased.on + days(days_open)")) == {}


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        ("{plan: odd, given: 'true', starts: purchased.on, ends: purchased.on + days(-1)}", "no day on which"),
        ("{plan: odd, given: claim.part == 'a' and claim.part == 'b', starts: purchased.on, ends: never}",
         "nobody can hold it"),
        ("{plan: odd, given: 'true', starts: purchased.on, ends: never}\n- {excludes: 'true', plans: [odd]}",
         "`X` always bars"),
    ],
)  # fmt: skip
def test_a_plan_that_never_covers_anything_is_dead(plan: str, why: str) -> None:
    findings = [f for f in found(document(X=f"- {plan}")) if "never covers anything" in f.problem.message]
    assert [(f.problem.clause, f.problem.severity) for f in findings] == [("X", "warning")]
    assert why in findings[0].problem.message


# -- other coverages -------------------------------------------------------------------------------------------------

SOLD = "- {plan: extra, sold: true, starts: plan.bought.on, term: months(12), level: high}\n"


def test_what_takes_another_coverage_is_alive() -> None:
    of = document(
        S=SOLD,
        once="- {excludes: count(bought) > 1, ask: [purchase], plans: [extra]}",
        other="- {excludes: live('extra'), plans: [care]}",
    )
    assert said(of) == {}


def test_what_no_number_of_coverages_makes_bite_is_dead() -> None:
    of = document(S=SOLD, X="- {excludes: count(bought) < 1, ask: [purchase], plans: [extra]}")
    assert said(of) == {"X": "dead-clause"}


def test_what_takes_more_coverages_than_are_looked_at_is_not_decided() -> None:
    of = document(S=SOLD, X="- {excludes: count(bought) > 7, ask: [purchase], plans: [extra]}")
    (finding,) = found(of)
    assert finding.problem.code == "not-decided"
    assert finding.problem.clause == "X"
    assert "can never bar anything" in finding.problem.message
    assert "more coverages" in finding.problem.message


def test_a_tiny_budget_decides_nothing_and_says_so() -> None:
    of = document(X="- excludes: claim.part == 'lamp'", Y="- requires: purchased.on <= day")
    findings = found(of, Budget(steps=1, total=1))
    assert {finding.problem.code for finding in findings} == {"not-decided"}
    assert {finding.problem.clause for finding in findings} == {"P", "X", "Y"}


def test_what_the_solver_does_not_read_is_not_decided() -> None:
    findings = found(document(X="- excludes: at > at"))
    assert [(finding.problem.code, finding.problem.clause) for finding in findings] == [
        ("not-decided", "X"), ("not-decided", "P"),
    ]  # fmt: skip


# -- our documents ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["emetrotel", "iet", "its", "softnetworks", "idesign"])
def test_our_documents_have_no_dead_clause(name: str) -> None:
    assert said(program(name)) == {}


@pytest.mark.parametrize("name", ["emetrotel", "iet", "its", "softnetworks", "idesign"])
def test_every_gate_of_our_documents_is_seen_to_decide(name: str) -> None:
    """What is not called dead or shadowed has a history in which it alone bites, and `single` cites it there."""
    of = program(name)
    looking = dead.Looking(of, of.latest, Budget())
    for statement in of.latest.of_kind("requires", "excludes", "person"):
        shown = looking.alive(statement)
        assert shown, statement.subject
        assert of.latest.cite(statement.clause) in shown[0].answer["clauses"]


@pytest.mark.clause("idesign:IV.N")
@pytest.mark.clause("idesign:II.F.5")
def test_written_on_the_cause_installation_iv_n_would_be_shadowed() -> None:
    source = (programs_folder() / "idesign" / "2023-01.md").read_text(encoding="utf-8")
    text = "claim.cause == 'workmanship'\n  plans: BEYOND_STANDARD"
    assert text in source
    changed = documents.made(source.replace(text, text.replace("workmanship", "installation")))
    looking = dead.Looking(changed, changed.latest, Budget())
    findings = [f for statement in changed.latest.clauses["IV.N"].statements for f in looking.at(statement)]
    assert [finding.problem.code for finding in findings] == ["shadowed-clause"]
    assert "`II.F.5`" in findings[0].problem.message
    assert "idesign:II.F.5" in findings[0].examples[0].answer["clauses"]


# -- what is called dead never bites ---------------------------------------------------------------------------------


def played(answer: dict[str, Any]) -> set[str]:
    """The clauses that failed, were left to a person, or fired."""
    return {why["clause"] for why in answer["why"] if why["result"] in ("failed", "left", "fired")}


@thorough(15)
@given(documents.texts(), st.lists(documents.stories(), min_size=40, max_size=40))
def test_no_statement_called_dead_ever_bites(text: str, cases: list[dict[str, Any]]) -> None:
    of = documents.made(text)
    messages = {f.problem.message: f.problem.clause for f in found(of) if f.problem.code == "dead-clause"}
    statements = {f"made:{clause}" for message, clause in messages.items() if message.startswith("this `")}
    plans = {message.split("`")[1] for message in messages if "never covers anything" in message}
    for case in cases:
        answer = of.decide(case, explain=False)
        assert not played(answer) & statements, case
        assert answer["answer"] not in ("yes", "person") or answer["plan"] not in plans, case


def test_some_made_up_statements_are_called_dead() -> None:
    """The property above would hold if nothing ever were."""
    count = 0

    @thorough(10)
    @given(documents.texts())
    def look(text: str) -> None:
        nonlocal count
        of = documents.made(text)
        count += any(f.problem.code == "dead-clause" for f in found(of))

    look()
    assert count
