"""What holds of every history: types and vocabularies, the order of events, what one selection says of another.

The fold of a history is not modelled, only that its results go together; so a set of facts that breaks none of this
may still be one that no history has, and an example is only one once `single` has confirmed it.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import combinations

from warrantor.core.decision.outline import HAND
from warrantor.core.decision.symbolic.events import Context, Event, It, Occurrence
from warrantor.core.decision.symbolic.expressions import Untold
from warrantor.core.decision.symbolic.groups import Group, Keep
from warrantor.core.decision.symbolic.scene import Scene
from warrantor.core.decision.symbolic.three import Bool, Flag, both, either, flag, no
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.ir import FALSE, TRUE, And, Compare, If, Lit, Node, Slot

ROUNDS = 4
"""Filters read further facts; after so many rounds what those hold among themselves is left out."""


class Background:
    """What holds of the facts of one scene, as far as they have been read."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.slots = scene.slots
        self._passed: dict[tuple[int, Context, int], Flag | None] = {}
        self._constants: dict[int, dict[str, object]] = {}
        """By the identity of a filter, what it wants keys to be."""

    def all(self) -> list[Bool]:
        """Everything that is taken to hold; to be asked once all that is asked about has been translated."""
        assumed = [part for part in self.assumed.values() if part is not True]
        return [*self.certain(), *assumed]

    def certain(self) -> list[Bool]:
        """What holds of every history, whatever the document takes for granted."""
        before = -1
        found: list[Bool] = []
        for _ in range(ROUNDS):
            if before == self.size():
                break
            before = self.size()
            found = [part for part in self._parts() if part is not True]
        return [*self.slots.bounds, *self.scene.translation.limits.values(), *found]

    def size(self) -> int:
        """How much has been read; what holds is to be asked for anew where that has grown."""
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
        own = self._own_filters(group.kind.name)
        for event in events:
            yield either(no(event.there), group.exists)
            for keep in keeps:
                if self._never_both(keep, own.get(id(event))):
                    continue
                passes = self._passes(keep, event)
                if passes is not None:
                    yield either(no(event.there), no(passes.true), group.passes(keep))
                    yield either(no(event.there), passes.known, group.doubts(keep))
            for (how, keep), chosen in list(group.chosen.items()):
                if not self._never_both(keep, own.get(id(event))):
                    yield self._in_order(how, keep, chosen, event)
        yield from self._alone(group, events)

    def _own_filters(self, kind: str) -> dict[int, Keep]:
        """The filter that an event of a kind was chosen by, by the identity of the event."""
        groups = [group for (k, _), group in self.slots.groups.items() if k == kind]
        return {id(event): keep for group in groups for (how, keep), event in group.chosen.items() if how != "maybe"}

    def _never_both(self, keep: Keep, own: Keep | None) -> bool:
        """Whether what passes one filter surely fails another, since they want a key to be different things."""
        if own is None or keep[0] is None or own[0] is None:
            return False
        wanted, has = self._wanted(keep[0]), self._wanted(own[0])
        return any(key in has and has[key] != value for key, value in wanted.items())

    def _wanted(self, keep: Node) -> dict[str, object]:
        if id(keep) not in self._constants:
            self._constants[id(keep)] = constants(keep)
        return self._constants[id(keep)]

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

    @cached_property
    def assumed(self) -> dict[str, Bool]:
        """What the document takes for granted, by its text, for all coverages."""
        found: dict[str, Bool] = {}
        for text, test in self._assumed():
            found[text] = both(found.get(text, True), test)
        return found

    def _assumed(self) -> Iterator[tuple[str, Bool]]:
        scene = self.scene
        coverages = [(held.plan, place, False) for place, held in enumerate(scene.shape.coverages)]
        if scene.shape.hand is not None:
            coverages.append((scene.shape.hand.plan, HAND, True))
        for text in scene.document.assume:
            for plan, place, supposed in [(None, None, False), *coverages]:
                try:
                    node = scene.rules.lowering(plan).of(text, "flag")
                    yield text, no(scene.false(scene.columns.over(node, place, supposed)))
                except (Fault, Untold):
                    continue  # it speaks of what this plan does not have, or of what the solver does not read


def constants(keep: Node) -> dict[str, object]:
    """The keys that an event must have a certain value of to pass a filter, with the value."""
    if isinstance(keep, And):
        return {key: value for part in keep.parts for key, value in constants(part).items()}
    if isinstance(keep, If) and keep.then == TRUE and keep.orelse == FALSE:
        return constants(keep.test)
    if isinstance(keep, Compare) and keep.op == "==" and isinstance(keep.right, Lit) and keep.right.value is not None:
        slot = keep.left
        return {slot.key: keep.right.value} if isinstance(slot, Slot) and slot.source == "it" else {}
    return {}


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
