"""Events as solver terms: whether there is one, and each of its keys; the one an operation supposes; one of several.

Nothing here says what holds between events: `background` does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import z3

from warrantor.core.decision.symbolic.three import Bool, both, no, pick, when
from warrantor.core.terms.schema import EventKind, Key, Type


class Got(NamedTuple):
    """A key of an event: whether it is `given`, or is `absent` and has a default, and its value."""

    given: Bool
    absent: Bool
    of: Any


class Event(Protocol):
    """One event. `there`: it happened; `doubt`: that cannot be told."""

    @property
    def there(self) -> Bool: ...

    @property
    def doubt(self) -> Bool: ...

    def get(self, key: str) -> Got: ...

    def holds(self, key: str, member: str) -> Bool:
        """Whether a set, where given, has a member."""
        ...


LACKING = Got(False, True, 0)


class Nothing:
    """No event, surely."""

    there: Bool = False
    doubt: Bool = False

    def get(self, key: str) -> Got:
        return LACKING

    def holds(self, key: str, member: str) -> Bool:
        return False


@dataclass(frozen=True)
class Supposed:
    """The event that an operation supposes, by its keys; what it does not say it lacks."""

    keys: dict[str, Got]
    there: Bool = True
    doubt: Bool = False

    def get(self, key: str) -> Got:
        return self.keys.get(key, LACKING)

    def holds(self, key: str, member: str) -> Bool:
        return False


Make = Callable[[str, Type], Any]
"""Makes a variable of a name and a type."""


@dataclass(eq=False)
class Occurrence:
    """An event of a history, its keys made as they are read. `fixed`: keys that are given with it."""

    kind: EventKind
    name: str
    there: Bool
    doubt: Bool
    make: Make
    type_of: Callable[[EventKind, str], Key]
    fixed: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, Got] = field(default_factory=dict)
    members: dict[tuple[str, str], Bool] = field(default_factory=dict)

    def get(self, key: str) -> Got:
        if key in self.fixed:
            return Got(True, False, self.fixed[key])
        if key not in self.keys:
            spec = self.type_of(self.kind, key)
            given = z3.Bool(f"{self.name}.{key} given")
            absent = spec.default is not None and both(no(given), z3.Bool(f"{self.name}.{key} absent"))
            of = 0 if spec.type.base == "set" else self.make(f"{self.name}.{key}", spec.type)
            self.keys[key] = Got(given, absent, of)
        return self.keys[key]

    def holds(self, key: str, member: str) -> Bool:
        found = self.members.get((key, member))
        if found is None:
            found = self.members[key, member] = z3.Bool(f"{self.name}.{key} has {member}")
        return found


@dataclass(frozen=True, eq=False)
class OneOf:
    """The second of two events where `other` holds, else the first."""

    first: Event
    second: Event
    other: Bool
    doubt: Bool = False

    @property
    def there(self) -> Bool:
        return both(no(self.doubt), when(self.other, self.second.there, self.first.there))

    def get(self, key: str) -> Got:
        a, b = self.first.get(key), self.second.get(key)
        of = pick_any(self.other, b.of, a.of)
        return Got(when(self.other, b.given, a.given), when(self.other, b.absent, a.absent), of)

    def holds(self, key: str, member: str) -> Bool:
        return when(self.other, self.second.holds(key, member), self.first.holds(key, member))


def pick_any(test: Bool, then: Any, orelse: Any) -> Any:
    """One of two values or flags; what an event lacks is a mere 0."""
    if then is orelse:
        return then
    if _is_flag(then) or _is_flag(orelse):
        sides = (side if _is_flag(side) else False for side in (then, orelse))
        return when(test, *sides)
    return pick(test, then, orelse)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool) or z3.is_bool(value)


@dataclass(frozen=True)
class Context:
    """For which coverage, and whether on the supposed record, facts are read."""

    place: int | None = None
    supposed: bool = False


@dataclass(frozen=True, eq=False)
class It:
    """The event that a filter is about, and where the other facts in it are read."""

    event: Event
    context: Context
