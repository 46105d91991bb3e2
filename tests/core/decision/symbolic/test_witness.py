"""From values back to a history: what was read off a history is read off the one made in its place."""

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.cases import OURS, SHARED, read_cases
from tests.core.decision import documents
from tests.core.decision.strategies import PROGRAMS, questions, thorough
from tests.histories import program
from warrantor.core.decision.outline import Held, Leaf, Outline, Shape
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import check_question
from warrantor.core.decision.symbolic import save
from warrantor.core.decision.symbolic.witness import Reading, Unmet, confirm, history, rebuild, sentence
from warrantor.core.decision.symbolic.witness.reading import NO_SUCH
from warrantor.core.terms.ir import Compare, Has, IsIn, Lit, Select, Slot
from warrantor.core.terms.statements import PLAN_OPERATIONS

_OUTLINES: dict[tuple[int, str, str | None], Outline] = {}


def values_of(of: Program, raw: dict[str, Any]) -> tuple[dict[Leaf, Any], Shape]:
    """What a decision reads off a history, and the coverages it is about."""
    engine = of.engine(of.latest)
    plan = raw.get("plan") if raw.get("ask") in PLAN_OPERATIONS else None
    key = (id(engine), raw.get("ask", "cover"), plan)
    outline = _OUTLINES.setdefault(key, Outline(engine.rules, key[1], plan))
    reading = Reading(engine, raw)
    found = {leaf: reading.value(leaf) for leaf in outline.decide(reading.shape).columns.values()}
    priced = {leaf for leaf in found if isinstance(leaf.node, Slot) and leaf.node.source == "price"}
    return {leaf: v for leaf, v in found.items() if leaf not in priced and v is not NO_SUCH}, reading.shape


def again(of: Program, raw: dict[str, Any], values: dict[Leaf, Any], shape: Shape) -> dict[str, Any]:
    """The question with a history made from the values alone."""
    day = check_question(raw, of.engine(of.latest).shapes).day
    return history(values, of.latest, raw.get("ask", "cover"), raw.get("plan"), day, shape)


def said_to_differ(of: Program, raw: dict[str, Any], part: set[Leaf] | None = None) -> list[Leaf]:
    """Rebuilds a history from what is read off it; the leaves that it says it could not meet. Fails where others

    differ.
    """
    values, shape = values_of(of, raw)
    values = {leaf: value for leaf, value in values.items() if part is None or leaf in part}
    try:
        made, unmet = again(of, raw, values, shape), ()
    except Unmet as error:
        made, unmet = error.question, error.leaves
    reading = Reading(of.engine(of.latest), made)
    if not unmet:
        assert reading.coverages == shape.coverages
    for leaf, value in values.items():
        assert (reading.value(leaf) == value) is (leaf not in unmet), (leaf, made)
    return list(unmet)


# -- there and back ----------------------------------------------------------------------------------------------------


@thorough(150)
@given(questions(nulls=False))
def test_what_a_history_says_is_said_by_the_one_made_from_it(raw: dict[str, Any]) -> None:
    assert said_to_differ(program(raw["program"]), raw) == []


@thorough(80)
@given(questions())
def test_days_and_keys_that_nobody_knows_are_made_or_named(raw: dict[str, Any]) -> None:
    said_to_differ(program(raw["program"]), raw)


@thorough(60)
@given(questions(nulls=False), st.data())
def test_part_of_what_a_history_says_can_be_made(raw: dict[str, Any], data: st.DataObject) -> None:
    of = program(raw["program"])
    leaves = sorted(values_of(of, raw)[0], key=str)
    part = data.draw(st.sets(st.sampled_from(leaves))) if leaves else set()
    assert said_to_differ(of, raw, part) == []


@thorough(60)
@given(documents.texts(), documents.stories())
def test_made_up_documents(text: str, raw: dict[str, Any]) -> None:
    of = documents.made(text)
    values, _ = values_of(of, raw)
    assume(values)
    said_to_differ(of, raw)


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_case_is_answered_alike_without_its_own_history(name: str) -> None:
    """Every fact that a decision reads is in the values, so the verdict, plan and days are those of the history."""
    of = program(name)
    for case in read_cases(SHARED) + read_cases(OURS):
        raw = case["ask"]
        if raw["program"] != name:
            continue
        made = again(of, raw, *values_of(of, raw))
        was, now = of.decide(raw, explain=False), of.decide(made, explain=False)
        for key in ("answer", "plan", "level", "starts", "ends", "clauses"):
            assert was.get(key) == now.get(key), (case["id"], key, made)


