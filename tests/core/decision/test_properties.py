"""What holds for every history and every document: no crash, no answer from an unknown, order and later facts.

The citation law has a file of its own, `test_citation_law.py`.
"""

import contextlib
import copy
import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.core.decision import documents
from tests.core.decision.strategies import (
    ANCHORS,
    day_after,
    histories,
    offsets,
    questions,
    thorough,
    values,
)  # fmt: skip
from tests.histories import program
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError
from warrantor.core.terms.document import Document
from warrantor.core.terms.statements import ANSWERS

Case = dict[str, Any]
SURE = ("yes", "no")


def decide(case: Case, of: Program | None = None) -> dict[str, Any]:
    return (of or program(case["program"])).decide(case, explain=False)


# -- no crash ----------------------------------------------------------------------------------------------------------


def well_formed(answer: dict[str, Any], of: Program) -> None:
    known = [of.latest.cite(clause) for clause in of.latest.clauses]
    assert answer["answer"] in ANSWERS
    assert answer["clauses"] == [clause for clause in known if clause in answer["clauses"]], (
        "document order, no doubles"
    )
    assert bool(answer.get("missing")) == (answer["answer"] == "missing")
    assert ("person" in answer) == (answer["answer"] == "person")
    reasoned = {entry["clause"] for entry in answer["why"]}
    assert reasoned == set(answer["clauses"])
    if "starts" in answer and "ends" in answer and answer["answer"] == "yes" and answer.get("ask") == "cover":
        assert answer["starts"] <= answer["day"] <= answer["ends"]


@thorough(250)
@given(questions())
def test_every_well_formed_question_has_a_well_formed_answer(case: Case) -> None:
    before = copy.deepcopy(case)
    answer = decide(case)
    well_formed(answer, program(case["program"]))
    assert case == before, "the question is left as it was"
    assert decide(case) == answer


