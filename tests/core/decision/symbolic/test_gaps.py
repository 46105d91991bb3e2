"""Gaps and holes are found with examples that `single` confirms; what has none is left alone."""

import pytest

from tests.core.decision.symbolic.test_dead import PLAN, document
from tests.histories import program
from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic import gaps, holes
from warrantor.core.decision.symbolic.asking import Budget
from warrantor.core.decision.symbolic.findings import Finding

SPEAKS = "- {excludes: 'true', ask: [transfer, refund, renew]}\n"
"""What keeps the terms from being silent."""


def found(of: Program, budget: Budget | None = None) -> list[Finding]:
    return list(gaps.find(of, of.latest, budget or Budget()))


def confirmed(of: Program, finding: Finding) -> bool:
    """Whether there is an example, and each is answered as it says."""
    return bool(finding.examples) and all(
        of.decide(shown.question, explain=False) == shown.answer for shown in finding.examples
    )


# -- no answer -------------------------------------------------------------------------------------------------------

TABLE = "- define: region_open\n  by: unit.region\n  rows: {EU: 'true', US: 'false'}\n"


def test_an_open_table_leaves_a_gap() -> None:
    of = document(S=SPEAKS, T=TABLE, X="- requires: region_open")
    (finding,) = found(of)
    assert (finding.problem.clause, finding.problem.code, finding.problem.severity) == ("X", "gap", "warning")
    assert "an `else`" in finding.problem.help
    assert confirmed(of, finding)
    (shown,) = finding.examples
    assert shown.answer["answer"] == "missing"
    assert shown.question["unit"]["region"] not in ("EU", "US")


def test_a_table_with_a_value_for_the_rest_leaves_none() -> None:
    assert found(document(S=SPEAKS, T=TABLE + "  else: 'false'\n", X="- requires: region_open")) == []


def test_a_choice_that_leaves_a_level_open_is_a_gap() -> None:
    level = "- define: service\n  by: unit.series\n  rows: {pro: high, basic: low}\n"
    plan = PLAN.replace("level: low", "level: service")
    of = document(P=plan, S=SPEAKS, T=level)
    (finding,) = found(of)
    assert finding.problem.clause == "P"
    assert "`level` of the plan `care`" in finding.problem.message
    assert confirmed(of, finding)


def test_what_asks_for_something_that_did_not_happen_is_noted() -> None:
    of = document(S=SPEAKS, X="- requires: last(inspected).passed")
    (finding,) = found(of)
    assert (finding.problem.clause, finding.problem.severity) == ("X", "note")
    assert "`inspected`" in finding.problem.message
    assert confirmed(of, finding)


@pytest.mark.parametrize(
    "block",
    [
        "- requires: purchased.by == 'anna'",
        "- {requires: present(registered), until: [registered]}",
        "- requires: coalesce(last(inspected).passed, false)",
        "- {requires: last(inspected).passed, when: any(inspected)}",
        "- excludes: claim.part == 'lamp'",
    ],
)
def test_what_is_known_once_everything_is_leaves_no_gap(block: str) -> None:
    assert found(document(S=SPEAKS, X=block)) == []


def test_a_plan_that_starts_with_what_has_not_happened_is_no_gap() -> None:
    """The terms ask for the registration on purpose."""
    assert found(document(P=PLAN.replace("purchased.on", "registered.on"), S=SPEAKS)) == []


# -- clashes ---------------------------------------------------------------------------------------------------------

FAR = "- {exception: term, when: unit.region == 'EU', set: {term: months(24)}}"


def test_exceptions_that_clash_in_some_histories_are_an_error() -> None:
    near = "- exception: term\n  when: unit.sold_as == 'new'\n  set: {term: months(6)}"
    of = document(S=SPEAKS, far=FAR, near=near)
    (finding,) = found(of)
    assert (finding.problem.code, finding.problem.severity) == ("gap", "error")
    assert "set different values in one history" in finding.problem.message
    assert confirmed(of, finding)
    answer = finding.examples[0].answer
    assert answer["clash"] is True
    assert {"made:far", "made:near"} <= set(answer["clauses"])


@pytest.mark.parametrize(
    "near",
    [
        "- exception: term\n  when: unit.region == 'US'\n  set: {term: months(6)}",
        "- exception: term\n  when: unit.sold_as == 'new'\n  over: far\n  set: {term: months(6)}",
        "- exception: term\n  when: unit.region == 'EU' and unit.region != 'EU'\n  set: {term: months(6)}",
    ],
)
def test_exceptions_that_exclude_each_other_or_are_ordered_do_not(near: str) -> None:
    assert found(document(S=SPEAKS, far=FAR, near=near)) == []