# -- what is made ------------------------------------------------------------------------------------------------------

HEAD = "---\nprogram: made\ntitle: Made up\nversion: {id: one}\ntime_zone: UTC\n---\n"
CARE = documents.made(
    HEAD + "## A {#A}\n\n```terms\n- {plan: care, sold: true, starts: plan.bought.on, term: months(12)}\n"
    "- requires: plan.activated.on <= installed.on + days(60)\n  ask: [activate, cover]\n"
    "- {allows: activate, that: present(registered)}\n"
    "- excludes: \"count(work, it.kind == 'repair') > 1 and claim.part == 'lamp'\"\n```\n"
)
ONE = Shape((Held("care", "bought"),), Held("care", "bought"))


def on(kind: str, of_plan: bool = False) -> Slot:
    return Slot("key", "on", Select("once", kind, of_plan=of_plan))


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def test_the_history_is_as_small_as_its_values_allow() -> None:
    values = {
        Leaf(on("bought", True), "day", 0): day("2024-01-10"),
        Leaf(on("installed"), "day"): day("2024-01-20"),
        Leaf(Has(Select("once", "registered"), "present"), "flag"): True,
    }
    made = history(values, CARE.latest, "activate", "care", day("2024-03-11"), ONE)
    assert made == {
        "program": "made", "ask": "activate", "at": "2024-03-11T12:00:00+00:00", "plan": "care",
        "unit": {"serial": "example", "events": [
            {"what": "plan-purchased", "on": "2024-01-10", "plan": "care"},
            {"what": "registered", "on": "2024-01-10"},
            {"what": "installed", "on": "2024-01-20"},
        ]},
    }  # fmt: skip
    assert confirm(CARE, made, {"answer": "yes", "clauses": ["made:A"]})
    assert not confirm(CARE, made, {"answer": "no"})
    assert not confirm(CARE, made, {"answer": "yes", "clauses": ["made:B"]})


def test_what_is_not_spoken_of_is_that_of_a_standing_question() -> None:
    part = Leaf(Slot("claim", "part"), "text")
    made = history({part: "lamp"}, CARE.latest, "cover", None, day("2024-03-11"), ONE)
    assert made["claim"] == {"cause": "defect", "part": "lamp"}
    made = history({part: "ordinary"}, CARE.latest, "cover", None, day("2024-03-11"), ONE)
    assert "claim" not in made


REPAIRS = Select("all", "work", Compare("==", Slot("it", "kind"), Lit("repair")))
LAST_REPAIR = Select("last", "work", REPAIRS.filter)


@pytest.mark.parametrize(
    ("leaf", "value", "events"),
    [
        (Leaf(Slot("any", select=REPAIRS), "flag"), True, [{"kind": "repair"}]),
        (Leaf(Slot("any", select=REPAIRS), "flag"), False, []),
        (Leaf(Slot("any", select=REPAIRS), "flag"), None, [{}]),
        (Leaf(Slot("count", select=REPAIRS), "number"), 2, [{"kind": "repair"}, {"kind": "repair"}]),
        (Leaf(Slot("key", "paid", LAST_REPAIR), "flag"), True, [{"kind": "repair", "paid": True}]),
        (Leaf(Has(Slot("key", "invoice", Select("last", "work")), "present"), "flag"), True, [{"invoice": "N-1"}]),
        (Leaf(IsIn(Lit("cabling"), Slot("key", "includes", Select("once", "purchased"))), "flag"), True,
         [{"includes": ["cabling"]}]),
        (Leaf(Slot("key", "complete", Select("once", "registered"), default=False), "flag"), None, []),
        (Leaf(Slot("key", "complete", Select("once", "registered"), default=False), "flag"), False, [{}]),
    ],
)  # fmt: skip
def test_selections(leaf: Leaf, value: Any, events: list[dict[str, Any]]) -> None:
    made = history({leaf: value}, CARE.latest, "cover", None, day("2024-03-11"), Shape())
    keys = [{k: v for k, v in event.items() if k not in ("what", "on")} for event in made["unit"]["events"]]
    assert keys == events