@thorough(60)
@given(documents.texts(), st.lists(documents.stories(), min_size=3, max_size=3))
def test_made_up_documents_answer_too(text: str, cases: list[Case]) -> None:
    of = documents.made(text)
    for case in cases:
        well_formed(decide(case, of), of)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["cover", "2024-02-30"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["what", "on", "id", "plan", "by", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@thorough(120)
@given(questions(), st.data())
def test_nonsense_is_refused_or_answered_and_never_crashes(case: Case, data: st.DataObject) -> None:
    case = copy.deepcopy(case)
    places: list[tuple[Any, Any]] = [(case, key) for key in case if key != "program"]
    places += [(case["unit"], key) for key in case["unit"]]
    places += [(event, key) for event in case["unit"]["events"] for key in event]
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(JSON)
    with contextlib.suppress(QuestionError):
        decide(case)


def test_a_refusal_says_where_and_what() -> None:
    with pytest.raises(QuestionError) as refused:
        decide({"program": "its", "ask": "cover", "at": "2024-02-30", "unit": {}})
    assert refused.value.field == "at"
    assert "2024-02-30" in refused.value.message


# -- no answer from an unknown -----------------------------------------------------------------------------------------

BOOKKEEPING = {"id", "plan", "plans", "time_zone", "claim"}
"""Bookkeeping, not facts: which coverage an event belongs to, and the calendar the question is read on."""


def asked_of_the_record(document: Document) -> set[str]:
    """Facts read by `recorded` or `coalesce`: there the terms themselves say what silence means."""
    texts = " ".join(str([s.subject, s.fields]) for s in document.statements)
    read = re.findall(r"(?:recorded|coalesce)\(([^,)]+)", texts)
    return {word for text in read for word in re.findall(r"[a-z_]+", text)}


def completed(case: Case, draw: Any) -> Case:
    """The same question with some of what it leaves unknown filled in: keys, claim, unit, and events out of sight."""
    done = copy.deepcopy(case)
    document = program(case["program"]).latest
    never_filled = BOOKKEEPING | asked_of_the_record(document)
    anchor = datetime.fromisoformat(case["at"]).date() - timedelta(days=400)
    for event in done["unit"]["events"]:
        for key, spec in document.schema.kinds[event["what"]].keys.items():
            unknown = event.get(key) is None and (key in event or spec.default is None)
            if unknown and key not in never_filled | {"on"} and draw(st.booleans()):
                event[key] = draw(values(key, spec, document, anchor, event["what"]))
    recorded = {event["what"] for event in done["unit"]["events"]}
    for what, kind in document.schema.kinds.items():
        if kind.absent == "unknown" and what not in recorded | never_filled and draw(st.booleans()):
            event = {"what": what, "on": day_after(anchor, draw(offsets().filter(lambda n: n < 390)))}
            for key, spec in kind.keys.items():
                if key not in never_filled | {"on"} and draw(st.booleans()):
                    event[key] = draw(values(key, spec, document, anchor, what))
            done["unit"]["events"].append(event)
    for key, spec in document.schema.unit.items():
        if done["unit"].get(key) is None and key not in never_filled | {"serial"} and draw(st.booleans()):
            done["unit"][key] = draw(values(key, spec, document, anchor))
    if "claim" in done:
        for key, spec in document.schema.claim.items():
            unknown = done["claim"].get(key) is None and (key in done["claim"] or spec.default is None)
            if unknown and key not in never_filled and draw(st.booleans()):
                done["claim"][key] = draw(values(key, spec, document, anchor))
    return done


@thorough(250)
@given(questions(), st.data())
def test_filling_in_an_unknown_never_flips_a_sure_answer(case: Case, data: st.DataObject) -> None:
    """A day left null is not filled in: it says that the day can never be found out, and has a meaning of its own.

    Nor is what the terms ask the record about (`recorded`, `coalesce`): an answer may rest on its silence.
    """
    assume("claim" in case or case["ask"] != "cover")
    before = decide(case)
    assume(before["answer"] in SURE)
    after = decide(completed(case, data.draw))
    assert after["answer"] == before["answer"]
    if before["answer"] == "yes":
        assert after.get("level") == before.get("level")
        if "ends" in before:
            assert (after["plan"], after.get("ends")) == (before["plan"], before["ends"])


@thorough(80)
@given(
    documents.texts().filter(lambda text: "recorded" not in text and "coalesce" not in text),
    st.lists(st.tuples(documents.stories(), documents.stories(nulls=False)), min_size=3, max_size=3),
)
def test_made_up_documents_never_answer_from_an_unknown(text: str, pairs: list[tuple[Case, Case]]) -> None:
    """Unknown keys and events out of sight are taken from a second, complete story."""
    of = documents.made(text)
    for case, source in pairs:
        before = decide(case, of)
        if before["answer"] not in SURE or "claim" not in case:
            continue
        after = decide(filled(case, source), of)
        assert after["answer"] == before["answer"]
        assert before["answer"] == "no" or after.get("level") == before.get("level")


def filled(case: Case, source: Case) -> Case:
    done = copy.deepcopy(case)
    have = {event["what"] for event in done["unit"]["events"]}
    for event in source["unit"]["events"]:
        if (
            event["what"] in ("purchased", "delivered", "installed")
            and event["what"] not in have
            and event["on"] <= case["at"][:10]
        ):
            done["unit"]["events"].append(event)
    options = documents.KEYS
    for event in done["unit"]["events"]:
        for key, choices in options.get(event["what"], {}).items():
            if event.get(key) is None and key not in ("plan", "approved", "includes", "complete"):
                event[key] = choices[0]
    done["unit"].setdefault("region", source["unit"].get("region", "EU"))
    for key, value in source.get("claim", {}).items():
        if key != "non_functional":  # has a default, so silence is no unknown
            done["claim"].setdefault(key, value)
    return done


# -- order and time ----------------------------------------------------------------------------------------------------


def apart(events: list[Case]) -> bool:
    """No two events on one day (a day and an instant may lie on the same), and at most one without a day."""
    days = [None if e["on"] is None else e["on"][:10] for e in events]
    return len(set(days)) == len(days) and not any("T" in (e["on"] or "") for e in events)


@thorough(150)
@given(questions(), st.randoms(use_true_random=False))
def test_the_order_events_are_given_in_never_matters(case: Case, dice: random.Random) -> None:
    events = case["unit"]["events"]
    assume(len(events) > 1 and apart(events))
    shuffled = copy.deepcopy(case)
    dice.shuffle(shuffled["unit"]["events"])
    assert decide(shuffled) == decide(case)


@thorough(150)
@given(questions(), st.data())
def test_later_facts_do_not_change_an_answer_as_of_earlier(case: Case, data: st.DataObject) -> None:
    document = program(case["program"]).latest
    later = (datetime.fromisoformat(case["at"]) + timedelta(days=2)).date()
    added = [e for e in data.draw(histories(document, later, most=4, nulls=False)) if e["on"][:10] > later.isoformat()]
    assume(added)
    grown = copy.deepcopy(case)
    grown["unit"]["events"] += added
    assert decide(grown) == decide(case)


@thorough(150)
@given(questions(nulls=False), st.data())
def test_a_correction_counts_only_from_when_it_was_recorded(case: Case, data: st.DataObject) -> None:
    """As known before it, the answer is as if it were not there; from then on, as if it had always been so."""
    events = case["unit"]["events"]
    assume(events)
    for number, event in enumerate(events):
        event["id"] = f"E{number}"
        event.pop("recorded", None)
    written = datetime.fromisoformat(case["at"]).astimezone(UTC) + timedelta(days=2000)
    target = data.draw(st.sampled_from(events))
    correction, corrected = _correct(case, target, data.draw)
    correction["recorded"] = written.isoformat()
    grown = copy.deepcopy(case)
    grown["unit"]["events"].append(correction)
    earlier = {"known_at": (written - timedelta(days=1)).isoformat()}
    later = {"known_at": (written + timedelta(days=1)).isoformat()}
    assert essence(decide(grown | earlier)) == essence(decide(case | earlier))
    assert essence(decide(grown | later)) == essence(decide(corrected))
    assert essence(decide(grown)) == essence(decide(corrected))


def _correct(case: Case, target: Case, draw: Any) -> tuple[Case, Case]:
    """A withdrawal or a correction of `target`, and the question as it should have been from the start."""
    corrected = copy.deepcopy(case)
    events = corrected["unit"]["events"]
    place = next(i for i, e in enumerate(events) if e["id"] == target["id"])
    if draw(st.booleans()):
        del events[place]
        return {"what": "withdrawn", "on": target["on"], "id": "W", "withdrawn": target["id"]}, corrected
    moved = {**target, "on": day_after(draw(st.sampled_from(ANCHORS[:1])), draw(offsets()))}
    # a fact that happens once and was recorded more than once: the last record counts, wherever it stands
    same = [e for e in events if e["what"] == target["what"]]
    assume(len(same) == 1)
    events[place] = moved
    return {**moved, "id": "C", "supersedes": target["id"]}, corrected


def essence(answer: dict[str, Any]) -> dict[str, Any]:
    """All of an answer but where its facts were recorded."""
    return {key: value for key, value in answer.items() if key != "facts"}


# -- the coverages that stand ------------------------------------------------------------------------------------------

SELLING = """---
program: made
title: Three plans for sale
version: {id: one}
time_zone: UTC
---

## For sale {#A}

```terms
- plan: [alpha, beta, gamma]
  sold: true
  starts: plan.bought.on
  term: months(1200)
```
"""


@thorough(120)
@given(st.lists(st.tuples(st.sampled_from(["buy", "refund", "remove", "change"]), st.sampled_from(documents.PLANS),
                          st.sampled_from(documents.PLANS)), max_size=10))  # fmt: skip
def test_refund_repurchase_and_change_leave_exactly_what_stands(acts: list[tuple[str, str, str]]) -> None:
    """Against a list of (plan, first day): what closes takes the newest of its plan, a change keeps the first day."""
    of = documents.made(SELLING)
    whats = {"buy": "plan-purchased", "refund": "refunded", "remove": "removed", "change": "level-changed"}
    standing: list[tuple[str, str]] = []
    events = []
    for number, (act, plan, to) in enumerate(acts):
        day = day_after(ANCHORS[0], number)
        events.append({"what": whats[act], "on": day, "plan": plan, **({"to": to} if act == "change" else {})})
        if act == "buy":
            standing.append((plan, day))
            continue
        newest = next((i for i in reversed(range(len(standing))) if standing[i][0] == plan), None)
        if newest is not None:
            _, first = standing.pop(newest)
            if act == "change":
                standing.append((to, first))
    answer = decide(
        {"program": "made", "ask": "cover", "at": "2024-05-10T12:00:00+00:00", "unit": {"events": events}}, of
    )
    held = [(answer["plan"], answer["starts"])] if answer["answer"] == "yes" else []
    held += [(other["plan"], other["starts"]) for other in answer.get("others", [])]
    assert sorted(held) == sorted(standing)
