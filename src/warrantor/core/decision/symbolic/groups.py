"""The events of one kind that a history may hold, as far as selections of them are read: first, last, any, count.

Which events there are is left open; what holds between selections is said in `background`.
"""

from dataclasses import dataclass, field
from typing import Any

import z3

from warrantor.core.decision.symbolic.events import Context, Make, Occurrence
from warrantor.core.decision.symbolic.three import Bool, Flag, Value, both, either, no
from warrantor.core.terms.ir import Node
from warrantor.core.terms.schema import EventKind, Key

Keep = tuple[Node | None, Context]
"""A filter (None: every event), and where the other facts in it are read."""


def key_of(kind: EventKind, key: str) -> Key:
    """The key of an event; an open one holds a number."""
    from warrantor.core.terms.schema import NUMBER

    return kind.keys.get(key) or Key(NUMBER)


@dataclass(eq=False)
class Group:
    """Events of one kind: of the history, or of the coverage at a place."""

    kind: EventKind
    name: str
    open: bool
    """Whether silence is no proof that none happened."""
    make: Make
    fixed: dict[str, Any] = field(default_factory=dict)
    """Keys that all of them have."""
    chosen: dict[tuple[str, Keep], Occurrence] = field(default_factory=dict)
    passing: dict[Keep, Bool] = field(default_factory=dict)
    """Whether one surely passes a filter."""
    doubtful: dict[Keep, Bool] = field(default_factory=dict)
    """Whether it cannot be told of one that it passes."""
    counts: dict[Keep, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.exists: Bool = z3.Bool(self.name)
        self.undated: Bool = z3.Bool(f"{self.name} in no order")
        """Whether one of several has no day, so that none is the first or last."""

    @property
    def silent(self) -> Bool:
        """Whether silence leaves open that one happened."""
        return no(self.exists) if self.open else False

    def event(self, how: str, keep: Keep) -> Occurrence:
        """The event that a selection names: `once`, `first` or `last` (or `some` that passes, or `maybe`)."""
        if (how, keep) not in self.chosen:
            self.chosen[how, keep] = self._make(how, keep)
        return self.chosen[how, keep]

    def _make(self, how: str, keep: Keep) -> Occurrence:
        name = f"{self.name}.{how}" + (f"#{len(self.chosen)}" if keep[0] is not None else "")
        there, doubt = self._state(how, keep, name)
        return Occurrence(self.kind, name, there, doubt, self.make, key_of, self.fixed)

    def _state(self, how: str, keep: Keep, name: str) -> tuple[Bool, Bool]:
        if how == "some":
            return both(self.exists, self.passes(keep)), False
        if how == "maybe":
            return both(self.exists, self.doubts(keep)), False
        if how == "once":
            return self.exists, self.silent
        unclear = self.undated if keep[0] is None else z3.Bool(f"{name} unclear")
        found = True if keep[0] is None else z3.Bool(name)
        return both(self.exists, no(unclear), found), either(both(self.exists, unclear), self.silent)

    def passes(self, keep: Keep) -> Bool:
        """Whether an event surely passes."""
        if keep[0] is None:
            return True
        if keep not in self.passing:
            self.passing[keep] = z3.Bool(f"{self.name} passes#{len(self.passing)}")
            self.event("some", keep)
        return self.passing[keep]

    def doubts(self, keep: Keep) -> Bool:
        """Whether it cannot be told of an event that it passes."""
        if keep[0] is None:
            return False
        if keep not in self.doubtful:
            self.doubtful[keep] = z3.Bool(f"{self.name} doubtful#{len(self.doubtful)}")
            self.event("maybe", keep)
        return self.doubtful[keep]

    def any(self, keep: Keep) -> Flag:
        """Whether an event passes."""
        true = both(self.exists, self.passes(keep))
        unknown = either(both(self.exists, self.doubts(keep)), self.silent)
        return Flag(true, both(no(true), no(unknown)))

    def count(self, keep: Keep) -> Value:
        """How many pass."""
        if keep not in self.counts:
            self.counts[keep] = z3.Int(f"{self.name} count#{len(self.counts)}")
            self.passes(keep)
        return Value(self.counts[keep], no(both(self.exists, self.doubts(keep))))
