"""The generated code and the plain reading of an expression give the same value, on random documents and ours."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.decision import documents
from tests.core.decision.strategies import PROGRAMS, questions, thorough
from tests.histories import program
from warrantor.core.decision.history import Coverage, fold
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import check_question
from warrantor.core.decision.single.frame import Frame, instances
from warrantor.core.decision.single.plan import FAILED, LIFTED, PASSED, VALUES, WAITING, CompiledPlan
from warrantor.core.decision.single.trace import Tracer
from warrantor.core.terms.ir import Lit

MASKS = {"failed": FAILED, "waiting": WAITING, "passed": PASSED, "lifted": LIFTED}


def compare(of: Program, case: dict[str, Any]) -> int:
    """Every field and gate of every plan, both ways; the number of values compared."""
    engine = of.engine(of.latest)
    question = check_question(case, engine.shapes)
    history = fold(question, engine.shapes)
    stated = {
        "at": question.at,
        "day": question.day,
        "unit": question.unit,
        "claim": question.claim or {},
        "to": question.to,
    }
    frame = Frame(engine.compiler, history, of.prices, **stated)
    compiled = engine.compiler.of(question.ask)
    compared = 0
    for name in of.latest.plans:
        plan = compiled.plan(name)
        for coverage in instances(plan, history):
            tracer = Tracer(engine.rules.index.kinds, frame, history.kinds, coverage)
            compared += _compare_expressions(plan, coverage, frame, tracer)
            slots = compiled.slots(frame, history.kinds)
            _compare_run(plan, plan.run(slots, coverage, frame), tracer, coverage)
    return compared


def _compare_expressions(plan: CompiledPlan, coverage: Coverage, frame: Frame, tracer: Tracer) -> int:
    """Each expression compiled by itself."""
    nodes = [plan.node(name) for name in VALUES]
    nodes += [node for gate in plan.gates for node in (gate.guard, gate.bites, gate.unless)]
    for node in nodes:
        function = plan.group.value(node)
        slots = plan.group.slots(frame, tracer.events)
        assert function.of(slots, coverage, frame) == tracer.value(node), (plan.name, node)
    return len(nodes)


def _compare_run(plan: CompiledPlan, values: tuple[Any, ...], tracer: Tracer, coverage: Coverage) -> None:
    """The plan as a whole: stages in order, and nothing after a stage that fails."""
    plain = {name: tracer.value(plan.node(name)) for name in VALUES}
    held = bool(coverage["bought"] and plan.rules.sold) or (plan.rules.given is None) or plain["given"] is not False
    cover = plan.rules.ask == "cover"
    if cover and not (held and plain["covers"] is not False):
        assert not any(values[FAILED:]), plan.name
        return
    assert dict(zip(VALUES, values, strict=False)) == plain, plan.name
    if cover and (plain["started"] is False or plain["not_over"] is False):
        assert not any(values[FAILED:]), plan.name
        return
    for index, gate in enumerate(plan.gates):
        became = [name for name, place in MASKS.items() if values[place] >> index & 1]
        assert became == _plainly(gate, tracer), (plan.name, gate.clause)


def _plainly(gate: Any, tracer: Tracer) -> list[str]:
    """What becomes of a gate, by the rules of the language."""
    guard, bites, unless = (tracer.value(node) for node in (gate.guard, gate.bites, gate.unless))
    bitten = False if guard is False or bites is False else None if guard is None or bites is None else True
    if bitten is False:
        shown = gate.kind in ("requires", "allows") and guard is True
        return ["passed"] if shown else []
    if unless is True:
        return ["lifted"] if bitten else []
    return ["waiting"] if bitten is None or unless is None else ["failed"]


@thorough(150)
@given(questions(asks=("cover", "purchase", "activate", "refund")))
def test_our_documents(case: dict[str, Any]) -> None:
    compare(program(case["program"]), case)


@thorough(80)
@given(documents.texts(), st.lists(documents.stories(), min_size=4, max_size=4))
def test_made_up_documents(text: str, cases: list[dict[str, Any]]) -> None:
    of = documents.made(text)
    assert sum(compare(of, case) for case in cases) >= 0


def test_the_comparison_would_notice() -> None:
    """A value changed behind the plain reading's back is found."""
    of = documents.made(documents.SMALL)
    case = {"program": "made", "ask": "cover", "at": "2023-06-15T12:00:00+00:00",
            "unit": {"events": [{"what": "purchased", "on": "2023-03-01"}]}, "claim": {}}  # fmt: skip
    assert compare(of, case) > 0
    plan = of.engine(of.latest).compiler.of("cover").plan("alpha")
    plan.rules.starts = Lit(1)
    with pytest.raises(AssertionError):
        compare(of, case)


def test_every_program_is_compared() -> None:
    for name in PROGRAMS:
        case = {"program": name, "ask": "cover", "at": "2023-06-15T12:00:00+00:00", "unit": {"events": [
            {"what": "purchased", "on": "2023-03-01"}, {"what": "work", "on": "2023-03-01"}]}}  # fmt: skip
        assert compare(program(name), case) > 0
