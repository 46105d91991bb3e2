"""What generated documents and histories found in the engine, each as its smallest example."""

from typing import Any

from tests.core.decision import documents
from warrantor.core.decision.program import Program

HEAD = "---\nprogram: made\ntitle: Made up\nversion: {id: one}\ntime_zone: UTC\nlevels: [low, high]\n---\n"


def _document(**blocks: str) -> Program:
    return documents.made(
        HEAD + "\n".join(f"## {name} {{#{name}}}\n\n```terms\n{block}\n```\n" for name, block in blocks.items())
    )


def test_an_exception_that_was_not_needed_is_not_cited() -> None:
    of = _document(
        held='- plan: alpha\n  given: "true"',
        gate="- requires: not any(modified)\n  plans: [alpha]",
        lift="- exception: gate\n  when: claim.non_functional",
    )
    for claim in ({"non_functional": True}, {"non_functional": None}):
        case = {
            "program": "made",
            "ask": "cover",
            "at": "2024-05-09T12:00:00+00:00",
            "unit": {"events": []},
            "claim": claim,
        }
        assert of.decide(case)["clauses"] == ["made:held", "made:gate"]


def test_what_leaves_another_plan_open_is_cited() -> None:
    of = _document(
        held='- plan: [alpha, beta]\n  given: "true"',
        above="- plan: beta\n  level: high",
        gate="- requires: unit.region == 'EU'\n  plans: [alpha]",
        clash="- excludes: live('alpha')\n  plans: [beta]",
    )
    case = {"program": "made", "ask": "cover", "at": "2024-05-09T12:00:00+00:00", "unit": {"events": []}, "claim": {}}
    answer = of.decide(case)
    assert (answer["answer"], answer["plan"], answer["missing"]) == ("missing", "beta", ["region"])
    assert "made:gate" in answer["clauses"]


def test_a_plan_that_renews_may_count_its_end_from_its_start() -> None:
    of = _document(
        held="- plan: alpha\n  sold: true\n  starts: plan.bought.on\n  renews: months(12)",
        end="- plan: alpha\n  ends: through(plan.starts, months(12))",
    )
    bought = [{"what": "plan-purchased", "on": "2023-05-10", "plan": "alpha"}]
    case = {"program": "made", "ask": "cover", "at": "2024-05-09T12:00:00+00:00", "unit": {"events": bought}}
    assert of.decide(case)["ends"] == "2024-05-09"


def _covered(events: list[dict[str, Any]], of: Program, at: str = "2024-01-15T12:00:00+00:00") -> dict[str, Any]:
    return of.decide(
        {"program": "made", "ask": "cover", "at": at, "unit": {"events": events}, "claim": {}}, explain=False
    )


ACTIVATED = {"held": "- plan: alpha\n  sold: true", "gate": "- requires: present(plan.activated)"}


def test_an_activation_whose_day_is_not_known_belongs_to_the_plan_that_was_bought() -> None:
    bought = {"what": "plan-purchased", "on": "2023-05-10", "plan": "alpha"}
    activated = {"what": "activated", "on": None, "plan": "alpha"}
    assert _covered([bought, activated], _document(**ACTIVATED))["answer"] != "no"


def test_the_last_of_two_is_not_known_where_one_has_no_day() -> None:
    of = _document(
        held='- plan: alpha\n  given: "true"',
        owner="- requires: claim.by == last(transferred).to",
    )
    handed = [
        {"what": "transferred", "on": "2023-06-01", "to": "anna"},
        {"what": "transferred", "on": None, "to": "bert"},
    ]
    case = {
        "program": "made",
        "ask": "cover",
        "at": "2024-01-15T12:00:00+00:00",
        "unit": {"events": handed},
        "claim": {"by": "anna"},
    }
    assert of.decide(case)["answer"] == "missing"


def test_the_first_day_of_several_plans_is_unknown_while_one_is() -> None:
    """`starts(LIST)` is the earliest: an unknown one may be earlier than all that are known."""
    of = documents.made(
        HEAD.replace("levels", "lists: {BOTH: [alpha, beta]}\nlevels")
        + '## a {#a}\n\n```terms\n- plan: [alpha, beta, gamma]\n  given: "true"\n'
        "- plan: alpha\n  starts: purchased.on\n"
        "- plan: beta\n  starts: delivered.on\n- excludes: starts(BOTH) > date('2023-01-01')\n  plans: [gamma]\n"
        "- plan: gamma\n  level: high\n```\n"
    )
    answer = _covered([{"what": "purchased", "on": "2023-05-10"}], of)
    assert (answer["answer"], answer["plan"]) == ("missing", "gamma")


