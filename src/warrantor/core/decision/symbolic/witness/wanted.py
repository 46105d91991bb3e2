"""What a history has to show: the values of leaves, put in order by what they select, and values worth trying.

Nothing here changes a history; `moves` does, with what is found here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from warrantor.core.decision.outline.columns import selects
from warrantor.core.decision.outline.shape import HAND, Leaf, Shape
from warrantor.core.decision.symbolic.witness.draft import ABSENT, Event
from warrantor.core.terms.ir import Compare, Has, IsIn, Lit, Node, Select, Slot, walk
from warrantor.core.terms.schema import EventKind, Schema
from warrantor.core.values.dates import FIRST, NEVER, day_text

OTHER = ("N-1", "N-2", "N-3")
"""Texts that no document names."""
MOST_TRIED, MOST_MADE = 2000, 24
"""How many events are held against a filter, and how many of those that pass are tried."""
Keeps = Callable[[Node, Event], bool | None]


@dataclass(frozen=True)
class Wanted:
    """The leaves and their values, the coverages to look at, the vocabulary. `day`: that of the question."""

    leaves: Mapping[Leaf, Any]
    shape: Shape
    schema: Schema
    day: int
    plan: str | None = None
    """The plan of an operation."""
    supposes: str | None = None
    """The kind of event that an operation supposes."""
    _values: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)
    _filters: dict[str, list[Node]] = field(default_factory=dict)
    _keys: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> dict[str, EventKind]:
        """Kinds of event by their name in expressions."""
        return self.schema.by_name()

    def told(self, source: str) -> dict[str, tuple[Leaf, Any]]:
        """What leaves say of the keys of the `unit` or the `claim`."""
        found = {}
        for leaf, value in self.leaves.items():
            if isinstance(leaf.node, Slot) and leaf.node.source == source:
                found[leaf.node.key] = (leaf, value)
        return found

    @cached_property
    def nodes(self) -> dict[Node, Any]:
        """Values by expression, whichever coverage they are about."""
        return {leaf.node: value for leaf, value in self.leaves.items() if value is not None}

    @cached_property
    def selections(self) -> dict[tuple[Select, int | None, bool], dict[str, Any]]:
        """For each event selected, for which coverage and whether supposed: its keys and what they are to be."""
        found: dict[tuple[Select, int | None, bool], dict[str, Any]] = {}
        for leaf, value in self.leaves.items():
            slot = _slot_of(leaf.node)
            select = leaf.node.of if isinstance(leaf.node, Has) and isinstance(leaf.node.of, Select) else None
            select = slot.select if slot is not None else select
            if select is None or select.how == "all":
                continue
            keys = found.setdefault((select, leaf.place, leaf.supposed), {})
            if slot is not None:
                _add_key(keys, slot, leaf.node, value)
        return found

    def happens(self, of: tuple[Select, int | None, bool]) -> bool:
        """Whether some value says that there is such an event."""
        if any(value is not None for value in self.selections[of].values()):
            return True
        return any(
            value is True and isinstance(leaf.node, Has) and leaf.node.of == of[0] and leaf.place == of[1]
            for leaf, value in self.leaves.items()
        )

    # -- values worth trying ---------------------------------------------------

    @cached_property
    def days(self) -> tuple[int, ...]:
        """Days that may matter, those that are named first."""
        named = [v for leaf, v in self.leaves.items() if leaf.type == "day" and v is not None]
        near = [day + step for day in dict.fromkeys(named) for step in (1, -1)]
        found = dict.fromkeys((*named, self.day, *near, self.day - 1))
        return tuple(day for day in found if FIRST <= day <= min(self.day, NEVER))

    @cached_property
    def early(self) -> int:
        """A day for what has to have happened at no particular time: the first of those that are named."""
        return min((day for day in self.days if day < self.day), default=self.day)

    def values(self, kind: str, key: str) -> tuple[Any, ...]:
        """Values of a key of an event that may matter: none at all first, what nobody knows last."""
        if (kind, key) not in self._values:
            found = dict.fromkeys(self._candidates(kind, key))
            known = tuple(value for value in found if value is not None)
            nobody = () if self._unknown(kind, key) is ABSENT else (None,)
            self._values[kind, key] = (*known, None) if key == "on" else (ABSENT, *known, *nobody)
        return self._values[kind, key]

    def _unknown(self, kind: str, key: str) -> Any:
        """How a key says that its value is not known: by null where silence has a meaning, else by silence."""
        spec = self.kinds[kind].keys.get(key)
        return None if key == "on" or (spec is not None and spec.default is not None) else ABSENT

    def _candidates(self, kind: str, key: str) -> Iterator[Any]:
        if key == "on":
            yield from self.days
            return
        yield from (v for keys in self._keys_of(kind) if isinstance(v := keys.get(key), str | bool | int | float))
        if key == "plan":
            yield from dict.fromkeys(held.plan for held in self.shape.coverages)
        yield from self._compared(kind, key)
        spec = self.kinds[kind].keys.get(key)
        if spec is None:
            yield from (0, 1)
        elif spec.type.base == "flag":
            yield from (True, False)
        elif spec.type.choices is not None:
            yield from spec.type.choices
        elif spec.type.base in ("text", "choice"):
            yield from OTHER

    def _keys_of(self, kind: str) -> Iterator[dict[str, Any]]:
        return (keys for (select, _, _), keys in self.selections.items() if select.kind == kind)

    def _compared(self, kind: str, key: str) -> Iterator[Any]:
        """What filters over this kind compare the key with."""
        for keep in self.filters(kind):
            for node in walk(keep):
                if not isinstance(node, Compare | IsIn) or not any(_is_it(part, key) for part in walk(node)):
                    continue
                for part in walk(node):
                    values = (part.value,) if isinstance(part, Lit) else (self.nodes.get(part),)
                    found = values[0] if isinstance(values[0], tuple) else values
                    yield from (value for value in found if value is not None)

    def filters(self, kind: str) -> list[Node]:
        """What is asked of events of a kind, wherever they are selected."""
        if kind not in self._filters:
            self._filters[kind] = self._find_filters(kind)
        return self._filters[kind]

    def _find_filters(self, kind: str) -> list[Node]:
        found = (s for leaf in self.leaves for s in selects(leaf.node))
        return list({s.filter: None for s in found if s.kind == kind and s.filter is not None})

    def keys(self, kind: str) -> list[str]:
        """The keys of a kind that matter."""
        if kind not in self._keys:
            self._keys[kind] = self._find_keys(kind)
        return self._keys[kind]

    def _find_keys(self, kind: str) -> list[str]:
        read = [n.key for keep in self.filters(kind) for n in walk(keep) if isinstance(n, Slot) and n.source == "it"]
        matched = [
            leaf.node.key for leaf in self.leaves if isinstance(leaf.node, Slot) and leaf.node.source == "unmatched"
        ]
        slots = (node for leaf in self.leaves for node in walk(leaf.node) if isinstance(node, Slot))
        named = [s.key for s in slots if s.source == "key" and s.select is not None and s.select.kind == kind]
        return [key for key in dict.fromkeys((*named, *read, *matched)) if key in self.kinds[kind].keys or key in named]

    # -- events ----------------------------------------------------------------

    def events(self, select: Select, place: int | None, supposed: bool, keeps: Keeps) -> Iterator[Event]:
        """Events that may be what a selection looks for: those that pass its filter first, the plainest first.

        `keeps`: whether an event passes a filter, by the history as it is.
        """
        if select.filter is None:
            yield from islice(self._made(select, place, supposed), MOST_MADE)
            return
        found: dict[bool | None, list[Event]] = {True: [], False: [], None: []}
        for event in islice(self._made(select, place, supposed), MOST_TRIED):
            found[keeps(select.filter, event)].append(event)
            if len(found[True]) == MOST_MADE:
                break
        yield from (*found[True], *found[None][:2], *found[False][:2])

    def _made(self, select: Select, place: int | None, supposed: bool) -> Iterator[Event]:
        base: Event = {"what": self.kinds[select.kind].what, "on": self.early}
        if select.of_plan and place is not None:
            held = self.shape.hand if place == HAND else self.shape.coverages[place]
            base["plan"] = self.plan if held is None else held.plan
        keys = self.selections.get((select, place, supposed), {})
        base |= {key: self._unknown(select.kind, key) if value is None else value for key, value in keys.items()}
        free = [key for key in self.keys(select.kind) if key not in keys and key not in ("on", *base)]
        free += ["on"] if "on" not in keys else []
        for values in _plainest_first([self.values(select.kind, key) for key in free]):
            made = {**base, **dict(zip(free, values, strict=True))}
            yield {key: value for key, value in made.items() if value is not ABSENT}


def _plainest_first(options: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Every choice of one of each, those near the front of all of them first."""
    most = sum(len(values) - 1 for values in options)
    for total in range(most + 1):
        yield from _adding_up(options, total)


