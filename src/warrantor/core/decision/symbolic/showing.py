"""From a model to an example that can be shown: a history that `single` was asked about, with no more than need be.

Whoever asks says when a history shows what it is to show; what was not found is said, and never shown.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import z3

from warrantor.core.decision.symbolic.asking import Asker
from warrantor.core.decision.symbolic.examples import Example, read, wishes
from warrantor.core.decision.symbolic.slots import Slots
from warrantor.core.decision.symbolic.three import Bool, Flag, both, either, no
from warrantor.core.decision.symbolic.witness import Leaf, Unmet, history
from warrantor.core.terms.document import Document

TRIES = 4
"""How many models are made into histories before one that can be shown is given up."""
Question = dict[str, Any]
Event = dict[str, Any]
Shows = Callable[..., bool]


class Asked(Protocol):
    """What is asked, and of whom."""

    @property
    def asker(self) -> Asker: ...

    @property
    def slots(self) -> Slots: ...


class NotShown(LookupError):
    """The solver has models, but none was found that is a history and shows what it is to show."""


def no_events(model: z3.ModelRef) -> list[Event]:
    """Nothing but what facts tell of."""
    return []


def example(
    document: Document,
    act: Asked,
    tests: Iterable[Bool],
    shows: Shows,
    further: Callable[[z3.ModelRef], list[Event]] = no_events,
) -> Question | None:
    """A question, as plain as can be, that shows what the tests say; None where they cannot hold together.

    `further`: events of a model that no fact tells of. Raises NotShown, and Undecided.
    """
    tests, slots = list(tests), act.slots
    for tried in range(TRIES):
        model = act.asker.model(tests, wishes(slots))
        if model is None and tried == 0:
            return None
        if model is None:
            break
        found = read(slots, model)
        try:
            question = history(found.facts, document, found.ask, found.plan, found.day, found.shape)
        except Unmet as error:
            tests.append(otherwise(slots, error.leaves, found))
            continue
        for likely in _likely(question, further(model)):
            if shows(likely, model):
                return plainer(likely, partial(shows, model=model))
        tests.append(otherwise(slots, found.facts, found))
    raise NotShown("no history was found that shows it")


def otherwise(slots: Slots, leaves: Collection[Leaf], example: Example) -> Bool:
    """That one of some facts is not as in an example; without facts, that the day is not."""
    if not leaves:
        return slots.day != example.day
    return either(*(no(same(slots, leaf, example.facts[leaf])) for leaf in leaves if leaf in slots.leaves))


def same(slots: Slots, leaf: Leaf, value: Any) -> Bool:
    """That a fact has a value; None is unknown."""
    fact = slots.leaves[leaf]
    if isinstance(fact, Flag):
        return fact.true if value is True else fact.false if value is False else no(fact.known)
    if value is None:
        return no(fact.known)
    if not isinstance(value, str):
        return both(fact.known, fact.of == value)
    code = slots.texts.known.get(value)
    return both(fact.known, fact.of == code if code is not None else fact.of >= len(slots.texts.known))


# -- histories -------------------------------------------------------------------------------------------------------


def plainer(question: Question, shows: Callable[[Question], bool]) -> Question:
    """A question without what makes no difference to what it shows."""
    left = True
    while left:
        left = False
        for shorter in _shorter(question):
            if shows(shorter):
                question, left = shorter, True
                break
    return question


def _shorter(question: Question) -> Iterator[Question]:
    if question.get("claim") is not None:
        yield {key: value for key, value in question.items() if key != "claim"}
        for key in question["claim"]:
            yield {**question, "claim": _less(question["claim"], key)}
    unit = question["unit"]
    for key in unit:
        if key not in ("serial", "events"):
            yield {**question, "unit": _less(unit, key)}
    events = unit.get("events", [])
    for place, event in enumerate(events):
        shorter: list[list[dict[str, Any]]] = [[]] + [
            [_less(event, key)] for key in event if key not in ("what", "on", "plan")
        ]
        for instead in shorter:
            yield {**question, "unit": {**unit, "events": [*events[:place], *instead, *events[place + 1 :]]}}


def _less(keys: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in keys.items() if name != key}


def _likely(question: Question, further: list[Event]) -> Iterator[Question]:
    """Histories that have all the facts of a question: as it is, and with what no fact tells of."""
    yield question
    yield _sooner(question)
    unit = question["unit"]
    if further:
        whole = {**question, "unit": {**unit, "events": [*unit.get("events", []), *further]}}
        yield from (whole, _sooner(whole))


def _sooner(question: Question) -> Question:
    """What happened on the day of the question, on the first day of the history instead: no fact may hang on it."""
    events = question["unit"].get("events", [])
    today = question["at"][:10]
    first = min((event["on"] for event in events if event["on"]), default=today)
    moved = [{**event, "on": first} if event["on"] == today else event for event in events]
    return {**question, "unit": {**question["unit"], "events": moved}}


def asked_on(question: Question, day: int, of: int) -> Question:
    """The same question some days earlier or later: on `day` where it was on `of`."""
    moved = datetime.fromisoformat(question["at"]) + timedelta(days=day - of)
    return {**question, "at": moved.isoformat()}