def test_what_an_open_level_needs_is_named() -> None:
    of = _document(
        held="- plan: alpha\n  given: \"unit.region == 'EU'\"",
        level="- plan: alpha\n  level: \"'low' if claim.part == 'lamp' else 'high'\"",
    )
    answer = _covered([], of)
    assert answer["clauses"] == ["made:held", "made:level"]
    assert answer["missing"] == ["region", "part"]


def test_a_plan_without_an_end_can_be_renewed() -> None:
    of = _document(held="- plan: alpha\n  sold: true\n  starts: plan.bought.on\n  ends: never\n  renews: months(12)")
    bought = {"what": "plan-purchased", "on": "2023-05-10", "plan": "alpha"}
    renewed = {"what": "renewed", "on": "2023-06-10", "plan": "alpha"}
    assert _covered([bought, renewed], of)["answer"] == "yes"


def test_an_operation_on_a_plan_that_may_not_be_held_is_undecided() -> None:
    of = _document(
        held="- plan: alpha\n  given: unit.region == 'EU'",
        term="- plan: alpha\n  starts: purchased.on\n  term: months(12)\n  renews: months(12)",
        open="- allows: renew\n  plans: [alpha]",
    )
    case = {"program": "made", "ask": "renew", "plan": "alpha", "at": "2024-01-15T12:00:00+00:00"}
    events = [{"what": "purchased", "on": "2023-05-10"}]
    assert of.decide({**case, "unit": {"region": "EU", "events": events}})["answer"] == "yes"
    assert of.decide({**case, "unit": {"region": "US", "events": events}})["answer"] == "no"
    unknown = of.decide({**case, "unit": {"events": events}})
    assert (unknown["answer"], unknown["missing"]) == ("missing", ["region"])
    assert unknown["clauses"] == ["made:held"]


def test_an_operation_opened_on_an_unknown_condition_asks_for_it() -> None:
    """`allows` opens an operation only where its `when` holds; where that is unknown, so is the answer."""
    of = _document(
        held="- plan: alpha\n  given: \"true\"\n- allows: transfer\n  plans: [alpha]\n  when: unit.region == 'EU'"
    )
    case = {"program": "made", "ask": "transfer", "plan": "alpha", "at": "2024-01-15T12:00:00+00:00"}
    assert of.decide({**case, "unit": {"region": "EU", "events": []}})["answer"] == "yes"
    assert of.decide({**case, "unit": {"region": "US", "events": []}})["answer"] == "person"
    open_one = of.decide({**case, "unit": {"events": []}})
    assert (open_one["answer"], open_one["missing"]) == ("missing", ["region"])


def test_what_has_no_record_comes_before_what_was_recorded_on_the_same_day_whatever_else_happened() -> None:
    of = _document(held='- plan: alpha\n  given: "true"\n- requires: last(inspected).passed\n  plans: [alpha]')
    failed = {"what": "inspected", "on": "2023-05-10", "passed": False, "recorded": "2023-05-11"}
    passed = {"what": "inspected", "on": "2023-05-10", "passed": True}
    earlier = {"what": "delivered", "on": "2023-05-09"}
    for events in ([failed, passed], [failed, passed, earlier], [earlier, failed, passed], [passed, failed]):
        assert _covered(events, of)["answer"] == "no"


def test_silence_about_a_coverage_is_no_though_the_kind_can_happen_out_of_sight() -> None:
    of = _document(
        held="- plan: alpha\n  given: \"true\"\n- excludes: any(plan.claimed, it.invoice == 'N-1')\n  plans: [alpha]"
    )
    text = HEAD.replace("levels:", "facts: {claimed: {absent: unknown, clause: held}}\nlevels:")
    unseen = documents.made(
        text + "## held {#held}\n\n```terms\n- plan: alpha\n  given: \"true\"\n"
        "- excludes: any(plan.claimed, it.invoice == 'N-1')\n  plans: [alpha]\n```\n"
    )  # fmt: skip
    assert _covered([], of)["answer"] == _covered([], unseen)["answer"] == "yes"
