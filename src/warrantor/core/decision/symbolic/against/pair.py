"""One kind of question about one set of coverages, put to two versions of a document: the same facts, two rules."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from warrantor.core.decision.outline import HAND, Held, Leaf, Shape
from warrantor.core.decision.outline.judged import is_false
from warrantor.core.decision.symbolic.against.kinds import Ladders, Tests
from warrantor.core.decision.symbolic.against.meaning import Question, Versions
from warrantor.core.decision.symbolic.asking import Asker, Budget
from warrantor.core.decision.symbolic.background import Background, complete
from warrantor.core.decision.symbolic.examples import Example, wishes
from warrantor.core.decision.symbolic.rooms import LooseSlots, of_others_as_told
from warrantor.core.decision.symbolic.scene import Scene
from warrantor.core.decision.symbolic.showing import same
from warrantor.core.decision.symbolic.slots import Slots
from warrantor.core.decision.symbolic.three import Bool, Flag, Value, both, either, no
from warrantor.core.terms.document import Document
from warrantor.core.terms.ir import Slot
from warrantor.core.terms.rules import Rules
from warrantor.core.terms.schema import EventKind, Key, Schema, Type


class Pair:
    """Both versions under one question. `coverages`: what the unit holds by either, in the order of the new version.

    `loose`: nothing is known of what else is held or was bought, but that it is the same to both. Raises Fault and
    Untold where the rules cannot be read.
    """

    def __init__(
        self, versions: Versions, question: Question, coverages: tuple[Held, ...], hand: Held | None, budget: Budget,
        loose: bool = False,
    ) -> None:  # fmt: skip
        self.versions, self.question, self.shape = versions, question, Shape(coverages, hand)
        self.budget, self.loose = budget, loose
        document = _in_common(versions.old.document, versions.new.document)
        self.slots = (LooseSlots if loose else Slots)(document, question.ask, question.plan, self.shape)
        self.new = self._scene(versions.new)
        self.old = self._scene(versions.old)

    def _scene(self, rules: Rules) -> Scene:
        places = [place for place, held in enumerate(self.shape.coverages) if _offered(rules, held)]
        shape = Shape(tuple(self.shape.coverages[place] for place in places), self.shape.hand)
        order = {plan: number for number, plan in enumerate(rules.document.plans)}
        ranked = sorted(range(len(places)), key=lambda i: (order[shape.coverages[i].plan], i))
        shape = replace(shape, coverages=tuple(shape.coverages[i] for i in ranked))
        scene = Scene(rules, self.question.ask, self.question.plan, shape, self.slots)
        scene.reading.places = {place: places[i] for place, i in enumerate(ranked)}
        if self.loose:
            scene.columns.others = of_others_as_told(scene)
        return scene

    @cached_property
    def tests(self) -> dict[str, Bool]:
        """Where the answers differ, by the kind of difference."""
        ladders = Ladders(self.old.document.levels, self.new.document.levels)
        old, new = (
            {name: scene.translation.value(node) for name, node in scene.outputs().items()}
            for scene in (self.old, self.new)
        )
        return Tests(old, new, ladders, self.slots.texts.code).all()

    def apart(self, held: Held, standing: bool = False) -> Bool:
        """Where a coverage comes out otherwise, or stands otherwise on the record."""
        parts = self._stands if standing else self._parts
        pairs = zip(parts(self.old, held), parts(self.new, held), strict=True)
        return either(*(_apart(old, new) for old, new in pairs))

    def _stands(self, scene: Scene, held: Held) -> list[Flag | Value]:
        of = next(c for c in scene.others.standing(held.plan).coverages if c.judged.held_as == held)
        flags, days = (of.live, is_false(of.held)), (of.starts, of.ends)
        return [*map(scene.translation.flag, flags), *map(scene.translation.value, days)]

    def _parts(self, scene: Scene, held: Held) -> list[Flag | Value]:
        judged = scene.judged(scene.shape.coverages.index(held))
        tests = (judged.yes, judged.no, judged.missing, judged.person, judged.left, judged.clashing)
        days = (judged.level, judged.context.over(judged.rules.starts), judged.context.over(judged.rules.ends))
        return [*map(scene.translation.flag, tests), *map(scene.translation.value, days)]

    @cached_property
    def asker(self) -> Asker:
        """Who is asked, knowing what holds of every history and what both documents take for granted."""
        _ = self.tests
        assumed = [part for scene in (self.old, self.new) for part in Background(scene).all()]
        return Asker([*assumed, *self._untold()], self.budget)

    def _untold(self) -> Iterator[Bool]:
        """What only one version knows is not told: it is as in a question that says nothing of it."""
        for leaf in self.slots.leaves:
            if not isinstance(leaf.node, Slot) or _in_both(leaf.node, self.old.document, self.new.document):
                continue
            assumed = [s.document.schema.claim[leaf.node.key].assumed for s in (self.old, self.new)
                       if leaf.node.key in s.document.schema.claim]  # fmt: skip
            known = leaf.node.source == "claim" and bool(assumed) and assumed[0] is not None
            yield same(self.slots, leaf, assumed[0] if known else None)

    def possible(self, kinds: Iterable[str]) -> bool:
        """Whether the answers can differ in one of the ways. Raises Undecided."""
        return self.asker.possible(either(*(self.tests[kind] for kind in kinds if kind in self.tests)))

    def model(self, kind: str, besides: Iterable[Bool]) -> Any:
        """Facts under which they differ so: such as leave nothing open, if there are any. Raises Undecided."""
        tests = [self.tests[kind], *besides]
        whole = self.asker.model([*tests, *complete(self.new)], wishes(self.slots))
        return whole if whole is not None else self.asker.model(tests, wishes(self.slots))

    @property
    def host(self) -> Scene:
        """The version that offers the most of the coverages."""
        return max(self.new, self.old, key=lambda scene: len(scene.shape.coverages))

    def hosted(self, read: Example) -> Example:
        """The facts of an example as that version has them."""
        host = self.host
        back = {of: place for place, of in host.reading.places.items()} | {HAND: HAND}
        facts = {
            replace(leaf, place=None if leaf.place is None else back[leaf.place]): value
            for leaf, value in read.facts.items()
            if (leaf.place is None or leaf.place in back) and _told(leaf, host.document)
        }
        return replace(read, shape=host.shape, facts=facts)


def _apart(old: Flag | Value, new: Flag | Value) -> Bool:
    """Where two conditions, or two values, are not the same."""
    if isinstance(old, Flag) and isinstance(new, Flag):
        return either(both(old.true, no(new.true)), both(new.true, no(old.true)))
    assert isinstance(old, Value)
    assert isinstance(new, Value)
    alone = either(both(old.known, no(new.known)), both(new.known, no(old.known)))
    return either(alone, both(old.known, new.known, no(old.of == new.of)))


def _offered(rules: Rules, held: Held) -> bool:
    """Whether a coverage can be held under a version."""
    if held.plan not in rules.document.plans:
        return False
    of = rules.of("cover", held.plan)
    ways = {"bought": of.sold, "given": of.given is not None and of.each is None, "each": of.each is not None}
    return ways[held.how] or held.how == "bought"


def _told(leaf: Leaf, document: Document) -> bool:
    """Whether a document knows the fact."""
    return not isinstance(leaf.node, Slot) or _in_both(leaf.node, document)


def _in_both(slot: Slot, *documents: Document) -> bool:
    keys = {"unit": [d.schema.unit for d in documents], "claim": [d.schema.claim for d in documents]}
    return all(slot.key in known for known in keys.get(slot.source, ()))


# -- what can be told under both ---------------------------------------------------------------------------------------


def _in_common(old: Document, new: Document) -> Document:
    """The new version, of whose facts only such values can be told as the old one knows too."""
    return replace(new, schema=_schema(old.schema, new.schema))


def _schema(old: Schema, new: Schema) -> Schema:
    kinds = {what: _kind(old.kinds.get(what), kind) for what, kind in new.kinds.items()}
    return replace(new, kinds=kinds, claim=_keys(old.claim, new.claim), unit=_keys(old.unit, new.unit))


def _kind(old: EventKind | None, new: EventKind) -> EventKind:
    return new if old is None else replace(new, keys=_keys(old.keys, new.keys))


def _keys(old: dict[str, Key], new: dict[str, Key]) -> dict[str, Key]:
    shared = {name: replace(key, type=_type(old[name].type, key.type)) for name, key in new.items() if name in old}
    return {**new, **shared}


def _type(old: Type, new: Type) -> Type:
    if old.choices is None or new.choices is None:
        return new if old.choices is None else old
    return replace(new, choices=tuple(choice for choice in new.choices if choice in old.choices))
