"""Small changes to a history that may bring a leaf to its value: an event more, one less, another value of a key."""

from collections import Counter
from collections.abc import Iterable, Iterator

from warrantor.core.decision.outline.columns import selects
from warrantor.core.decision.outline.shape import Held, Leaf
from warrantor.core.decision.symbolic.witness.draft import ABSENT, Draft
from warrantor.core.decision.symbolic.witness.wanted import Keeps, Wanted

COVERING = ("purchased", "plan-purchased", "activated", "refunded", "removed", "renewed", "claimed", "level-changed")
"""Events that open, change or close a coverage."""


def moves(draft: Draft, leaf: Leaf, wanted: Wanted, keeps: Keeps) -> Iterator[Draft]:
    """Changes for the sake of a leaf, the likeliest first."""
    found = list(dict.fromkeys(selects(leaf.node)))
    for select in found:
        for event in wanted.events(select, leaf.place, leaf.supposed, keeps):
            yield draft.adding(event)
    kinds = {wanted.kinds[select.kind].what: select.kind for select in found}
    if any(select.of_plan for select in found):
        # an event is about the coverage that was opened last before it
        kinds["plan-purchased"] = "bought"
    yield from _changes(draft, kinds, wanted)
    yield from _removals(draft, kinds)


def _changes(draft: Draft, kinds: dict[str, str], wanted: Wanted) -> Iterator[Draft]:
    for index, event in enumerate(draft.events):
        kind = kinds.get(event["what"])
        for key in wanted.keys(kind) if kind is not None else ():
            for value in wanted.values(kind or "", key):
                if event.get(key, ABSENT) != value:
                    yield draft.changing(index, key, value)
        if kind is not None:
            for day in wanted.days:
                if event["on"] != day:
                    yield draft.changing(index, "on", day)


def _removals(draft: Draft, whats: Iterable[str]) -> Iterator[Draft]:
    for index, event in enumerate(draft.events):
        if event["what"] in whats:
            yield draft.without(index)


def coverage_moves(draft: Draft, have: tuple[Held, ...], wanted: Wanted) -> Iterator[Draft]:
    """Changes for the sake of the coverages that are to be looked at."""
    lacking = Counter(wanted.shape.coverages) - Counter(have)
    sold = dict.fromkeys(held.plan for held in wanted.shape.coverages if held.how == "bought")
    for held in lacking:
        if held.how == "bought":
            yield from _bought(draft, held.plan, wanted)
            yield from (draft.adding(_changed(other, held.plan, wanted.early)) for other in sold)
    yield from _removals(draft, COVERING)
    for index, event in enumerate(draft.events):
        if event["what"] in COVERING:
            yield from (draft.changing(index, "on", day) for day in wanted.days if event["on"] != day)
        if event["what"] == "purchased":
            yield from _with_it(draft, index, lacking)


def _bought(draft: Draft, plan: str, wanted: Wanted) -> Iterator[Draft]:
    for day in (wanted.early, *wanted.days):
        yield draft.adding({"what": "plan-purchased", "on": day, "plan": plan})


def _changed(plan: str, to: str, day: int) -> dict[str, object]:
    return {"what": "level-changed", "on": day, "plan": plan, "to": to}


def _with_it(draft: Draft, index: int, lacking: Iterable[Held]) -> Iterator[Draft]:
    """The plans that are lacking, bought with the unit; or no plan bought with it."""
    plans = draft.events[index].get("plans") or []
    for held in lacking:
        yield draft.changing(index, "plans", [*plans, held.plan])
    if plans:
        yield draft.changing(index, "plans", ABSENT)
