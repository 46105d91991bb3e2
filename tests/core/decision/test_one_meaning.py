"""The generated code and the plain reading of the same expressions give the same values, on random documents and ours."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.core.decision import documents
from tests.core.decision.strategies import PROGRAMS, questions, thorough
from tests.histories import program
from warrantor.core.decision.history import fold
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import check_question
from warrantor.core.decision.single.compiled import VALUES, Compiled, CompiledPlan
from warrantor.core.decision.single.frame import Frame, instances
from warrantor.core.decision.single.trace import Tracer
from warrantor.core.terms.ir import Cite, Lit, Node


def compare(of: Program, case: dict[str, Any]) -> int:
    """Every field and gate of every plan, both ways; the number of values compared."""
    engine = of.engine(of.latest)
    question = check_question(case, of.latest.schema, of.latest.time_zone, of.latest.plans)
    history = fold(question, of.latest.schema)
    frame = Frame(engine.compiler, history, of.prices, at=question.at, day=question.day, unit=question.unit,
                  claim=question.claim or {}, to=question.to)  # fmt: skip
    compiled: Compiled = engine.compiler.of(question.ask)
    slots = compiled.slots(frame, history.kinds)
    compared = 0
    for plan in compiled.plans.values():
        for coverage in instances(plan, history) if plan.rules.plan else []:
            tracer = Tracer(engine.rules.index.kinds, frame, history.kinds, coverage)
            compared += _compare_plan(plan, plan.run(slots, coverage, frame), tracer)
    return compared


def _compare_plan(plan: CompiledPlan, values: tuple[Any, ...], tracer: Tracer) -> int:
    for name, value in zip(VALUES, values, strict=False):
        node: Node | None = getattr(plan.rules, name)
        assert value == (None if node is None else tracer.value(node)), (plan.rules.plan, name)
    failed, waiting, passed, lifted = values[len(VALUES) :]
    for index, gate in enumerate(plan.gates):
        became = [name for name, mask in zip(("failed", "waiting", "passed", "lifted"), (failed, waiting, passed, lifted), strict=True)
                  if mask >> index & 1]  # fmt: skip
        assert became == _plainly(gate, tracer), (plan.rules.plan, gate.clause)
    return len(VALUES) + len(plan.gates)


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
    plan = of.engine(of.latest).compiler.of("cover").plans["alpha"]
    plan.rules.starts = Cite("A", Lit(1))
    try:
        compare(of, case)
    except AssertionError:
        return
    raise AssertionError("a different start went unnoticed")


def test_every_program_is_compared() -> None:
    for name in PROGRAMS:
        case = {"program": name, "ask": "cover", "at": "2023-06-15T12:00:00+00:00", "unit": {"events": [
            {"what": "purchased", "on": "2023-03-01"}, {"what": "work", "on": "2023-03-01"}]}}  # fmt: skip
        assert compare(program(name), case) > 0
