"""What can come after a history: the facts of a later question, tied to those of an earlier one.

What happened stays as it happened, and what happens besides happens no earlier than the earlier question. More may be
left open here than a history could hold: what can come of no future here comes of none at all, and not the other way.
"""

from collections.abc import Iterator
from typing import Any

from warrantor.core.decision.outline import Leaf
from warrantor.core.decision.symbolic.events import Occurrence
from warrantor.core.decision.symbolic.groups import Group, Keep
from warrantor.core.decision.symbolic.moments import turning
from warrantor.core.decision.symbolic.slots import Slots
from warrantor.core.decision.symbolic.three import Bool, Flag, both, either, no
from warrantor.core.terms.ir import Slot, walk


class Future:
    """Ties the facts of a later question to the history of an earlier one, as far as either has been read."""

    def __init__(self, before: Slots, after: Slots) -> None:
        self.before, self.after = before, after

    def shared(self) -> None:
        """Reads of the earlier question all that the later one reads of the history."""
        for leaf in list(self.after.leaves):
            if self._lasting(leaf):
                self.before.flag(leaf) if leaf.type == "flag" else self.before.value(leaf)

    def _lasting(self, leaf: Leaf) -> bool:
        """Whether a fact means the same of both questions: of the history or unit, and on whatever day."""
        told = not isinstance(leaf.node, Slot) or leaf.node.source not in ("claim", "question", "unmatched")
        turns = any(turning(leaf.node, slots.supposed_kind) for slots in (self.before, self.after))
        return told and leaf.place is None and not turns

    def ties(self) -> list[Bool]:
        """What holds between the two."""
        return [part for part in self._ties() if part is not True]

    def nothing_new(self) -> list[Bool]:
        """That nothing happened besides, as far as that can be told."""
        return [part for part in self._nothing_new() if part is not True]

    def _nothing_new(self) -> Iterator[Bool]:
        for (kind, place), group in self.after.groups.items():
            known = self.before.groups.get((kind, None))
            if place is not None and place == self.after.hand_place:
                yield no(group.exists)
            elif place is None and known is not None:
                yield either(no(group.exists), known.exists)
                for keep in (k for k in group.passing if k in known.passing and self._same_for_both(k)):
                    yield either(no(group.passing[keep]), both(known.exists, known.passing[keep]))
                for keep in (k for k in group.counts if k in known.counts and self._same_for_both(k)):
                    yield group.counts[keep] == known.counts[keep]

    def _ties(self) -> Iterator[Bool]:
        yield self.after.day >= self.before.day
        yield from self._of_purchase()
        for leaf in self.after.leaves:
            if leaf in self.before.leaves and isinstance(leaf.node, Slot) and leaf.node.source in ("unit", "price"):
                yield from _same_fact(self.before.leaves[leaf], self.after.leaves[leaf])
        for (kind, place), group in self.after.groups.items():
            if place in (None, self.after.hand_place):
                yield from self._of_group(self.before.groups.get((kind, None)) if place is None else None, group)

    def _of_purchase(self) -> Iterator[Bool]:
        """What the earlier question is about was bought on its day."""
        place = self.after.hand_place
        bought = None if place is None else self.after.bought(place)
        if bought is not None:
            on = bought.get("on")
            yield from (on.given, on.of == self.before.day)

    def _of_group(self, known: Group | None, group: Group) -> Iterator[Bool]:
        """Events of a kind: those that happened, and what is new."""
        existed = known.exists if known is not None else False
        yield either(no(existed), group.exists)
        for (how, keep), event in group.chosen.items():
            old = known.chosen.get((how, keep)) if known is not None else None
            new = self._new(event)
            if old is None or not self._same_for_both(keep):
                yield either(no(event.there), existed, new)
            elif how in ("once", "first"):
                yield either(no(old.there), _same_event(old, event))
                yield either(no(event.there), old.there, new)
            elif how == "last":
                yield either(no(event.there), new, both(old.there, _same_event(old, event)))
                yield either(no(old.there), event.there)
        if known is not None:
            yield from self._of_selections(known, group)

    def _new(self, event: Occurrence) -> Bool:
        on = event.get("on")
        return either(no(on.given), on.of >= self.before.day)

    def _of_selections(self, known: Group, group: Group) -> Iterator[Bool]:
        for keep, passes in group.passing.items():
            if keep in known.passing and self._same_for_both(keep):
                yield either(no(both(known.exists, known.passing[keep])), passes)
        for keep, count in group.counts.items():
            if keep in known.counts and self._same_for_both(keep):
                yield count >= known.counts[keep]

    def _same_for_both(self, keep: Keep) -> bool:
        """Whether what passes a filter passes it for good."""
        if keep[0] is None:
            return True
        read = (part for part in walk(keep[0]) if isinstance(part, Slot))
        return keep[1].place is None and all(part.source in ("it", "unit") for part in read)


def _same_fact(old: Any, new: Any) -> Iterator[Bool]:
    if isinstance(old, Flag):
        yield from (_alike(old.true, new.true), _alike(old.false, new.false))
    else:
        yield _alike(old.known, new.known)
        yield either(no(old.known), old.of == new.of)


def _same_event(old: Occurrence, new: Occurrence) -> Bool:
    """That an event is the other, in all that is read of both."""
    parts = [new.there]
    for key in (key for key in new.keys if key in old.keys):
        a, b = old.keys[key], new.keys[key]
        parts += [_alike(a.given, b.given), _alike(a.absent, b.absent), either(no(a.given), a.of == b.of)]
    parts += [_alike(old.members[m], new.members[m]) for m in new.members if m in old.members]
    return both(*parts)


def _alike(a: Bool, b: Bool) -> Bool:
    return both(either(no(a), b), either(a, no(b)))
