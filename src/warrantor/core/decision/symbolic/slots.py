"""The facts of a question as variables of the solver: what `Translation` asks for, made when first read.

A fact is the same variable wherever it is read: by `single`'s rules of what is selected, for a coverage, and with
the event supposed that an operation asks about.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import z3

from warrantor.core.decision.outline import HAND, SUPPOSED, Leaf, Shape
from warrantor.core.decision.symbolic.events import (
    Context,
    Event,
    Got,
    It,
    Nothing,
    Occurrence,
    OneOf,
    Supposed,
)
from warrantor.core.decision.symbolic.expressions import Texts, Untold
from warrantor.core.decision.symbolic.groups import Group, key_of
from warrantor.core.decision.symbolic.three import (
    Bool,
    Flag,
    Value,
    both,
    either,
    flag,
    flag_where,
    no,
    some,
    when,
)
from warrantor.core.terms.document import Document
from warrantor.core.terms.ir import Has, IsIn, Lit, Node, Select, Slot
from warrantor.core.terms.schema import EventKind, Type

FIRST_DAY, LAST_DAY = date(1970, 1, 1).toordinal(), date(2069, 12, 31).toordinal()
"""The days that a history and a question can hold, for the solver."""
CLOSING = ("refunded", "removed")
NO_ONE = Nothing()


@dataclass(eq=False)
class Slots:
    """The facts of questions of one kind and shape under one schema."""

    document: Document
    ask: str
    plan: str | None
    shape: Shape
    texts: Texts = field(default_factory=Texts)
    tag: str = ""
    """Put before every name, where two questions are asked together."""
    groups: dict[tuple[str, int | None], Group] = field(default_factory=dict)
    bounds: list[z3.BoolRef] = field(default_factory=list)
    """What holds of single variables: types, vocabularies, the days that count."""
    known: dict[Leaf, Bool] = field(default_factory=dict)
    """Of facts of the unit and claim, and of what is told of other plans, whether they are known."""
    leaves: dict[Leaf, Flag | Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kinds: dict[str, EventKind] = self.document.schema.by_name()
        self.supposed_kind = SUPPOSED.get(self.ask)
        self.day = self._make("day", Type("date"))
        self.to = self._make("to", Type("text"))
        self._bought = {
            place: self._occurrence("bought", f"{place}.bought", held.plan, True)
            for place, held in enumerate(self.shape.coverages)
            if held.how == "bought"
        }
        self._each = {
            place: Occurrence(self.kinds[kind], f"{self.tag}{place}.each", True, False, self.make, key_of)
            for place, held in enumerate(self.shape.coverages)
            if held.how == "each" and (kind := self._each_kind(held.plan))
        }
        self.supposition = self._suppose()
        self.reading: Any = None
        """By whom filters are translated."""

    # -- variables ---------------------------------------------------------------------------------------------------

    def make(self, name: str, type: Type) -> Any:
        """A variable with what its type says of it."""
        base = type.base
        if base == "flag":
            return z3.Bool(name)
        if base in ("number", "money"):
            return z3.Real(name)
        made = z3.Int(name)
        if base == "date":
            self.bounds.append(z3.And(made >= FIRST_DAY, made <= LAST_DAY))
            if name.endswith(".on"):
                self.bounds.append(made <= self.day)
        elif type.choices is not None:
            self.bounds.append(z3.Or([made == self.texts.code(choice) for choice in type.choices]))
        else:
            self.bounds.append(made >= 0)
        return made

    def _make(self, name: str, type: Type) -> Any:
        return self.make(f"{self.tag}{name}", type)

    def _occurrence(self, kind: str, name: str, plan: str | None, there: Bool) -> Occurrence:
        fixed = {} if plan is None else {"plan": self.texts.code(plan)}
        return Occurrence(self.kinds[kind], f"{self.tag}{name}", there, False, self.make, key_of, fixed)

    def _each_kind(self, plan: str) -> str | None:
        found = (s.fields.get("for_each") for s in self.document.of_kind("plan") if plan in self.document.plans_of(s))
        return next((str(kind) for kind in found if kind is not None), None)

    def _suppose(self) -> Supposed:
        keys = {"on": Got(True, False, self.day), "to": Got(True, False, self.to)}
        if self.plan is not None:
            keys["plan"] = Got(True, False, self.texts.code(self.plan))
        return Supposed(keys)

    # -- events ------------------------------------------------------------------------------------------------------

    @property
    def hand_place(self) -> int | None:
        """The place of the coverage in hand among all; None where it is about to be bought, or there is none."""
        hand = self.shape.hand
        if hand is None or self.ask == "purchase":
            return None
        places = [place for place, held in enumerate(self.shape.coverages) if held.plan == hand.plan]
        return places[-1] if places else None

    def _place(self, place: int | None) -> int | None:
        return self.hand_place if place == HAND else place

    def group(self, kind: str, place: int | None = None, of_plan: bool = False) -> Group | None:
        """The events of a kind that are left open; None where there can be none."""
        if of_plan and (kind in CLOSING or place is None):
            return None
        if kind == "bought":
            return None
        key = (kind, place if of_plan else None)
        if key not in self.groups:
            spec = self.kinds[kind]
            name = f"{self.tag}{spec.what}" if key[1] is None else f"{self.tag}{place}.{spec.what}"
            fixed = {"plan": self.texts.code(self.shape.coverages[place].plan)} if of_plan and place is not None else {}
            silent = spec.absent == "unknown" and not of_plan
            self.groups[key] = Group(spec, name, silent, self.make, fixed)
        return self.groups[key]

    def purchases(self) -> list[Occurrence]:
        """What was bought of the coverages that stand."""
        return list(self._bought.values())

    def bought(self, place: int) -> Occurrence | None:
        """The purchase of the coverage at a place."""
        return self._bought.get(place)

    def instances(self, kind: str | None = None) -> list[Occurrence]:
        """The events that coverages were opened for."""
        return [event for event in self._each.values() if kind in (None, event.kind.name)]

    def _open(self, select: Select, context: Context) -> tuple[Group | None, list[Occurrence], bool]:
        """What a selection chooses from: events left open, purchases, and whether the supposed event is last."""
        in_hand = not select.of_plan or context.place == HAND
        supposed = context.supposed and select.kind == self.supposed_kind and in_hand
        place = self._place(context.place)
        listed = self.purchases() if select.kind == "bought" and not select.of_plan else []
        return self.group(select.kind, place, select.of_plan), listed, supposed

    def event(self, select: Select, context: Context) -> Event:
        """The event that a selector names."""
        place = self._place(context.place)
        if select.how == "each":
            return NO_ONE if place is None else self._each.get(place, NO_ONE)
        group, listed, supposed = self._open(select, context)
        if select.of_plan and select.how == "once":
            if supposed:
                return self.supposition
            if select.kind == "bought":
                return NO_ONE if place is None else self._bought.get(place, NO_ONE)
        found = self._from_list(select, context, listed) if group is None else self._from_group(select, context, group)
        return self._with_supposed(select, context, found) if supposed else found

    def _from_group(self, select: Select, context: Context, group: Group) -> Event:
        return group.event(select.how, (select.filter, context if select.filter is not None else Context()))

    def _from_list(self, select: Select, context: Context, listed: list[Occurrence]) -> Event:
        found: Event = NO_ONE
        doubt: Bool = False
        for event in listed:
            passes = self.passes(select.filter, event, context)
            mine, its = event.get("on"), found.get("on")
            order = True
            if found is not NO_ONE:
                order = mine.of < its.of if select.how == "first" else mine.of >= its.of
            found = OneOf(found, event, both(passes.true, either(no(found.there), order)))
            doubt = either(doubt, no(passes.known))
        return OneOf(found, NO_ONE, False, doubt) if doubt is not False else found

    def _with_supposed(self, select: Select, context: Context, found: Event) -> Event:
        passes = self.passes(select.filter, self.supposition, context)
        if select.how == "first":
            doubt = either(found.doubt, both(no(found.there), no(passes.known)))
            return OneOf(found, self.supposition, both(no(found.there), passes.true), doubt)
        doubt = either(no(passes.known), both(no(passes.true), found.doubt))
        return OneOf(found, self.supposition, passes.true, doubt)

    def passes(self, keep: Node | None, event: Event, context: Context) -> Flag:
        """Whether an event that happened passes a filter."""
        return flag(True) if keep is None else self.translate(keep, It(event, context))

    def translate(self, node: Node, it: It) -> Flag:
        """A filter, for an event."""
        return self.reading.translation.flag(node, it)  # type: ignore[no-any-return]

    # -- facts -------------------------------------------------------------------------------------------------------

    def flag(self, leaf: Leaf) -> Flag:
        """A fact that is true or false."""
        if leaf not in self.leaves:
            self.leaves[leaf] = self._flag(leaf.node, Context(leaf.place, leaf.supposed), leaf)
        found = self.leaves[leaf]
        assert isinstance(found, Flag)
        return found

    def value(self, leaf: Leaf) -> Value:
        """A day, number or text that is read."""
        if leaf not in self.leaves:
            self.leaves[leaf] = self._value(leaf.node, Context(leaf.place, leaf.supposed), leaf)
        found = self.leaves[leaf]
        assert isinstance(found, Value)
        return found

    def _flag(self, node: Node, context: Context, leaf: Leaf) -> Flag:
        if isinstance(node, Has):
            return self._has(node, context)
        if isinstance(node, IsIn):
            return self._member(node, context)
        assert isinstance(node, Slot)
        if node.source == "any":
            return self._any(node, context)
        if node.source == "key":
            assert node.select is not None
            return key_flag(self.event(node.select, context), node)
        return flag_where(self._known(leaf), z3.Bool(f"{self.tag}{self._name(leaf)}"))

    def _value(self, slot: Node, context: Context, leaf: Leaf) -> Value:
        if not isinstance(slot, Slot):
            raise Untold("a set stands where a value is wanted")
        if slot.source == "key":
            assert slot.select is not None
            return key_value(self.event(slot.select, context), slot, self.texts)
        if slot.source == "count":
            return self._count(slot, context)
        if slot.source == "question":
            if slot.key == "at":
                raise Untold("the time of day is not looked at")
            return Value(self.day if slot.key == "day" else self.to)
        if slot.source == "unmatched":
            return Value(z3.Int(f"{self.tag}{self._name(leaf)}"))
        return Value(self._make(self._name(leaf), self.type(leaf)), self._known(leaf))

    def _known(self, leaf: Leaf) -> Bool:
        if leaf not in self.known:
            self.known[leaf] = z3.Bool(f"{self.tag}{self._name(leaf)} known")
        return self.known[leaf]

    def _name(self, leaf: Leaf) -> str:
        slot = leaf.node
        assert isinstance(slot, Slot)
        if slot.source in ("unit", "claim"):
            return f"{slot.source}.{slot.key}"
        return f"{slot.source} {slot.key}#{len(self.leaves)}"

    def type(self, leaf: Leaf) -> Type:
        """The type of a fact about the unit or claim, or of what is told of other plans."""
        slot = leaf.node
        assert isinstance(slot, Slot)
        keys = {"unit": self.document.schema.unit, "claim": self.document.schema.claim}.get(slot.source, {})
        return keys[slot.key].type if slot.key in keys else Type({"day": "date"}.get(leaf.type, leaf.type))

    def _has(self, node: Has, context: Context) -> Flag:
        if isinstance(node.of, Select):
            event = self.event(node.of, context)
            if node.mode == "recorded":
                return flag(event.there)
            return Flag(event.there, both(no(event.there), no(event.doubt)))
        if node.of.source != "key" or node.of.select is None:
            raise Untold(f"`{node.mode}` of something worked out")
        return has_key(self.event(node.of.select, context), node.of, node.mode)

    def _member(self, node: IsIn, context: Context) -> Flag:
        slot = node.options
        if not isinstance(slot, Slot) or slot.source != "key" or slot.select is None or not isinstance(node.item, Lit):
            raise Untold("whether one fact is among those of another")
        return member(self.event(slot.select, context), slot, str(node.item.value))

    def _any(self, slot: Slot, context: Context) -> Flag:
        select = slot.select
        assert select is not None
        group, listed, supposed = self._open(select, context)
        if supposed and select.filter is None:
            return flag(True)
        keep = (select.filter, context if select.filter is not None else Context())
        parts = [self._passing(select, event, context) for event in self._events(listed, supposed)]
        return some([*parts, *([group.any(keep)] if group is not None else [])])

    def _events(self, listed: Iterable[Event], supposed: bool) -> list[Event]:
        return [*listed, *([self.supposition] if supposed else [])]

    def _passing(self, select: Select, event: Event, context: Context) -> Flag:
        passes = self.passes(select.filter, event, context)
        return Flag(both(event.there, passes.true), either(no(event.there), passes.false))

    def _count(self, slot: Slot, context: Context) -> Value:
        select = slot.select
        assert select is not None
        group, listed, supposed = self._open(select, context)
        total: Any = 0
        known: Bool = True
        for event in self._events(listed, supposed):
            passes = self._passing(select, event, context)
            one = int(passes.true) if isinstance(passes.true, bool) else z3.If(passes.true, 1, 0)
            total, known = total + one, both(known, passes.known)
        if group is not None:
            open_ = group.count((select.filter, context if select.filter is not None else Context()))
            total, known = total + open_.of, both(known, open_.known)
        return Value(total, known)


# -- keys of events ------------------------------------------------------------------------------------------------


def key_value(event: Event, slot: Slot, texts: Texts) -> Value:
    """A key of an event, or its default where the event lacks it."""
    got = event.get(slot.key)
    if slot.default is None:
        return Value(got.of, both(event.there, got.given))
    default = texts.code(slot.default) if isinstance(slot.default, str) else slot.default
    of = got.of if got.given is True else z3.If(got.given, got.of, default) if got.given is not False else default
    return Value(of, both(event.there, either(got.given, got.absent)))


def key_flag(event: Event, slot: Slot) -> Flag:
    """A key that is true or false, or its default where the event lacks it."""
    got = event.get(slot.key)
    if slot.default is None:
        return flag_where(both(event.there, got.given), got.of)
    of = when(got.given, got.of, bool(slot.default))
    return flag_where(both(event.there, either(got.given, got.absent)), of)


def has_key(event: Event, slot: Slot, mode: str) -> Flag:
    """`present` or `recorded` of a key of an event."""
    given = both(event.there, event.get(slot.key).given)
    if mode == "recorded":
        return flag(given)
    lacks = both(event.there, no(event.get(slot.key).given))
    return Flag(given, either(lacks, both(no(event.there), no(event.doubt))))


def member(event: Event, slot: Slot, text: str) -> Flag:
    """Whether a set among the keys of an event has a member."""
    got = event.get(slot.key)
    known = both(event.there, got.given if slot.default is None else either(got.given, got.absent))
    return flag_where(known, both(got.given, event.holds(slot.key, text)))
