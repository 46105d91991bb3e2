"""Examples: the values of facts that a model gives, and the wishes that make them plain enough for a person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import z3

from warrantor.core.decision.outline import Leaf, Shape
from warrantor.core.decision.outline.columns import selects
from warrantor.core.decision.symbolic.asking import Trying, Wish
from warrantor.core.decision.symbolic.events import Occurrence
from warrantor.core.decision.symbolic.slots import FIRST_DAY, Slots
from warrantor.core.decision.symbolic.three import Bool, Flag, both, either, no
from warrantor.core.terms.ir import Slot

FIRST_DAYS = tuple(date(year, 1, 10).toordinal() for year in (2024, 2023, 2022, 2020, 2016))
"""Days on which an example had best begin."""
SELDOM = ("ruled", "replaces", "withdrawn")
"""Kinds of event that an example had best do without, before it does without any other."""

NAMED = ("by", "location")
"""Keys that had best have a name of their own, and not one that the terms use for something else."""


@dataclass(frozen=True)
class Example:
    """A set of facts about one question. `day` is an ordinal; None as the value of a fact is unknown."""

    ask: str
    plan: str | None
    day: int
    shape: Shape
    facts: dict[Leaf, Any] = field(default_factory=dict)


def read(slots: Slots, model: z3.ModelRef, day: Any = None) -> Example:
    """The facts as a model has them. `day`: the question's, where it is not that of the slots."""
    names: dict[int, str] = {}
    facts = {leaf: _read(slots, model, leaf, fact, names) for leaf, fact in slots.leaves.items()}
    asked = number(model, slots.day if day is None else day)
    return Example(slots.ask, slots.plan, asked, slots.shape, _without_renewals(facts))


def _without_renewals(facts: dict[Leaf, Any]) -> dict[Leaf, Any]:
    """The facts without the days that renewals would give where nothing was renewed, which are no facts then."""
    renewed = {
        leaf.place
        for leaf, value in facts.items()
        if value is True and any(select.kind == "renewed" for select in selects(leaf.node))
    }
    chains = {leaf for leaf in facts if isinstance(leaf.node, Slot) and leaf.node.source == "chain"}
    return {leaf: value for leaf, value in facts.items() if leaf not in chains or leaf.place in renewed}


def _read(slots: Slots, model: z3.ModelRef, leaf: Leaf, fact: Any, names: dict[int, str]) -> Any:
    if isinstance(fact, Flag):
        return True if holds(model, fact.true) else False if holds(model, fact.false) else None
    if not holds(model, fact.known):
        return None
    value = number(model, fact.of)
    if leaf.type != "text":
        return value
    if value < len(slots.texts.known):
        return slots.texts.text(value)
    return names.setdefault(value, chr(ord("A") + len(names) % 26) * (1 + len(names) // 26))


def holds(model: z3.ModelRef, test: Bool) -> bool:
    """Whether a test holds in a model."""
    return test if isinstance(test, bool) else z3.is_true(model.eval(test, model_completion=True))


def number(model: z3.ModelRef, term: Any) -> Any:
    """The number that a term is in a model."""
    if isinstance(term, int):
        return term
    found = model.eval(term, model_completion=True)
    if z3.is_int_value(found):
        return found.as_long()
    exact = found.as_fraction()
    return int(exact) if exact.denominator == 1 else float(exact)


# -- wishes ----------------------------------------------------------------------------------------------------------


def wishes(*all_slots: Slots, last: Iterable[Any] = ()) -> Iterator[Wish]:
    """What makes an example plain: little happened, the claim is usual, days are early and near each other.

    `last`: days of questions, which are to be early before others are.
    """
    slots = list(dict.fromkeys(all_slots))
    groups = [group for one in slots for group in one.groups.values()]
    yield together(no(group.exists) for group in sorted(groups, key=lambda group: group.kind.what not in SELDOM))
    yield together(test for one in slots for test in (*_usual_claim(one), *_usual_events(one)))
    events = _events(slots)
    days = [(event.get("on").of, event.there) for event in events]
    yield always(*(both(*(day >= first for day, _ in days)) for first in FIRST_DAYS))
    for day in [*last, *(one.day for one in slots)]:
        yield early((day, True))
    yield early(*days)


def always(*tests: Bool) -> Wish:
    """A wish that does not hang on the values so far: the first of the tests that can be had."""

    def wish(trying: Trying) -> None:
        for test in tests:
            if trying.had(test):
                return

    return wish


def together(tests: Iterable[Bool]) -> Wish:
    """A wish for each of the tests, one after the other; asked for in halves, since most can be had at once."""
    every = [test for test in tests if test is not True]

    def wish(trying: Trying) -> None:
        _had_in_halves(trying, every)

    return wish


def _had_in_halves(trying: Trying, tests: list[Bool]) -> None:
    if not tests or trying.had(both(*tests)) or len(tests) == 1:
        return
    middle = len(tests) // 2
    _had_in_halves(trying, tests[:middle])
    _had_in_halves(trying, tests[middle:])


def early(*days: tuple[Any, Bool]) -> Wish:
    """That days are as early as the other wishes leave them, those before others first; each only where its test
    holds.
    """

    def wish(trying: Trying) -> None:
        there = [day for day, where in days if holds(trying.model, where)]
        _had_in_halves(trying, [day <= _first_before(number(trying.model, day)) for day in there])
        for day in there:
            _halved(trying, day)

    return wish


def _first_before(day: int) -> int:
    return next((start for start in FIRST_DAYS if start <= day), FIRST_DAY)


def _halved(trying: Trying, day: Any) -> None:
    """Makes a day as early as it can be."""
    high = number(trying.model, day)
    low = _first_before(high)
    while low < high:
        middle = (low + high) // 2
        if trying.had(day <= middle):
            high = number(trying.model, day)
        else:
            low = middle + 1


def _usual_claim(slots: Slots) -> Iterator[Bool]:
    for leaf, fact in list(slots.leaves.items()):
        slot = leaf.node
        if not isinstance(slot, Slot) or slot.source != "claim":
            continue
        assumed = slots.document.schema.claim[slot.key].assumed
        if isinstance(fact, Flag):
            yield fact.false
        elif assumed in ("owner", "place"):
            yield from _same_as(slots, fact.of, "by" if assumed == "owner" else "location")
        elif assumed is not None:
            yield both(fact.known, fact.of == slots.texts.code(assumed))


def _same_as(slots: Slots, value: Any, key: str) -> Iterator[Bool]:
    for event in _events([slots]):
        if key in event.keys and event.keys[key].of is not value:
            yield either(no(event.there), value == event.keys[key].of)


def _usual_events(slots: Slots) -> Iterator[Bool]:
    for event in _events([slots]):
        for key, got in event.keys.items():
            if key != "on":
                yield either(no(event.there), got.given)
            if key in NAMED:
                yield either(no(event.there), got.of >= len(slots.texts.known))


def _events(slots: list[Slots]) -> list[Occurrence]:
    found: list[Occurrence] = []
    for one in slots:
        found += [*one.purchases(), *one.instances()]
        found += [event for group in one.groups.values() for event in group.chosen.values()]
    return found
