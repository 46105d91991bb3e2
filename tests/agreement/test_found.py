"""What made-up documents and histories found, each as its smallest example."""

import warnings
from typing import Any

from tests.agreement.readers import READERS, Told, asked
from warrantor.core.decision.program import Program
from warrantor.core.terms.checks import check
from warrantor.core.terms.reader import read_document

HEAD = "---\nprogram: made\ntitle: Made up\nversion: {id: one}\ntime_zone: UTC\nlevels: [low, high]\n---\n"
AT = "2024-01-15T12:00:00+00:00"
HELD = '- plan: alpha\n  given: "true"\n  starts: purchased.on\n  term: months(12)'
BOUGHT = {"what": "plan-purchased", "on": "2023-05-10", "plan": "alpha"}


def document(**blocks: str) -> Program:
    """A program of one clause for each block."""
    clauses = (f"## {name} {{#{name}}}\n\n```terms\n{block}\n```\n" for name, block in blocks.items())
    return Program([read_document(HEAD + "\n".join(clauses))])


def question(ask: str, *events: dict[str, Any], **keys: Any) -> dict[str, Any]:
    unit = {**keys.pop("unit", {}), "events": list(events)}
    return {"program": "made", "ask": ask, "at": AT, "unit": unit, **keys}


def agreed(of: Program, case: dict[str, Any]) -> Told:
    """What every reader says; fails unless it is the same."""
    group = next(asked(of, [case]))
    said = {name: reader(group)[0] for name, reader in READERS.items()}
    assert len(set(said.values())) == 1, said
    return said["single"]


# -- the checker ---------------------------------------------------------------------------------------------------


def test_a_day_counted_from_the_end_before_a_renewal_can_be_checked() -> None:
    of = document(
        held="- plan: alpha\n  sold: true\n  starts: plan.bought.on\n  term: months(12)\n  renews: months(12)",
        late="- charge: surcharge\n  ask: [renew]\n  plans: [alpha]\n  when: day > plan.prior_ends + days(30)",
        gate="- excludes: day > plan.prior_ends + days(400)\n  plans: [alpha]",
    )
    assert not check(of.latest).errors
    answer = of.decide(question("cover", BOUGHT))
    assert (answer["answer"], answer["missing"]) == ("missing", ["renewed"])


# -- one by one ----------------------------------------------------------------------------------------------------


def test_a_promise_that_runs_from_never_has_no_day() -> None:
    of = document(held=HELD, soon="- promise: soon\n  ask: [cover]\n  within: hours(4)\n  from: never")
    answer = of.decide(question("cover", {"what": "purchased", "on": "2023-05-10"}))
    assert [deadline["what"] for deadline in answer["deadlines"]] == ["soon"]
    assert "by" not in answer["deadlines"][0]


def test_what_leaves_a_response_open_is_named_though_only_its_exception_is_unknown() -> None:
    of = document(
        held=HELD,
        gate="- excludes: not any(modified)\n  plans: [alpha]",
        lift="- exception: gate\n  when: unit.region == 'EU'",
        soon="- promise: soon\n  within: hours(4)",
    )
    answer = of.decide(question("respond-by", {"what": "purchased", "on": "2023-05-10"}))
    assert (answer["answer"], answer["missing"]) == ("missing", ["region"])


def test_a_question_about_the_unit_is_answered_by_no_plan() -> None:
    of = document(held=HELD, back="- allows: return")
    case = question("return", {"what": "purchased", "on": "2023-05-10"}, plan="alpha")
    assert agreed(of, case) == Told("yes", clauses=("made:back",))


def test_a_value_that_is_always_known_makes_no_noise() -> None:
    of = document(
        day="- define: day_one\n  is: date('2023-05-10')",
        held='- plan: alpha\n  given: "true"\n  ends: never',
        start="- plan: alpha\n  starts: coalesce(day_one, latest_work)",
        work="- define: latest_work\n  is: last(work).on",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        told = agreed(of, question("cover"))
    assert told == Told("yes", "alpha", None, "2023-05-10", None, ("made:day", "made:held", "made:start"))


# -- the decision over columns -------------------------------------------------------------------------------------


def test_no_response_is_promised_for_the_reasons_of_the_plans_that_are_held() -> None:
    of = document(
        held=HELD,
        sold="- plan: beta\n  sold: true\n  starts: plan.bought.on\n  term: months(12)",
        soon="- promise: soon\n  within: hours(4)",
    )
    over = agreed(of, question("respond-by", {"what": "purchased", "on": "2020-05-10"}))
    assert over == Told("no", clauses=("made:held",))
