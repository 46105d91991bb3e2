"""The facts of real histories break nothing of the background, and under them the solver answers as `single` does."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.decision import documents
from tests.core.decision.strategies import PROGRAMS, questions, thorough
from tests.histories import event, program, question
from warrantor.core.decision.outline import Held, Shape
from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic.asking import Asker, Budget
from warrantor.core.decision.symbolic.background import Background, complete
from warrantor.core.decision.symbolic.examples import holds, number
from warrantor.core.decision.symbolic.scene import Scene
from warrantor.core.decision.symbolic.slots import FIRST_DAY, LAST_DAY, Slots
from warrantor.core.decision.symbolic.three import Flag, both, no
from warrantor.core.decision.symbolic.witness import Reading
from warrantor.core.values.dates import NEVER, day_text

MOST_COVERAGES = 5
Case = dict[str, Any]


class Prepared:
    """A scene with its answer translated, for all questions of its kind and shape."""

    def __init__(self, of: Program, ask: str, plan: str | None, shape: Shape) -> None:
        self.scene = Scene(of.engine(of.latest).rules, ask, plan, shape)
        self.answer = {name: self.scene.translation.value(node) for name, node in self.scene.outputs().items()}
        self.background = Background(self.scene).certain()


_PREPARED: dict[Any, Prepared] = {}


def prepared(of: Program, case: Case, shape: Shape) -> Prepared:
    ask = case["ask"]
    plan = None if ask in ("cover", "respond-by", "return", "remote-access") else case["plan"]
    key = (of, ask, plan, shape)
    if key not in _PREPARED:
        _PREPARED[key] = Prepared(of, ask, plan, shape)
    return _PREPARED[key]


def pins(slots: Slots, reading: Reading) -> list[Any]:
    """Every fact as the history has it."""
    found: list[Any] = [slots.day == reading.frame.day]
    for leaf, fact in slots.leaves.items():
        value = reading.value(leaf)
        if isinstance(fact, Flag):
            unknown = both(no(fact.true), no(fact.false))
            found.append(fact.true if value is True else fact.false if value is False else unknown)
        else:
            term = slots.texts.code(value) if isinstance(value, str) else value
            found.append(no(fact.known) if value is None else both(fact.known, fact.of == term))
    return found


def in_years(slots: Slots, reading: Reading) -> bool:
    """Whether all days are among those that the solver looks at."""
    days = [reading.frame.day, *(reading.value(leaf) for leaf in slots.leaves if leaf.type == "day")]
    return all(day is None or day == NEVER or FIRST_DAY <= day <= LAST_DAY for day in days)


def outcome(of: Program, case: Case) -> str:
    """What came of asking the solver: `agreed`, or why it was not asked. Fails where it says otherwise."""
    reading = Reading(of.engine(of.latest), case)
    if len(reading.coverages) > MOST_COVERAGES:
        return "large"
    ready = prepared(of, case, reading.shape)
    if not in_years(ready.scene.slots, reading):
        return "outside"
    model = Asker([*ready.background, *pins(ready.scene.slots, reading)], Budget()).model([])
    assert model is not None, "the background rules out a history"
    got = {}
    for name, value in ready.answer.items():
        of_model = number(model, value.of) if holds(model, value.known) else None
        if of_model is not None:
            text = name in ("answer", "plan", "level")
            got[name] = ready.scene.slots.texts.text(of_model) if text else day_text(of_model)
    answer = of.decide(case, explain=False)
    wanted = {name: answer[name] for name in ("answer", "plan", "level", "starts", "ends") if name in answer}
    if case["ask"] not in ("cover", "respond-by"):
        got.pop("plan", None)
        wanted.pop("plan", None)
    assert got == wanted
    return "agreed"


def test_our_documents() -> None:
    came = Counter[str]()

    @thorough(150)
    @given(questions())
    def compare(case: Case) -> None:
        came[outcome(program(case["program"]), {"ask": "cover", **case})] += 1

    compare()
    assert came["agreed"] > 3 * (came.total() - came["agreed"])


@thorough(40)
@given(documents.texts(), st.lists(documents.stories(), min_size=4, max_size=4))
def test_made_up_documents(text: str, cases: list[Case]) -> None:
    of = documents.made(text)
    for case in cases:
        outcome(of, case)
    _PREPARED.clear()


# -- what it rules out, and what it leaves ---------------------------------------------------------------------------

BOUGHT = Shape((Held("standard", "given"), Held("promo-1y", "bought"), Held("registration-extension", "given")))


def scene(ask: str = "cover", plan: str | None = None, shape: Shape = BOUGHT) -> tuple[Scene, list[Any]]:
    of = program("idesign")
    made = Scene(of.engine(of.latest).rules, ask, plan, shape)
    for value in made.outputs().values():
        made.translation.value(value)
    return made, Background(made).all()


def fact(made: Scene, words: str) -> Any:
    """The fact of a column, by its name."""
    leaf = made.reading.leaf(words)
    return made.slots.flag(leaf) if leaf.type == "flag" else made.slots.value(leaf)


def possible(made: Scene, background: list[Any], *tests: Any) -> bool:
    return Asker(background, Budget()).possible(*tests)


def test_nothing_happens_after_the_question() -> None:
    made, background = scene()
    delivered = fact(made, "delivered.on")
    assert possible(made, background, delivered.known, delivered.of == made.slots.day)
    assert not possible(made, background, delivered.known, delivered.of > made.slots.day)


def test_a_plan_is_bought_before_it_is_activated() -> None:
    made, background = scene()
    bought, activated = fact(made, "1 plan.bought.on"), fact(made, "1 plan.activated.on")
    assert possible(made, background, bought.known, activated.known, bought.of == activated.of)
    assert not possible(made, background, bought.known, activated.known, bought.of > activated.of)


def test_the_document_assumes_an_installation_before_the_activation() -> None:
    made, background = scene()
    installed, activated = fact(made, "installed.on"), fact(made, "1 plan.activated.on")
    after = (installed.known, activated.known, installed.of > activated.of)
    assert not possible(made, background, *after)
    assert possible(made, Background(made).certain(), *after)


def test_nobody_knows_that_what_may_have_happened_did_not() -> None:
    """Of kinds of which silence is no proof there is no `no`; of the others there is."""
    made, background = scene()
    installed, registered = fact(made, "present installed.on"), fact(made, "present registered")
    assert possible(made, background, no(fact(made, "recorded installed").true), no(installed.known))
    assert not possible(made, background, no(fact(made, "recorded installed").true), installed.false)
    assert possible(made, background, registered.false)
    assert not possible(made, background, no(registered.known))


def test_in_a_complete_history_only_what_did_not_happen_is_unknown() -> None:
    made, background = scene()
    channel = fact(made, "purchased.channel")
    recorded = fact(made, "purchased.on").known
    assert possible(made, background, recorded, no(channel.known))
    assert not possible(made, [*background, *complete(made)], recorded, no(channel.known))
    assert possible(made, [*background, *complete(made)], no(channel.known))


def test_a_choice_is_one_of_its_choices() -> None:
    made, background = scene()
    cause = fact(made, "claim.cause")
    assert possible(made, background, cause.of == made.slots.texts.code("fire"))
    assert not possible(made, background, cause.known, cause.of == made.slots.texts.code("standard"))


def test_purchases_are_counted() -> None:
    """How many enhanced plans were bought is told by the coverages that stand, the supposed one included."""
    given_only = Shape((Held("standard", "given"), Held("registration-extension", "given")))
    for shape, more_than_one in ((given_only, False), (BOUGHT, True)):
        made, background = scene("purchase", "multicare-onsite-3y", shape)
        name = next(name for name in made.columns.leaves if "count(bought" in name)
        assert possible(made, background, fact(made, name).of > 1) is more_than_one


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_sample_of_every_program_is_compared(name: str) -> None:
    case = question(name, "2023-06-15", [event("purchased", "2023-03-01"), event("work", "2023-03-01")])
    assert outcome(program(name), case) == "agreed"