def _adding_up(options: list[tuple[Any, ...]], total: int) -> Iterator[tuple[Any, ...]]:
    if not options:
        if total == 0:
            yield ()
        return
    first, rest = options[0], options[1:]
    for place in range(min(total, len(first) - 1) + 1):
        for others in _adding_up(rest, total - place):
            yield (first[place], *others)


def _slot_of(node: Node) -> Slot | None:
    """The key of an event that a leaf is about."""
    inner = node.options if isinstance(node, IsIn) else node.of if isinstance(node, Has) else node
    return inner if isinstance(inner, Slot) and inner.source == "key" else None


def _add_key(keys: dict[str, Any], slot: Slot, node: Node, value: Any) -> None:
    """Puts what a leaf says of a key with what others said of it."""
    if isinstance(node, IsIn):
        assert isinstance(node.item, Lit)
        if value is None:
            keys.setdefault(slot.key, None)
        else:
            keys[slot.key] = [*(keys.get(slot.key) or ()), *((node.item.value,) if value else ())]
    elif isinstance(node, Slot):
        keys[slot.key] = day_text(value) if slot.date and value is not None else value
    elif value is not True:
        keys.setdefault(slot.key, None)


def _is_it(node: Node, key: str) -> bool:
    return isinstance(node, Slot) and node.source == "it" and node.key == key