def test_unpaid_invoices() -> None:
    other = Select("all", "paid")
    leaf = Leaf(Slot("unmatched", "invoice", Select("all", "invoiced_outside_terms"), other), "number")
    paid = Leaf(Slot("count", select=other), "number")
    made = history({leaf: 1, paid: 1}, CARE.latest, "cover", None, day("2024-03-11"), Shape())
    assert sorted(event["what"] for event in made["unit"]["events"]) == ["invoiced-outside-terms", "paid"]


def test_two_coverages_of_one_plan_are_told_apart() -> None:
    shape = Shape((Held("care", "bought"), Held("care", "bought")))
    activated = Has(Select("once", "activated", of_plan=True), "present")
    values = {Leaf(activated, "flag", 0): True, Leaf(activated, "flag", 1): False}
    made = history(values, CARE.latest, "cover", None, day("2024-03-11"), shape)
    reading = Reading(CARE.engine(CARE.latest), made)
    assert [reading.value(leaf) for leaf in values] == [True, False]


def test_what_cannot_be_is_named() -> None:
    after = Leaf(on("installed"), "day")
    other = Leaf(on("shipped"), "day")
    values = {after: day("2024-03-12"), other: day("2024-03-01")}
    with pytest.raises(Unmet, match=r"`installed\.on`") as told:
        history(values, CARE.latest, "cover", None, day("2024-03-11"), ONE)
    assert told.value.leaves == (after,)
    assert {"what": "shipped", "on": "2024-03-01"} in told.value.question["unit"]["events"]
    with pytest.raises(Unmet, match="the coverages"):
        history({}, CARE.latest, "cover", None, day("2024-03-11"), Shape((Held("care", "given"),)))


def test_a_value_that_no_question_can_hold_is_named() -> None:
    zone = Leaf(Slot("unit", "time_zone"), "text")
    witness = rebuild({zone: "nowhere"}, CARE.engine(CARE.latest), "cover", None, day("2024-03-11"), Shape())
    assert witness.unmet == (zone,)


# -- for people --------------------------------------------------------------------------------------------------------


def test_a_sentence_for_people() -> None:
    question = {
        "program": "made", "ask": "activate", "plan": "care", "at": "2024-03-11T12:00:00+00:00",
        "unit": {"serial": "example", "class": "board", "events": [
            {"what": "purchased", "on": "2024-01-10", "includes": ["cabling", "installation"]},
            {"what": "plan-purchased", "on": "2024-01-10", "plan": "care"},
            {"what": "installed", "on": None, "accreditation": "none"},
            {"what": "registered", "on": "2024-01-12T09:00:00+00:00", "complete": False, "by": None},
            {"what": "replaces", "on": "2024-02-01", "ends": "2024-12-31"},
            {"what": "level-changed", "on": "2024-02-02", "plan": "care", "to": "more"},
        ]},
        "claim": {"non_functional": True, "part": "lamp"},
    }  # fmt: skip
    assert sentence(question) == (
        "class board; bought 10 Jan 2024 (includes cabling and installation), care bought 10 Jan 2024, installed on a "
        "day nobody knows (accreditation none), registered 12 Jan 2024 (not complete, by not known), replaces 1 Feb "
        "2024 (ends 31 Dec 2024), care changed to more 2 Feb 2024; asked on 11 Mar 2024 to activate care (non "
        "functional, part lamp)"
    )
    assert sentence({"at": "2024-03-11T12:00:00Z", "unit": {}}) == (
        "nothing recorded; asked on 11 Mar 2024 whether it is covered"
    )


@thorough(60)
@given(questions())
def test_every_question_has_a_sentence(raw: dict[str, Any]) -> None:
    said = sentence(raw)
    assert "\n" not in said
    assert "{" not in said


def test_an_example_becomes_a_case() -> None:
    question = history({}, CARE.latest, "cover", None, day("2024-03-11"), ONE)
    answer = CARE.decide(question, explain=False)
    taken = {"made-gap-1"}
    case = save.case(save.unused("made", "gap", taken), "a note", question, answer)
    assert (case["id"], case["note"]) == ("made-gap-2", "a note")
    assert case["expect"]["answer"] == "missing"
    assert confirm(CARE, case["ask"], case["expect"])
    assert save.line(case).count("\n") == 0
