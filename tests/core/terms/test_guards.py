"""What guards a read of an event that may not have happened, and what does not."""

import pytest

from warrantor.core.terms.checks import check
from warrantor.core.terms.reader import read_document

HEAD = "---\nprogram: p\ntitle: T\nversion: {id: 1}\ntime_zone: UTC\n---\n\n## X {#X}\n\n```terms\n"
PLANS = """
- plan: gift
  given: any(work, it.kind == 'repair')
  starts: last(work).on
  term: days(90)
- plan: bought
  sold: true
  starts: plan.bought.on
  term: days(90)
- define: newest
  is: last(inspected)
- define: registered_well
  is: present(registered) and registered.complete
"""


def unguarded(statement: str) -> bool:
    report = check(read_document(HEAD + PLANS + statement + "\n```\n"))
    assert {problem.code for problem in report.findings} <= {"unguarded"}, report.findings
    return bool(report.findings)


@pytest.mark.parametrize(
    "statement",
    [
        "- requires: present(registered) and registered.complete",
        "- requires: registered.complete and present(registered)",
        "- requires: recorded(registered) and registered.complete",
        "- requires: registered_well and registered.on <= day",
        "- requires: not present(registered) or registered.complete",
        "- requires: registered.complete if present(registered) else true",
        "- requires: true if not present(registered) else registered.complete",
        "- requires: coalesce(registered.complete, false)",
        "- requires: registered.complete\n  when: present(registered)",
        "- requires: any(inspected) and last(inspected).passed",
        "- requires: count(inspected) > 0 and last(inspected).passed",
        "- requires: any(inspected, it.passed) and last(inspected, it.passed).on <= day",
        "- requires: present(newest) and newest.passed",
        "- requires: present(last(inspected).by) and last(inspected).passed",
        "- excludes: unmatched(work, paid, 'invoice') > 0\n  unless: last(work).on > day",
        "- requires: present(registered)\n  unless: any(inspected, it.on > purchased.on)",
        "- requires: last(work).on < day\n  plans: [gift]",
        "- requires: plan.bought.on < day\n  plans: [bought]",
        "- requires: live('gift') and last(work).on < day\n  plans: [bought]",
        "- allows: activate\n  plans: [bought]\n  that: plan.activated.on < day",
        "- charge: fee\n  ask: [renew]\n  plans: [bought]\n  when: last(plan.renewed).on < day",
        "- requires: purchased.on < day and claim.first_use < day",
        "- excludes: any(inspected, not it.passed)",
        "- next: notice\n  when: present(agreement) and agreement.until < day",
    ],
)
def test_guarded(statement: str) -> None:
    assert not unguarded(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "- requires: registered.complete",
        "- requires: present(registered) or registered.complete",
        "- requires: not present(registered) and registered.complete",
        "- requires: registered.complete if not present(registered) else true",
        "- requires: registered.complete\n  when: any(work)",
        "- requires: any(inspected) and last(inspected, it.passed).on <= day",
        "- requires: newest.passed",
        "- requires: any(work, it.on > registered.on)",
        "- requires: coalesce(true, registered.complete) and registered.complete",
        "- requires: present(registered)\n  when: last(inspected).passed",
        "- requires: last(work).on < day\n  plans: [bought]",
        "- requires: plan.activated.on < day\n  plans: [bought]",
        "- requires: plan.activated.on < day\n  plans: [bought]\n  ask: [activate, cover]",
        "- person: last(inspected).passed\n  role: manager",
        "- next: notice\n  when: day <= agreement.until",
        "- process: repair\n  steps: [repair]\n  legs: {ship: {by: vendor, when: registered.complete}}",
        "- plan: third\n  given: registered.complete\n  starts: purchased.on\n  term: days(1)",
    ],
)
def test_not_guarded(statement: str) -> None:
    assert unguarded(statement)
