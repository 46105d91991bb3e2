"""What holds of every history: types and vocabularies, the order of events, what one selection says of another.

The fold of a history is not modelled, only that its results go together; so a set of facts that breaks none of this
may still be one that no history has, and an example is only one once `single` has confirmed it.
"""

from collections.abc import Iterator
from itertools import combinations

from warrantor.core.decision.outline import HAND
from warrantor.core.decision.symbolic.events import Context, Event, It, Occurrence
from warrantor.core.decision.symbolic.expressions import Untold
from warrantor.core.decision.symbolic.groups import Group, Keep
from warrantor.core.decision.symbolic.scene import Scene
from warrantor.core.decision.symbolic.three import Bool, Flag, both, either, flag, no
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.ir import Slot

ROUNDS = 4
"""Filters read further facts; after so many rounds what those hold among themselves is left out."""


class Background:
    """What holds of the facts of one scene, as far as they have been read."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.slots = scene.slots
        self._passed: dict[tuple[int, Context, int], Flag | None] = {}

    def all(self) -> list[Bool]:
        """Everything that is taken to hold; to be asked once all that is asked about has been translated."""
        assumed = [part for part in self._assumed() if part is not True]
        return [*self.certain(), *assumed]

    def certain(self) -> list[Bool]:
        """What holds of every history, whatever the document takes for granted."""
        before = -1
        found: list[Bool] = []
        for _ in range(ROUNDS):
            if before == self._size():
                break
            before = self._size()
            found = [part for part in self._parts() if part is not True]
        return [*self.slots.bounds, *self.scene.translation.limits.values(), *found]

    def _size(self) -> int:
        groups = self.slots.groups.values()
        return len(self.slots.leaves) + sum(len(g.chosen) + sum(len(e.keys) for e in g.chosen.values()) for g in groups)

    def _parts(self) -> Iterator[Bool]:
        for (kind, place), group in list(self.slots.groups.items()):
            yield from self._of_group(group, self._events(kind, place))
            if place is not None:
                yield from self._of_coverage(kind, place, group)
        yield from self._of_purchases()
        yield from self._of_counts()

    # -- events of one kind ------------------------------------------------------------------------------------------

    def _events(self, kind: str, place: int | None) -> list[Occurrence]:
        """The events of a kind that have been read: for a history, those of its coverages as well."""
        groups = [g for (k, p), g in self.slots.groups.items() if k == kind and (place is None or p == place)]
        found = [event for group in groups for (how, _), event in group.chosen.items() if how != "maybe"]
        return found + (self.slots.instances(kind) if place is None else [])

    def _of_group(self, group: Group, events: list[Occurrence]) -> Iterator[Bool]:
        for how, keep in list(group.chosen):
            yield from self._of_selection(group, how, keep)
        keeps = dict.fromkeys([*group.passing, *group.doubtful])
        for event in events:
            yield either(no(event.there), group.exists)
            for keep in keeps:
                passes = self._passes(keep, event)
                if passes is not None:
                    yield either(no(event.there), no(passes.true), group.passes(keep))
                    yield either(no(event.there), passes.known, group.doubts(keep))
            for (how, keep), chosen in list(group.chosen.items()):
                yield self._in_order(how, keep, chosen, event)
        yield from self._alone(group, events)

    def _passes(self, keep: Keep, event: Event) -> Flag | None:
        """Whether an event passes a filter; None where the solver cannot read the filter."""
        if keep[0] is None:
            return flag(True)
        # groups hold on to their events, so that ids stay their own; filters are compared by identity for speed
        key = (id(keep[0]), keep[1], id(event))
        if key not in self._passed:
            try:
                self._passed[key] = self.slots.translate(keep[0], It(event, keep[1]))
            except (Untold, Fault):
                self._passed[key] = None
        return self._passed[key]

    def _of_selection(self, group: Group, how: str, keep: Keep) -> Iterator[Bool]:
        event = group.chosen[how, keep]
        passes = self._passes(keep, event)
        if passes is None or keep[0] is None:
            return
        if how == "maybe":
            yield either(no(event.there), no(passes.known))
            return
        yield either(no(event.there), passes.true)
        if how in ("first", "last"):
            certain, possible = group.passes(keep), group.doubts(keep)
            yield either(no(event.there), certain)
            yield either(no(group.exists), event.there, event.doubt, both(no(certain), no(possible)))
            yield either(no(group.exists), no(event.doubt), possible, group.undated)

    def _in_order(self, how: str, keep: Keep, chosen: Occurrence, event: Occurrence) -> Bool:
        """No event that passes comes before the first, or after the last."""
        if how not in ("first", "last") or chosen is event:
            return True
        passes = self._passes(keep, event)
        if passes is None:
            return True
        mine, its = chosen.get("on"), event.get("on")
        order = mine.of <= its.of if how == "first" else mine.of >= its.of
        told = both(chosen.there, event.there, passes.true, mine.given, its.given)
        return either(no(told), order)

    def _alone(self, group: Group, events: list[Occurrence]) -> Iterator[Bool]:
        """What happens once is one event, and so are all where only one is counted."""
        every = group.counts.get((None, Context()))
        if not group.kind.once and every is None:
            return
        alone = True if group.kind.once or every is None else every <= 1
        for one, other in combinations(events, 2):
            yield either(no(both(alone, one.there, other.there)), _same(one, other))

    # -- coverages ---------------------------------------------------------------------------------------------------

    def _of_coverage(self, kind: str, place: int, group: Group) -> Iterator[Bool]:
        """What happened to a coverage happened in its history, and not before it was bought."""
        whole = self.slots.groups.get((kind, None))
        if whole is not None:
            yield either(no(group.exists), whole.exists)
        bought = self.slots.bought(place)
        for event in group.chosen.values() if bought is not None else ():
            yield _in_time(bought, event)

    def _of_purchases(self) -> Iterator[Bool]:
        """Coverages of one plan stand in the order in which they were bought."""
        places = [place for place in range(len(self.slots.shape.coverages)) if self.slots.bought(place)]
        for one, other in combinations(places, 2):
            if self.slots.shape.coverages[one].plan == self.slots.shape.coverages[other].plan:
                yield _in_time(self.slots.bought(one), self.slots.bought(other))

    # -- numbers -----------------------------------------------------------------------------------------------------

    def _of_counts(self) -> Iterator[Bool]:
        for group in self.slots.groups.values():
            every = group.counts.get((None, Context()))
            for keep, count in group.counts.items():
                yield count >= 0
                found = both(group.exists, group.passes(keep))
                yield either(no(found), count > 0)
                yield either(found, count == 0)
                if every is not None and keep[0] is not None:
                    yield count <= every
        for leaf, value in list(self.slots.leaves.items()):
            if isinstance(leaf.node, Slot) and leaf.node.source == "unmatched" and not isinstance(value, Flag):
                yield from self._unmatched(leaf.node, value.of)

    def _unmatched(self, slot: Slot, number: object) -> Iterator[Bool]:
        assert slot.select is not None
        assert slot.other is not None
        yield number >= 0  # type: ignore[operator]
        mine, its = (self.slots.groups.get((s.kind, None)) for s in (slot.select, slot.other))
        if mine is None:
            return
        yield either(mine.exists, number == 0)
        if its is not None:
            yield either(no(mine.exists), its.exists, number > 0)  # type: ignore[operator]
        every = mine.counts.get((None, Context()))
        if every is not None:
            yield number <= every

    # -- what the document takes for granted -------------------------------------------------------------------------

    def _assumed(self) -> Iterator[Bool]:
        scene = self.scene
        coverages = [(held.plan, place, False) for place, held in enumerate(scene.shape.coverages)]
        if scene.shape.hand is not None:
            coverages.append((scene.shape.hand.plan, HAND, True))
        for text in scene.document.assume:
            for plan, place, supposed in [(None, None, False), *coverages]:
                try:
                    node = scene.rules.lowering(plan).of(text, "flag")
                    yield no(scene.false(scene.columns.over(node, place, supposed)))
                except (Fault, Untold):
                    continue  # it speaks of what this plan does not have, or of what the solver does not read


def complete(scene: Scene) -> list[Bool]:
    """That nothing is unknown but what did not happen."""
    slots = scene.slots
    parts: list[Bool] = list(slots.known.values())
    events: list[Occurrence] = [*slots.purchases(), *slots.instances()]
    for group in slots.groups.values():
        parts.append(no(group.undated))
        events += group.chosen.values()
    for event in events:
        for got in event.keys.values():
            parts.append(either(no(event.there), got.given, got.absent))
    return [part for part in parts if part is not True]


def _in_time(one: Occurrence | None, other: Occurrence | None) -> Bool:
    if one is None or other is None:
        return True
    mine, its = one.get("on"), other.get("on")
    return either(no(both(one.there, other.there, mine.given, its.given)), mine.of <= its.of)


def _same(one: Occurrence, other: Occurrence) -> Bool:
    """Whether two selections can have chosen one event."""
    parts: list[Bool] = []
    for key in dict.fromkeys([*one.keys, *other.keys]):
        a, b = one.get(key), other.get(key)
        parts += [a.given == b.given, a.absent == b.absent, either(no(a.given), a.of == b.of)]
    for member in dict.fromkeys([*one.members, *other.members]):
        parts.append(one.holds(*member) == other.holds(*member))
    return both(*parts)
