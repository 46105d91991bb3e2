"""Two clauses that close one act at different times are found, both ways, and shown by confirmed histories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.decision.strategies import thorough
from tests.core.decision.symbolic.windows import program, window, within
from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic.asking import Budget
from warrantor.core.decision.symbolic.findings import Finding
from warrantor.core.decision.symbolic.windows import find

SETTLES = "- settles: [B, C]\n  by: {}\n  because: so it is meant\n"
INSTALLED, BOUGHT = window(within(60, "installed.on")), window(within(90, "plan.bought.on"))


def found(of: Program, budget: Budget | None = None) -> list[Finding]:
    return list(find(of, of.latest, budget or Budget()))


def confirmed(of: Program, finding: Finding) -> None:
    """Fails unless each example is answered now as it is shown, and the answers cite what the examples say."""
    assert finding.examples
    for shown in finding.examples:
        assert of.decide(shown.question, explain=False) == shown.answer
        closed = shown.says.split("`")[-4] if "days after" in shown.says else shown.says.split("`")[-2]
        assert f"made:{closed}" in shown.answer["clauses"] or shown.answer["answer"] == "yes"


def test_two_windows_of_which_neither_contains_the_other() -> None:
    of = program(INSTALLED, BOUGHT)
    (finding,) = found(of)
    assert (finding.problem.severity, finding.problem.code) == ("error", "divergent-windows")
    assert finding.problem.clause == "C"
    assert finding.problem.message == (
        "`B` and `C` close `activate` for `care` at different times, each while the other is still open"
    )
    assert "settles: [B, C]" in finding.problem.help
    confirmed(of, finding)
    assert [shown.answer["clauses"] for shown in finding.examples] == [["made:C"], ["made:B"]]
    assert [shown.says.split("; ")[-1] for shown in finding.examples] == [
        "asked on 10 Apr 2024 to activate care: `B` is still open, `C` has closed, 91 days after `plan.bought.on`",
        "asked on 11 Mar 2024 to activate care: `C` is still open, `B` has closed, 61 days after `installed.on`",
    ]


def test_a_window_that_another_always_contains_never_decides() -> None:
    of = program(INSTALLED, window(within(90, "installed.on")))
    (finding,) = found(of)
    assert (finding.problem.severity, finding.problem.clause) == ("note", "C")
    assert "the window of `C` never decides `activate` for `care`" in finding.problem.message
    confirmed(of, finding)
    assert [shown.answer["clauses"] for shown in finding.examples] == [["made:B"]]


def test_a_wider_window_that_decides_elsewhere_is_no_finding() -> None:
    """A shorter window in one region: the general one decides in the others."""
    assert not found(program(window(within(60, "installed.on"), further="when: unit.region == 'EU'"),
                             window(within(90, "installed.on"))))  # fmt: skip


@pytest.mark.parametrize("blocks", [
    (INSTALLED, INSTALLED),
    (INSTALLED + BOUGHT,),
    (INSTALLED, BOUGHT.replace("[care]", "[more]")),
    (INSTALLED, window(within(90, "plan.bought.on", "bought"), "purchase")),
    (window(within(60, "installed.on"), further="when: unit.region == 'EU'"),
     window(within(90, "plan.bought.on"), further="when: unit.region == 'US'")),
    (INSTALLED, window("registered.complete", further="until: [registered]")),
], ids=["same", "one-clause", "other-plans", "other-acts", "other-regions", "no-window"])  # fmt: skip
def test_what_does_not_diverge(blocks: tuple[str, ...]) -> None:
    assert not found(program(*blocks))


def test_what_differs_only_where_something_is_unknown_does_not_diverge() -> None:
    """The second takes the delivery for an installation that nobody recorded; the first then waits for it."""
    either = window(within(60, "coalesce(installed.on, delivered.on)"))
    assert not found(program(INSTALLED, either))


@pytest.mark.parametrize("by", ["both", "B"])
def test_what_is_settled_is_accepted_and_stays_listed(by: str) -> None:
    of = program(INSTALLED, BOUGHT, SETTLES.format(by))
    (finding,) = found(of)
    assert (finding.problem.severity, finding.accepted) == ("accepted", "so it is meant")
    held = "each must be kept" if by == "both" else "`B` governs"
    assert finding.problem.message.endswith(f"; `D` settles that {held}")
    confirmed(of, finding)
    answers = [shown.answer["answer"] for shown in finding.examples]
    assert answers == (["no", "no"] if by == "both" else ["yes", "no"])


def test_windows_of_a_claim_diverge_too() -> None:
    claims = [window(f"day <= {anchor} + days({days})", "cover")
              for anchor, days in (("purchased.on", 30), ("delivered.on", 20))]  # fmt: skip
    of = program(*claims, window("present(installed)", "cover"))
    (finding,) = found(of)
    assert finding.problem.severity == "error"
    confirmed(of, finding)
    assert len(finding.examples) == 2


def test_windows_of_an_act_on_the_unit() -> None:
    """A return names no plan, and the gates of it speak of none."""
    of = program(
        *(f"- requires: day <= {anchor}.on + days(30)\n  ask: [return]\n" for anchor in ("delivered", "installed"))
    )
    (finding,) = found(of)
    assert finding.problem.message.startswith("`B` and `C` close `return` at different times")
    confirmed(of, finding)


def test_a_window_that_reads_more_than_days() -> None:
    """What happened at no matter what time did so before either window closed."""
    of = program(window("day <= installed.on + days(60) and any(modified)"), BOUGHT)
    (finding,) = found(of)
    assert finding.problem.severity == "error"
    confirmed(of, finding)


@pytest.mark.parametrize(("seen", "severities"), [
    ("it.on <= day", []), ("it.on > day - days(30)", ["error"]),
])  # fmt: skip
def test_a_window_that_closes_with_the_age_of_an_event(seen: str, severities: list[str]) -> None:
    of = program(INSTALLED, window(f"any(inspected, it.passed and {seen})"))
    findings = found(of)
    assert [finding.problem.severity for finding in findings] == severities
    for finding in findings:
        confirmed(of, finding)


def test_what_happened_on_no_day_in_particular_has_one_all_the_same() -> None:
    """Found by trying made-up documents: an event that matters on another day alone had a day before all days."""
    claim = window("day <= purchased.on + days(30)", "cover", "when: any(modified)")
    aged = window("day <= starts('more') + days(30)", "cover", "when: any(inspected, it.passed and it.on <= day)")
    of = program(claim, aged + "  unless: count(bought) == 1\n")
    for finding in found(of):
        assert finding.problem.code in ("divergent-windows", "not-decided")


def test_a_window_may_close_with_another_plan() -> None:
    base = '- plan: base\n  given: "true"\n  starts: purchased.on\n  term: days(90)\n  level: low\n'
    of = program(INSTALLED, window("live('base')"), base)
    (finding,) = found(of)
    assert finding.problem.severity == "error"
    confirmed(of, finding)


def test_a_window_that_hangs_on_a_plan_bought_besides() -> None:
    """Only a unit that holds both plans can show it."""
    beside = window("live('more')")
    of = program(INSTALLED, beside, "- requires: day <= purchased.on + days(80)\n  plans: [more]\n")
    (finding,) = found(of)
    assert finding.problem.severity == "error"
    confirmed(of, finding)
    assert all("more bought" in shown.says for shown in finding.examples)


@pytest.mark.parametrize("budget", [Budget(total=0), Budget(steps=1), Budget(stop=lambda: True)])
def test_what_was_not_decided_is_said(budget: Budget) -> None:
    (finding,) = found(program(INSTALLED, BOUGHT), budget)
    assert (finding.problem.code, finding.problem.clause, finding.examples) == ("not-decided", "C", ())
    assert (
        "whether `B` and `C` close `activate` for `care` at different times was not decided" in finding.problem.message
    )


def test_what_the_solver_does_not_read_is_said() -> None:
    (finding,) = found(program(INSTALLED, window("plan.activated.on <= plan.bought.on + months(1200)")))
    assert finding.problem.code == "not-decided"
    assert "does not read a condition of `C`" in finding.problem.message


def test_each_clause_is_named_by_what_was_not_decided() -> None:
    """A gate that is not read is left out beside others, and they are still decided."""
    far = window("plan.activated.on <= plan.bought.on + months(1200)")
    codes = [finding.problem.code for finding in found(program(INSTALLED, BOUGHT, far))]
    assert sorted(codes) == ["divergent-windows", "not-decided", "not-decided"]


# -- against plain arithmetic ----------------------------------------------------------------------------------------

ANCHORS = st.sampled_from(["installed.on", "purchased.on", "delivered.on", "plan.bought.on"])
SPANS = st.sampled_from([1, 30, 60, 61])


@thorough(12)
@given(ANCHORS, SPANS, ANCHORS, SPANS)
def test_windows_of_whatever_anchor_and_length(one: str, days: int, other: str, more: int) -> None:
    of = program(window(within(days, one)), window(within(more, other)))
    findings = found(of)
    expected = ["error"] if one != other else ["note"] if days != more else []
    assert [finding.problem.severity for finding in findings] == expected
    for finding in findings:
        confirmed(of, finding)
        assert len(finding.examples) == (2 if one != other else 1)
