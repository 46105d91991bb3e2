"""Days on which a plan is sold that can never be activated are found, and only where no future can mend it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.decision.strategies import thorough
from tests.core.decision.symbolic.windows import program, window, within
from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic.asking import Budget
from warrantor.core.decision.symbolic.compliance import find
from warrantor.core.decision.symbolic.findings import Finding

SOLD = window(within(90, "installed.on", "bought"), "purchase")
ACTIVATED = window("present(plan.activated) and " + within(60, "installed.on"), "activate, cover")
NEEDED = window("present(plan.activated)", "cover")


def found(of: Program, budget: Budget | None = None) -> list[Finding]:
    return list(find(of, of.latest, budget or Budget()))


def confirmed(of: Program, finding: Finding) -> None:
    """Fails unless it is sold in the example, and its activation barred on that day and on any later one."""
    sold, barred = finding.examples
    assert of.decide(sold.question, explain=False) == sold.answer
    assert sold.answer["answer"] == "yes"
    assert of.decide(barred.question, explain=False) == barred.answer
    assert f"made:{finding.problem.clause}" in barred.answer["clauses"]
    day = date.fromisoformat(barred.question["at"][:10])
    for later in (0, 1, 7, 90, 400, 5000):
        at = f"{day + timedelta(days=later)}T12:00:00+00:00"
        assert of.decide({**barred.question, "at": at}, explain=False)["answer"] == "no"


def test_a_plan_that_is_sold_longer_than_it_can_be_activated() -> None:
    of = program(SOLD, ACTIVATED)
    (finding,) = found(of)
    assert (finding.problem.severity, finding.problem.code) == ("warning", "impossible-compliance")
    assert finding.problem.clause == "C"
    assert finding.problem.message == (
        "`care` is sold while `C` bars `activate` for good: "
        "in the example from 11 Mar 2024 to 9 Apr 2024, 61 to 90 days after `installed.on`"
    )
    confirmed(of, finding)
    assert [shown.says.split(": ")[0] for shown in finding.examples] == [
        "installed 10 Jan 2024; asked on 11 Mar 2024 to buy care",
        "installed 10 Jan 2024, care bought 11 Mar 2024; asked on 11 Mar 2024 to activate care",
    ]


@pytest.mark.parametrize("blocks", [
    (window(within(60, "installed.on", "bought"), "purchase"), ACTIVATED),
    (SOLD, window(within(60, "installed.on"))),
    (SOLD, ACTIVATED.replace("activate, cover", "cover"), window("true")),
    (NEEDED, window("plan.activated.on >= plan.bought.on + days(14)")),
    (NEEDED, window("not any(modified) or any(inspected)")),
    (NEEDED, window("not any(inspected) or last(inspected).passed")),
    (NEEDED, window(within(60, "installed.on"), further="unless: any(inspected, it.passed)")),
    (NEEDED, window("registered.complete", further="until: [registered]")),
    (NEEDED, window("unit.region != 'EU'"), window("unit.region != 'EU'", "purchase")),
], ids=["in-time", "not-needed", "no-gate", "by-waiting", "by-an-event", "by-a-later-one", "lifted-later", "mended",
        "not-sold"])  # fmt: skip
def test_where_a_future_remains(blocks: tuple[str, ...]) -> None:
    assert not found(program(*blocks))


@pytest.mark.parametrize("condition", [
    "not any(modified)", "not any(inspected) or first(inspected).passed", "unit.region != 'EU'",
    "count(inspected, not it.passed) < 2", "not any(ruled, it.clause == 'made:B' and it.outcome == 'no')",
])  # fmt: skip
def test_what_nothing_can_mend(condition: str) -> None:
    of = program(NEEDED, window(condition))
    (finding,) = found(of)
    assert finding.problem.clause == "C"
    assert " on" in finding.problem.message.split("in the example")[1]
    confirmed(of, finding)


def test_two_windows_that_never_meet_bar_together() -> None:
    """Not before thirty days after it is bought, and not after sixty from the installation."""
    of = program(SOLD, ACTIVATED, window("plan.activated.on >= plan.bought.on + days(30)"))
    findings = found(of)
    assert [finding.problem.clause for finding in findings] == ["C", "D"]
    confirmed(of, findings[0])
    confirmed(of, findings[1])
    assert findings[0].problem.message.endswith("from 11 Mar 2024 to 9 Apr 2024, 61 to 90 days after `installed.on`")
    assert findings[1].problem.message.endswith("from 10 Feb 2024 to 9 Apr 2024")


@pytest.mark.parametrize("budget", [Budget(total=0), Budget(steps=1)])
def test_what_was_not_decided_is_said(budget: Budget) -> None:
    (finding,) = found(program(SOLD, ACTIVATED), budget)
    assert (finding.problem.code, finding.problem.clause, finding.examples) == ("not-decided", "C", ())
    assert "whether `care` can be sold though `C` bars `activate` for good was not decided" in finding.problem.message


@pytest.mark.parametrize("condition", ["plan.activated.on <= installed.on + months(1200)", "not live('more')"])
def test_what_is_not_read_or_hangs_on_other_plans_is_said(condition: str) -> None:
    (finding,) = found(program(NEEDED, window(condition)))
    assert (finding.problem.code, finding.problem.clause) == ("not-decided", "C")


def test_a_sale_that_hangs_on_another_plan() -> None:
    of = program(SOLD, ACTIVATED, window("count(bought) == 1", "purchase"))
    (finding,) = found(of)
    assert finding.problem.code == "impossible-compliance"
    confirmed(of, finding)
    beside = program(SOLD, ACTIVATED, window("count(bought, it.plan == 'more') == 1", "purchase"))
    (finding,) = found(beside)
    assert finding.problem.code == "impossible-compliance"
    confirmed(beside, finding)
    assert "more bought" in finding.examples[0].says


@thorough(10)
@given(st.integers(0, 120), st.integers(0, 120))
def test_the_days_are_those_of_plain_arithmetic(sold: int, activated: int) -> None:
    of = program(
        window(within(sold, "installed.on", "bought"), "purchase"),
        window("present(plan.activated) and " + within(activated, "installed.on"), "activate, cover"),
    )
    findings = found(of)
    assert len(findings) == (1 if sold > activated else 0)
    for finding in findings:
        confirmed(of, finding)
        first, last = activated + 1, sold
        days = f"{first} to {last} days" if first != last else f"{first} day{'s' if first != 1 else ''}"
        assert f"{days} after `installed.on`" in finding.problem.message