# -- silence ---------------------------------------------------------------------------------------------------------


def test_silence_is_one_note() -> None:
    extra = "- {plan: extra, sold: true, starts: purchased.on, term: months(12), level: high}"
    (finding,) = found(document(extra=extra))
    assert (finding.problem.severity, finding.problem.code, finding.problem.clause) == ("note", "gap", "P")
    assert "on `transfer` of `care` and `extra`; on `refund` and `renew` of `extra`" in finding.problem.message


def test_an_operation_that_is_not_always_spoken_of_is_a_gap() -> None:
    extra = "- {plan: extra, sold: true, starts: purchased.on, term: months(12), level: high}\n"
    extra += "- {excludes: 'true', ask: [transfer, renew]}\n- {allows: refund, plans: [extra], when: any(claimed)}"
    of = document(extra=extra)
    (finding,) = [f for f in found(of) if f.problem.severity == "warning"]
    assert (finding.problem.code, finding.problem.clause) == ("gap", "extra")
    assert confirmed(of, finding)
    assert finding.examples[0].answer["person"]["silent"] is True


# -- holes -----------------------------------------------------------------------------------------------------------

LATER = "- {plan: extra, sold: true, starts: installed.on, term: months(36), level: high}\n"


def test_a_plan_that_starts_with_the_installation_leaves_a_hole() -> None:
    of = document(S=SPEAKS, X=LATER)
    (finding,) = found(of)
    assert (finding.problem.clause, finding.problem.code, finding.problem.severity) == ("X", "hole", "warning")
    assert confirmed(of, finding)
    assert [shown.answer["answer"] for shown in finding.examples] == ["yes", "no", "yes"]
    assert [shown.answer.get("plan") for shown in finding.examples] == ["care", None, "extra"]


@pytest.mark.parametrize(
    "starts",
    ["purchased.on", "earliest(installed.on, ends('care') + days(1))", "latest(purchased.on, ends('care') + days(1))"],
)
def test_a_plan_that_starts_no_later_than_the_other_ends_leaves_none(starts: str) -> None:
    later = LATER.replace("starts: installed.on", f'starts: "{starts}"')
    assert [f.problem.code for f in found(document(S=SPEAKS, X=later))] == []


def test_a_plan_that_can_be_bought_late_is_noted() -> None:
    of = document(S=SPEAKS, X=LATER.replace("installed.on", "plan.bought.on"))
    (finding,) = found(of)
    assert (finding.problem.code, finding.problem.severity) == ("hole", "note")
    assert confirmed(of, finding)
    only_live = "- {requires: plan.bought.on <= ends('care') + days(1), ask: [purchase, cover], plans: [extra]}"
    assert found(document(S=SPEAKS, X=LATER.replace("installed.on", "plan.bought.on"), Y=only_live)) == []


@pytest.mark.clause("idesign:I.start-enhanced")
def test_the_hole_of_idesign_is_found() -> None:
    of = program("idesign")
    looking = gaps.Looking(of, of.latest, Budget())
    (finding,) = holes.find(looking.rooms, looking.examples)
    assert (finding.problem.clause, finding.problem.severity) == ("I.start-enhanced", "warning")
    assert confirmed(of, finding)
    before, within, after = finding.examples
    assert [shown.answer["answer"] for shown in finding.examples] == ["yes", "no", "yes"]
    assert [shown.question["at"][:10] for shown in (before, within)] == ["2025-01-09", "2025-01-10"]
    assert after.answer["starts"] == "2025-03-10"
    assert before.answer["plan"] == "standard"


# -- what was not decided --------------------------------------------------------------------------------------------


def test_a_tiny_budget_says_what_was_not_decided() -> None:
    of = document(S=SPEAKS, T=TABLE, X="- requires: region_open", Y=LATER)
    findings = found(of, Budget(steps=1, total=1))
    assert {finding.problem.code for finding in findings} == {"not-decided"}
    said = " ".join(finding.problem.message for finding in findings)
    assert "this `requires`" in said
    assert "a hole between `care` and `extra`" in said
    assert {"X", "P", "Y"} <= {finding.problem.clause for finding in findings}


@pytest.mark.parametrize("name", ["emetrotel", "iet", "its", "softnetworks"])
def test_our_other_documents_have_no_error_and_are_decided(name: str) -> None:
    of = program(name)
    for finding in found(of):
        assert finding.problem.severity == "note", finding.problem.text()
        assert finding.problem.code in ("gap", "hole")
